package plan

import (
	"strings"
	"testing"

	"sashweight/shared/fleet"
)

func TestTooManyImpairedNodesAreAnIncident(t *testing.T) {
	for _, c := range []struct {
		name     string
		nodes    int
		impaired []int
		want     string
	}{
		{"two of three", 3, []int{0, 1}, ""},
		{"three of thirty, of three zones", 30, []int{0, 1, 2}, ""},
		{"six of thirty, two of each zone", 30, []int{0, 1, 2, 3, 4, 5}, ""},
		{"seven of thirty", 30, []int{0, 1, 2, 3, 4, 5, 7}, "3 of 10 nodes of zone b"},
		{"three of the ten of a zone", 30, []int{0, 3, 6}, "3 of 10 nodes of zone a"},
		{"all of three", 3, []int{0, 1, 2}, "3 of 3 nodes of cluster prod"},
	} {
		s := herd(c.nodes)
		for _, n := range c.impaired {
			s.change(n, impair(noon, fleet.CheckAgent))
		}
		got := ""
		for _, cause := range Causes(s, 0) {
			got += cause.Key + ": " + cause.Text
		}
		if c.want != "" && got != "impaired: "+c.want+" are impaired" || c.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSharedImageIsNamed(t *testing.T) {
	s := herd(30)
	for n := range 9 { // three of each zone have the image, all are impaired
		s.change(n, impair(noon, fleet.CheckRuntime))
		s.change(n, func(n *fleet.Node) { n.Attributes[fleet.AttributeAMI] = "ami-1" })
	}
	if got := Causes(s, 0); len(got) != 1 || got[0].Text != "9 of 9 nodes of AMI ami-1 are impaired" {
		t.Errorf("got %v", got)
	}
}

func TestExternalNodesAndThoseThatAreNoneAreNotCounted(t *testing.T) {
	s := herd(5)
	for n := range 3 {
		s.change(n, impair(noon, fleet.CheckAgent))
	}
	s.change(0, func(n *fleet.Node) { n.Status = fleet.NodeDeregistering })
	if got := Causes(s, 0); got != nil {
		t.Errorf("got %v, want none", got)
	}
	s.change(0, func(n *fleet.Node) { n.Status, n.Instance = fleet.NodeActive, "mi-1" })
	if got := Causes(s, 0); got != nil {
		t.Errorf("got %v, want none", got)
	}
	s.change(0, func(n *fleet.Node) { n.Instance = nodeID(0) })
	s.Whole = false
	if got := Causes(s, 0); got != nil {
		t.Errorf("got %v of a part of the cluster, want none", got)
	}
}

func TestTwoReplacementsThatDidNotComeAreAnIncident(t *testing.T) {
	s := herd(5)
	if got := Causes(s, 1); got != nil {
		t.Errorf("got %v after one, want none", got)
	}
	got := Causes(s, 2)
	if len(got) != 1 || got[0].Key != CauseReplacements || !strings.HasPrefix(got[0].Text, "2 repl") {
		t.Errorf("got %v", got)
	}
}
