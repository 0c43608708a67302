package events_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	apply "sashweight/shared/apply/events"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
)

// refusing is an account that answers PutEvents with success while the first of its entries
// fails, times times. sent counts the entries of each call.
func refusing(times int) (a *awssim.Account, sent *[]int) {
	a, sent = awssim.New(awssim.Options{}), new([]int)
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		in, ok := call.Input.(*eventbridge.PutEventsInput)
		if !ok {
			return gate(ctx, call, next)
		}
		*sent = append(*sent, len(in.Entries))
		out := &eventbridge.PutEventsOutput{}
		for i := range in.Entries {
			e := types.PutEventsResultEntry{EventId: aws.String("id")}
			if i == 0 && len(*sent) <= times {
				e = types.PutEventsResultEntry{ErrorCode: aws.String("InternalFailure")}
				out.FailedEntryCount++
			}
			out.Entries = append(out.Entries, e)
		}
		return out, nil
	}
	return a, sent
}

func three() []apply.Event {
	e := apply.Event{Source: "sashweight", DetailType: "Sweep Due", Detail: []byte("{}")}
	return []apply.Event{e, e, e}
}

func TestOnlyEntriesThatFailedAreSentAgain(t *testing.T) {
	a, sent := refusing(1)
	if err := apply.New(a.UserConfig()).Publish(t.Context(), three()); err != nil {
		t.Fatal(err)
	}
	if got := *sent; len(got) != 2 || got[0] != 3 || got[1] != 1 {
		t.Errorf("sent %v, want 3, then 1", got)
	}
}

func TestEntriesThatGoOnFailingAreAnError(t *testing.T) {
	a, sent := refusing(100)
	if err := apply.New(a.UserConfig()).Publish(t.Context(), three()); err == nil {
		t.Error("no error")
	}
	if got := len(*sent); got != 3 {
		t.Errorf("%d tries, want 3", got)
	}
}

func TestNothingToPublishMakesNoCall(t *testing.T) {
	a, sent := refusing(0)
	if err := apply.New(a.UserConfig()).Publish(t.Context(), nil); err != nil || len(*sent) != 0 {
		t.Errorf("%v, %d calls", err, len(*sent))
	}
}
