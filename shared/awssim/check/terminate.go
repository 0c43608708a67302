package check

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim"
)

// ending is how a function had an instance terminated.
type ending struct {
	by string
	// why is the excuse where tasks were left; empty where none were.
	why string
}

// protectionOf names the protection of an instance or a task by its id.
func protectionOf(id string) string { return "protection of " + id }

func suspensionOf(group string) string { return "processes of " + group }

// settingChanged notes when a setting was changed that an invocation may have read before.
func (c *Checker) settingChanged(input any) {
	switch in := input.(type) {
	case *sdk.SetInstanceProtectionInput:
		for _, id := range in.InstanceIds {
			c.changed[protectionOf(id)] = c.account.Now()
		}
	case *sdk.SuspendProcessesInput:
		c.changed[suspensionOf(aws.ToString(in.AutoScalingGroupName))] = c.account.Now()
	case *ecs.UpdateTaskProtectionInput:
		for _, ref := range in.Tasks {
			c.changed[protectionOf(lastPart(ref))] = c.account.Now()
		}
	}
}

// removed judges that a function had an instance terminated.
func (c *Checker) removed(m awssim.Made, in *sdk.TerminateInstanceInAutoScalingGroupInput) {
	instance, caller := aws.ToString(in.InstanceId), m.Call.Caller.Name
	if strings.HasPrefix(instance, "mi-") {
		c.broken(RemovedWell, "%s is not EC2's, and %s terminates it", instance, caller)
	}
	if m.Output == nil {
		return
	}
	c.judging(RemovedWell)
	c.begunIn(c.before.member.Group, instance, "terminated")
	if c.terminated[instance].by != "" {
		c.broken(RemovedWell, "%s was terminated by us a second time", instance)
		return
	}
	if c.leftAlready(instance) {
		return
	}
	c.terminated[instance] = ending{by: caller, why: c.emptied(instance, caller)}
	c.fit(instance)
	if o := c.ordered(instance); o == nil || o.then == keep {
		c.broken(OrderFirst, "%s was terminated by %s, and no open order says so", instance, caller)
	}
	if o := c.ordered(instance); o == nil || !o.urgent {
		c.held(c.clusterOf(instance), instance+" was terminated")
	}
	if was := c.before.member; was.Protected && c.known(c.changed[protectionOf(instance)]) {
		c.broken(NodesProtected, "%s of group %s was terminated", instance, was.Group)
	}
}

// keep is what an order says that leaves its node where it is.
const keep = "keep"

// leftAlready says whether the instance was on its way out when the call came: it costs nothing
// then, and a retained one goes only so.
func (c *Checker) leftAlready(instance string) bool {
	state := c.before.member.State
	if !strings.HasPrefix(state, "Terminat") {
		if state != "InService" {
			c.broken(RemovedWell, "%s was terminated by us while it was %s", instance, state)
		}
		return false
	}
	if state == "Terminating:Retained" {
		return true
	}
	if since, _ := c.terminatingSince(instance); c.known(since) {
		c.broken(RemovedWell, "%s was terminated by us while it was %s", instance, state)
	} else {
		c.excuse(TooFresh)
	}
	return true
}

// fit wants that nothing about its group spoke against terminating an instance.
func (c *Checker) fit(instance string) {
	g := c.before.group
	if slices.Contains(g.Suspended, "Terminate") {
		if c.known(c.changed[suspensionOf(g.Name)]) {
			c.broken(RemovedWell, "%s was terminated by us while group %s has Terminate suspended",
				instance, g.Name)
		} else {
			c.excuse(TooFresh)
		}
	}
	if !g.Refreshing.IsZero() {
		if c.known(g.Refreshing) {
			c.broken(RemovedWell, "%s was terminated by us during an instance refresh of group %s",
				instance, g.Name)
		} else {
			c.excuse(TooFresh)
		}
	}
}

// emptied wants that nothing but daemons ran on an instance that a function terminates. It returns
// the excuse where something did.
func (c *Checker) emptied(instance, caller string) (why string) {
	if len(c.before.left) == 0 {
		return ""
	}
	switch {
	case c.dead(instance):
		why = ByDeadAgent
	case c.overdue(instance):
		why = ByDeadline
	default:
		c.broken(RemovedWell, "%s was terminated by %s with %d tasks on it", instance, caller,
			len(c.before.left))
		return ""
	}
	c.excuse(why)
	return why
}
