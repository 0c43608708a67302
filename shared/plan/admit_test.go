package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

func TestWhatWasLookedAtLongestAgoComesFirst(t *testing.T) {
	s := herd(4)
	seen, old, young, tie := asked(0, ""), asked(1, ""), asked(3, ""), asked(2, "")
	seen.Created, seen.Forecast.At = noon.Add(-time.Hour), noon
	old.Created = noon.Add(-time.Minute)
	s.Orders = []fleet.DrainOrder{seen, young, tie, old}
	var got []string
	for _, o := range waiting(s) {
		got = append(got, o.Instance[len(o.Instance)-1:])
	}
	if strings.Join(got, " ") != "1 2 3 0" {
		t.Errorf("got %v, want the oldest, then by instance, last the one looked at", got)
	}
}

func TestOnlyVoluntaryOrdersWait(t *testing.T) {
	s := herd(6)
	urgent, spot, started, back := asked(0, ""), asked(1, ""), begun(s, 2, ""), asked(3, "")
	urgent.Urgent, spot.Origin, back.Step = true, fleet.OriginSpot, fleet.StepReturning
	leaves := s.Members[nodeID(4)]
	leaves.State = "Terminating:Wait"
	s.Members[nodeID(4)] = leaves
	s.Orders = []fleet.DrainOrder{urgent, spot, started, back, asked(4, ""), asked(5, "")}
	if got := waiting(s); len(got) != 1 || got[0].Instance != nodeID(5) {
		t.Errorf("got %v, want the last alone", got)
	}
}

func TestVoluntaryDrainsHold(t *testing.T) {
	for _, c := range []struct {
		name, want string
		set        func(*Situation)
	}{
		{"nothing forbids it", "drain n0 (it is odd)", func(*Situation) {}},
		{"an incident", "hold n0 (half of it is on fire)", func(s *Situation) {
			s.Incidents = []string{"half of it is on fire"}
		}},
		{"it rests", "it rests until 2026-11-02 13:00:00Z: 2 drains of it have failed",
			func(s *Situation) {
				s.Rests = map[string]Rest{
					RestKey(nodeID(0), fleet.OriginOrder): {Failed: 2, Until: noon.Add(time.Hour)},
				}
			}},
		{"it rests for another cause", "drain n0", func(s *Situation) {
			s.Rests = map[string]Rest{
				RestKey(nodeID(0), fleet.OriginHealth): {Failed: 2, Until: noon.Add(time.Hour)},
			}
		}},
		{"its rest is over", "drain n0", func(s *Situation) {
			s.Rests = map[string]Rest{RestKey(nodeID(0), fleet.OriginOrder): {Until: noon}}
		}},
		{"something is missing", "hold n0 (not everything could be read: the tasks)",
			func(s *Situation) { s.Missing = []string{"the tasks"} }},
		{"not the whole was read", "hold n0 (the cluster as a whole was not read)",
			func(s *Situation) { s.Whole = false }},
		{"the document is broken", "hold n0 (the policy document is broken",
			func(s *Situation) { s.Standing = Broken }},
		{"its tasks were not read", "hold n0 (its turn to be looked at has not come)",
			func(s *Situation) { delete(s.Tasks, nodeID(0)) }},
		{"paused", "finish n0 (the operator has paused the cluster)",
			func(s *Situation) { s.Pause = fleet.PauseVoluntary }},
		{"report mode", "finish n0 (report mode)", func(s *Situation) { s.Standing = Reporting }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			c.set(&s)
			wants(t, decided(s, 0, asked(0, fleet.ThenKeep)), c.want)
		})
	}
}

func TestUrgentOrdersWaitForNobody(t *testing.T) {
	s := herd(4)
	s.Incidents, s.Whole = []string{"half of it is on fire"}, false
	s.change(1, func(n *fleet.Node) { n.Status = fleet.NodeDraining })
	o := asked(0, fleet.ThenKeep)
	o.Urgent = true
	wants(t, decided(s, 0, o), "drain n0 (it is odd)")
}

func TestTasksMovedWithinAnHourAreBounded(t *testing.T) {
	s := herd(4)
	s.serves("web", 10, 50, 200)
	s.runs(0, "web")
	s.runs(0, "web")
	s.Policy.Nodes.Disruption.MovesPerHour, s.Moves = 10, 8
	wants(t, decided(s, 0, asked(0, fleet.ThenKeep)), "drain n0")
	s.Moves = 9
	wants(t, decided(s, 0, asked(0, fleet.ThenKeep)), "10 tasks may be moved within an hour, 9 were")
}

// full takes all room of a node.
func full(n *fleet.Node) { n.Free = fleet.Resources{} }

func TestMissingCapacityIsAskedForAndAgainAfterFiveMinutes(t *testing.T) {
	s := herd(4)
	s.serves("web", 10, 50, 200)
	for i := 1; i < 4; i++ {
		s.change(i, full)
	}
	s.runs(0, "web")
	s.runs(0, "web")
	o := asked(0, fleet.ThenKeep)
	s.Orders = []fleet.DrainOrder{o}
	p := DrainOrders(s, noon)
	asks := p.Of(Ask)
	if len(asks) != 1 || len(asks[0].Wanted) != 1 || asks[0].Wanted[0].Count != 2 ||
		asks[0].Order.Step != fleet.StepWaiting || !asks[0].Order.Asked.Equal(noon) {
		t.Fatalf("got %v, want one ask for two tasks", p)
	}
	s.Orders = []fleet.DrainOrder{asks[0].Order}
	if p = DrainOrders(s, noon.Add(5*time.Minute-1)); len(p.Of(Ask)) != 0 || len(p.Holds) != 1 {
		t.Errorf("got %v, want a hold", p)
	}
	if p = DrainOrders(s, noon.Add(5*time.Minute)); len(p.Of(Ask)) != 1 {
		t.Errorf("got %v, want another ask", p)
	}
	s.change(1, func(n *fleet.Node) { n.Free = fleet.Resources{CPU: 2048, Memory: 4096} })
	if p = DrainOrders(s, noon.Add(time.Minute)); len(p.Of(Drain)) != 1 {
		t.Errorf("got %v, want the drain", p)
	}
}

func TestTwoDrainsDoNotCountOnTheSameRoom(t *testing.T) {
	s := herd(40)
	s.serves("web", 10, 50, 200)
	for i := 2; i < 40; i++ {
		s.change(i, full)
	}
	s.change(2, func(n *fleet.Node) { n.Free = fleet.Resources{CPU: 1024, Memory: 2048} })
	s.runs(0, "web")
	s.runs(1, "web")
	got := decided(s, 0, asked(0, fleet.ThenKeep), asked(1, fleet.ThenKeep))
	wants(t, got, "drain n0", "ask n1")
}

func TestReplacementComesFirstUnlessTheGroupIsAtItsMaximum(t *testing.T) {
	s := herd(4)
	wants(t, decided(s, 0, asked(0, fleet.ThenReplace)), "drain n0")
	g := s.Groups["win"]
	g.Max++
	s.Groups["win"] = g
	s.Orders = []fleet.DrainOrder{asked(0, fleet.ThenReplace)}
	grow := DrainOrders(s, noon).Of(Grow)
	if len(grow) != 1 || grow[0].From != 4 || grow[0].Order.Wanted != 5 {
		t.Errorf("got %v, want the group grow from 4 to 5", grow)
	}
	g.Suspended = []string{fleet.ProcessLaunch}
	s.Groups["win"] = g
	wants(t, decided(s, 0, asked(0, fleet.ThenReplace)), "drain n0")
}

func TestEachReplacementIsOneMore(t *testing.T) {
	s := herd(40)
	g := s.Groups["win"]
	g.Max = 42
	s.Groups["win"] = g
	s.Orders = []fleet.DrainOrder{asked(0, fleet.ThenReplace), asked(1, fleet.ThenReplace),
		asked(2, fleet.ThenReplace)}
	p := DrainOrders(s, noon)
	var got []int
	for _, a := range p.Of(Grow) {
		got = append(got, a.From, a.Order.Wanted)
	}
	if !slices.Equal(got, []int{40, 41, 41, 42}) || len(p.Of(Drain)) != 1 {
		t.Errorf("got %v, want one grow to 41, one to 42, and a drain at the maximum", p)
	}
	if s.Groups["win"].Desired != 40 || s.Orders[0].Begun() {
		t.Error("the situation was changed")
	}
}

func TestGroupThatWasNotToldIsToldOnce(t *testing.T) {
	s := herd(4)
	g := s.Groups["win"]
	g.Max = 5
	s.Groups["win"] = g
	o := asked(0, fleet.ThenReplace)
	o.Step, o.Replacing, o.Wanted = fleet.StepReplacing, noon, 5
	wants(t, decided(s, time.Minute, o), "grow n0 (its group was not told yet")
	g.Desired = 5
	s.Groups["win"] = g
	wants(t, decided(s, time.Minute, o), "hold n0 (waits for one more node of group win")
	g.Desired = 4 // somebody wants fewer by now
	s.Groups["win"] = g
	wants(t, decided(s, 2*time.Minute, o), "hold n0 (waits for one more node of group win")
}
