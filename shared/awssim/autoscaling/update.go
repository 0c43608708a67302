package autoscaling

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awssim/wire"
)

// named is the group of a request.
func (a *AutoScaling) named(name *string) (*group, error) {
	if err := required(name, "autoScalingGroupName"); err != nil {
		return nil, err
	}
	g := a.groups[*name]
	if g == nil {
		return nil, groupNotFound(*name)
	}
	return g, nil
}

// updateGroup changes the given settings. What is running stays; new launches use them. A minimum
// above, or a maximum below, the desired capacity takes it along when the request names none
// (Auto Scaling API reference, UpdateAutoScalingGroup).
func (a *AutoScaling) updateGroup(
	ctx context.Context, in *as.UpdateAutoScalingGroupInput,
) (*as.UpdateAutoScalingGroupOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := checkUpdate(in); err != nil {
		return nil, err
	}
	least, most := override(g.min, in.MinSize), override(g.max, in.MaxSize)
	desired := override(max(least, min(g.desired, most)), in.DesiredCapacity)
	if err := checkSize(least, most, desired); err != nil {
		return nil, err
	}
	where := g.place
	from, err := a.source(sources{
		in.LaunchTemplate, in.LaunchConfigurationName, in.MixedInstancesPolicy,
	}, g.source)
	if err != nil {
		return nil, err
	}
	if len(in.AvailabilityZones) > 0 || aws.ToString(in.VPCZoneIdentifier) != "" {
		where, err = a.place(in.AvailabilityZones, aws.ToString(in.VPCZoneIdentifier))
		if err != nil {
			return nil, err
		}
	}
	g.place, g.source, g.min, g.max, g.out = where, from, least, most, nil
	g.take(askedNow(in))
	g.protected = override(g.protected, in.NewInstancesProtectedFromScaleIn)
	g.cooldown = override(g.cooldown, in.DefaultCooldown)
	g.grace = override(g.grace, in.HealthCheckGracePeriod)
	if in.DefaultInstanceWarmup != nil {
		g.warmup = copied(in.DefaultInstanceWarmup)
	}
	by := wire.CallerOf(ctx).Name
	a.note(g.name, "updated by", by)
	if in.MaxInstanceLifetime != nil {
		for _, i := range g.instances {
			a.age(i)
		}
	}
	a.resize(g, desired, by, fmt.Sprintf("a user request update of AutoScalingGroup constraints "+
		"to min: %d, max: %d, desired: %d", least, most, desired))
	a.later(g)
	return &as.UpdateAutoScalingGroupOutput{}, nil
}

func askedNow(in *as.UpdateAutoScalingGroupInput) asked {
	return asked{
		health: in.HealthCheckType, termination: in.TerminationPolicies,
		rebalance: in.CapacityRebalance, lifetime: in.MaxInstanceLifetime,
		lifecycle: in.InstanceLifecyclePolicy, maintenance: in.InstanceMaintenancePolicy,
	}
}

func checkUpdate(in *as.UpdateAutoScalingGroupInput) error {
	return first(
		onlyKnown(in, "AutoScalingGroupName", "MinSize", "MaxSize", "DesiredCapacity",
			"AvailabilityZones", "VPCZoneIdentifier", "LaunchTemplate",
			"NewInstancesProtectedFromScaleIn", "DefaultCooldown", "DefaultInstanceWarmup",
			"HealthCheckGracePeriod", "HealthCheckType", "TerminationPolicies",
			"CapacityRebalance", "MaxInstanceLifetime", "InstanceLifecyclePolicy",
			"InstanceMaintenancePolicy", "LaunchConfigurationName", "MixedInstancesPolicy"),
		askedNow(in).check())
}
