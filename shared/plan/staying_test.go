package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

func TestBegunDrainsOfNodesInServiceAreUndone(t *testing.T) {
	for _, c := range []struct {
		name, want string
		set        func(*Situation, *fleet.DrainOrder)
	}{
		{"pause", "undo n0 (the operator has paused the cluster)",
			func(s *Situation, _ *fleet.DrainOrder) { s.Pause = fleet.PauseVoluntary }},
		{"pause of everything", "hold n0 (the operator has paused everything",
			func(s *Situation, _ *fleet.DrainOrder) { s.Pause = fleet.PauseEverything }},
		{"report mode", "undo n0 (report mode)",
			func(s *Situation, _ *fleet.DrainOrder) { s.Standing = Reporting }},
		{"no document", "undo n0 (the cluster has no policy document any more)",
			func(s *Situation, _ *fleet.DrainOrder) { s.Standing = Unmanaged }},
		{"a broken document goes on", "hold n0",
			func(s *Situation, _ *fleet.DrainOrder) { s.Standing = Broken }},
		{"nobody wants it", "undo n0 (demand rises)",
			func(_ *Situation, o *fleet.DrainOrder) { o.Cancel = "demand rises" }},
		{"it was DRAINING before us", "finish n0 (demand rises)",
			func(_ *Situation, o *fleet.DrainOrder) { o.Cancel, o.Found = "demand rises", true }},
		{"its group was told already", "hold n0 (its group was told to terminate it)",
			func(_ *Situation, o *fleet.DrainOrder) {
				o.Cancel, o.Step, o.Removing = "demand rises", fleet.StepRemoving, noon
			}},
		{"a return is taken up", "undo n0 (enough)", func(_ *Situation, o *fleet.DrainOrder) {
			o.Step, o.EndReason = fleet.StepReturning, "enough"
		}},
		{"a node that goes is not undone", "hold n0 (1 tasks are not stopped yet)",
			func(s *Situation, _ *fleet.DrainOrder) {
				s.Pause = fleet.PauseVoluntary
				s.member(0, func(m *fleet.Member) { m.State = fleet.StateTerminatingWait })
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			s.runs(0, "")
			s.seen(0)
			o := begun(s, 0, fleet.ThenKeep)
			o.Forecast.At = noon
			c.set(&s, &o)
			if got := decided(s, time.Minute, o); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestEndingsAtTheDeadline(t *testing.T) {
	const deadline, extend = 30 * time.Minute, 4 * time.Hour
	extended := func(o *fleet.DrainOrder) {
		o.AtDeadline, o.Extended = fleet.DeadlineExtend, o.Deadline.Add(extend)
	}
	forcing := func(o *fleet.DrainOrder) {
		o.AtDeadline, o.Step = fleet.DeadlineForce, fleet.StepForcing
	}
	for _, c := range []struct {
		name, want string
		set        func(*fleet.DrainOrder)
		after      time.Duration
	}{
		{"before it", "hold n0", func(*fleet.DrainOrder) {}, deadline - 1},
		{"return", "undo n0 (not empty at its deadline)", func(*fleet.DrainOrder) {}, deadline},
		{"the reason says what blocked", "undo n0 (not empty at its deadline: it is stuck)",
			func(o *fleet.DrainOrder) {
				o.Forecast.Blockers = []fleet.Blocker{{Reason: "it is stuck"}}
			}, deadline},
		{"extend", "note n0 (not empty at its deadline: extended until 2026-11-02 16:30:00Z)",
			func(o *fleet.DrainOrder) { o.AtDeadline = fleet.DeadlineExtend }, deadline},
		{"extended once", "hold n0", extended, deadline + time.Minute},
		{"the extension is over", "undo n0 (not empty at its deadline)", extended, deadline + extend},
		{"force", "note n0 (not empty at its deadline: what remains is stopped)",
			func(o *fleet.DrainOrder) { o.AtDeadline = fleet.DeadlineForce }, deadline},
		{"forced in vain", "undo n0 (not empty at its deadline)", forcing, deadline + extend},
		{"not begun in time", "finish n0 (its deadline came before it could begin: no room)",
			func(o *fleet.DrainOrder) {
				o.Step, o.Draining, o.EndReason = fleet.StepOrdered, time.Time{}, "no room"
			}, deadline},
		{"no deadline", "hold n0", func(o *fleet.DrainOrder) { o.Deadline = time.Time{} },
			100 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			s.runs(0, "")
			s.seen(0)
			o := begun(s, 0, fleet.ThenKeep)
			c.set(&o)
			o.Forecast.At = noon.Add(c.after)
			if got := decided(s, c.after, o); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// comes registers one more node of the group at that time.
func comes(s Situation, n int, at time.Time) {
	s.change(n, func(n *fleet.Node) { n.Registered = at })
}

func replacingOrder(n int) fleet.DrainOrder {
	o := asked(n, fleet.ThenReplace)
	o.Step, o.Replacing, o.Wanted = fleet.StepReplacing, noon, 6
	return o
}

func TestReplacementIsTheFirstThatCameAfterwards(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(Situation)
		want string
	}{
		{"none", func(Situation) {}, ""},
		{"one that was there", func(s Situation) { comes(s, 3, noon.Add(-1)) }, ""},
		{"the older of two", func(s Situation) {
			comes(s, 3, noon.Add(2*time.Minute))
			comes(s, 4, noon.Add(time.Minute))
		}, nodeID(4)},
		{"not one without an agent", func(s Situation) {
			comes(s, 3, noon)
			s.change(3, func(n *fleet.Node) { n.Connected = false })
		}, ""},
		{"not one that drains", func(s Situation) {
			comes(s, 3, noon)
			s.change(3, func(n *fleet.Node) { n.Status = fleet.NodeDraining })
		}, ""},
		{"not one of another group", func(s Situation) {
			comes(s, 3, noon)
			s.member(3, func(m *fleet.Member) { m.Group = "other" })
		}, ""},
		{"not one that its group has not in service", func(s Situation) {
			comes(s, 3, noon)
			s.member(3, func(m *fleet.Member) { m.State = "Pending:Wait" })
		}, ""},
		{"not itself, registered anew", func(s Situation) { comes(s, 0, noon.Add(1)) }, ""},
		{"not one that is to go", func(s Situation) { comes(s, 1, noon.Add(1)) }, ""},
	} {
		s := herd(5)
		c.set(s)
		s.Orders = []fleet.DrainOrder{replacingOrder(0), asked(1, fleet.ThenKeep)}
		if got := replacement(s, s.Orders[0]); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOneNewNodeStandsInForOneOldNode(t *testing.T) {
	s := herd(6)
	s.group(func(g *fleet.Group) { g.Desired = 6 })
	comes(s, 5, noon.Add(time.Minute))
	got := decided(s, 3*time.Minute, replacingOrder(0), replacingOrder(1))
	wants(t, got, "drain n0", "hold n1 (waits for one more node of group win")
	late := replacingOrder(1)
	wants(t, decided(herd(6), 30*time.Minute, late),
		"finish n1 (the instance that should come first did not join the cluster in time)")
}

func TestOrdersThatMayNotBeAreRefused(t *testing.T) {
	s := herd(4)
	s.member(0, func(m *fleet.Member) { m.Protected = true })
	s.member(1, func(m *fleet.Member) { m.State = "Standby" })
	delete(s.Members, nodeID(2))
	got := decided(s, 0, asked(0, fleet.ThenKeep), asked(1, fleet.ThenKeep))
	wants(t, got, "finish n0 (the instance is protected from scale-in)",
		"finish n1 (its group has it Standby)")
	alone := asked(2, fleet.ThenTerminate)
	alone.Group = ""
	wants(t, decided(s, 0, alone), "finish n2 (no Auto Scaling group has the instance")
	alone.Instance, alone.Then = "mi-0123456789abcdef0", fleet.ThenReplace
	wants(t, decided(s, 0, alone), "(an External instance is drained and never terminated")
}
