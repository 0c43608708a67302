package check

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim"
	sim "sashweight/shared/awssim/ecs"
)

// stopped judges that a function stops a task.
func (c *Checker) stopped(m awssim.Made, in *ecs.StopTaskInput) {
	caller, t := m.Call.Caller.Name, c.before.task
	c.judging(StopsSigned)
	if sign := "sashweight/" + caller + ":"; !strings.HasPrefix(aws.ToString(in.Reason), sign) {
		c.broken(StopsSigned, "task %s was stopped by %s with the reason %q", lastPart(t.ARN), caller,
			aws.ToString(in.Reason))
	}
	c.begun(t.Instance, "had its task "+lastPart(t.ARN)+" stopped")
	if m.Output == nil || t.ARN == "" || t.DesiredStatus != running {
		return
	}
	if !c.involuntary(t.Instance) {
		c.held(t.Cluster, "task "+lastPart(t.ARN)+" was stopped")
		c.stopMoves(t)
	}
	if t.Service == "" {
		c.stopAlone(t)
	}
	c.stopProtected(t)
}

// noticed says whether EC2 takes the node of a task: it goes anyway, and is better stopped.
func (c *Checker) noticed(t sim.TaskView) bool {
	if c.nodes.noticed[t.Instance].IsZero() {
		return false
	}
	c.excuse(BySpot)
	return true
}

// stopMoves wants that the service of a task that is stopped lets it be moved: now, or when its
// node began to drain.
func (c *Checker) stopMoves(t sim.TaskView) {
	if t.Service == "" || t.Daemon || t.LastStatus != running {
		return
	}
	c.judging(MoveKept)
	rules := c.rulesOf(t.Instance)
	if !rules.mayMove(t.Service, c.account.Now()) &&
		!rules.mayMove(t.Service, c.drainedAt(t.Instance)) {
		c.broken(MoveKept, "task %s of service %s was stopped", lastPart(t.ARN), t.Service)
	}
}

// stopAlone wants that a standalone task is stopped only where the policy says so and after its
// time, or where the time of the order is over.
func (c *Checker) stopAlone(t sim.TaskView) {
	c.judging(AloneKept)
	rules := c.rulesOf(t.Instance)
	began := c.drainedAt(t.Instance)
	switch {
	case c.noticed(t):
	case rules.Standalone == Stop && !began.IsZero() &&
		!c.account.Now().Before(began.Add(rules.StandaloneWait)):
	case c.overdue(t.Instance):
		c.excuse(ByDeadline)
	default:
		c.broken(AloneKept, "task %s on %s was stopped, which has drained since %s; the policy says "+
			"%s, %s", lastPart(t.ARN), t.Instance, began.Format("15:04:05"), rules.Standalone,
			rules.StandaloneWait)
	}
}

// stopProtected wants that a protected task is not stopped by us.
func (c *Checker) stopProtected(t sim.TaskView) {
	if !t.Protected || c.rulesOf(t.Instance).Protected == Stop {
		return
	}
	c.judging(TasksProtected)
	switch {
	case c.noticed(t):
	case !c.known(c.changed[protectionOf(lastPart(t.ARN))]):
		c.excuse(TooFresh)
	default:
		c.broken(TasksProtected, "task %s on %s was stopped", lastPart(t.ARN), t.Instance)
	}
}

// drainedAt is when the drain of an instance began: as its order says, or else as it was seen.
func (c *Checker) drainedAt(instance string) time.Time {
	if o := c.ordered(instance); o != nil && !o.draining.IsZero() {
		return o.draining
	}
	return c.nodes.drained[c.registered(instance).ARN].at
}

// deregistered judges that a function takes a container instance out of its cluster by force.
func (c *Checker) deregistered(m awssim.Made, in *ecs.DeregisterContainerInstanceInput) {
	instance := c.before.instance
	if m.Output == nil || !aws.ToBool(in.Force) {
		return
	}
	c.judging(LeftBehind)
	machine := c.account.Machines.Get(instance)
	switch {
	case machine != nil && machine.External:
		if c.ordered(instance) == nil {
			c.broken(LeftBehind, "%s was deregistered by %s without an order", instance,
				m.Call.Caller.Name)
		}
		c.held(c.clusterOfCall(in), instance+" was deregistered")
	case !c.ended(instance):
		c.broken(LeftBehind, "%s is %s, and %s deregistered it", instance, machine.State,
			m.Call.Caller.Name)
	}
}
