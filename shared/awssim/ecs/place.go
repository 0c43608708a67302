package ecs

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Why an instance cannot take a task (ECS developer guide, api_failures_messages), in the order in
// which ECS filters: capacity and ports before constraints (task-placement).
const (
	noAgent      = "AGENT"
	noCPU        = "RESOURCE:CPU"
	noMemory     = "RESOURCE:MEMORY"
	noPorts      = "RESOURCE:PORTS"
	noAttribute  = "ATTRIBUTE"
	notMember    = "MemberOf placement constraint unsatisfied."
	notDistinct  = "DistinctInstance placement constraint unsatisfied."
	noInstance   = "NO ACTIVE INSTANCES"
	zoneField    = "attribute:ecs.availability-zone"
	attributeTag = "attribute:"
)

// hurdles are the reasons in the order in which an instance meets them.
var hurdles = []string{
	noAgent, noCPU, noMemory, noPorts, noAttribute, notMember, notDistinct,
}

// placing looks for instances for the tasks of one service or one RunTask call.
type placing struct {
	c     *cluster
	d     *definition
	group string
	svc   *service
	// provider, when there is one, is the capacity provider whose instances may be chosen.
	provider *provider
	queries  []query
	distinct bool
	// given are the constraints of the service or call, without those of the task definition.
	given    []types.PlacementConstraint
	strategy []types.PlacementStrategy
	// spreads has an entry for each strategy, filled for those that spread over an attribute.
	spreads []spread
}

func newPlacing(
	c *cluster, d *definition, constraints []types.PlacementConstraint,
	strategy []types.PlacementStrategy,
) (*placing, error) {
	p := &placing{
		c: c, d: d, given: constraints, strategy: strategy, queries: slices.Clone(d.constraints),
	}
	for _, k := range constraints {
		if k.Type == types.PlacementConstraintTypeDistinctInstance {
			p.distinct = true
			continue
		}
		if k.Type != types.PlacementConstraintTypeMemberOf {
			return nil, invalid("Placement constraint type %s is not valid.", k.Type)
		}
		q, err := parseQuery(text(k.Expression))
		if err != nil {
			return nil, invalid("Invalid placement constraint expression: %v.", err)
		}
		p.queries = append(p.queries, q)
	}
	if n := len(constraints) + len(d.constraints); n > 10 {
		return nil, invalid("A task can have up to 10 placement constraints.")
	}
	if len(strategy) > 5 {
		return nil, invalid("A task can have up to 5 placement strategies.")
	}
	return p, checkStrategy(strategy)
}

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

// candidate reports whether the instance is looked at: those that are not ACTIVE, or of another
// capacity provider, are not.
func (p *placing) candidate(i *instance) bool {
	return i.status == active && (p.provider == nil || i.provider == p.provider)
}

// obstacle is why the instance cannot take a task, "" when it can.
func (p *placing) obstacle(i *instance) string {
	n := &p.d.need
	switch {
	case !i.connected:
		return noAgent
	case n.cpu > i.cpuLeft:
		return noCPU
	case n.memory > i.memoryLeft:
		return noMemory
	}
	if i.holds(n) {
		return noPorts
	}
	for _, name := range n.requires {
		if _, ok := i.values[name]; !ok {
			return noAttribute
		}
	}
	for _, q := range p.queries {
		if !q.matches(i) {
			return notMember
		}
	}
	if p.distinct && p.onInstance(i) > 0 {
		return notDistinct
	}
	return ""
}

// onInstance counts the tasks of the task group on the instance that are to stay.
func (p *placing) onInstance(i *instance) int {
	n := 0
	for _, t := range i.live {
		if t.desired == running && t.group == p.group {
			n++
		}
	}
	return n
}

// choose returns an instance with room for one more task, nil when there is none. The caller
// starts the task there.
func (p *placing) choose() *instance {
	e := p.c.e
	fit := e.fit[:0]
	for _, i := range p.c.instances {
		if p.candidate(i) && p.obstacle(i) == "" {
			fit = append(fit, i)
		}
	}
	e.fit = fit
	for k, s := range p.strategy {
		fit = p.best(fit, k, s)
	}
	switch len(fit) {
	case 0:
		return nil
	case 1:
	default:
		fit[0] = fit[e.env.Stream("placement").IntN(len(fit))]
	}
	p.count(fit[0])
	return fit[0]
}

// best keeps the instances that the strategy likes most, in place.
func (p *placing) best(fit []*instance, k int, s types.PlacementStrategy) []*instance {
	if s.Type == types.PlacementStrategyTypeRandom || len(fit) < 2 {
		return fit
	}
	score := p.scorer(k, s)
	least, kept := score(fit[0]), fit[:1]
	for _, i := range fit[1:] {
		n := score(i)
		if n > least {
			continue
		}
		if n < least {
			least, kept = n, fit[:0]
		}
		kept = append(kept, i)
	}
	return kept
}

// scorer returns what the k-th strategy wants to be small.
func (p *placing) scorer(k int, s types.PlacementStrategy) func(*instance) int {
	field := text(s.Field)
	switch {
	case s.Type == types.PlacementStrategyTypeBinpack && (field == "cpu" || field == "CPU"):
		return func(i *instance) int { return int(i.cpuLeft) }
	case s.Type == types.PlacementStrategyTypeBinpack:
		return func(i *instance) int { return int(i.memoryLeft) }
	case field == "instanceId" || field == "host":
		return p.onInstance
	case field == zoneField:
		zones := p.spreadOver(k, field).zones
		return func(i *instance) int { return zones[i.zoneNo] }
	default:
		values := p.spreadOver(k, field).values
		return func(i *instance) int { return values[i.values[field[len(attributeTag):]]] }
	}
}

// spread counts the tasks of a task group that are to stay, by the value of an attribute; zones
// have numbers, because nearly every service spreads over them.
type spread struct {
	zones  []int
	values map[string]int
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
	tasks := p.c.tasks
	if p.svc != nil {
		tasks = p.svc.live
	}
	for _, t := range tasks {
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
	for k := range p.spreads {
		if m := &p.spreads[k]; m.values != nil {
			m.add(i, text(p.strategy[k].Field))
		}
	}
}

// failures say of each ACTIVE instance why it has no room.
func (p *placing) failures() []types.Failure {
	out := []types.Failure{}
	for _, i := range p.c.instances {
		if !p.candidate(i) {
			continue
		}
		if why := p.obstacle(i); why != "" {
			out = append(out, failure(i.arn, why))
		}
	}
	return out
}

// closest is the instance that came nearest to taking the task, and what it lacks.
func (p *placing) closest() (*instance, string) {
	var best *instance
	why, far := noInstance, -1
	for _, i := range p.c.instances {
		if !p.candidate(i) {
			continue
		}
		reason := p.obstacle(i)
		if n := slices.Index(hurdles, reason); n > far {
			best, why, far = i, reason, n
		}
	}
	return best, why
}
