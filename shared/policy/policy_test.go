package policy

import (
	"testing"
	"time"
)

func TestFunctionsOwnModeComesFirst(t *testing.T) {
	p := Policy{Mode: Act, Functions: map[string]Mode{"drain-nodes": Report}}
	if got, want := p.ModeOf("drain-nodes"), Report; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := p.ModeOf("scale-tasks"), Act; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	p = Policy{Mode: Report, Functions: map[string]Mode{"drain-nodes": Act}}
	if got, want := p.ModeOf("drain-nodes"), Act; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNothingActsUnlessTold(t *testing.T) {
	for _, p := range []Policy{
		{}, {Mode: "ACT"}, {Mode: Act, Functions: map[string]Mode{"drain-nodes": ""}},
	} {
		if got, want := p.ModeOf("drain-nodes"), Report; got != want {
			t.Errorf("%+v: got %s, want %s", p, got, want)
		}
	}
	if (Policy{}).Serves("") {
		t.Error("the zero policy serves a group")
	}
}

func TestGroupsAreServedByPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"web", "web", true},
		{"web", "web-1", false},
		{"web", "Web", false},
		{"web-*", "web-", true},
		{"web-*", "web-1", true},
		{"web-*", "my-web-1", false},
		{"*", "", true},
		{"*", "anything", true},
		{"*-web", "a-web-web", true},
		{"*-web", "a-web-", false},
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"a**c", "ac", true},
		{"*ab*ab*", "ab", false},
		{"*ab*ab*", "xabab", true},
		{"web-?[1]", "web-?[1]", true},
		{"web-?", "web-1", false},
		{"ü*", "über", true},
	} {
		p := Policy{Nodes: Nodes{Groups: []Group{{Name: "other"}, {Name: c.pattern}}}}
		if got := p.Serves(c.name); got != c.want {
			t.Errorf("%q serves %q: %t, want %t", c.pattern, c.name, got, c.want)
		}
	}
}

func TestPartOfTheFleetIsMoreCarefulNeverLess(t *testing.T) {
	const name = "drain-nodes"
	p := Policy{
		Mode:     Act,
		Services: []Service{{Name: "a", Mode: Report}, {Name: "b"}},
		Nodes:    Nodes{Groups: []Group{{Name: "a", Mode: Report}, {Name: "b"}}},
	}
	for _, c := range []struct {
		part           string
		group, service Mode
	}{{"a", Report, Report}, {"b", Act, Act}, {"c", Report, Act}} {
		if got := p.ModeOfGroup(name, c.part); got != c.group {
			t.Errorf("group %s: got %s, want %s", c.part, got, c.group)
		}
		if got := p.ModeOfService(name, c.part); got != c.service {
			t.Errorf("service %s: got %s, want %s", c.part, got, c.service)
		}
	}
	p.Functions = map[string]Mode{name: Report}
	if p.ModeOfGroup(name, "b") != Report || p.ModeOfService(name, "b") != Report {
		t.Error("a part acts where its function only reports")
	}
}

func TestFirstServiceThatFitsWins(t *testing.T) {
	doc := Policy{Services: []Service{
		{Name: "web-*", Move: MoveNever}, {Name: "web-1", Move: MoveAny}, {Name: "*-2"},
	}}
	merged := Merge(doc, map[string]Service{
		"web-3": {Move: MoveInTimeWindows}, "web-1": {Move: MoveInTimeWindows},
	})
	for _, c := range []struct {
		name         string
		alone, after Move
	}{
		{"web-1", MoveNever, MoveInTimeWindows}, {"web-2", MoveNever, MoveNever},
		{"web-3", MoveNever, MoveInTimeWindows}, {"db-2", MoveAny, MoveAny},
		{"other", MoveAny, MoveAny},
	} {
		if got := doc.Move(c.name); got != c.alone {
			t.Errorf("%s: got %s, want %s", c.name, got, c.alone)
		}
		if got := merged.Move(c.name); got != c.after {
			t.Errorf("%s with exceptions: got %s, want %s", c.name, got, c.after)
		}
	}
	if len(doc.Services) != 3 || merged.Services[0].Name != "web-1" {
		t.Errorf("got %+v from %+v", merged.Services, doc.Services)
	}
}

func TestOneNodeMayAlwaysBeDisrupted(t *testing.T) {
	for _, c := range []struct {
		share       Share
		total, want int
	}{
		{Share{Percent: 10}, 0, 1}, {Share{Percent: 10}, 19, 1}, {Share{Percent: 10}, 20, 2},
		{Share{Percent: 100}, 7, 7}, {Share{Nodes: 3}, 2, 3}, {Share{}, 50, 1},
	} {
		p := Policy{Nodes: Nodes{Disruption: Disruption{Max: c.share}}}
		if got := p.DisruptionMax(c.total); got != c.want {
			t.Errorf("%s of %d: got %d, want %d", c.share, c.total, got, c.want)
		}
	}
}

func TestFindingIsMutedUntilTheEndOfTheDayThere(t *testing.T) {
	p, err := Parse([]byte("mute: [{finding: hook/*, until: 2026-12-31, why: later}]\n" +
		"time_zone: Europe/Berlin"))
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		finding string
		at      time.Time
		want    bool
	}{
		{"hook/web", end.Add(-time.Second), true}, {"hook/web", end, false},
		{"agent/web", end.Add(-time.Second), false},
	} {
		if _, got := p.Muted(c.finding, c.at); got != c.want {
			t.Errorf("%s at %s: muted is %t, want %t", c.finding, c.at, got, c.want)
		}
	}
}
