package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// explain says why no room takes the task.
func (a *attempt) explain(w *wish) Unplaced {
	out := Unplaced{ID: w.ID}
	lacks := map[string]*lack{}
	var buffer refusals
	for _, r := range a.rooms {
		buffer = buffer[:0]
		r.lasting(w, &buffer)
		r.passing(w, &buffer)
		out.Unknown = out.Unknown || !slices.ContainsFunc(buffer, Refusal.certain)
		said := buffer.said()
		key := said.key()
		if lacks[key] == nil {
			lacks[key] = &lack{refusals: slices.Clone(said)}
		}
		lacks[key].add(said)
	}
	out.Reasons = tell(lacks)
	return out
}

func (r Refusal) certain() bool { return !r.Unknown }

// said is what of a node's refusals is worth saying: the first certain one that no other task is to
// blame for, or else all about resources, or else the first.
func (r refusals) said() refusals {
	var scarce refusals
	for _, x := range r {
		switch {
		case x.resource() && x.certain():
			scarce = append(scarce, x)
		case x.certain():
			return refusals{x}
		}
	}
	if scarce != nil {
		return scarce
	}
	return r[:1]
}

func (r refusals) key() string {
	var out strings.Builder
	for _, x := range r {
		out.WriteString(x.What + "\n")
	}
	return out.String()
}

// lack is what some nodes lack alike. The figures are of those nodes that have most.
type lack struct {
	refusals refusals
	nodes    int
}

func (l *lack) add(said refusals) {
	l.nodes++
	for n := range said {
		l.refusals[n].Free = max(l.refusals[n].Free, said[n].Free)
	}
}

// tell puts lacks into words, those of most nodes first.
func tell(lacks map[string]*lack) []string {
	if len(lacks) == 0 {
		return []string{"there is no node"}
	}
	all := make([]*lack, 0, len(lacks))
	for _, l := range lacks {
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y *lack) int {
		return cmp.Or(cmp.Compare(y.nodes, x.nodes), strings.Compare(x.text(), y.text()))
	})
	out := make([]string, len(all))
	for n, l := range all {
		out[n] = l.text()
	}
	return out
}

func (l *lack) text() string {
	free, nodes := "most free", "nodes"
	if l.nodes == 1 {
		free, nodes = "free", "node"
	}
	parts := make([]string, len(l.refusals))
	for n, r := range l.refusals {
		parts[n] = r.text(free)
	}
	return fmt.Sprintf("%d %s: %s", l.nodes, nodes, strings.Join(parts, ", "))
}
