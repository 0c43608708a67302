package autoscaling

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// Where an instance comes from and goes to in a lifecycle action.
const (
	originEC2   = "EC2"
	originGroup = "AutoScalingGroup"
)

// The answers to a lifecycle action.
const (
	resultContinue = "CONTINUE"
	resultAbandon  = "ABANDON"
)

// action is one pause of one instance for one hook. It keeps the hook's settings of the moment at
// which it was opened.
type action struct {
	HookView
	group     *group
	instance  *instance // nil: the action of a warm pool, behind which nothing moves
	heartbeat time.Duration
	limit     time.Time
	fallback  string
	timer     *kernel.Timer
}

// actionKey names the action that a caller means by an instance id.
type actionKey struct{ group, hook, instance string }

// open begins an action of an instance and tells of it.
func (a *AutoScaling) open(h hook, i *instance) {
	from, to := originEC2, originGroup
	if h.transition == terminating {
		from, to = to, from
	}
	a.openAction(h, &action{
		group: i.group, instance: i,
		HookView: HookView{Instance: i.id, Origin: from, Destination: to},
	})
}

func (a *AutoScaling) openAction(h hook, x *action) {
	x.Group, x.Hook, x.Metadata, x.Transition = x.group.name, h.name, h.metadata, h.transition
	x.Token, x.Opened, x.Open = a.env.UUID("lifecycle action"), a.env.Now(), true
	x.heartbeat, x.fallback = h.heartbeat, h.fallback
	x.limit = x.Opened.Add(h.limit())
	a.actions = append(a.actions, x)
	a.byToken[x.Token] = x
	a.byInstance[actionKey{x.Group, x.Hook, x.Instance}] = x
	a.wind(x)
	a.noteAction(x, "opened", x.Token)
	a.publishAction(x)
}

// wind starts the action's timer anew: a heartbeat from now, never past its global limit.
func (a *AutoScaling) wind(x *action) {
	x.timer.Stop()
	due := a.env.Now().Add(x.heartbeat)
	if due.After(x.limit) {
		due = x.limit
	}
	x.timer = a.env.At(due, func() {
		x.Expired = true
		a.noteAction(x, "expired", x.fallback)
		a.close(x, x.fallback, "Heartbeat Timeout")
	})
}

// close ends an action and lets its instance go on.
func (a *AutoScaling) close(x *action, result, why string) {
	x.timer.Stop()
	x.Open, x.Result, x.Closed = false, result, a.env.Now()
	a.views = nil
	if x.instance == nil {
		return
	}
	a.settled(x.instance, x.Transition, result == resultAbandon,
		"Instance failed to complete user's Lifecycle Action: Lifecycle Action with token "+
			x.Token+" was abandoned: "+why)
}

// opened are an instance's actions that wait for an answer, oldest first.
func (a *AutoScaling) opened(i *instance) []*action {
	var open []*action
	for _, h := range i.group.hooks {
		x := a.byInstance[actionKey{i.group.name, h.name, i.id}]
		if x != nil && x.Open && x.instance == i {
			open = append(open, x)
		}
	}
	return open
}

// waiting reports whether an instance still waits for an answer.
func (a *AutoScaling) waiting(i *instance) bool { return len(a.opened(i)) > 0 }

// skip closes what an instance still waits for, without an answer.
func (a *AutoScaling) skip(i *instance) {
	for _, x := range a.opened(i) {
		x.timer.Stop()
		x.Open, x.Closed = false, a.env.Now()
		a.noteAction(x, "skipped")
	}
	a.views = nil
}

func (a *AutoScaling) noteAction(x *action, parts ...string) {
	a.views = nil
	a.note(append([]string{"hook", x.Group, x.Hook, x.Instance}, parts...)...)
}
