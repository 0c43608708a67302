package check

import (
	"fmt"
	"slices"
	"strings"

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
			c.nodes.noticed[lastPart(e.Resources[0])] = c.account.Now()
		}
		c.healthHeard(e)
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
	cut, daemons := c.cutOff(m.InstanceID)
	c.DaemonLost += daemons
	if len(cut) == 0 {
		return
	}
	c.judging(GraceKept)
	count, how := c.blame(m.InstanceID)
	*count += len(cut)
	if count == &c.LostGrace {
		c.broken(GraceKept, "%s ended while the containers of %d tasks ran (%s); %s", m.InstanceID,
			len(cut), strings.Join(cut, ", "), how)
	}
}

// blame says which count the tasks of an ended machine belong to, and how it came to its end.
func (c *Checker) blame(instance string) (count *int, how string) {
	if !c.nodes.noticed[instance].IsZero() {
		return &c.SpotLost, ""
	}
	for _, v := range slices.Backward(c.account.AutoScaling.Hooks()) {
		if v.Instance != instance || v.Transition != terminating || v.Origin == warmPool ||
			!ours(v.Hook, v.Metadata) {
			continue
		}
		switch {
		case v.Open: // it died while its hook held it
			return &c.OwnDeath, ""
		case v.Expired:
			return &c.LapsedLost, ""
		case !c.byFunction(v.AnsweredBy):
			return &c.OwnDeath, ""
		case !c.hooks.answers[v.Token].inAct:
			return &c.ReportLost, ""
		}
		return c.ofExcuse(c.hooks.answers[v.Token].why), fmt.Sprintf("its hook %s was answered by %s "+
			"at %s", v.Hook, v.AnsweredBy, v.Closed.Format("15:04:05"))
	}
	if e := c.terminated[instance]; e.by != "" {
		return c.ofExcuse(e.why), e.by + " terminated it"
	}
	return &c.OwnDeath, ""
}

// ofExcuse is the count of tasks that we left on a node for a reason.
func (c *Checker) ofExcuse(why string) *int {
	switch why {
	case ByDeadline:
		return &c.ForcedLost
	case ByDeadAgent:
		return &c.DeadLost
	}
	return &c.LostGrace
}
