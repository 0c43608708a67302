package eventbridge

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// bus is an account with one rule on aws.ecs and a record of what arrives.
type bus struct {
	*EventBridge
	env     *kernel.Env
	faults  *faults.Faults
	arrived []time.Duration
	events  [][]byte
	dead    []map[string]string
	refuse  error
	journal strings.Builder
}

var start = time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC)

func newBus(t *testing.T, seed uint64) *bus {
	t.Helper()
	k := kernel.New(seed, start)
	b := &bus{env: &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}}
	k.Journal.Out = &b.journal
	b.faults = faults.New(nil, k.Stream("faults"))
	b.EventBridge = New(b.env, b.faults)
	b.Deliver = func(_ string, event []byte, _ string) error {
		b.arrived = append(b.arrived, k.Now().Sub(start))
		b.events = append(b.events, event)
		return b.refuse
	}
	b.Send = func(_, _ string, attributes map[string]string) error {
		b.dead = append(b.dead, attributes)
		return nil
	}
	b.rule(t, "ecs", `{"source":["aws.ecs"],"detail":{"n":[1]}}`)
	return b
}

func (b *bus) rule(t *testing.T, name, pattern string) {
	t.Helper()
	p, err := ParsePattern([]byte(pattern))
	if err != nil {
		t.Fatal(err)
	}
	b.PutRule(Rule{Name: name, Pattern: p, Targets: []Target{{
		ARN: "target", Retry: retry.Policy{MaxAttempts: 3, MaxAge: time.Hour}, DeadLetters: "dead",
	}}})
}

func (b *bus) emit(source string, n int, calls *int) {
	b.env.Publish(kernel.Event{
		Source: source, DetailType: "Change", Label: "thing", BestEffort: source != "aws.ecs",
		Detail: func() any {
			*calls++
			return map[string]int{"n": n}
		},
	})
}

func TestOnlyEventsWithAListenerAreWritten(t *testing.T) {
	b := newBus(t, 1)
	calls := 0
	b.emit("aws.ec2", 1, &calls)
	if calls != 0 {
		t.Error("the detail of an unheard event was built")
	}
	b.emit("aws.ecs", 2, &calls)
	b.emit("aws.ecs", 1, &calls)
	b.env.Advance(time.Minute)
	if calls != 2 || len(b.events) != 1 {
		t.Errorf("%d details built, %d events arrived, want 2 and 1", calls, len(b.events))
	}
	if got := strings.Count(b.journal.String(), " event "); got != 3 {
		t.Errorf("%d event lines, want 3:\n%s", got, b.journal.String())
	}
}

func TestTheEnvelopeIsEventBridges(t *testing.T) {
	b := newBus(t, 1)
	calls := 0
	b.emit("aws.ecs", 1, &calls)
	b.env.Advance(time.Minute)
	var got map[string]any
	if err := json.Unmarshal(b.events[0], &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"version": "0", "detail-type": "Change", "source": "aws.ecs", "account": "123456789012",
		"time": "2026-01-02T03:04:05Z", "region": "us-east-1",
	} {
		if got[key] != want {
			t.Errorf("%s = %v, want %v", key, got[key], want)
		}
	}
	if resources, ok := got["resources"].([]any); !ok || len(resources) != 0 {
		t.Errorf("resources = %v, want an empty list", got["resources"])
	}
	if id, _ := got["id"].(string); len(id) != 36 {
		t.Errorf("id = %v", got["id"])
	}
}

func TestEachRuleGetsItsOwnDelivery(t *testing.T) {
	b := newBus(t, 1)
	b.rule(t, "second", `{"source":["aws.ecs"]}`)
	calls := 0
	b.emit("aws.ecs", 1, &calls)
	b.env.Advance(time.Minute)
	if calls != 1 || len(b.arrived) != 2 || b.arrived[0] == b.arrived[1] {
		t.Fatalf("detail built %d times, arrivals %v", calls, b.arrived)
	}
	for _, d := range b.arrived {
		if d < minLatency || d > maxLatency {
			t.Errorf("arrived after %v", d)
		}
	}
}

func TestFaultsLoseDoubleAndDelay(t *testing.T) {
	b := newBus(t, 1)
	b.faults.TellEvent(faults.EventLost, "Change", 0, 1)
	b.faults.TellEvent(faults.EventDoubled, "Change", time.Minute, 1)
	b.faults.TellEvent(faults.EventLate, "Change", 10*time.Minute, 1)
	calls := 0
	for range 3 {
		b.emit("aws.ecs", 1, &calls)
	}
	b.env.Advance(time.Hour)
	if len(b.arrived) != 3 || b.arrived[1] < time.Minute || b.arrived[2] < 10*time.Minute {
		t.Errorf("arrivals %v, want one soon, its copy after 1m, a late one after 10m", b.arrived)
	}
	for _, want := range []string{" lost\n", " copy 2\n"} {
		if !strings.Contains(b.journal.String(), want) {
			t.Errorf("the journal has no %q:\n%s", want, b.journal.String())
		}
	}
}

func TestFailedDeliveriesAreRetriedThenDeadLettered(t *testing.T) {
	b := newBus(t, 1)
	b.refuse = wire.Error("TooManyRequestsException", "slow down")
	calls := 0
	b.emit("aws.ecs", 1, &calls)
	b.env.Advance(time.Hour)
	if len(b.arrived) != 4 || len(b.dead) != 1 {
		t.Fatalf("%d tries, %d dead letters, want 4 and 1", len(b.arrived), len(b.dead))
	}
	for key, want := range map[string]string{
		"EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": "3",
		"TARGET_ARN": "target", "RULE_ARN": "arn:aws:events:us-east-1:123456789012:rule/ecs",
	} {
		if got := b.dead[0][key]; got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
}

func TestAMissingTargetIsNotRetried(t *testing.T) {
	b := newBus(t, 1)
	b.refuse = wire.Error("ResourceNotFoundException", "Function not found")
	calls := 0
	b.emit("aws.ecs", 1, &calls)
	b.env.Advance(time.Hour)
	if len(b.arrived) != 1 || len(b.dead) != 1 || b.dead[0]["ERROR_CODE"] != "NO_RESOURCE" {
		t.Errorf("%d tries, dead letters %v", len(b.arrived), b.dead)
	}
}

func TestSameSeedSameJournal(t *testing.T) {
	play := func(seed uint64) string {
		b := newBus(t, seed)
		calls := 0
		for range 50 {
			b.emit("aws.ecs", 1, &calls)
			b.env.Advance(time.Second)
		}
		return b.journal.String()
	}
	first, again := play(7), play(7)
	if first != again {
		t.Error("one seed, two journals")
	}
	if play(7) == play(8) {
		t.Error("two seeds, one journal")
	}
}

func TestADisabledRuleHearsNothing(t *testing.T) {
	b := newBus(t, 1)
	b.PutRule(Rule{Name: "ecs", Pattern: b.Rules()[0].Pattern, Disabled: true})
	calls := 0
	b.emit("aws.ecs", 1, &calls)
	if calls != 0 {
		t.Error("a disabled rule listens")
	}
	names := []string{}
	for _, r := range b.Rules() {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{"ecs"}) {
		t.Errorf("rules = %v, want the replaced one only", names)
	}
}

// code is the code of an API error.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
