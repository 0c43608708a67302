package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

// member edits one node's member in its group's list and in the herd.
func (s Situation) member(n int, edit func(*fleet.Member)) {
	g := s.Groups["win"]
	m := &g.Members[n]
	edit(m)
	s.Members[m.Instance] = *m
}

// group edits the group.
func (s Situation) group(edit func(*fleet.Group)) {
	g := s.Groups["win"]
	edit(&g)
	s.Groups["win"] = g
}

type removal struct {
	name string
	then fleet.Then
	set  func(*Situation)
	want string
}

func removals() []removal {
	group := func(edit func(*fleet.Group)) func(*Situation) {
		return func(s *Situation) { s.group(edit) }
	}
	member := func(edit func(*fleet.Member)) func(*Situation) {
		return func(s *Situation) { s.member(0, edit) }
	}
	suspend := func(process string) func(*Situation) {
		return group(func(g *fleet.Group) { g.Suspended = []string{process} })
	}
	return []removal{
		{"nothing forbids it", fleet.ThenTerminate, func(*Situation) {}, "terminate n0"},
		{"kept nodes are not removed", fleet.ThenKeep, func(*Situation) {}, "finish n0"},
		{"protection", fleet.ThenTerminate,
			member(func(m *fleet.Member) { m.Protected = true }),
			"hold n0 (empty, but the instance is protected from scale-in)"},
		{"Standby", fleet.ThenTerminate, member(func(m *fleet.Member) { m.State = "Standby" }),
			"hold n0 (empty, but its group has it Standby)"},
		{"Terminate is suspended", fleet.ThenTerminate, suspend(fleet.ProcessTerminate),
			"hold n0 (empty, but group win has its Terminate process suspended)"},
		{"another process is suspended", fleet.ThenTerminate, suspend("AlarmNotification"),
			"terminate n0"},
		{"an open refresh", fleet.ThenTerminate, group(func(g *fleet.Group) { g.Refresh = "r-1" }),
			"hold n0 (empty, but instance refresh r-1 of group win is open)"},
		{"the minimum", fleet.ThenTerminate, group(func(g *fleet.Group) { g.Min = 6 }),
			"hold n0 (empty, but group win is at its minimum of 6)"},
		{"the minimum does not forbid a replacement", fleet.ThenReplace,
			group(func(g *fleet.Group) { g.Min = 6 }), "terminate n0"},
		{"a group that was not read", fleet.ThenTerminate,
			func(s *Situation) { delete(s.Groups, "win") },
			"hold n0 (its group win was not read)"},
		{"a deployment", fleet.ThenTerminate, func(s *Situation) {
			s.Services["web"] = fleet.Service{Name: "web", Deploying: true}
		}, "hold n0 (empty, but a deployment of service web is under way)"},
	}
}

func TestEverythingThatForbidsARemovalIsLookedAtOnceMore(t *testing.T) {
	for _, c := range removals() {
		t.Run(c.name, func(t *testing.T) {
			s := herd(6)
			o := emptyTwice(s, 0, c.then)
			o.Services = []string{"web"}
			c.set(&s)
			got := decided(s, time.Minute, o)
			wants(t, got, c.want)
			if strings.HasPrefix(c.want, "hold") {
				wants(t, decided(s, 31*time.Minute, o), map[bool]string{true: "undo n0 (empty, but",
					false: "hold n0"}[strings.Contains(c.want, "empty")])
			}
		})
	}
}

// inZones makes members serve in so many zones as it says, of six.
func inZones(s Situation, zones string) {
	for i := range zones {
		s.member(i, func(m *fleet.Member) { m.Zone = zones[i : i+1] })
	}
}

func TestZonesAreKeptEven(t *testing.T) {
	for _, c := range []struct {
		zones      string // of each node; the first is to go
		terminated bool   // with decrement, for an order to terminate
		decrement  bool   // after one more came first, for an order to replace
	}{
		{"abcabc", true, true},
		{"aabbcc", true, true},
		{"aaabbc", true, true},
		{"abbccc", false, false}, // a: 0, b: 2, c: 3
		{"abbbcc", false, false},
		{"aabbbc", false, false}, // a: 1, b: 3, c: 1 without it
	} {
		s := herd(6)
		inZones(s, c.zones)
		got := decided(s, time.Minute, emptyTwice(s, 0, fleet.ThenTerminate))
		if strings.HasPrefix(got, "terminate") != c.terminated {
			t.Errorf("%s: terminated %t, got %s", c.zones, c.terminated, got)
		}
		o := emptyTwice(s, 0, fleet.ThenReplace)
		o.Replacing, o.Replacement = noon, nodeID(5)
		s.Orders = []fleet.DrainOrder{o}
		p := DrainOrders(s, noon.Add(time.Minute)).Of(Terminate)
		if len(p) != 1 || p[0].Decrement != c.decrement {
			t.Errorf("%s: got %v, want decrement %t", c.zones, p, c.decrement)
		}
	}
}

func TestUnevenZonesDoNotMatterWithoutRebalancing(t *testing.T) {
	s := herd(6)
	inZones(s, "abbccc")
	s.group(func(g *fleet.Group) { g.Suspended = []string{fleet.ProcessAZRebalance} })
	wants(t, decided(s, time.Minute, emptyTwice(s, 0, fleet.ThenTerminate)), "terminate n0")
}

func TestAtTheMaximumTheReplacementComesAfter(t *testing.T) {
	s := herd(6)
	s.Orders = []fleet.DrainOrder{emptyTwice(s, 0, fleet.ThenReplace)}
	p := DrainOrders(s, noon.Add(time.Minute)).Of(Terminate)
	if len(p) != 1 || p[0].Decrement || p[0].Ending != fleet.EndingRemoved {
		t.Errorf("got %v, want one without decrement", p)
	}
}
