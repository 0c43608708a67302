package check

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim"
)

// made hears of every call, at the moment of its answer.
func (c *Checker) made(m awssim.Made) {
	if m.Output != nil {
		c.wrote(m)
	}
	if !c.byFunction(m.Call.Caller.Name) {
		return
	}
	c.asked(m)
	c.judge(m)
	c.written(m)
	switch in := m.Call.Input.(type) {
	case *autoscaling.CompleteLifecycleActionInput:
		c.answered(m, in)
	case *autoscaling.RecordLifecycleActionHeartbeatInput:
		c.touched(hookRef{in.AutoScalingGroupName, in.LifecycleHookName, in.LifecycleActionToken,
			in.InstanceId}, "prolonged")
	case *autoscaling.SetDesiredCapacityInput:
		c.sized(m, in)
	case *autoscaling.TerminateInstanceInAutoScalingGroupInput:
		c.removed(m, in)
	case *ecs.UpdateServiceInput:
		if in.DesiredCount != nil {
			c.broken(DesiredInRange, "service %s gets desired count %d, and no policy gives it bounds",
				aws.ToString(in.Service), *in.DesiredCount)
		}
	case *ecs.StopTaskInput:
		c.stopped(m, in)
	case *ecs.DeregisterContainerInstanceInput:
		c.deregistered(m, in)
	}
}

// wrote hears of the writes that must be known whoever makes them.
func (c *Checker) wrote(m awssim.Made) {
	c.paused(m.Call.Input)
	c.settingChanged(m.Call.Input)
	switch in := m.Call.Input.(type) {
	case *dynamodb.PutItemInput:
		c.row(in.Item)
	case *dynamodb.UpdateItemInput:
		if out, ok := m.Output.(*dynamodb.UpdateItemOutput); ok {
			c.rowUpdated(in.Key, out.Attributes)
		}
	case *dynamodb.DeleteItemInput:
		c.rowDeleted(in.Key)
	case *ecs.UpdateContainerInstancesStateInput:
		if out, ok := m.Output.(*ecs.UpdateContainerInstancesStateOutput); ok {
			c.stateSet(m.Call.Caller.Name, string(in.Status), out)
		}
	}
}

// judge looks at what a service said to a function's call, and at the call's size.
func (c *Checker) judge(m awssim.Made) {
	call := m.Call.Scope + " " + m.Call.Operation
	c.judging(RoleAllows)
	c.judging(CallsAreValid)
	n, most := size(m.Call.Input)
	if most > 0 {
		c.judging(WithinLimits)
	}
	if n > most {
		c.broken(WithinLimits, "%s calls %s with %d elements, its maximum is %d", m.Call.Caller.Name,
			call, n, most)
	}
	var api smithy.APIError
	if !errors.As(m.Err, &api) {
		return
	}
	switch code := api.ErrorCode(); {
	case strings.HasPrefix(code, "AccessDenied"):
		c.broken(RoleAllows, "%s calls %s: %s", m.Call.Caller.Name, call, api.ErrorMessage())
	case strings.Contains(api.ErrorMessage(), belowMinimum):
		c.excuse(AskedInVain)
	case invalid(code) && !strings.HasPrefix(api.ErrorMessage(), noActiveAction):
		c.broken(CallsAreValid, "%s calls %s: %s: %s", m.Call.Caller.Name, call, code,
			api.ErrorMessage())
	}
}

// belowMinimum is how Auto Scaling refuses to terminate an instance with decrement: its desired
// capacity may have been lowered since it was read.
const belowMinimum = "will violate group's min size constraint"

// noActiveAction is how Auto Scaling says that a hook was answered or has lapsed: nothing that a
// caller could know before.
const noActiveAction = "No active Lifecycle Action found"

// invalid says whether an error code blames the request itself.
func invalid(code string) bool {
	for _, part := range []string{
		"Validation", "InvalidParameter", "InvalidAction", "UnknownOperation", "Serialization",
		"Malformed", "MissingParameter", "ClientException", "UnsupportedOperation",
	} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}

// size is how many elements a call has and how many its API reference allows.
func size(input any) (n, most int) {
	switch in := input.(type) {
	case *ecs.UpdateContainerInstancesStateInput:
		return len(in.ContainerInstances), 10
	case *ecs.DescribeContainerInstancesInput:
		return len(in.ContainerInstances), 100
	case *ecs.DescribeTasksInput:
		return len(in.Tasks), 100
	case *ecs.DescribeClustersInput:
		return len(in.Clusters), 100
	case *ecs.DescribeServicesInput:
		return len(in.Services), 10
	case *autoscaling.DescribeAutoScalingInstancesInput:
		return len(in.InstanceIds), 50
	case *autoscaling.DescribeAutoScalingGroupsInput:
		return len(in.AutoScalingGroupNames), 100
	case *eventbridge.PutEventsInput:
		return len(in.Entries), 10
	}
	return 0, 0
}
