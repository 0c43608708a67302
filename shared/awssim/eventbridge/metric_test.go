package eventbridge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// tally sums what is measured: of the rule and in all.
type tally map[string][2]float64

func (m tally) put(t *testing.T, x kernel.Metric) {
	if x.Namespace != "AWS/Events" || !x.At.IsZero() {
		t.Errorf("measured %+v", x)
	}
	sum := m[x.Name]
	switch strings.Join(x.Dimensions, "=") {
	case "RuleName=ecs":
		sum[0] += x.Value
	case "":
		sum[1] += x.Value
	default:
		t.Errorf("%s has dimensions %v", x.Name, x.Dimensions)
	}
	m[x.Name] = sum
}

func (m tally) String() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprint(name, " ", m[name][0], " ", m[name][1]))
	}
	return strings.Join(out, ", ")
}

// CW-21: EventBridge's metrics of a rule; those that have it, in all.
func TestMetricsSayWhatBecameOfDeliveries(t *testing.T) {
	gone := wire.Error("ResourceNotFoundException", "gone")
	busy := wire.Error("TooManyRequestsException", "slow down")
	for name, c := range map[string]struct {
		refuse  error
		until   int // so many attempts are refused
		sendErr error
		want    string
	}{
		"delivered": {nil, 0, nil, "InvocationAttempts 1 1, Invocations 1 1, " +
			"SuccessfulInvocationAttempts 1 1, TriggeredRules 1 1"},
		"delivered at the third attempt": {busy, 2, nil, "InvocationAttempts 3 3, " +
			"Invocations 1 1, RetryInvocationAttempts 2 2, SuccessfulInvocationAttempts 1 1, " +
			"TriggeredRules 1 1"},
		"never delivered": {busy, 9, nil, "FailedInvocations 1 0, InvocationAttempts 4 4, " +
			"Invocations 1 1, InvocationsSentToDlq 1 0, RetryInvocationAttempts 3 3, " +
			"TriggeredRules 1 1"},
		"no target and no queue": {gone, 9, errors.New("no"), "FailedInvocations 1 0, " +
			"InvocationAttempts 1 1, Invocations 1 1, InvocationsFailedToBeSentToDlq 1 0, " +
			"TriggeredRules 1 1"},
	} {
		b := newBus(t, 1)
		got := tally{}
		b.env.PutMetric = func(x kernel.Metric) { got.put(t, x) }
		tries := 0
		b.Deliver = func(string, []byte, string) error {
			if tries++; tries > c.until {
				return nil
			}
			return c.refuse
		}
		b.Send = func(string, string, map[string]string) error { return c.sendErr }
		calls := 0
		b.emit("aws.ecs", 1, &calls)
		b.emit("aws.ecs", 2, &calls)
		b.env.Advance(time.Hour)
		if got.String() != c.want {
			t.Errorf("%s: measured (of the rule, in all)\n%s, want\n%s", name, got, c.want)
		}
	}
}
