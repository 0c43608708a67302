package ecs

import (
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// wake lets the scheduler look at the service within this moment, once for all that happens in it.
func (s *service) wake() {
	if s.dirty || s.status == inactive {
		return
	}
	s.dirty = true
	e := s.cluster.e
	if s.daemon {
		e.dirtyDaemons = append(e.dirtyDaemons, s)
	} else {
		e.dirty = append(e.dirty, s)
	}
	if !e.pass.Waiting() {
		e.pass = e.env.After(0, e.schedule)
	}
}

// schedule looks at every service that something happened to, daemon services first: they get
// their room before others.
func (e *ECS) schedule() {
	daemons, replicas := 0, 0
	for {
		switch {
		case daemons < len(e.dirtyDaemons):
			s := e.dirtyDaemons[daemons]
			daemons++
			s.reconcileDaemon()
			s.dirty = false
		case replicas < len(e.dirty):
			s := e.dirty[replicas]
			replicas++
			s.reconcile()
			s.dirty = false
		default:
			clear(e.dirty)
			clear(e.dirtyDaemons)
			e.dirty, e.dirtyDaemons = e.dirty[:0], e.dirtyDaemons[:0]
			return
		}
	}
}

// capacityChanged wakes the services that wait for room.
func (c *cluster) capacityChanged() {
	for _, s := range c.waiting {
		s.wake()
	}
	c.retryProvisioning()
}

// bounds are how many tasks must be healthy, and how many may exist at once: the minimum rounds
// up, the maximum down (ECS developer guide, service_definition_parameters).
func bounds(desired int, rules types.DeploymentConfiguration) (least, most int) {
	least = (desired*int(*rules.MinimumHealthyPercent) + 99) / 100
	most = desired * int(*rules.MaximumPercent) / 100
	return least, most
}

// census is the service's live tasks: those that stay, those that have to be replaced (on a
// DRAINING node or of an older deployment), and those that are stopping.
type census struct {
	staying, leaving []*task
	// sick are those that fail the health checks of a target group, and are none of the others.
	sick     []*task
	stopping int
}

func (s *service) count() census {
	e := s.cluster.e
	c := census{staying: e.staying[:0], leaving: e.leaving[:0]}
	primary, stalled := s.primary(), s.stalled()
	for _, t := range s.live {
		switch {
		case t.desired == stopped:
			c.stopping++
		case t.inst.status == draining || t.dep != primary && !stalled:
			c.leaving = append(c.leaving, t)
		case t.sick():
			c.sick = append(c.sick, t)
		default:
			c.staying = append(c.staying, t)
		}
	}
	e.staying, e.leaving = c.staying, c.leaving
	return c
}

// reconcile brings the service nearer to what it should be: it starts what is missing within the
// maximum, stops what has to go within the minimum, and says what stands in the way.
func (s *service) reconcile() {
	c := s.count()
	least, most := bounds(s.desired, s.rules)
	want := s.desired - len(c.staying)
	room := most - len(c.staying) - len(c.leaving) - len(c.sick) - c.stopping
	primary, stalled := s.primary(), s.stalled()
	started := s.start(min(want, room))
	if s.primary() != primary || s.stalled() != stalled {
		// The circuit breaker opened: other tasks have to stay or to go now.
		s.reconcile()
		return
	}
	if want <= 0 {
		s.unblock()
	}
	gone := s.stopLeaving(c.leaving, least)
	gone = append(gone, s.stopExcess(c.staying, -want)...)
	gone = append(gone, s.stopSick(c, room)...)
	s.tellStopped(gone)
	if len(c.leaving) > 0 && want > 0 && room <= 0 && c.stopping+len(gone)+started == 0 &&
		s.pending == 0 && s.healthy == len(c.staying)+len(c.leaving) {
		s.tell("stuck", "was unable to stop or start tasks during a deployment because of the "+
			"service deployment configuration. Update the minimumHealthyPercent or maximumPercent "+
			"value and try again.")
	}
	s.settle(c)
}

func (s *service) tellStarted(tasks []*task) {
	if len(tasks) > 0 {
		s.tell("", "has started "+strconv.Itoa(len(tasks))+" tasks: "+names(tasks)+".")
	}
}

func (s *service) tellStopped(tasks []*task) {
	if len(tasks) > 0 {
		s.tell("", "has stopped "+strconv.Itoa(len(tasks))+" running tasks: "+names(tasks)+".")
	}
}

func names(tasks []*task) string {
	parts := make([]string, len(tasks))
	for i, t := range tasks {
		parts[i] = "(task " + t.id + ")"
	}
	return strings.Join(parts, " ")
}

// start places up to n tasks of the primary deployment and returns how many it placed.
func (s *service) start(n int) int {
	if n <= 0 || s.stalled() {
		return 0
	}
	if n = s.allowed(n); n <= 0 {
		return 0
	}
	started := 0
	if len(s.providers) > 0 {
		started = s.startOnProviders(n)
	} else {
		started = s.startAnywhere(n)
	}
	s.throttle.begun += started
	return started
}

// startAnywhere starts up to n tasks on the cluster's instances.
func (s *service) startAnywhere(n int) int {
	d := s.primary()
	p, err := newPlacing(s.cluster, d.def, s.constraints, s.strategy)
	if err != nil {
		s.tell("constraints", "was unable to place a task. Reason: "+err.Error())
		return 0
	}
	p.svc, p.group, p.network = s, "service:"+s.title, s.network
	p.launchOn(s.external)
	if len(p.strategy) == 0 {
		p.strategy = defaultStrategy
	}
	var tasks []*task
	for len(tasks) < n {
		i := p.choose()
		if i == nil {
			break
		}
		tasks = append(tasks, i.start(launch{
			def: d.def, svc: s, dep: d, group: p.group, startedBy: d.id, overrides: d.def.plain,
		}))
	}
	s.tellStarted(tasks)
	if len(tasks) < n {
		s.block(p)
	} else {
		s.unblock()
	}
	return len(tasks)
}

// defaultStrategy is that of services that name none (ECS developer guide,
// task-placement-strategies).
var defaultStrategy = []types.PlacementStrategy{
	{Type: types.PlacementStrategyTypeSpread, Field: new(zoneField)},
}

// lacks are the words of a service event for what the closest instance lacks (ECS developer guide,
// service-event-messages).
var lacks = map[string]string{
	noAgent:     `encountered error "AGENT"`,
	noCPU:       "has insufficient CPU units available",
	noMemory:    "has insufficient memory available",
	noPorts:     "is already using a port required by your task",
	noENI:       `encountered error "RESOURCE:ENI"`,
	noLocation:  `encountered error "LOCATION"`,
	noAttribute: "is missing an attribute required by your task",
	notMember:   `encountered error "MemberOf placement constraint unsatisfied."`,
	notDistinct: `encountered error "DistinctInstance placement constraint unsatisfied."`,
}

// block notes that there is no room. The service looks again when capacity changes, and after
// growing pauses anyway.
func (s *service) block(p *placing) {
	s.blockOnInstance(p.closest())
}

func (s *service) blockOnInstance(closest *instance, why string) {
	e := s.cluster.e
	message := "was unable to place a task because no container instance met all of its " +
		"requirements. "
	if closest == nil {
		message += "Reason: No Container Instances were found in your cluster."
	} else {
		message += "The closest matching (container-instance " + closest.id + ") " + lacks[why] + "."
	}
	if s.tell("place "+why, message) {
		e.publishPlacementFailure(s, closest, why)
	}
	if !s.waiting {
		s.waiting = true
		s.cluster.waiting.add(s)
		s.pause = e.Timings.RetryFirst
	}
	if !s.retry.Waiting() {
		s.retry = e.env.After(s.pause, s.wake)
		s.pause = min(2*s.pause, e.Timings.RetryMost)
		s.countFailure(s.primary())
	}
}

// unblock ends the wait for room: a later failure is news again.
func (s *service) unblock() {
	if !s.waiting {
		return
	}
	s.waiting = false
	s.cluster.waiting.remove(s)
	s.retry.Stop()
	for key := range s.muted {
		if strings.HasPrefix(key, "place ") {
			delete(s.muted, key)
		}
	}
}

// settle notes what has come to its end: old deployments, the primary's roll-out, a deletion, a
// steady state.
func (s *service) settle(c census) {
	s.forgetDeployments()
	if s.status == draining && len(s.live) == 0 {
		s.status = inactive
		s.steady.Stop()
		s.unblock()
		s.changed("deleted")
		return
	}
	if s.healthy != s.desired || len(s.live) != s.desired || len(c.leaving) > 0 ||
		s.status != active {
		s.steady.Stop()
		delete(s.muted, "steady")
		return
	}
	delete(s.muted, "stuck")
	delete(s.muted, "protected")
	s.complete()
	s.beSteady()
}

// beSteady says that the service is steady, now and again while it lasts.
func (s *service) beSteady() {
	if s.steady.Waiting() {
		return
	}
	if s.tell("steady", "has reached a steady state.") {
		s.cluster.e.publishSteady(s)
	}
	s.steady = s.cluster.e.env.After(s.cluster.e.Timings.Mute+time.Second, s.beSteady)
}
