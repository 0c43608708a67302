package autoscaling

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// deleteGroup ends a group without instances; with ForceDelete its instances too, without hooks
// (Auto Scaling API reference, DeleteAutoScalingGroup).
func (a *AutoScaling) deleteGroup(
	ctx context.Context, in *as.DeleteAutoScalingGroupInput,
) (*as.DeleteAutoScalingGroupOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if len(g.instances) > 0 && !aws.ToBool(in.ForceDelete) {
		return nil, wire.Error("ResourceInUse", "You cannot delete an AutoScalingGroup while there "+
			"are instances or pending Spot instance request(s) still in the group.")
	}
	for _, key := range slices.Sorted(maps.Keys(a.policies)) {
		if p := a.policies[key]; p.group == g {
			if err := a.dropPolicy(ctx, p); err != nil {
				return nil, err
			}
		}
	}
	for key, s := range a.scheduled {
		if s.group == g {
			s.timer.Stop()
			delete(a.scheduled, key)
		}
	}
	a.note(g.name, "deleted by", wire.CallerOf(ctx).Name)
	g.deleted, g.hooks = true, nil
	g.timer.Stop()
	for _, i := range slices.Clone(g.instances) {
		a.endNow(i)
	}
	for _, b := range slices.Clone(g.balancers) {
		a.drop(b)
	}
	delete(a.groups, g.name)
	a.names = slices.DeleteFunc(a.names, func(n string) bool { return n == g.name })
	return &as.DeleteAutoScalingGroupOutput{}, nil
}

// endNow terminates an instance of a group that is deleted.
func (a *AutoScaling) endNow(i *instance) {
	for _, x := range a.actions {
		if x.instance == i && x.Open {
			x.timer.Stop()
			x.Open, x.Closed = false, a.env.Now()
			a.noteAction(x, "skipped")
		}
	}
	if i.end == nil {
		i.end = a.begin(i, "Terminating EC2 instance: "+i.id,
			a.at()+"instance "+i.id+" was taken out of service in response to a user request.")
	}
	a.set(i, types.LifecycleStateTerminatingProceed)
	a.machines.Terminate(i.id)
	if a.Instant && a.instances[i.id] == i {
		a.gone(i)
	}
}

// deleteHook ends a hook. What waits for it goes on: a launch is abandoned or a termination
// continues as after a time-out, the others as if they were continued (Auto Scaling API reference,
// DeleteLifecycleHook: launching instances get ABANDON, terminating ones CONTINUE).
func (a *AutoScaling) deleteHook(
	ctx context.Context, in *as.DeleteLifecycleHookInput,
) (*as.DeleteLifecycleHookOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := required(in.LifecycleHookName, "lifecycleHookName"); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(g.hooks, func(h hook) bool { return h.name == *in.LifecycleHookName })
	if at < 0 {
		return nil, invalid("No Lifecycle Hook found with name %s", *in.LifecycleHookName)
	}
	a.note("hook", g.name, *in.LifecycleHookName, "deleted by", wire.CallerOf(ctx).Name)
	var open []*action
	for _, x := range a.actions {
		if x.Open && x.group == g && x.Hook == *in.LifecycleHookName {
			open = append(open, x)
		}
	}
	g.hooks = slices.Delete(slices.Clone(g.hooks), at, at+1)
	for _, x := range open {
		result := resultContinue
		if x.Transition == launching {
			result = resultAbandon
		}
		if x.Open {
			a.close(x, result, "Lifecycle Hook deleted")
		}
	}
	return &as.DeleteLifecycleHookOutput{}, nil
}
