package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Placed is where tasks would go, all together.
type Placed struct {
	// Where is the instance id of the node, by Waiting.ID.
	Where map[string]string
	// Unplaced are those for which no node has room, sorted by ID.
	Unplaced []Unplaced
}

// Unplaced is a task for which no node has room.
type Unplaced struct {
	ID string
	// Unknown says that a node may have room: what would tell is not known.
	Unknown bool
	// Reasons are for people: the number of nodes and what they lack, most nodes first. Each node
	// counts once.
	Reasons []string
}

// Place finds a node for each task, taking room as it goes: the largest task first, each on the
// fullest node that takes it, and among nodes with equal room in the zone with fewest tasks of its
// group. If some find none, those that the fewest nodes would take come first instead, and zones do
// not matter. The result depends on the arguments alone, not on their order. ECS decides itself and
// one by one: that all are placed says that there is room, not that ECS finds it.
func Place(tasks []Waiting, nodes []Space) Placed {
	first := newAttempt(tasks, nodes)
	first.run(true)
	if len(first.out.Unplaced) == 0 {
		return first.out
	}
	second := newAttempt(tasks, nodes)
	second.scarcestFirst()
	second.run(false)
	if len(second.out.Unplaced) < len(first.out.Unplaced) {
		return second.out
	}
	return first.out
}

// attempt is one way through the tasks.
type attempt struct {
	wishes []*wish
	rooms  []*room
	// open are the rooms without lasting refusals, by the wish's key.
	open map[string][]*room
	// counts are the tasks of a group by number of zone.
	counts map[string][]int
	zones  int
	out    Placed
}

func newAttempt(tasks []Waiting, nodes []Space) *attempt {
	a := &attempt{
		open: map[string][]*room{}, counts: map[string][]int{},
		out: Placed{Where: map[string]string{}},
	}
	for n := range nodes {
		a.rooms = append(a.rooms, newRoom(&nodes[n]))
	}
	slices.SortFunc(a.rooms, func(x, y *room) int {
		return cmp.Or(x.compare(y), strings.Compare(x.node.Instance, y.node.Instance),
			strings.Compare(x.node.ARN, y.node.ARN))
	})
	a.number()
	read := reader{}
	for n := range tasks {
		w := read.wish(&tasks[n])
		w.key = keyOf(tasks[n])
		a.wishes = append(a.wishes, w)
		a.counts[w.Group] = nil
	}
	for group := range a.counts {
		a.counts[group] = a.count(group)
	}
	a.largestFirst()
	return a
}

// compare puts the fullest room first.
func (r *room) compare(other *room) int {
	return cmp.Or(cmp.Compare(r.memory, other.memory), cmp.Compare(r.cpu, other.cpu))
}

// number gives rooms their tiers and zones.
func (a *attempt) number() {
	zones := map[string]int{}
	for n, r := range a.rooms {
		if n > 0 {
			r.tier = a.rooms[n-1].tier
			if r.compare(a.rooms[n-1]) != 0 {
				r.tier++
			}
		}
		zone, ok := zones[r.node.Zone()]
		if !ok {
			zone = len(zones)
			zones[r.node.Zone()] = zone
		}
		r.zone = zone
	}
	a.zones = len(zones)
}

// count is how many tasks of the group there are by zone.
func (a *attempt) count(group string) []int {
	out := make([]int, a.zones)
	for _, r := range a.rooms {
		for _, g := range r.groups {
			if g == group {
				out[r.zone]++
			}
		}
	}
	return out
}

// keyOf is the same for tasks that want the same.
func keyOf(w Waiting) string {
	w.ID = ""
	return fmt.Sprintf("%+v", w)
}

// largestFirst sorts by the larger share of the largest node. Tasks that want the same follow each
// other.
func (a *attempt) largestFirst() {
	cpu, memory := 1, 1
	for _, r := range a.rooms {
		cpu, memory = max(cpu, r.node.Total.CPU), max(memory, r.node.Total.Memory)
	}
	size := func(w *wish) int { return max(w.Need.CPU*memory, w.Need.Memory*cpu) }
	slices.SortFunc(a.wishes, func(x, y *wish) int {
		return cmp.Or(cmp.Compare(size(y), size(x)), strings.Compare(x.key, y.key),
			strings.Compare(x.ID, y.ID))
	})
}

// scarcestFirst sorts by how many nodes would take the task if they were empty enough; else the
// order stays.
func (a *attempt) scarcestFirst() {
	slices.SortStableFunc(a.wishes, func(x, y *wish) int {
		return cmp.Or(cmp.Compare(len(a.candidates(x)), len(a.candidates(y))))
	})
}

// candidates are the rooms without lasting refusals.
func (a *attempt) candidates(w *wish) []*room {
	open, ok := a.open[w.key]
	if ok {
		return open
	}
	var buffer refusals
	for _, r := range a.rooms {
		buffer = buffer[:0]
		if r.lasting(w, &buffer); len(buffer) == 0 {
			open = append(open, r)
		}
	}
	a.open[w.key] = open
	return open
}

func (a *attempt) run(spread bool) {
	var failed *wish
	var why Unplaced
	for _, w := range a.wishes {
		if failed != nil && failed.key == w.key {
			a.out.Unplaced = append(a.out.Unplaced, Unplaced{w.ID, why.Unknown, why.Reasons})
			continue
		}
		if r := a.choose(w, spread); r != nil {
			r.take(w)
			a.counts[w.Group][r.zone]++
			a.out.Where[w.ID] = r.node.Instance
			continue
		}
		failed, why = w, a.explain(w)
		a.out.Unplaced = append(a.out.Unplaced, why)
	}
	slices.SortFunc(a.out.Unplaced, func(x, y Unplaced) int { return strings.Compare(x.ID, y.ID) })
}

// choose is the first room that takes the task, or one of its tier in a better zone.
func (a *attempt) choose(w *wish, spread bool) *room {
	var best *room
	var buffer refusals
	counts := a.counts[w.Group]
	for _, r := range a.candidates(w) {
		if best != nil && (!spread || r.tier != best.tier) {
			break
		}
		if best != nil && counts[r.zone] >= counts[best.zone] ||
			w.Need.CPU > r.cpu || w.Need.Memory > r.memory {
			continue
		}
		buffer = buffer[:0]
		if r.passing(w, &buffer); len(buffer) == 0 {
			best = r
		}
	}
	return best
}
