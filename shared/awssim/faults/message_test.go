package faults

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// LAM-15: a queue delivers twice or late, and loses nothing.
func TestAQueueLosesNoMessage(t *testing.T) {
	f := New(Rates{EventLost: 1, EventLate: 1}, rand.New(rand.NewPCG(1, 2)))
	f.TellEvent(EventLost, "", 0, 1)
	f.TellEvent(EventDoubled, "SQS message timers", time.Minute, 1)
	if got, want := f.Message("timers"), []time.Duration{0, time.Minute}; !slices.Equal(got, want) {
		t.Errorf("told: got %v, want %v", got, want)
	}
	if got := f.Message("timers"); !slices.Equal(got, []time.Duration{0}) {
		t.Errorf("lost and late: got %v, want one at once", got)
	}
	f = New(Rates{EventDoubled: 1, EventReordered: 1}, rand.New(rand.NewPCG(1, 2)))
	if got := f.Message("timers"); len(got) != 2 || got[0] <= 0 || got[1] <= got[0] {
		t.Errorf("doubled and reordered: got %v", got)
	}
}
