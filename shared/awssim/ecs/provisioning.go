package ecs

import (
	"fmt"
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// provisioningMax is how many tasks of a cluster can be PROVISIONING at once (ECS developer guide,
// service-quotas).
const provisioningMax = 500

// noProvisioning is what ECS says when there are more.
const noProvisioning = "The tasks provisioning capacity limit was exceeded."

// wait is what a task in PROVISIONING waits for. Tasks with the same key need the same.
type wait struct {
	key         string
	constraints []types.PlacementConstraint
	strategy    []types.PlacementStrategy
	distinct    bool
}

// limbo reports whether this is no container instance but the place of tasks in PROVISIONING.
func (i *instance) limbo() bool { return i.arn == "" }

// enqueue makes a task that waits for capacity, nil when too many wait.
func (c *cluster) enqueue(p *placing, l launch, w *wait) *task {
	k := &c.capacity
	if len(k.queue) >= provisioningMax {
		return nil
	}
	if k.limbo == nil {
		k.limbo = &instance{cluster: c, room: &room{connected: true}, values: map[string]string{}}
	}
	if w.key == "" {
		w.distinct = p.distinct
		w.key = fmt.Sprint(p.provider.title, *p.need, w.constraints)
		if p.distinct {
			w.key += p.group
		}
	}
	t := k.limbo.add(l, provisioning)
	t.wait = w
	k.queue.add(t)
	t.tell()
	if limit := c.e.Scaling.GiveUp; limit > 0 {
		c.e.env.After(limit, func() { t.giveUp() })
	}
	return t
}

// giveUp stops a task that still waits for capacity.
func (t *task) giveUp() {
	if t.inst.limbo() && t.last != stopped {
		t.orderStop(order{
			code: types.TaskStopCodeTaskFailedToStart, by: "scheduler",
			reason: "Timeout waiting for capacity provisioning to complete.",
		})
	}
}

func (k *capacity) dequeue(t *task) { k.queue.remove(t) }

// retryProvisioning looks within this moment whether tasks in PROVISIONING fit now.
func (c *cluster) retryProvisioning() {
	if len(c.capacity.queue) == 0 || c.capacity.retry {
		return
	}
	c.capacity.retry = true
	c.e.env.After(0, c.placeProvisioning)
}

// placeProvisioning starts what fits, the oldest first. What a task of the same needs did not find
// is not looked for again.
func (c *cluster) placeProvisioning() {
	c.capacity.retry = false
	full := map[string]bool{}
	placings := map[*wait]*placing{}
	for _, t := range slices.Clone(c.capacity.queue) {
		if full[t.wait.key] {
			continue
		}
		p := placings[t.wait]
		if p == nil {
			var err error
			if p, err = newPlacing(c, t.def, t.wait.constraints, t.wait.strategy); err != nil {
				continue
			}
			p.svc, p.group, p.provider = t.svc, t.group, t.provider
			p.need, p.network = t.need, t.network
			placings[t.wait] = p
		}
		if i := p.choose(); i != nil {
			i.adopt(t)
		} else {
			full[t.wait.key] = true
		}
	}
}

// adopt moves a task from PROVISIONING to the instance, which must have room.
func (i *instance) adopt(t *task) {
	from := t.inst
	i.cluster.capacity.dequeue(t)
	t.tally(-1)
	from.live.remove(t)
	from.tasks.remove(t)
	t.inst, t.last, t.wait, t.out = i, launch{def: t.def}.first(), nil, nil
	i.live.add(t)
	i.tasks.add(t)
	t.tally(1)
	t.version++
	i.run(t)
}

// startOnProviders starts up to n tasks of the primary deployment by the service's capacity
// provider strategy and returns how many it started, those in PROVISIONING included.
func (s *service) startOnProviders(n int) int {
	c, d := s.cluster, s.primary()
	sh := s.share()
	placings := make([]*placing, len(s.providers))
	waits := make([]*wait, len(s.providers))
	var tasks []*task
	for len(tasks) < n {
		at := sh.next()
		if placings[at] == nil {
			p, err := s.placingOn(c.e.provider(text(s.providers[at].CapacityProvider)))
			if err != nil {
				s.tell("constraints", "was unable to place a task. Reason: "+err.Error())
				return len(tasks)
			}
			placings[at] = p
			waits[at] = &wait{constraints: s.constraints, strategy: p.strategy}
		}
		p := placings[at]
		t, why := c.startOrWait(p, launch{
			def: d.def, svc: s, dep: d, group: p.group, startedBy: d.id, overrides: d.def.plain,
			provider: p.provider,
		}, waits[at])
		if t == nil {
			s.blockOn(p, why)
			break
		}
		sh.has[at]++
		tasks = append(tasks, t)
	}
	s.tellStarted(tasks)
	if len(tasks) == n {
		s.unblock()
	}
	return len(tasks)
}

func (s *service) placingOn(on *provider) (*placing, error) {
	p, err := newPlacing(s.cluster, s.primary().def, s.constraints, s.strategy)
	if err != nil {
		return nil, err
	}
	p.svc, p.group, p.provider, p.network = s, "service:"+s.title, on, s.network
	if len(p.strategy) == 0 {
		p.strategy = defaultStrategy
	}
	return p, nil
}

// share counts the tasks of the primary deployment that are to stay, by item of the strategy.
func (s *service) share() *share {
	sh := &share{items: s.providers, has: make([]int, len(s.providers))}
	for _, t := range s.live {
		if t.desired != running || t.dep != s.primary() || t.provider == nil {
			continue
		}
		for n, i := range s.providers {
			if ref := text(i.CapacityProvider); ref == t.provider.title || ref == t.provider.arn {
				sh.has[n]++
			}
		}
	}
	return sh
}

// startOrWait places a task, or lets it wait for capacity where managed scaling brings some;
// else it says why it cannot.
func (c *cluster) startOrWait(p *placing, l launch, w *wait) (t *task, why string) {
	if i := p.choose(); i != nil {
		return i.start(l), ""
	}
	if !p.provider.managed() {
		return nil, noInstance
	}
	if t = c.enqueue(p, l, w); t == nil {
		return nil, noProvisioning
	}
	return t, ""
}

// blockOn notes that a task of the service can neither start nor wait.
func (s *service) blockOn(p *placing, why string) {
	if why != noProvisioning {
		s.block(p)
		return
	}
	if s.tell("place "+why, "was unable to place a task. Reason: "+why) {
		s.cluster.e.publishPlacementFailure(s, nil, why)
	}
	if !s.waiting {
		s.waiting = true
		s.cluster.waiting.add(s)
	}
	if !s.retry.Waiting() {
		s.retry = s.cluster.e.env.After(s.pause, s.wake)
	}
}

// runOnProviders starts count standalone tasks by a capacity provider strategy.
func (c *cluster) runOnProviders(
	p *placing, strategy []types.CapacityProviderStrategyItem, count int, l launch,
) *api.RunTaskOutput {
	sh := &share{items: strategy, has: make([]int, len(strategy))}
	placings := make([]placing, len(strategy))
	waits := make([]wait, len(strategy))
	var tasks []*task
	var failures []types.Failure
	for range count {
		at := sh.next()
		on := &placings[at]
		if on.c == nil {
			*on = *p
			on.provider = c.e.provider(text(strategy[at].CapacityProvider))
			waits[at] = wait{constraints: p.given, strategy: p.strategy}
		}
		l.provider = on.provider
		t, why := c.startOrWait(on, l, &waits[at])
		if t == nil {
			failures = on.failures()
			if why == noProvisioning || len(failures) == 0 {
				failures = []types.Failure{failure(on.provider.arn, why)}
			}
			break
		}
		sh.has[at]++
		tasks = append(tasks, t)
	}
	c.remember(l, tasks)
	out := runOutput(tasks)
	out.Failures = append(out.Failures, failures...)
	return out
}
