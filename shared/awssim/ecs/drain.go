package ecs

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (d *deployment) order() order {
	return order{
		code: types.TaskStopCodeServiceSchedulerInitiated, by: "scheduler",
		reason: "Scaling activity initiated by (deployment " + d.id + ")",
	}
}

// stopLeaving stops tasks that have to be replaced: the PENDING ones at once, the others as long as
// enough healthy ones remain (ECS API reference, UpdateContainerInstancesState).
func (s *service) stopLeaving(leaving []*task, least int) []*task {
	var gone []*task
	for _, t := range leaving {
		rest := s.healthy
		if t.healthy {
			rest--
		}
		if rest < least && !t.waiting() {
			continue
		}
		t.orderStop(t.dep.order())
		gone = append(gone, t)
	}
	return gone
}

// stopExcess stops n tasks that are too many: those that are not healthy yet first, then from the
// zone and the instance with the most of them, so that the spread stays even (ECS developer guide,
// task-placement-strategies), the newest first.
func (s *service) stopExcess(staying []*task, n int) []*task {
	if n <= 0 {
		return nil
	}
	zones, instances := map[string]int{}, map[*instance]int{}
	for _, t := range staying {
		zones[t.inst.zone]++
		instances[t.inst]++
	}
	var gone []*task
	for range min(n, len(staying)) {
		t := slices.MaxFunc(staying, func(a, b *task) int {
			return cmp.Or(
				cmp.Compare(unready(a), unready(b)),
				cmp.Compare(zones[a.inst.zone], zones[b.inst.zone]),
				cmp.Compare(instances[a.inst], instances[b.inst]),
				cmp.Compare(a.seq, b.seq),
			)
		})
		zones[t.inst.zone]--
		instances[t.inst]--
		staying = slices.DeleteFunc(staying, func(o *task) bool { return o == t })
		t.orderStop(t.dep.order())
		gone = append(gone, t)
	}
	return gone
}

func unready(t *task) int {
	if t.healthy {
		return 0
	}
	return 1
}
