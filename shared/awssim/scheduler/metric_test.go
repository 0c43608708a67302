package scheduler

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// tally sums what is measured: of the group and in all.
type tally map[string][2]float64

func (m tally) put(t *testing.T, x kernel.Metric) {
	if x.Namespace != "AWS/Scheduler" || !x.At.IsZero() {
		t.Errorf("measured %+v", x)
	}
	sum := m[x.Name]
	switch strings.Join(x.Dimensions, "=") {
	case "ScheduleGroup=default":
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

// CW-22: Scheduler's metrics of a schedule group and in all.
func TestMetricsSayWhatBecameOfInvocations(t *testing.T) {
	gone := wire.Error("ResourceNotFoundException", "gone")
	busy := wire.Error("TooManyRequestsException", "slow down")
	for name, c := range map[string]struct {
		refuse  error
		queue   string
		sendErr error
		want    string
	}{
		"invoked": {nil, "dead", nil, "InvocationAttemptCount 1 1"},
		"throttled until it was dropped": {busy, "dead", nil, "InvocationAttemptCount 3 3, " +
			"InvocationDroppedCount 1 1, InvocationsSentToDeadLetterCount 1 1, " +
			"TargetErrorCount 3 3, TargetErrorThrottledCount 3 3"},
		"no target and no queue given": {gone, "", nil, "InvocationAttemptCount 1 1, " +
			"InvocationDroppedCount 1 1, TargetErrorCount 1 1"},
		"a queue that refuses": {gone, "dead", errors.New("no"), "InvocationAttemptCount 1 1, " +
			"InvocationDroppedCount 1 1, InvocationsFailedToBeSentToDeadLetterCount 1 1, " +
			"TargetErrorCount 1 1"},
	} {
		w := newWorld(1)
		got := tally{}
		w.env.PutMetric = func(x kernel.Metric) { got.put(t, x) }
		w.refuse = c.refuse
		w.Send = func(string, string, map[string]string) error { return c.sendErr }
		s := tick()
		s.Expression, s.DeadLetters = "rate(1 day)", c.queue
		s.Retry = retry.Policy{MaxAttempts: 2, MaxAge: time.Hour}
		w.create(t, s)
		w.env.Advance(2 * time.Hour)
		if got.String() != c.want {
			t.Errorf("%s: measured (of the group, in all)\n%s, want\n%s", name, got, c.want)
		}
	}
}
