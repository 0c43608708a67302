package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

func impair(since time.Time, check string) func(*fleet.Node) {
	return func(n *fleet.Node) {
		n.Checks = []fleet.HealthCheck{{Type: check, Impaired: true, Since: since}}
	}
}

// Of thirty nodes three may be out at one time, of each zone's ten one.
func TestBudgetHasNoRoom(t *testing.T) {
	drains := func(n *fleet.Node) { n.Status = fleet.NodeDraining }
	ill := impair(noon, fleet.CheckAgent)
	for _, c := range []struct {
		name string
		set  func(*Situation)
		want string // what is full for node 0, of zone a; "" where there is room
	}{
		{"all are well", func(*Situation) {}, ""},
		{"one of another zone drains", func(s *Situation) { s.change(1, drains) }, ""},
		{"one of its zone drains", func(s *Situation) { s.change(3, drains) }, "10 nodes of zone a"},
		{"one of its zone is impaired", func(s *Situation) { s.change(3, ill) }, "10 nodes of zone a"},
		{"one of its zone is terminated", func(s *Situation) {
			m := s.Members[nodeID(3)]
			m.State = "Terminating:Wait"
			s.Members[nodeID(3)] = m
		}, "10 nodes of zone a"},
		{"one of its zone has a Spot notice", func(s *Situation) {
			o := asked(3, fleet.ThenReplace)
			o.Origin = fleet.OriginSpot
			s.Orders = []fleet.DrainOrder{o}
		}, "10 nodes of zone a"},
		{"one of its zone waits for its turn", func(s *Situation) {
			s.Orders = []fleet.DrainOrder{asked(3, fleet.ThenReplace)}
		}, ""},
		{"three others are out", func(s *Situation) {
			s.change(1, drains)
			s.change(2, ill)
			s.change(4, drains)
		}, "30 nodes of the cluster"},
		{"a roll-out has two slots", func(s *Situation) { s.Reserved = map[string]int{"win": 2} }, ""},
		{"a roll-out has all slots", func(s *Situation) { s.Reserved = map[string]int{"win": 3} },
			"the cluster"},
		{"a roll-out of another group has all", func(s *Situation) {
			s.Reserved = map[string]int{"other": 3}
		}, "the cluster"},
		{"itself is impaired, which takes no room anew", func(s *Situation) { s.change(0, ill) }, ""},
		{"itself and another of its zone are impaired", func(s *Situation) {
			s.change(0, ill)
			s.change(3, ill)
		}, "zone a"},
	} {
		s := herd(30)
		c.set(&s)
		got := newLedger(s).full(nodeID(0))
		if got == "" != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestBudgetOfAGroupIsItsOwn(t *testing.T) {
	s := herd(30)
	s.Policy.Nodes.Disruption.Max = policy.Share{Percent: 40}
	for i := range 10 { // ten nodes of another group, in all zones, of which four are out
		m := s.Members[nodeID(i)]
		m.Group = "small"
		s.Members[nodeID(i)] = m
		if i < 4 {
			s.change(i, func(n *fleet.Node) { n.Status = fleet.NodeDraining })
		}
	}
	if got := newLedger(s).full(nodeID(5)); !strings.Contains(got, "10 nodes of group small") {
		t.Errorf("got %q, want the small group full", got)
	}
	if got := newLedger(s).full(nodeID(15)); got != "" {
		t.Errorf("got %q, want room in the other group", got)
	}
}

func TestAStormOfOrdersStaysWithinTheBudget(t *testing.T) {
	s := herd(30)
	var storm []fleet.DrainOrder
	for i := range 30 {
		storm = append(storm, asked(i, fleet.ThenKeep))
	}
	got := decided(s, time.Minute, storm...)
	if n := strings.Count(got, "drain n"); n != 3 {
		t.Errorf("%d drains begin, want 3:\n%s", n, got)
	}
	s.Orders = storm
	if n := len(Examine(s, false, noon)); n != 3 {
		t.Errorf("%d nodes are looked at, want 3", n)
	}
}
