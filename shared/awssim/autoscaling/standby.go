package autoscaling

import (
	"context"
	"fmt"
	"slices"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// maxMoved is how many instances one call takes in or out (EC2 Auto Scaling user guide,
// ec2-auto-scaling-quotas).
const maxMoved = 20

// members are the instances of a request, all of them in the wanted state.
func (a *AutoScaling) members(
	group *string, ids []string, state types.LifecycleState,
) (*group, []*instance, error) {
	g, err := a.named(group)
	if err != nil {
		return nil, nil, err
	}
	if len(ids) > maxMoved {
		return nil, nil, tooMany("instance ids", maxMoved)
	}
	var found []*instance
	for _, id := range ids {
		i := a.instances[id]
		switch {
		case i == nil || i.group != g:
			return nil, nil, invalid("The instance %s is not part of Auto Scaling group %s.", id,
				g.name)
		case i.state != state:
			return nil, nil, invalid("The instance %s is not in %s.", id, state)
		case !slices.Contains(found, i):
			found = append(found, i)
		}
	}
	return g, found, nil
}

// fits refuses a desired capacity outside of the group's bounds.
func (g *group) fits(desired int32, what string, n int) error {
	if desired >= g.min && desired <= g.max {
		return nil
	}
	return invalid("AutoScalingGroup %s has min-size=%d, max-size=%d, and desired-size=%d. To %s "+
		"%d instances, please update the AutoScalingGroup sizes appropriately.", g.name, g.min,
		g.max, g.desired, what, n)
}

// enterStandby takes instances out of service and keeps them; without a decrement others are
// launched for them. No hook runs (EC2 Auto Scaling user guide, as-enter-exit-standby).
func (a *AutoScaling) enterStandby(
	ctx context.Context, in *as.EnterStandbyInput,
) (*as.EnterStandbyOutput, error) {
	if err := required(in.ShouldDecrementDesiredCapacity,
		"shouldDecrementDesiredCapacity"); err != nil {
		return nil, err
	}
	g, moved, err := a.members(in.AutoScalingGroupName, in.InstanceIds, types.LifecycleStateInService)
	if err != nil {
		return nil, err
	}
	if *in.ShouldDecrementDesiredCapacity {
		if err := g.fits(g.desired-int32(len(moved)), "place into standby", len(moved)); err != nil {
			return nil, err
		}
	}
	out := &as.EnterStandbyOutput{Activities: []types.Activity{}}
	for _, i := range moved {
		x := a.leave(ctx, i, "Moving EC2 instance to Standby: "+i.id, "moved to standby",
			*in.ShouldDecrementDesiredCapacity)
		told, err := x.output()
		if err != nil {
			return nil, err
		}
		out.Activities = append(out.Activities, *told)
		a.set(i, types.LifecycleStateEnteringStandby)
		a.after(a.Timings.Proceed, func() {
			if i.state == types.LifecycleStateEnteringStandby {
				a.set(i, types.LifecycleStateStandby)
				a.finish(x)
			}
		})
	}
	a.later(g)
	return out, nil
}

// leave begins the activity of an instance that leaves the capacity of its group by request.
func (a *AutoScaling) leave(
	ctx context.Context, i *instance, description, done string, decrement bool,
) *activity {
	g, by := i.group, wire.CallerOf(ctx).Name
	cause := a.at() + "instance " + i.id + " was " + done + " in response to a user request"
	if decrement {
		cause += fmt.Sprintf(", shrinking the capacity from %d to %d", g.desired, g.desired-1)
		a.resize(g, g.desired-1, by, "a user request "+done+" instance "+i.id+",")
	}
	return a.begin(i, description, cause+".")
}

// exitStandby puts instances back into service and raises the desired capacity by their number.
func (a *AutoScaling) exitStandby(
	ctx context.Context, in *as.ExitStandbyInput,
) (*as.ExitStandbyOutput, error) {
	g, moved, err := a.members(in.AutoScalingGroupName, in.InstanceIds, types.LifecycleStateStandby)
	if err != nil {
		return nil, err
	}
	if err := g.fits(g.desired+int32(len(moved)), "move out of standby", len(moved)); err != nil {
		return nil, err
	}
	out := &as.ExitStandbyOutput{Activities: []types.Activity{}}
	for _, i := range moved {
		x := a.begin(i, "Moving EC2 instance out of Standby: "+i.id, a.at()+"instance "+i.id+
			fmt.Sprintf(" was moved out of standby in response to a user request, increasing the "+
				"capacity from %d to %d.", g.desired, g.desired+1))
		told, err := x.output()
		if err != nil {
			return nil, err
		}
		out.Activities = append(out.Activities, *told)
		a.set(i, types.LifecycleStatePending)
		a.resize(g, g.desired+1, wire.CallerOf(ctx).Name, "a user request")
		a.after(a.Timings.Proceed, func() { a.arrive(i, x) })
	}
	return out, nil
}

// arrive puts an instance into service that was running before.
func (a *AutoScaling) arrive(i *instance, x *activity) {
	a.finish(x)
	if i.state != types.LifecycleStatePending {
		return
	}
	i.served = a.env.Now()
	a.set(i, types.LifecycleStateInService)
	a.examine(i)
	a.later(i.group)
}
