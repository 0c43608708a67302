package policy

import "testing"

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
		p := Policy{Nodes: Nodes{Groups: []Group{{"other"}, {c.pattern}}}}
		if got := p.Serves(c.name); got != c.want {
			t.Errorf("%q serves %q: %t, want %t", c.pattern, c.name, got, c.want)
		}
	}
}
