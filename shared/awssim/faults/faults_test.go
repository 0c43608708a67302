package faults

import (
	"math/rand/v2"
	"testing"
	"time"
)

func drawing(rates Rates) *Faults { return New(rates, rand.New(rand.NewPCG(1, 2))) }

func TestNothingStrikesUnlessDrawnOrTold(t *testing.T) {
	f := drawing(nil)
	for range 100 {
		if d := f.Delivery("Sweep Due", true); d.Lost || len(d.Delays) != 1 || d.Delays[0] != 0 {
			t.Fatalf("delivery %+v", d)
		}
		if got := f.Call("drain-nodes", "ecs ListTasks", true); got != "" {
			t.Fatalf("call: %s", got)
		}
	}
}

func TestOnlyBestEffortSourcesLoseEvents(t *testing.T) {
	f := drawing(Rates{EventLost: 1})
	if f.Delivery("ECS Task State Change", false).Lost {
		t.Error("a guaranteed event was lost")
	}
	if !f.Delivery("EC2 Instance-terminate Lifecycle Action", true).Lost {
		t.Error("a best-effort event was not lost")
	}
}

func TestWhatWasToldStrikesOnceWhereItWasTold(t *testing.T) {
	f := drawing(nil)
	f.TellEvent(EventDoubled, "terminate", time.Minute, 1)
	if got := len(f.Delivery("Sweep Due", true).Delays); got != 1 {
		t.Errorf("another event came %d times", got)
	}
	if got := len(f.Delivery("EC2 Instance-terminate Lifecycle Action", true).Delays); got != 2 {
		t.Errorf("the event came %d times, want 2", got)
	}
	if got := len(f.Delivery("EC2 Instance-terminate Lifecycle Action", true).Delays); got != 1 {
		t.Errorf("the next came %d times, want 1", got)
	}
	f.TellCall(CrashAfter, "drain-nodes", "ecs ListTasks", 1, 1)
	var struck []bool
	for _, caller := range []string{"drain-nodes", "user", "drain-nodes", "drain-nodes"} {
		struck = append(struck, f.Call(caller, "ecs ListTasks", caller != "user") == CrashAfter)
	}
	if struck[0] || struck[1] || !struck[2] || struck[3] {
		t.Errorf("struck %v, want only the function's second call", struck)
	}
}

func TestCallersThatAreNoFunctionsAreNotStruckByChance(t *testing.T) {
	f := drawing(Rates{Throttled: 1})
	if got := f.Call("user", "ecs ListTasks", false); got != "" {
		t.Errorf("got %s", got)
	}
	if got := f.Call("drain-nodes", "ecs ListTasks", true); got != Throttled {
		t.Errorf("got %q, want %s", got, Throttled)
	}
}

func TestStopEndsTheDrawingAndCountsStay(t *testing.T) {
	f := drawing(Rates{Throttled: 1, EventLate: 1})
	f.Count(f.Call("drain-nodes", "ecs ListTasks", true))
	f.Delivery("Sweep Due", true)
	f.Stop()
	if f.Call("drain-nodes", "ecs ListTasks", true) != "" ||
		f.Delivery("Sweep Due", true).Delays[0] != 0 {
		t.Error("something struck after the stop")
	}
	struck := f.Struck()
	if struck[Throttled] != 1 || struck[EventLate] != 1 || struck[CrashAfter] != 0 {
		t.Errorf("counts %v", struck)
	}
	if len(struck) != len(Names()) {
		t.Errorf("%d rows, want one for each of %d faults", len(struck), len(Names()))
	}
}
