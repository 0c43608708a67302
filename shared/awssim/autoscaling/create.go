package autoscaling

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

const (
	defaultCooldown = 300 // seconds
	maxInt          = 1<<31 - 1
)

func (a *AutoScaling) createGroup(
	ctx context.Context, in *as.CreateAutoScalingGroupInput,
) (*as.CreateAutoScalingGroupOutput, error) {
	if err := a.checkCreate(in); err != nil {
		return nil, err
	}
	from, err := a.source(sources{
		in.LaunchTemplate, in.LaunchConfigurationName, in.MixedInstancesPolicy,
	}, source{})
	if err != nil {
		return nil, err
	}
	targets, err := targetGroups(in.TrafficSources)
	if err != nil {
		return nil, err
	}
	targets = append(targets, in.TargetGroupARNs...)
	if err := a.checkTargets(ctx, targets); err != nil {
		return nil, err
	}
	where, err := a.place(in.AvailabilityZones, aws.ToString(in.VPCZoneIdentifier))
	if err != nil {
		return nil, err
	}
	name := *in.AutoScalingGroupName
	g := &group{
		place: where, name: name, created: a.env.Now(), source: from,
		shut: map[string]shut{},
		arn: a.env.ARN("autoscaling", "autoScalingGroup:"+a.env.UUID("group")+
			":autoScalingGroupName/"+name),
		min: *in.MinSize, max: *in.MaxSize,
		protected: aws.ToBool(in.NewInstancesProtectedFromScaleIn),
		cooldown:  override(defaultCooldown, in.DefaultCooldown),
		grace:     aws.ToInt32(in.HealthCheckGracePeriod), warmup: copied(in.DefaultInstanceWarmup),
		tags: describedTags(name, in.Tags),
	}
	g.termination, g.health = []string{policyDefault}, "EC2"
	g.take(askedAtFirst(in))
	for _, h := range in.LifecycleHookSpecificationList {
		if err := a.addHook(g, specified(h)); err != nil {
			return nil, err
		}
	}
	a.groups[name] = g
	n, _ := slices.BinarySearch(a.names, name)
	a.names = slices.Insert(a.names, n, name)
	by := wire.CallerOf(ctx).Name
	a.note(name, "created by", by)
	g.desiredBy = by
	a.attachBalancers(g, targets)
	a.resize(g, override(g.min, in.DesiredCapacity), by,
		"a user request created an AutoScalingGroup")
	return &as.CreateAutoScalingGroupOutput{}, nil
}

func (a *AutoScaling) checkCreate(in *as.CreateAutoScalingGroupInput) error {
	name := aws.ToString(in.AutoScalingGroupName)
	err := first(
		required(in.AutoScalingGroupName, "autoScalingGroupName"),
		required(in.MinSize, "minSize"), required(in.MaxSize, "maxSize"),
		checkLaunchSource(in),
		onlyKnown(in, "AutoScalingGroupName", "MinSize", "MaxSize", "DesiredCapacity",
			"AvailabilityZones", "VPCZoneIdentifier", "LaunchTemplate", "Tags",
			"LifecycleHookSpecificationList", "NewInstancesProtectedFromScaleIn",
			"DefaultCooldown", "DefaultInstanceWarmup", "HealthCheckGracePeriod",
			"HealthCheckType", "TerminationPolicies", "CapacityRebalance", "MaxInstanceLifetime",
			"InstanceLifecyclePolicy", "InstanceMaintenancePolicy", "TargetGroupARNs",
			"LaunchConfigurationName", "MixedInstancesPolicy",
			"TrafficSources"),
		askedAtFirst(in).check(),
	)
	if err != nil {
		return err
	}
	if len(name) < 1 || len(name) > 255 {
		return violated("'"+name+"'", "autoScalingGroupName", "have length between 1 and 255")
	}
	if a.groups[name] != nil {
		return wire.Error("AlreadyExists", "AutoScalingGroup by this name already exists - "+
			"A group with the name %s already exists", name)
	}
	if len(a.groups) >= maxGroups {
		return wire.Error("LimitExceeded", "The limit of %d groups is reached", maxGroups)
	}
	return checkSize(*in.MinSize, *in.MaxSize, override(*in.MinSize, in.DesiredCapacity))
}

// checkLaunchSource wants something to launch.
func checkLaunchSource(in *as.CreateAutoScalingGroupInput) error {
	if in.LaunchTemplate == nil && in.LaunchConfigurationName == nil &&
		in.MixedInstancesPolicy == nil && in.InstanceId == nil {
		return oneSource()
	}
	return nil
}

func noLaunchConfiguration(name string) error {
	return invalid("Launch configuration name not found - Launch configuration %s not found", name)
}

func askedAtFirst(in *as.CreateAutoScalingGroupInput) asked {
	return asked{
		health: in.HealthCheckType, termination: in.TerminationPolicies,
		rebalance: in.CapacityRebalance, lifetime: in.MaxInstanceLifetime,
		lifecycle: in.InstanceLifecyclePolicy, maintenance: in.InstanceMaintenancePolicy,
	}
}

func checkSize(least, most, desired int32) error {
	err := first(
		within(&least, "minSize", 0, maxInt), within(&most, "maxSize", 0, maxInt),
		within(&desired, "desiredCapacity", 0, maxInt))
	if err != nil {
		return err
	}
	if least > most {
		return invalid("Max bound, %d, must be greater than or equal to min bound, %d", most, least)
	}
	if desired < least || desired > most {
		return invalid("Desired capacity:%d must be between the specified min size:%d and "+
			"max size:%d", desired, least, most)
	}
	return nil
}

// specified is a hook of a new group as the request that would add it.
func specified(h types.LifecycleHookSpecification) *as.PutLifecycleHookInput {
	return &as.PutLifecycleHookInput{
		LifecycleHookName: h.LifecycleHookName, LifecycleTransition: h.LifecycleTransition,
		DefaultResult: h.DefaultResult, HeartbeatTimeout: h.HeartbeatTimeout,
		NotificationMetadata: h.NotificationMetadata, RoleARN: h.RoleARN,
		NotificationTargetARN: h.NotificationTargetARN,
	}
}

// copied is a pointer to a copy: a request's values may be its caller's, and are never kept.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

func describedTags(group string, tags []types.Tag) []types.TagDescription {
	out := make([]types.TagDescription, 0, len(tags))
	for _, t := range tags {
		out = append(out, types.TagDescription{
			Key: new(aws.ToString(t.Key)), Value: copied(t.Value), ResourceId: new(group),
			ResourceType:      new(groupType),
			PropagateAtLaunch: new(aws.ToBool(t.PropagateAtLaunch)),
		})
	}
	slices.SortFunc(out, byKey)
	return out
}
