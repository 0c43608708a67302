package check

import (
	"slices"
	"strings"

	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// spotNotice is the detail-type of EC2's two-minute warning (EC2 user guide,
// spot-instance-termination-notices).
const spotNotice = "EC2 Spot Instance Interruption Warning"

// listen hears what the account's services publish, lost on its way or not: a Spot notice stands
// nowhere else, and ECS tells of a task at the moment at which it orders it to stop.
func (c *Checker) listen() {
	env := c.account.Env
	publish := env.Publish
	env.Publish = func(e kernel.Event) {
		if e.DetailType == spotNotice {
			c.noticed[lastPart(e.Resources[0])] = true
		}
		c.heard(e)
		publish(e)
	}
	c.account.Machines.Watch(c.machineChanged)
}

// machineChanged counts the tasks that the end of their machine cut off.
func (c *Checker) machineChanged(m *host.Machine) {
	if m.State != host.ShuttingDown {
		return
	}
	cut := c.cutOff(m.InstanceID)
	if len(cut) == 0 {
		return
	}
	count, v := c.blame(m.InstanceID)
	*count += len(cut)
	if count == &c.LostGrace {
		c.broken(GraceKept, "%s ended while the containers of %d tasks ran (%s); its hook %s was "+
			"answered by %s at %s", m.InstanceID, len(cut), strings.Join(cut, ", "), v.Hook,
			v.AnsweredBy, v.Closed.Format("15:04:05"))
	}
}

// blame says which count the tasks of an ended machine belong to, and by which lifecycle action.
func (c *Checker) blame(instance string) (*int, autoscaling.HookView) {
	if c.noticed[instance] {
		return &c.SpotLost, autoscaling.HookView{}
	}
	for _, v := range slices.Backward(c.account.AutoScaling.Hooks()) {
		if v.Instance != instance || v.Transition != terminating || v.Origin == warmPool ||
			!ours(v.Hook, v.Metadata) {
			continue
		}
		switch {
		case v.Open: // it died while its hook held it
			return &c.OwnDeath, v
		case v.Expired:
			return &c.LapsedLost, v
		case !c.byFunction(v.AnsweredBy):
			return &c.OwnDeath, v
		case !c.hooks.answers[v.Token].inAct:
			return &c.ReportLost, v
		}
		return &c.LostGrace, v
	}
	return &c.OwnDeath, autoscaling.HookView{}
}
