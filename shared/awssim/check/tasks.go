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
			left = append(left, lastPart(t.ARN)+" "+t.LastStatus+"/"+t.DesiredStatus)
		}
	})
	return left
}

// cutOff are the tasks whose containers ran when their machine ended.
func (c *Checker) cutOff(instance string) []string {
	var cut []string
	c.account.ECS.EachTask(func(t ecs.TaskView) {
		if t.Instance == instance && t.KilledWithoutGrace {
			cut = append(cut, lastPart(t.ARN))
		}
	})
	return cut
}

// nodeOfTask is the EC2 instance of a task, by the task's ARN or id.
func (c *Checker) nodeOfTask(ref string) (instance string) {
	c.account.ECS.EachLiveTask(func(t ecs.TaskView) {
		if t.ARN == ref || lastPart(t.ARN) == ref {
			instance = t.Instance
		}
	})
	return instance
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
	if !c.byFunction(by) || by == "agent" || by == "ec2" {
		return
	}
	if by == "scheduler" {
		if by = c.drainer(t.Instance); by == "" {
			return
		}
	}
	c.account.ECS.EachService(func(s ecs.ServiceView) {
		if s.Name == t.Service && s.Cluster == t.Cluster && s.Healthy < s.Least {
			c.broken(MinimumHealthy, "task %s of %s on %s is stopped by the doing of %s: %d healthy "+
				"tasks are left, the minimum is %d", lastPart(t.ARN), t.Service, t.Instance, by,
				s.Healthy, s.Least)
		}
	})
}

// drainer is the function that set an EC2 instance DRAINING; empty where none did.
func (c *Checker) drainer(instance string) (by string) {
	c.account.ECS.EachInstance(func(i ecs.InstanceView) {
		if i.EC2InstanceID == instance && i.Status == "DRAINING" && c.byFunction(c.drainedBy[i.ARN]) {
			by = c.drainedBy[i.ARN]
		}
	})
	return by
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
