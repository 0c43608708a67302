package ecs

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// The states of a task on EC2 in Docker's own network (ECS developer guide, task-lifecycle). A task
// is PROVISIONING while it waits for its capacity provider. ACTIVATING, DEACTIVATING and
// DEPROVISIONING belong to network interfaces, load balancers and service discovery, which such
// tasks do not have.
const (
	provisioning = "PROVISIONING"
	// deprovisioning is for network interfaces.
	deprovisioning = "DEPROVISIONING"

	pending  = "PENDING"
	running  = "RUNNING"
	stopping = "STOPPING"

	deactivating = "DEACTIVATING"

	stopped = "STOPPED"
)

// order is why a task has to stop.
type order struct {
	code   types.TaskStopCode
	reason string
	// by is who wants it: scheduler, agent, ec2, or a caller's name.
	by string
}

// task is one task. Its fields are replaced, never written through, so that a copy of the struct
// stays true.
type task struct {
	cluster *cluster
	id, arn string
	seq     uint64
	def     *definition
	// inst is where it is placed; while it is PROVISIONING that is the cluster's limbo.
	inst *instance
	// provider is the capacity provider that it was given to, wait what it waits for there.
	provider *provider
	wait     *wait
	// svc and dep are nil in standalone tasks.
	svc *service
	dep *deployment

	group, startedBy string
	overrides        *types.TaskOverride
	need             *need
	// network and eni are those of a task in the network mode awsvpc.
	network       *network
	eni           *interfaceOf
	tags          []types.Tag
	execute       bool
	last, desired string
	version       int64
	stop          order
	// healthy is whether the task has passed its checks since it runs, unhealthy whether it has
	// failed its own, passed whether it has passed those; targets is what target groups say.
	healthy, unhealthy, passed bool
	targets                    *targets
	// killed: the machine died under running containers.
	killed bool
	// protectedUntil ends the protection from scale-in; see protected.
	protectedUntil time.Time

	created, pullStarted, pullStopped, started, stoppingAt, ended, stopped time.Time

	containers string        // lastStatus of all containers
	results    []host.Result // how containers ended; nil while none has
	hostPorts  []uint16      // by port mapping, once running

	work   *host.Work
	health *kernel.Timer
	token  string
	out    *types.Task
}

func (t *task) place() uint64 { return t.seq }
func (t *task) name() string  { return t.arn }

// waiting reports whether the task waits on its instance, or for one. Both count as pending.
func (t *task) waiting() bool { return t.last == pending || t.last == provisioning }

// tally adds the task to every count that it belongs to, or takes it out.
func (t *task) tally(n int) {
	if t.last == running {
		t.cluster.running += n
		if t.svc == nil {
			t.cluster.alone.tally(t, n)
		}
	}
	if t.waiting() {
		t.cluster.pending += n
		t.inst.pending += n
	}
	if t.desired == running {
		t.inst.running += n
	}
	if t.svc != nil {
		t.svc.tally(t, n)
	}
}

// change applies f and keeps counts, versions and outputs true. It tells nobody.
func (t *task) change(f func()) {
	t.tally(-1)
	f()
	t.tally(1)
	t.version++
	t.out = nil
	t.inst.touch()
}

// tell journals and publishes the task's present state.
func (t *task) tell() {
	e := t.cluster.e
	e.journal("ecs task", t.id, t.last+"/"+t.desired, t.group, t.inst.ec2,
		"v"+strconv.FormatInt(t.version, 10), t.stop.reason)
	e.publishTask(t)
}

// Started implements host.Reporter.
func (t *task) Started(w *host.Work) {
	if t.last == stopped {
		return
	}
	t.change(func() {
		t.last, t.containers = running, running
		t.started = t.cluster.e.env.Now()
		t.pullStarted, t.pullStopped, t.results = w.PullStarted, w.PullStopped, w.Results()
		t.hostPorts = t.bind()
	})
	t.listen(true)
	t.tell()
	t.cluster.e.measure()
	e := t.cluster.e
	balanced := t.svc != nil && len(t.dep.balancers) > 0
	switch {
	case t.def.checked:
		t.health = e.env.After(e.env.Lasts(time.Duration(t.def.healthy)*time.Second), t.pass)
	case balanced:
		t.passed = true
	case t.svc != nil:
		t.health = e.env.After(e.env.Lasts(e.Timings.HealthyAfter), t.pass)
	}
	if balanced {
		t.register()
	}
	if t.svc != nil {
		t.svc.startFreely()
		t.svc.wake()
	}
}

// pass notes that the task has passed its own checks. That is no event and no new version (ECS
// developer guide, ecs_task_events).
func (t *task) pass() {
	if !t.work.Passing() {
		return
	}
	t.passed = true
	t.out = nil
	t.decide()
}

// decide makes the task healthy, or not: it takes the task's own checks and those of its target
// groups.
func (t *task) decide() {
	healthy := t.passed && (t.targets == nil || t.targets.served)
	if t.healthy == healthy {
		return
	}
	t.tally(-1)
	t.healthy = healthy
	t.tally(1)
	t.cluster.e.changes++
	if t.svc == nil {
		return
	}
	if healthy {
		t.svc.countHealthy(t.dep)
	}
	t.svc.wake()
}

// bind gives every port mapping its host port.
func (t *task) bind() []uint16 {
	var out []uint16
	if t.eni != nil {
		return nil
	}
	for _, c := range t.def.output.ContainerDefinitions {
		for _, p := range c.PortMappings {
			if p.HostPort != nil && *p.HostPort != 0 {
				out = append(out, uint16(*p.HostPort))
				continue
			}
			out = append(out, t.inst.dynamic.take(t.inst.tcp))
		}
	}
	return out
}

// listen lets the host know whether the task's ports are answered.
func (t *task) listen(answers bool) {
	m := t.cluster.e.machines
	for _, p := range t.hostPorts {
		m.Listen(t.inst.ec2, p, answers)
	}
	if t.eni == nil {
		return
	}
	for _, c := range t.def.output.ContainerDefinitions {
		for _, p := range c.PortMappings {
			m.Listen(t.eni.address, uint16(*p.ContainerPort), answers)
		}
	}
}

func (t *task) unbind() {
	t.listen(false)
	for _, p := range t.hostPorts {
		t.inst.dynamic.remove(p)
	}
}

// Stopping implements host.Reporter.
func (t *task) Stopping(*host.Work) {
	if t.last == stopped {
		return
	}
	t.change(func() { t.last = stopping })
	t.tell()
}

// Exited implements host.Reporter.
func (t *task) Exited(w *host.Work) {
	o := order{
		code: types.TaskStopCodeEssentialContainerExited, by: "agent",
		reason: "Essential container in task exited",
	}
	if t.started.IsZero() {
		o.code, o.reason = types.TaskStopCodeTaskFailedToStart, "Task failed to start"
	}
	t.mark(o)
	if t.eni != nil {
		t.detach(w.Results())
		return
	}
	t.finish(w.Results())
}

// orderStop wants the task stopped with its grace. The first order counts.
func (t *task) orderStop(o order) {
	if !t.mark(o) {
		return
	}
	t.tell()
	if t.work == nil {
		t.finish(nil)
		return
	}
	if t.last == running && t.deregister() {
		t.change(func() { t.last = deactivating })
		t.tell()
	} else {
		t.work.Stop()
	}
	if t.svc != nil {
		t.svc.wake()
	}
}

// mark writes down that the task is to stop, and why; false when that was known.
func (t *task) mark(o order) bool {
	if t.desired == stopped {
		return false
	}
	t.health.Stop()
	t.change(func() {
		t.desired, t.stop, t.stoppingAt = stopped, o, t.cluster.e.env.Now()
	})
	return true
}

// finish makes the task STOPPED.
func (t *task) finish(results []host.Result) {
	if t.last == stopped {
		return
	}
	t.change(func() {
		t.last, t.containers, t.results = stopped, stopped, results
		t.stopped = t.cluster.e.env.Now()
		if t.eni != nil {
			t.eni = t.eni.become("DELETED")
		}
		if t.ended.IsZero() && slices.ContainsFunc(results, func(r host.Result) bool { return r.Ran }) {
			t.ended = t.stopped
		}
	})
	t.deregister()
	t.unwatch()
	t.unbind()
	if t.inst.limbo() {
		t.cluster.capacity.dequeue(t)
	} else {
		t.inst.release(t.need)
	}
	t.inst.live.remove(t)
	t.cluster.gone = append(t.cluster.gone, t)
	t.tell()
	t.inst.changed("released")
	t.inst.provider.released(t.inst)
	if t.svc != nil {
		t.svc.live.remove(t)
		t.svc.ended(t)
		t.svc.wake()
	}
	t.inst.lastLeft()
	if t.inst.open() {
		t.cluster.capacityChanged()
	}
}

// machineDied notes whether the end of its machine cut the task's containers short.
func (t *task) machineDied() {
	t.health.Stop()
	t.killed = t.work != nil && t.work.Running()
	t.listen(false)
	t.out = nil
}

// forget drops a task that may no longer be described.
func (t *task) forget() {
	t.cluster.tasks.remove(t)
	delete(t.cluster.taskByID, t.id)
	delete(t.cluster.tokens, t.token)
	t.inst.tasks.remove(t)
	if t.svc != nil {
		t.svc.tasks.remove(t)
	}
}
