package ecs

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stopExcess stops n tasks that are too many: those that are not healthy yet first, then as the
// placement strategy wants it, the newest first. A spread stays even, a binpack empties the
// instance with the most room (ECS developer guide, task-placement-strategies).
func (s *service) stopExcess(staying []*task, n int) []*task {
	if n <= 0 {
		return nil
	}
	now := s.cluster.e.env.Now()
	var free []*task
	for _, t := range staying {
		if s.status != active || !t.protected(now) {
			free = append(free, t)
		}
	}
	if len(free) < n {
		s.tellProtected(s.primary())
	}
	in := s.scaleIn(staying)
	var gone []*task
	for range min(n, len(free)) {
		t := slices.MaxFunc(free, in.compare)
		in.remove(t)
		free = slices.DeleteFunc(free, func(o *task) bool { return o == t })
		t.orderStop(t.dep.order())
		gone = append(gone, t)
	}
	return gone
}

// scaleIn is what a placement strategy wants of the tasks that are to stay.
type scaleIn struct {
	strategy []types.PlacementStrategy
	// counts are the tasks by what each strategy spreads over; on counts them by instance.
	counts []map[string]int
	on     map[*instance]int
}

func (s *service) scaleIn(staying []*task) *scaleIn {
	in := &scaleIn{strategy: s.strategy, on: map[*instance]int{}}
	if len(in.strategy) == 0 {
		in.strategy = defaultStrategy
	}
	in.counts = make([]map[string]int, len(in.strategy))
	for k := range in.counts {
		in.counts[k] = map[string]int{}
	}
	for _, t := range staying {
		in.add(t, 1)
	}
	return in
}

func (in *scaleIn) add(t *task, n int) {
	in.on[t.inst] += n
	for k, s := range in.strategy {
		if s.Type == types.PlacementStrategyTypeSpread {
			in.counts[k][valueOf(t.inst, text(s.Field))] += n
		}
	}
}

func (in *scaleIn) remove(t *task) { in.add(t, -1) }

// valueOf is what a spread over the field sees of an instance.
func valueOf(i *instance, field string) string {
	switch field {
	case "instanceId", "host":
		return i.id
	case zoneField:
		return i.zone
	}
	return i.values[field[len(attributeTag):]]
}

// compare orders tasks by how much sooner they should stop.
func (in *scaleIn) compare(a, b *task) int {
	if c := cmp.Compare(unready(a), unready(b)); c != 0 {
		return c
	}
	for k, s := range in.strategy {
		var c int
		switch field := text(s.Field); {
		case s.Type == types.PlacementStrategyTypeSpread:
			c = cmp.Compare(in.counts[k][valueOf(a.inst, field)],
				in.counts[k][valueOf(b.inst, field)])
		case s.Type == types.PlacementStrategyTypeRandom:
		case field == "cpu" || field == "CPU":
			c = cmp.Compare(a.inst.cpuLeft, b.inst.cpuLeft)
		default:
			c = cmp.Compare(a.inst.memoryLeft, b.inst.memoryLeft)
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(in.on[a.inst], in.on[b.inst]), cmp.Compare(a.seq, b.seq))
}

func unready(t *task) int {
	if t.healthy {
		return 0
	}
	return 1
}
