package ecs

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func checkStrategy(strategy []types.PlacementStrategy) error {
	for _, s := range strategy {
		field := text(s.Field)
		valid := true
		switch s.Type {
		case types.PlacementStrategyTypeRandom:
		case types.PlacementStrategyTypeBinpack:
			valid = field == "cpu" || field == "memory" || field == "CPU" || field == "MEMORY"
		case types.PlacementStrategyTypeSpread:
			valid = field == "instanceId" || field == "host" ||
				len(field) > len(attributeTag) && field[:len(attributeTag)] == attributeTag
		default:
			valid = false
		}
		if !valid {
			return invalid("Placement strategy %s with field %q is not valid.", s.Type, field)
		}
	}
	return nil
}

// best keeps the instances that the strategy likes most, in place.
func (p *placing) best(fit []*room, k int) []*room {
	if len(fit) < 2 {
		return fit
	}
	score := p.scorer(k)
	least, kept := score(fit[0]), fit[:1]
	for _, r := range fit[1:] {
		n := score(r)
		if n > least {
			continue
		}
		if n < least {
			least, kept = n, fit[:0]
		}
		kept = append(kept, r)
	}
	return kept
}

// scorer returns what the k-th strategy wants to be small.
func (p *placing) scorer(k int) func(*room) int {
	if k >= len(p.strategy) || p.strategy[k].Type == types.PlacementStrategyTypeRandom {
		return func(*room) int { return 0 }
	}
	s := p.strategy[k]
	field := text(s.Field)
	switch {
	case s.Type == types.PlacementStrategyTypeBinpack && strings.EqualFold(field, "cpu"):
		return func(r *room) int { return int(r.cpuLeft) }
	case s.Type == types.PlacementStrategyTypeBinpack:
		return func(r *room) int { return int(r.memoryLeft) }
	case field == "instanceId" || field == "host":
		return func(r *room) int { return p.onInstance(r.i) }
	case field == zoneField:
		zones := p.spreadOver(k, field).zones
		return func(r *room) int { return zones[r.zoneNo] }
	default:
		values := p.spreadOver(k, field).values
		return func(r *room) int { return values[r.i.values[field[len(attributeTag):]]] }
	}
}

// spread counts the tasks of a task group that are to stay, by the value of an attribute; zones
// have numbers, because nearly every service spreads over them.
type spread struct {
	zones  []int
	values map[string]int
}

// onInstance counts the tasks of the task group on the instance that are to stay.
func (p *placing) onInstance(i *instance) int {
	if p.hosted == nil {
		p.hosted = map[*instance]int{}
		for _, t := range p.tasks() {
			if t.desired == running && t.group == p.group {
				p.hosted[t.inst]++
			}
		}
	}
	return p.hosted[i]
}

// tasks are all among which those of the task group are.
func (p *placing) tasks() list[*task] {
	if p.svc != nil {
		return p.svc.live
	}
	return p.c.tasks
}

func (p *placing) spreadOver(k int, field string) *spread {
	if p.spreads == nil {
		p.spreads = make([]spread, len(p.strategy))
	}
	m := &p.spreads[k]
	if m.values != nil {
		return m
	}
	m.zones, m.values = make([]int, len(p.c.zones)), map[string]int{}
	for _, t := range p.tasks() {
		if t.desired == running && t.group == p.group && t.inst.status == active {
			m.add(t.inst, field)
		}
	}
	return m
}

func (m *spread) add(i *instance, field string) {
	if field == zoneField {
		m.zones[i.zoneNo]++
	} else {
		m.values[i.values[field[len(attributeTag):]]]++
	}
}

// count counts a task that is about to start.
func (p *placing) count(i *instance) {
	if p.hosted != nil {
		p.hosted[i]++
	}
	for k := range p.spreads {
		if m := &p.spreads[k]; m.values != nil {
			m.add(i, text(p.strategy[k].Field))
		}
	}
}
