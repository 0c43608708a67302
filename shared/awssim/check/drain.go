package check

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// byECS is who drains a node that no call has set DRAINING: managed draining.
const byECS = "ECS"

// stateSet hears that container instances were set DRAINING or ACTIVE.
func (c *Checker) stateSet(
	caller, status string, out *ecs.UpdateContainerInstancesStateOutput,
) {
	if status != draining {
		for _, i := range out.ContainerInstances {
			c.serves(caller, i)
		}
		return
	}
	for _, i := range out.ContainerInstances {
		arn := aws.ToString(i.ContainerInstanceArn)
		switch {
		case c.nodes.drained[arn].by != "":
		case c.byFunction(caller) && c.before.status[arn] == draining:
			c.nodes.drained[arn] = drained{by: byECS, at: c.account.Now()}
		default:
			c.nodes.drained[arn] = drained{by: caller, at: c.account.Now()}
		}
	}
	if !c.byFunction(caller) {
		return
	}
	for _, i := range out.ContainerInstances {
		if c.before.status[aws.ToString(i.ContainerInstanceArn)] != draining {
			c.drains(aws.ToString(i.Ec2InstanceId), caller)
		}
	}
}

// drains judges that a function has set a node DRAINING.
func (c *Checker) drains(instance, caller string) {
	c.begun(instance, "was set DRAINING")
	c.judging(OrderFirst)
	if c.ordered(instance) == nil {
		c.broken(OrderFirst, "%s was set DRAINING by %s, and has no open order", instance, caller)
	}
	if c.involuntary(instance) {
		return
	}
	c.held(c.clusterOf(instance), instance+" was set DRAINING")
	c.unprotected(instance, "set DRAINING")
	c.withinLedger(instance, caller)
	c.mayMoveAll(instance)
}

// unprotected wants that an instance that a function chooses is not protected from scale-in.
func (c *Checker) unprotected(instance, what string) {
	c.judging(NodesProtected)
	m := c.member(instance)
	switch {
	case !m.Protected:
	case !c.known(c.changed[protectionOf(instance)]):
		c.excuse(TooFresh)
	default:
		c.broken(NodesProtected, "%s of group %s was %s", instance, m.Group, what)
	}
}

// mayMoveAll wants that every running task of a node may be moved.
func (c *Checker) mayMoveAll(instance string) {
	rules := c.rulesOf(instance)
	for _, t := range c.workOf(instance) {
		if t.Service == "" || t.LastStatus != running || t.DesiredStatus != running {
			continue
		}
		c.judging(MoveKept)
		switch {
		case rules.mayMove(t.Service, c.account.Now()):
		case !c.known(t.Created), rules.mayMove(t.Service, c.mayHaveLooked()):
			c.excuse(TooFresh)
		default:
			c.broken(MoveKept, "%s was set DRAINING with the running task %s of service %s",
				instance, lastPart(t.ARN), t.Service)
		}
	}
}

// loop is how long a node rests after a drain that was undone.
const loop = time.Hour

// serves judges that a function has set a node ACTIVE.
func (c *Checker) serves(caller string, i types.ContainerInstance) {
	arn, instance := aws.ToString(i.ContainerInstanceArn), aws.ToString(i.Ec2InstanceId)
	by, was := c.nodes.drained[arn].by, c.before.status[arn]
	delete(c.nodes.drained, arn)
	if !c.byFunction(caller) || was != draining {
		return
	}
	c.judging(OnlyOwnUndone)
	if by != caller {
		c.broken(OnlyOwnUndone, "%s was set ACTIVE by %s, and %q had drained it", instance, caller, by)
	}
	c.stays(instance, caller)
	c.judging(NoLoop)
	if c.braked(instance) || c.wasCancelled(instance) {
		c.excuse(UndoneByBrake)
		return
	}
	last, now := c.nodes.returned[arn], c.account.Now()
	if !last.IsZero() && now.Sub(last) < loop {
		c.broken(NoLoop, "%s was given back at %s and again now", instance, last.Format("15:04:05"))
	}
	c.nodes.returned[arn] = now
}

// wasCancelled says whether the order of an instance was taken back by whoever needs its room.
func (c *Checker) wasCancelled(instance string) bool {
	o := c.ordered(instance)
	return o != nil && o.cancel
}

// stays wants that a node that a function gives back is not one that must go.
func (c *Checker) stays(instance, caller string) {
	if !c.mustGo(instance) {
		return
	}
	since, leaving := c.terminatingSince(instance)
	if !leaving {
		since = c.nodes.noticed[instance]
	}
	if !c.known(since) {
		c.excuse(TooFresh)
		return
	}
	c.broken(OnlyOwnUndone, "%s was set ACTIVE by %s, and must go since %s", instance, caller,
		since.Format("15:04:05"))
}
