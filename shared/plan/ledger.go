package plan

import (
	"fmt"

	"sashweight/shared/fleet"
)

// ledger counts what is unavailable, by cluster, group and zone. Whatever makes a node unavailable
// counts, so an involuntary loss stops voluntary work without ever being refused itself.
type ledger struct {
	s     Situation
	total map[string]int
	out   map[string]int
	taken map[string]bool // instances that are counted as out
}

func newLedger(s Situation) ledger {
	l := ledger{s: s, total: map[string]int{}, out: map[string]int{}, taken: map[string]bool{}}
	for id, n := range s.Nodes {
		if n.External() || n.Status != fleet.NodeActive && n.Status != fleet.NodeDraining {
			continue
		}
		for _, k := range l.keys(id) {
			l.total[k]++
		}
		if n.Status == fleet.NodeDraining || s.Members[id].Leaving() || impaired(n) {
			l.take(id)
		}
	}
	for _, o := range s.Orders {
		if o.Begun() || o.Origin == fleet.OriginSpot || o.Origin == fleet.OriginTerminate {
			l.take(o.Instance)
		}
	}
	for group, slots := range s.Reserved {
		l.out["group "+group] += slots
		l.out["the cluster"] += slots
	}
	return l
}

func impaired(n fleet.Node) bool {
	_, yes := n.Impaired()
	return yes
}

// keys are what the instance counts in.
func (l ledger) keys(instance string) []string {
	keys := []string{"the cluster"}
	if g := l.s.Members[instance].Group; g != "" {
		keys = append(keys, "group "+g)
	}
	if z := l.s.Nodes[instance].Zone(); z != "" {
		keys = append(keys, "zone "+z)
	}
	return keys
}

// take counts the instance as unavailable, once.
func (l ledger) take(instance string) {
	if l.taken[instance] {
		return
	}
	l.taken[instance] = true
	for _, k := range l.keys(instance) {
		l.out[k]++
	}
}

// full says where the disruption budget has no room for the instance; "" where it has. One that is
// unavailable already takes no room anew.
func (l ledger) full(instance string) string {
	more := 1
	if l.taken[instance] {
		more = 0
	}
	for _, k := range l.keys(instance) {
		if most := l.s.Policy.DisruptionMax(l.total[k]); l.out[k]+more > most {
			return fmt.Sprintf("the disruption budget has no room: %d of %d nodes of %s are "+
				"unavailable, at most %d may be", l.out[k], l.total[k], k, most)
		}
	}
	return ""
}
