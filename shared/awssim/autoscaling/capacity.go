package autoscaling

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

func (a *AutoScaling) setDesiredCapacity(
	ctx context.Context, in *as.SetDesiredCapacityInput,
) (*as.SetDesiredCapacityOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := required(in.DesiredCapacity, "desiredCapacity"); err != nil {
		return nil, err
	}
	switch n := *in.DesiredCapacity; {
	case n < g.min:
		return nil, invalid("New SetDesiredCapacity value %d is below min value %d for the "+
			"AutoScalingGroup.", n, g.min)
	case n > g.max:
		return nil, invalid("New SetDesiredCapacity value %d is above max value %d for the "+
			"AutoScalingGroup.", n, g.max)
	case aws.ToBool(in.HonorCooldown) && a.cooling(g):
		return nil, wire.Error("ScalingActivityInProgress",
			"Scaling activity %s is in progress and blocks this action", g.last.id)
	}
	a.resize(g, *in.DesiredCapacity, wire.CallerOf(ctx).Name,
		"a user request explicitly set group desired capacity")
	return &as.SetDesiredCapacityOutput{}, nil
}

// cooling reports whether the group's last activity goes on, or ended less than its cooldown ago.
func (a *AutoScaling) cooling(g *group) bool { return a.coolingFor(g, nil) }

// coolingFor is cooling with a policy's own cooldown in seconds.
func (a *AutoScaling) coolingFor(g *group, seconds *int32) bool {
	if g.last == nil {
		return false
	}
	end := g.last.end.Add(time.Duration(override(g.cooldown, seconds)) * time.Second)
	return g.last.end.IsZero() || a.env.Now().Before(end)
}

// terminateInstance begins the end of an instance. One that already ends stays on its way and
// costs no capacity a second time.
func (a *AutoScaling) terminateInstance(
	ctx context.Context, in *as.TerminateInstanceInAutoScalingGroupInput,
) (*as.TerminateInstanceInAutoScalingGroupOutput, error) {
	err := first(
		onlyKnown(in, "InstanceId", "ShouldDecrementDesiredCapacity", "AutoScalingGroupName"),
		required(in.InstanceId, "instanceId"),
		required(in.ShouldDecrementDesiredCapacity, "shouldDecrementDesiredCapacity"))
	if err != nil {
		return nil, err
	}
	i := a.instances[*in.InstanceId]
	if i == nil || in.AutoScalingGroupName != nil && *in.AutoScalingGroupName != i.group.name {
		return nil, invalid("Instance Id not found - No managed instance found for instance ID: %s",
			*in.InstanceId)
	}
	switch {
	case i.state == types.LifecycleStateTerminatingRetained: // nothing else ends it
		a.proceed(i, types.LifecycleStateTerminatingProceed)
	case !i.leaving():
		if err := a.terminateNow(ctx, i, *in.ShouldDecrementDesiredCapacity); err != nil {
			return nil, err
		}
	}
	out, err := i.end.output()
	if err != nil {
		return nil, err
	}
	return &as.TerminateInstanceInAutoScalingGroupOutput{Activity: out}, nil
}

func (a *AutoScaling) terminateNow(ctx context.Context, i *instance, decrement bool) error {
	g, by := i.group, wire.CallerOf(ctx).Name
	cause := a.at() + "instance " + i.id + " was taken out of service in response to a user request"
	if decrement {
		if g.desired <= g.min {
			return invalid("Currently, desiredSize equals minSize (%d). Terminating instance "+
				"without replacement will violate group's min size constraint. Either set "+
				"shouldDecrementDesiredCapacity flag to false or lower group's min size.", g.min)
		}
		cause += fmt.Sprintf(", shrinking the capacity from %d to %d", g.desired, g.desired-1)
		a.resize(g, g.desired-1, by, "a user request terminated instance "+i.id+",")
	}
	a.note(g.name, i.id, "termination asked by", by)
	a.terminate(i, cause+".")
	return nil
}
