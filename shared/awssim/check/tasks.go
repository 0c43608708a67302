package check

import (
	"strings"

	"sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/kernel"
)

// tasksLeft are the tasks of an EC2 instance that are not STOPPED, each with its statuses.
func (c *Checker) tasksLeft(instance string) []string {
	var left []string
	c.account.ECS.EachLiveTask(func(t ecs.TaskView) {
		if t.Instance == instance {
			left = append(left, statuses(t))
		}
	})
	return left
}

func statuses(t ecs.TaskView) string {
	return lastPart(t.ARN) + " " + t.LastStatus + "/" + t.DesiredStatus
}

// shown are tasks in one line.
func shown(tasks []ecs.TaskView) string {
	lines := make([]string, 0, len(tasks))
	for _, t := range tasks {
		lines = append(lines, statuses(t))
	}
	return strings.Join(lines, ", ")
}

// cutOff are the tasks whose containers ran when their machine ended; those of daemons are only
// counted.
func (c *Checker) cutOff(instance string) (cut []string, daemons int) {
	c.account.ECS.EachTask(func(t ecs.TaskView) {
		switch {
		case t.Instance != instance || !t.KilledWithoutGrace:
		case t.Daemon:
			daemons++
		default:
			cut = append(cut, lastPart(t.ARN))
		}
	})
	return cut, daemons
}

// heard looks at a task of which ECS tells that it runs: it may have been ordered to stop at this
// moment. Least healthy and healthy are counts of the whole service.
func (c *Checker) heard(e kernel.Event) {
	if e.DetailType != "ECS Task State Change" || !strings.HasSuffix(e.Label, " RUNNING") {
		return
	}
	now := c.account.Now()
	c.account.ECS.EachLiveTask(func(t ecs.TaskView) {
		if t.ARN == e.Resources[0] && t.Service != "" && t.DesiredStatus == "STOPPED" &&
			t.StopOrdered.Equal(now) {
			c.stopping(t)
		}
	})
}

// stopping wants that enough healthy tasks are left when a service's task is stopped because we
// drain its node, or by us. The scheduler stops for other reasons too, such as deployments.
func (c *Checker) stopping(t ecs.TaskView) {
	by := t.StopBy
	if !c.byFunction(by) || by == "agent" || by == "ec2" || t.Daemon {
		return
	}
	if by == "scheduler" {
		if by = c.drainer(t.Instance); by == "" {
			return
		}
	}
	c.judging(MinimumHealthy)
	c.account.ECS.EachService(func(s ecs.ServiceView) {
		if s.Name != t.Service || s.Cluster != t.Cluster || s.Healthy >= s.Least {
			return
		}
		if why := c.forcedOff(t.Instance); why != "" {
			c.excuse(why)
		} else {
			c.broken(MinimumHealthy, "task %s of %s on %s is stopped by the doing of %s: %d healthy "+
				"tasks are left, the minimum is %d", lastPart(t.ARN), t.Service, t.Instance, by,
				s.Healthy, s.Least)
		}
	})
}

// forcedOff is why a node's tasks are stopped whatever their services need; empty where nothing
// is.
func (c *Checker) forcedOff(instance string) string {
	switch {
	case !c.nodes.noticed[instance].IsZero():
		return BySpot
	case c.dead(instance):
		return ByDeadAgent
	case c.overdue(instance):
		return ByDeadline
	}
	return ""
}

// drainer is the function that set an EC2 instance DRAINING; empty where none did.
func (c *Checker) drainer(instance string) (by string) {
	c.account.ECS.EachInstance(func(i ecs.InstanceView) {
		if d := c.nodes.drained[i.ARN]; i.EC2InstanceID == instance && i.Status == draining &&
			c.byFunction(d.by) {
			by = d.by
		}
	})
	return by
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
