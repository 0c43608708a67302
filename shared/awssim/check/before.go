package check

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	awsscaling "sashweight/shared/awssim/autoscaling"
	sim "sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/wire"
)

// before is what a function's call found. A call is carried out in one step of the world, so that
// there is one at a time.
type before struct {
	group  awsscaling.GroupView
	member awsscaling.InstanceView
	task   sim.TaskView
	// status is of the container instances that a call names, by ARN or id.
	status map[string]string
	// left are the tasks of the instance that are not STOPPED, without daemons.
	left []sim.TaskView
	// instance is the one of a container instance that a call names.
	instance string
}

// about looks at what a function's call is about, before it is carried out.
func (c *Checker) about(call *wire.Call) {
	if !c.byFunction(call.Caller.Name) {
		return
	}
	c.current()
	switch in := call.Input.(type) {
	case *autoscaling.SetDesiredCapacityInput:
		c.before = before{group: c.group(aws.ToString(in.AutoScalingGroupName))}
	case *autoscaling.TerminateInstanceInAutoScalingGroupInput:
		m := c.member(aws.ToString(in.InstanceId))
		c.before = before{member: m, group: c.group(m.Group), left: c.workOf(m.Instance)}
	case *ecs.StopTaskInput:
		c.before = before{task: c.taskOf(aws.ToString(in.Task))}
	case *ecs.DeregisterContainerInstanceInput:
		ref := aws.ToString(in.ContainerInstance)
		c.account.ECS.EachInstance(func(i sim.InstanceView) {
			if names(ref, i.ARN) {
				c.before = before{instance: i.EC2InstanceID}
			}
		})
	case *ecs.UpdateContainerInstancesStateInput:
		c.before = before{status: map[string]string{}}
		c.account.ECS.EachInstance(func(i sim.InstanceView) {
			for _, ref := range in.ContainerInstances {
				if names(ref, i.ARN) {
					c.before.status[i.ARN] = i.Status
				}
			}
		})
	}
}

// names says whether a request means the ARN: by itself or by the id at its end.
func names(ref, arn string) bool { return ref == arn || strings.HasSuffix(arn, "/"+ref) }

// group is an Auto Scaling group as it is; the zero view where there is none.
func (c *Checker) group(name string) (found awsscaling.GroupView) {
	c.account.AutoScaling.EachGroup(func(g awsscaling.GroupView) {
		if g.Name == name {
			found = g
		}
	})
	return found
}

// workOf are the tasks of an instance that hold its drain: all that are not STOPPED but those of
// daemon services.
func (c *Checker) workOf(instance string) (work []sim.TaskView) {
	c.account.ECS.EachLiveTask(func(t sim.TaskView) {
		if t.Instance == instance && !t.Daemon {
			work = append(work, t)
		}
	})
	return work
}

// taskOf is a task that is not STOPPED, by its ARN or id; the zero view where there is none.
func (c *Checker) taskOf(ref string) (found sim.TaskView) {
	c.account.ECS.EachLiveTask(func(t sim.TaskView) {
		if names(ref, t.ARN) {
			found = t
		}
	})
	return found
}
