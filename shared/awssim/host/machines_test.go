package host

import (
	"slices"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
)

type yard struct {
	*Machines
	env    *kernel.Env
	states []State
	agents int
	events []kernel.Event
}

func newYard() *yard {
	k := kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	y := &yard{env: &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}}
	y.env.Publish = func(e kernel.Event) { y.events = append(y.events, e) }
	y.Machines = New(y.env)
	y.Watch(func(m *Machine) { y.states = append(y.states, m.State) })
	y.OnAgent(func(*Machine) { y.agents++ })
	return y
}

func (y *yard) launch(t Template) *Machine {
	m, err := y.Launch(t, "us-east-1a", "win")
	if err != nil {
		panic(err)
	}
	return m
}

var slow = Duration{Median: 4 * time.Minute, Least: time.Minute}

func TestAMachineBootsAndItsAgentStartsAfterIt(t *testing.T) {
	y := newYard()
	y.launch(Template{Boot: slow})
	y.env.Advance(time.Minute)
	if !slices.Equal(y.states, []State{Pending, Running}) || y.agents != 0 {
		t.Errorf("after a minute: %v, %d agents", y.states, y.agents)
	}
	y.env.Advance(4 * time.Minute)
	if y.agents != 1 {
		t.Errorf("%d agents started, want 1", y.agents)
	}
}

func TestAMachineThatEndsBeforeItsAgentStartsNeverRegisters(t *testing.T) {
	y := newYard()
	m := y.launch(Template{Boot: slow})
	y.env.Advance(time.Minute)
	y.Terminate(m.InstanceID)
	y.Terminate(m.InstanceID)
	y.env.Advance(time.Hour)
	if !slices.Equal(y.states, []State{Pending, Running, ShuttingDown, Terminated}) {
		t.Errorf("states %v", y.states)
	}
	if y.agents != 0 {
		t.Error("its agent started")
	}
}

func TestASpotMachineIsTakenTwoMinutesAfterItsNotice(t *testing.T) {
	y := newYard()
	m := y.launch(Template{Boot: slow, Spot: true})
	y.env.Advance(time.Hour)
	y.InterruptSpot(m.InstanceID)
	notice := y.events[len(y.events)-1]
	if notice.DetailType != "EC2 Spot Instance Interruption Warning" || !notice.BestEffort {
		t.Errorf("published %+v", notice)
	}
	y.env.Advance(2*time.Minute - time.Second)
	if m.State != Running {
		t.Errorf("%s before its time", m.State)
	}
	y.env.Advance(time.Second)
	if m.State != ShuttingDown {
		t.Errorf("%s after its time", m.State)
	}
}

func TestDrawnDurationsKeepTheirLeastAndSpreadAroundTheMedian(t *testing.T) {
	y := newYard()
	d := Duration{Median: 4 * time.Minute, Least: 2 * time.Minute, Spread: 0.5}
	above := 0
	for range 1000 {
		x := y.Draw("boot", d)
		if x < d.Least {
			t.Fatalf("drew %s", x)
		}
		if x > d.Median {
			above++
		}
	}
	if above < 400 || above > 600 {
		t.Errorf("%d of 1000 are above the median", above)
	}
}
