package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/lambda"
)

// play deploys the shipped template, lets the function fail on every lifecycle event, publishes one
// of those, and returns the journal and the dead letters after two hours.
func play(t *testing.T, seed uint64) (journal string, dead []string) {
	t.Helper()
	var out strings.Builder
	to := scratch()
	to.Env.Kernel = kernel.New(seed, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	to.Env.Journal.Out = &out
	to.Events = eventbridge.New(to.Env, faults.New(nil, to.Env.Stream("faults")))
	to.Events.Deliver, to.Scheduler.Invoke = to.Lambda.InvokeAsync, to.Lambda.InvokeAsync
	to.Lambda.Send = func(queue, body string, _ map[string]string) error {
		dead = append(dead, queue+" "+body)
		return nil
	}
	to.Lambda.Build = func(lambda.Spec) (lambda.Handler, error) {
		return func(_ context.Context, payload json.RawMessage) (any, error) {
			to.Env.Running().Sleep(time.Second)
			if strings.Contains(string(payload), "Lifecycle Action") {
				return nil, errors.New("not today")
			}
			return nil, nil
		}, nil
	}
	if _, err := Template(shipped(t), to, nil); err != nil {
		t.Fatal(err)
	}
	to.Env.Publish(kernel.Event{
		Source: "aws.autoscaling", DetailType: "EC2 Instance-terminate Lifecycle Action",
		BestEffort: true, Label: "i-1", Detail: func() any { return map[string]string{"a": "b"} },
	})
	to.Env.Advance(2 * time.Hour)
	return out.String(), dead
}

func TestTheShippedRulesRetriesAndDeadLettersPlayTogether(t *testing.T) {
	journal, dead := play(t, 1)
	if len(dead) != 1 || !strings.Contains(dead[0], "DrainNodesDeadLetters") ||
		!strings.Contains(dead[0], `"errorMessage":"not today"`) {
		t.Errorf("dead letters: %v", dead)
	}
	if n := strings.Count(journal, "took=1s error: not today"); n != 3 {
		t.Errorf("%d failed attempts, want 3", n)
	}
	if n := strings.Count(journal, "cause=schedule DrainNodesFunctionTick"); n < 119 || n > 121 {
		t.Errorf("%d ticks in two hours", n)
	}
}

func TestSameSeedSameJournal(t *testing.T) {
	one, _ := play(t, 5)
	again, _ := play(t, 5)
	other, _ := play(t, 6)
	if one != again {
		t.Error("one seed, two journals")
	}
	if one == other {
		t.Error("two seeds, one journal")
	}
}
