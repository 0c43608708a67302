package ecs

import (
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/ecs/query"
)

// Why an instance cannot take a task (ECS developer guide, api_failures_messages), in the order in
// which ECS filters: capacity and ports before constraints (task-placement).
const (
	noAgent      = "AGENT"
	noCPU        = "RESOURCE:CPU"
	noMemory     = "RESOURCE:MEMORY"
	noPorts      = "RESOURCE:PORTS"
	noENI        = "RESOURCE:ENI"
	noAttribute  = "ATTRIBUTE"
	noLocation   = "LOCATION"
	notMember    = "MemberOf placement constraint unsatisfied."
	notDistinct  = "DistinctInstance placement constraint unsatisfied."
	noInstance   = "NO ACTIVE INSTANCES"
	zoneField    = "attribute:ecs.availability-zone"
	attributeTag = "attribute:"
)

// hurdles are the reasons in the order in which an instance meets them.
var hurdles = []string{
	noAgent, noCPU, noMemory, noPorts, noENI, noAttribute, noLocation, notMember, notDistinct,
}

// The most constraints and strategies of a task, and the longest expression (ECS API reference,
// RunTask and PlacementConstraint).
const (
	constraintsMax = 10
	strategiesMax  = 5
	expressionMax  = 2000
)

// placing looks for instances for the tasks of one service or one RunTask call.
type placing struct {
	c    *cluster
	d    *definition
	need *need
	// network is where a task in the mode awsvpc may run.
	network *network
	group   string
	svc     *service
	// external: only External instances may be chosen, else only those of EC2.
	external bool
	// provider, when there is one, is the capacity provider whose instances may be chosen.
	provider *provider
	// fixed are the memberOf statements that stay true of an instance while its attributes do,
	// loose all others; key names the requirements that fixed and the task definition make.
	fixed, loose []*query.Query
	key          string
	distinct     bool
	// given are the constraints of the service or call, without those of the task definition.
	given    []types.PlacementConstraint
	strategy []types.PlacementStrategy
	// spreads has an entry for each strategy, filled for those that spread over an attribute.
	spreads []spread
	// hosted counts the tasks of the task group by instance, once that was asked for.
	hosted map[*instance]int
}

func newPlacing(
	c *cluster, d *definition, constraints []types.PlacementConstraint,
	strategy []types.PlacementStrategy,
) (*placing, error) {
	p := &placing{
		c: c, d: d, given: constraints, strategy: strategy,
		fixed: d.fixed[:len(d.fixed):len(d.fixed)], loose: d.loose[:len(d.loose):len(d.loose)],
		key: d.key, need: &d.need,
	}
	if n := len(constraints) + len(d.fixed) + len(d.loose); n > constraintsMax {
		return nil, invalid("A task can have up to %d placement constraints.", constraintsMax)
	}
	for _, k := range constraints {
		if err := p.constrain(k); err != nil {
			return nil, err
		}
	}
	if len(strategy) > strategiesMax {
		return nil, invalid("A task can have up to %d placement strategies.", strategiesMax)
	}
	return p, checkStrategy(strategy)
}

func (p *placing) constrain(k types.PlacementConstraint) error {
	switch k.Type {
	case types.PlacementConstraintTypeDistinctInstance:
		if text(k.Expression) != "" {
			return invalid("A distinctInstance placement constraint takes no expression.")
		}
		p.distinct = true
	case types.PlacementConstraintTypeMemberOf:
		q, err := p.c.e.statement(text(k.Expression))
		if err != nil {
			return invalid("Invalid placement constraint expression: %v.", err)
		}
		if q.Static() {
			p.fixed, p.key = append(p.fixed, q), p.key+"\n"+*k.Expression
		} else {
			p.loose = append(p.loose, q)
		}
	default:
		return invalid("Placement constraint type %s is not valid.", k.Type)
	}
	return nil
}

// ask takes over the task that is to be placed.
func (p *placing) ask(l launch) { p.group, p.need, p.network = l.group, l.need, l.network }

// candidate reports whether the instance is looked at: those that are not ACTIVE, or of another
// capacity provider, are not.
func (p *placing) candidate(i *instance) bool {
	return i.status == active && (p.provider == nil || i.provider == p.provider)
}

// scarce is what an instance lacks of the resources that tasks take, "" when it has room.
func (n *need) scarce(r *room) string {
	switch {
	case !r.connected:
		return noAgent
	case n.cpu > r.cpuLeft:
		return noCPU
	case n.memory > r.memoryLeft:
		return noMemory
	case len(n.tcp)+len(n.udp) > 0 && r.i.holds(n):
		return noPorts
	case n.eni && r.enisLeft < 1:
		return noENI
	}
	return ""
}

// barred is what changes with the tasks of the cluster and keeps an instance from taking one.
func (p *placing) barred(i *instance) string {
	if p.network != nil && p.network.in(i.zone) == nil {
		return noLocation
	}
	for _, q := range p.loose {
		if !q.Holds(i) {
			return notMember
		}
	}
	if p.distinct && p.onInstance(i) > 0 {
		return notDistinct
	}
	return ""
}

// obstacle is why the instance cannot take a task, "" when it can; unfit is what its attributes
// say.
func (p *placing) obstacle(i *instance, unfit string) string {
	if why := p.need.scarce(i.room); why != "" {
		return why
	}
	if unfit != "" {
		return unfit
	}
	return p.barred(i)
}

// choose returns an instance with room for one more task, nil when there is none. The caller
// starts the task there.
func (p *placing) choose() *instance {
	fit := p.fitting()
	for k := 1; k < len(p.strategy); k++ {
		fit = p.best(fit, k)
	}
	switch len(fit) {
	case 0:
		return nil
	case 1:
	default:
		fit[0] = fit[p.c.e.env.Stream("placement").IntN(len(fit))]
	}
	p.count(fit[0].i)
	return fit[0].i
}

// fitting are the instances with room that the first strategy likes most. Only those are looked at
// closely that it likes as much as what was found before.
func (p *placing) fitting() []*room {
	e, n := p.c.e, p.need
	free := !p.distinct && len(p.loose) == 0 && p.network == nil
	score, least := p.scorer(0), math.MaxInt
	fit := e.fit[:0]
	for _, r := range p.eligible().open {
		liking := score(r)
		if liking > least || p.provider != nil && r.i.provider != p.provider ||
			n.scarce(r) != "" || !free && p.barred(r.i) != "" {
			continue
		}
		if liking < least {
			least, fit = liking, fit[:0]
		}
		fit = append(fit, r)
	}
	e.fit = fit
	return fit
}

// failures say of each ACTIVE instance why it has no room.
func (p *placing) failures() []types.Failure {
	out := []types.Failure{}
	for _, r := range p.eligible().rows {
		if !p.candidate(r.i) {
			continue
		}
		if why := p.obstacle(r.i, r.unfit); why != "" {
			out = append(out, failure(r.i.arn, why))
		}
	}
	return out
}

// closest is the instance that came nearest to taking the task, and what it lacks.
func (p *placing) closest() (*instance, string) {
	var best *instance
	why, far := noInstance, -1
	for _, r := range p.eligible().rows {
		if !p.candidate(r.i) {
			continue
		}
		reason := p.obstacle(r.i, r.unfit)
		if n := slices.Index(hurdles, reason); n > far {
			best, why, far = r.i, reason, n
		}
	}
	return best, why
}
