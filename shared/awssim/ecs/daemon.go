package ecs

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// A service of the DAEMON scheduling strategy keeps one task on each ACTIVE container instance that
// meets its constraints. Its tasks are placed before all others and stopped after them; the maximum
// is always 100 %, so that the old task of an instance ends before the new one begins (ECS
// developer guide, ecs_services, service scheduler concepts).

// daemon reports whether the task belongs to a daemon service.
func (t *task) daemon() bool { return t.svc != nil && t.svc.daemon }

// wakeDaemons lets the daemon services look at an instance that came, went, or has other
// attributes.
func (c *cluster) wakeDaemons() {
	for _, s := range c.daemons {
		s.wake()
	}
}

// lastLeft hears that a task of a DRAINING instance has ended: the daemons may be next.
func (i *instance) lastLeft() {
	if i.status != draining {
		return
	}
	for _, t := range i.live {
		if t.daemon() {
			t.svc.wake()
		}
	}
}

// mayLeave reports whether the daemon task of a DRAINING instance may stop: after the tasks of
// replica services, and with managed draining after standalone ones too (ECS developer guide,
// managed-instance-draining).
func (t *task) mayLeave() bool {
	managed := t.inst.provider != nil && t.inst.provider.drains
	for _, o := range t.inst.live {
		if !o.daemon() && (o.svc != nil || managed) {
			return false
		}
	}
	return true
}

// daemonCensus is what a daemon service has and lacks.
type daemonCensus struct {
	census
	// ending are tasks of DRAINING instances that may stop; strays are those of instances that no
	// longer meet the constraints.
	ending, strays []*task
	// vacant are the instances without a task.
	vacant []*instance
}

func (s *service) daemonCount(p *placing) daemonCensus {
	var c daemonCensus
	taken := map[*instance]bool{}
	for _, t := range s.live {
		taken[t.inst] = true
		switch {
		case t.desired == stopped:
			c.stopping++
		case s.status != active:
			c.ending = append(c.ending, t)
		case t.inst.status == draining:
			if t.mayLeave() {
				c.ending = append(c.ending, t)
			}
		case !p.suits(t.inst):
			c.strays = append(c.strays, t)
		case t.dep != s.primary() && !s.stalled():
			c.leaving = append(c.leaving, t)
		default:
			c.staying = append(c.staying, t)
		}
	}
	homes := 0
	if s.status == active {
		for _, r := range p.eligible().open {
			if !p.suits(r.i) {
				continue
			}
			homes++
			if !taken[r.i] {
				c.vacant = append(c.vacant, r.i)
			}
		}
	}
	if s.desired != homes {
		s.desired = homes
		s.touch()
	}
	return c
}

// reconcileDaemon does for a daemon service what reconcile does for a replica service.
func (s *service) reconcileDaemon() {
	p, err := newPlacing(s.cluster, s.primary().def, s.constraints, nil)
	if err != nil {
		s.tell("constraints", "was unable to place a task. Reason: "+err.Error())
		return
	}
	p.svc, p.group, p.network = s, "service:"+s.title, s.network
	p.launchOn(s.external)
	c := s.daemonCount(p)
	primary, stalled := s.primary(), s.stalled()
	s.fill(p, c.vacant)
	if s.primary() != primary || s.stalled() != stalled {
		s.reconcileDaemon()
		return
	}
	var gone []*task
	for _, t := range c.ending {
		if t.stopFor(t.dep.order()) {
			gone = append(gone, t)
		}
	}
	for _, t := range c.strays {
		s.cluster.e.publishAction(s, action{
			EventType: "ERROR", EventName: "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED",
			ContainerInstanceARNs: []string{t.inst.arn}, TaskARNs: []string{t.arn},
		})
		t.orderStop(t.dep.order())
		gone = append(gone, t)
	}
	least, _ := bounds(s.desired, s.rules)
	gone = append(gone, s.stopLeaving(c.leaving, least)...)
	s.tellStopped(gone)
	s.settle(c.census)
}

// fill starts a task on each of the instances that has room for it.
func (s *service) fill(p *placing, vacant []*instance) {
	if s.stalled() {
		return
	}
	d := s.primary()
	var tasks []*task
	var full *instance
	lack, allowed := "", s.allowed(len(vacant))
	for _, i := range vacant {
		if why := p.d.need.scarce(i.room); why != "" {
			full, lack = i, why
			continue
		}
		if len(tasks) < allowed {
			tasks = append(tasks, i.start(launch{
				def: d.def, svc: s, dep: d, group: p.group, startedBy: d.id,
				overrides: d.def.plain,
			}))
		}
	}
	s.throttle.begun += len(tasks)
	s.tellStarted(tasks)
	if full != nil {
		s.blockOnInstance(full, lack)
	} else {
		s.unblock()
	}
}

// checkDaemon checks what a call says of a daemon service.
func checkDaemon(
	desired *int32, strategy []types.PlacementStrategy,
	providers []types.CapacityProviderStrategyItem,
) error {
	switch {
	case desired != nil:
		return invalid("The daemon scheduling strategy does not support a desired count for " +
			"services. Remove the desired count value and try again.")
	case len(strategy) > 0:
		return invalid("The daemon scheduling strategy does not support task placement strategies.")
	case len(providers) > 0:
		return invalid("The daemon scheduling strategy does not support a capacity provider " +
			"strategy.")
	}
	return nil
}

// suits reports whether the instance meets the task definition's and the service's constraints,
// whatever room it has.
func (p *placing) suits(i *instance) bool {
	if p.unfit(i) != "" {
		return false
	}
	for _, q := range p.loose {
		if !q.Holds(i) {
			return false
		}
	}
	return true
}
