package autoscaling

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// attachInstances makes running machines members of a group and raises its desired capacity by
// their number. No hook runs (EC2 Auto Scaling user guide,
// ec2-auto-scaling-attach-detach-instances).
func (a *AutoScaling) attachInstances(
	ctx context.Context, in *as.AttachInstancesInput,
) (*as.AttachInstancesOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if len(in.InstanceIds) > maxMoved {
		return nil, tooMany("instance ids", maxMoved)
	}
	ids := slices.Compact(slices.Sorted(slices.Values(in.InstanceIds)))
	for _, id := range ids {
		if err := a.attachable(g, id); err != nil {
			return nil, err
		}
	}
	if err := g.fits(g.desired+int32(len(ids)), "attach", len(ids)); err != nil {
		return nil, err
	}
	for _, id := range ids {
		a.attach(ctx, g, id)
	}
	return &as.AttachInstancesOutput{}, nil
}

func (a *AutoScaling) attachable(g *group, id string) error {
	m := a.machines.Get(id)
	switch {
	case m == nil || m.External:
		return invalid("Invalid Instance ID(s): [%s] specified", id)
	case a.instances[id] != nil:
		return invalid("Instance %s is already part of AutoScalingGroup:%s", id,
			a.instances[id].group.name)
	case m.State != host.Running:
		return invalid("Instance %s is not in correct state. Instance(s) must be in 'running' state.",
			id)
	case !slices.Contains(g.zones, m.Zone):
		return invalid("The instance %s is in the Availability Zone %s, which is not enabled for "+
			"AutoScalingGroup:%s", id, m.Zone, g.name)
	}
	return nil
}

func (a *AutoScaling) attach(ctx context.Context, g *group, id string) {
	m := a.machines.Get(id)
	m.Group = g.name
	i := &instance{group: g, id: id, zone: m.Zone, machine: m, protected: g.protected}
	a.add(i)
	i.launch = a.begin(i, "Attaching an existing EC2 instance: "+id, a.at()+"an instance was added "+
		"in response to user request.  Keeping the capacity at the new desired capacity.")
	i.launch.launch = true
	a.set(i, types.LifecycleStatePending)
	a.resize(g, g.desired+1, wire.CallerOf(ctx).Name, "a user request")
	a.after(a.Timings.Proceed, func() { a.arrive(i, i.launch) })
}

// detachInstances takes instances out of their group; they run on. No hook runs.
func (a *AutoScaling) detachInstances(
	ctx context.Context, in *as.DetachInstancesInput,
) (*as.DetachInstancesOutput, error) {
	if err := required(in.ShouldDecrementDesiredCapacity,
		"shouldDecrementDesiredCapacity"); err != nil {
		return nil, err
	}
	state := types.LifecycleStateInService
	if len(in.InstanceIds) > 0 && a.instances[in.InstanceIds[0]] != nil &&
		a.instances[in.InstanceIds[0]].state == types.LifecycleStateStandby {
		state = types.LifecycleStateStandby // its capacity was given up before
	}
	g, moved, err := a.members(in.AutoScalingGroupName, in.InstanceIds, state)
	if err != nil {
		return nil, err
	}
	decrement := aws.ToBool(in.ShouldDecrementDesiredCapacity) &&
		state == types.LifecycleStateInService
	if decrement {
		if err := g.fits(g.desired-int32(len(moved)), "detach", len(moved)); err != nil {
			return nil, err
		}
	}
	out := &as.DetachInstancesOutput{Activities: []types.Activity{}}
	for _, i := range moved {
		x := a.leave(ctx, i, "Detaching EC2 instance: "+i.id, "detached", decrement)
		told, err := x.output()
		if err != nil {
			return nil, err
		}
		out.Activities = append(out.Activities, *told)
		a.set(i, types.LifecycleStateDetaching)
		a.after(a.Timings.Proceed, func() { a.detached(i, x) })
	}
	a.later(g)
	return out, nil
}

func (a *AutoScaling) detached(i *instance, x *activity) {
	a.finish(x)
	if i.state == types.LifecycleStateDetaching {
		a.set(i, types.LifecycleStateDetached)
		i.machine.Group = ""
		a.forget(i)
	}
}
