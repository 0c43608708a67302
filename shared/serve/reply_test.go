package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"sashweight/events"
)

func answered(t *testing.T, h Handler) (string, error) {
	t.Helper()
	entry := Events("drain-nodes", h, Deps{Out: &bytes.Buffer{}, Clock: &hand{}})
	v, err := entry(t.Context(), json.RawMessage(spot))
	text, bad := json.Marshal(v)
	if bad != nil {
		t.Fatal(bad)
	}
	return string(text), err
}

func TestAHandlerMayAnswer(t *testing.T) {
	broken := errors.New("observe node i-1: unavailable")
	for want, h := range map[string]Handler{
		`null`: func(context.Context, events.Event) error { return nil },
		`{"order":"o"}`: func(ctx context.Context, _ events.Event) error {
			Reply(ctx, "overwritten")
			Reply(ctx, map[string]string{"order": "o"})
			return nil
		},
		`{"batchItemFailures":[{"itemIdentifier":"m-1"},{"itemIdentifier":"m-2"}]}`: func(
			ctx context.Context, _ events.Event,
		) error {
			Reply(ctx, Failed("m-1", "m-2"))
			return Permanent(broken)
		},
		`{"batchItemFailures":[]}`: func(ctx context.Context, _ events.Event) error {
			Reply(ctx, Failed())
			return nil
		},
	} {
		if got, err := answered(t, h); got != want || err != nil {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

func TestAFailedInvocationHasNoAnswer(t *testing.T) {
	got, err := answered(t, func(ctx context.Context, _ events.Event) error {
		Reply(ctx, "half done")
		return errors.New("observe node i-1: unavailable")
	})
	if got != "null" || err == nil {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestReplyOutsideOfAnInvocationDoesNothing(t *testing.T) {
	Reply(t.Context(), "nobody hears")
}
