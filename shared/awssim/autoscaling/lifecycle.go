package autoscaling

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// The lifecycle transitions that hooks pause (Auto Scaling API reference, LifecycleHook).
const (
	launching   = "autoscaling:EC2_INSTANCE_LAUNCHING"
	terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
)

// watch hears of every change of a machine.
func (a *AutoScaling) watch(m *host.Machine) {
	i := a.instances[m.InstanceID]
	if i == nil {
		return
	}
	switch m.State {
	case host.Running:
		switch {
		case !m.Impaired.IsZero() && !i.leaving():
			a.env.After(a.delay(a.Timings.Notice), func() { a.examine(i) })
		case i.state == types.LifecycleStatePending:
			a.started(i)
		}
	case host.ShuttingDown, host.Stopping:
		a.drained(i)
		if !i.leaving() {
			a.env.After(a.delay(a.Timings.Notice), func() { a.examine(i) })
		}
	case host.Terminated:
		a.drained(i)
		if i.state == types.LifecycleStateTerminatingProceed ||
			i.state == types.LifecycleStateTerminatingRetained {
			a.gone(i)
		}
	}
}

// started goes on with an instance whose machine runs: its launch hooks, or into service.
func (a *AutoScaling) started(i *instance) {
	if !a.pause(i, launching, types.LifecycleStatePendingWait) {
		a.serve(i)
	}
}

// serve puts an instance into service.
func (a *AutoScaling) serve(i *instance) {
	if i.leaving() {
		return
	}
	i.served = a.env.Now()
	a.set(i, types.LifecycleStateInService)
	a.finish(i.launch)
	a.publishActivity(i.id, launchSuccessful, i.launch)
	a.age(i)
	a.later(i.group)
}

// terminate begins the end of an instance: its terminate hooks, or its machine's end. A machine
// that has already ended goes through the same states; no hook can hold it.
func (a *AutoScaling) terminate(i *instance, cause string) {
	launched := !i.launch.end.IsZero()
	i.end = a.begin(i, "Terminating EC2 instance: "+i.id, cause)
	a.set(i, types.LifecycleStateTerminating)
	a.skip(i)
	if !launched {
		a.finish(i.launch)
	}
	if i.launch.message != "" {
		a.publishActivity(i.id, launchUnsuccessful, i.launch)
	}
	if i.end.drains = a.drains(i); !i.end.drains {
		a.endHooked(i)
	}
	a.later(i.group)
}

// endHooked goes on with the end of an instance: its terminate hooks, or its machine's end.
func (a *AutoScaling) endHooked(i *instance) {
	i.end.drains = false
	if !a.pause(i, terminating, types.LifecycleStateTerminatingWait) {
		a.proceed(i, types.LifecycleStateTerminatingProceed)
	}
}

// pause opens an action for each hook of a transition and reports whether there is any.
func (a *AutoScaling) pause(i *instance, transition string, wait types.LifecycleState) bool {
	paused := false
	for _, h := range i.group.hooks {
		if h.transition != transition {
			continue
		}
		if !paused {
			a.set(i, wait)
			i.activity().waits, paused = true, true
		}
		a.open(h, i)
	}
	return paused
}

// settled goes on with an instance after one of its actions was answered or expired: it waits for
// the others, except that ABANDON skips them.
func (a *AutoScaling) settled(i *instance, transition string, abandoned bool, message string) {
	if !abandoned && a.waiting(i) {
		return
	}
	a.skip(i)
	switch {
	case transition == terminating && abandoned && i.group.retains() &&
		i.machine.State == host.Running:
		i.activity().waits = false
		a.set(i, types.LifecycleStateTerminatingRetained)
	case transition == terminating:
		a.proceed(i, types.LifecycleStateTerminatingProceed)
	case abandoned:
		i.launch.message = message
		a.terminate(i, a.at()+"an instance was taken out of service because its launch "+
			"lifecycle action was abandoned.")
	default:
		a.proceed(i, types.LifecycleStatePendingProceed)
	}
}

// proceed leaves a wait state.
func (a *AutoScaling) proceed(i *instance, state types.LifecycleState) {
	i.activity().waits = false
	a.set(i, state)
	a.after(a.Timings.Proceed, func() {
		switch {
		case i.state != state:
		case state == types.LifecycleStatePendingProceed:
			a.serve(i)
		case i.machine.State == host.Terminated:
			a.gone(i)
		default:
			a.machines.Terminate(i.id)
			if a.Instant && a.instances[i.id] == i {
				a.gone(i)
			}
		}
	})
}

// gone takes an instance out of its group.
func (a *AutoScaling) gone(i *instance) {
	a.set(i, types.LifecycleStateTerminated)
	a.forget(i)
	a.finish(i.end)
	a.publishActivity(i.id, terminateSuccessful, i.end)
	a.later(i.group)
}

// forget takes an instance out of its group's list.
func (a *AutoScaling) forget(i *instance) {
	g := i.group
	a.leaveBalancers(i)
	g.instances = slices.DeleteFunc(g.instances, func(x *instance) bool { return x == i })
	g.out = nil
	delete(a.instances, i.id)
	if n, ok := slices.BinarySearch(a.ids, i.id); ok {
		a.ids = slices.Delete(a.ids, n, n+1)
	}
}
