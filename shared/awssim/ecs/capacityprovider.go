package ecs

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// settling is how long a change of a capacity provider or of a cluster's providers is in progress
// (assumption).
const settling = 15 * time.Second

// provider is a capacity provider of one Auto Scaling group.
type provider struct {
	e          *ECS
	title, arn string
	seq        uint64
	status     types.CapacityProviderStatus
	update     types.CapacityProviderUpdateStatus
	tags       []types.Tag

	group, groupARN string
	scaling         types.ManagedScaling
	// protects is managed termination protection, drains managed draining.
	protects, drains bool

	// ids are those of what ECS adds to the group, by kind.
	ids map[string]string
	// cluster is the one that it is associated with, nil while there is none.
	cluster *cluster
	control control
	guard   guard
}

func (p *provider) place() uint64 { return p.seq }
func (p *provider) name() string  { return p.arn }

// titleOf is the provider's name as outputs show it; nil has none.
func (p *provider) titleOf() *string {
	if p == nil {
		return nil
	}
	return new(p.title)
}

// managed reports whether managed scaling is on.
func (p *provider) managed() bool {
	return p.scaling.Status == types.ManagedScalingStatusEnabled
}

func (e *ECS) onCapacityProviders() {
	wire.On(e.Service, "CreateCapacityProvider", e.createCapacityProvider)
	wire.On(e.Service, "UpdateCapacityProvider", e.updateCapacityProvider)
	wire.On(e.Service, "DeleteCapacityProvider", e.deleteCapacityProvider)
	wire.On(e.Service, "DescribeCapacityProviders", e.describeCapacityProviders)
	wire.On(e.Service, "PutClusterCapacityProviders", e.putClusterCapacityProviders)
}

var providerTitle = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,255}$`)

func (e *ECS) createCapacityProvider(
	ctx context.Context, in *api.CreateCapacityProviderInput,
) (*api.CreateCapacityProviderOutput, error) {
	title, given := text(in.Name), in.AutoScalingGroupProvider
	lower := strings.ToLower(title)
	switch {
	case in.ManagedInstancesProvider != nil || in.Cluster != nil:
		return nil, later("managedInstancesProvider")
	case !providerTitle.MatchString(title) || strings.HasPrefix(lower, "aws") ||
		strings.HasPrefix(lower, "ecs") || strings.HasPrefix(lower, "fargate"):
		return nil, invalid("The specified capacity provider name is invalid. Up to 255 " +
			"characters are allowed, which include letters, numbers, underscores, and hyphens, " +
			"and it cannot be prefixed with \"aws\", \"ecs\", or \"fargate\".")
	case given == nil || text(given.AutoScalingGroupArn) == "":
		return nil, invalid("The autoScalingGroupProvider parameter is required.")
	case e.providers[title] != nil:
		return nil, invalid("The specified capacity provider already exists. To change the " +
			"configuration of an existing capacity provider, update the capacity provider.")
	}
	p := &provider{
		e: e, title: title, arn: e.env.ARN("ecs", "capacity-provider/"+title),
		status: types.CapacityProviderStatusActive,
		update: types.CapacityProviderUpdateStatusCreateComplete,
		tags:   slices.Clone(in.Tags), scaling: defaultManagedScaling(), drains: true,
	}
	if err := p.set(ctx, *given.AutoScalingGroupArn, types.AutoScalingGroupProviderUpdate{
		ManagedDraining: given.ManagedDraining, ManagedScaling: given.ManagedScaling,
		ManagedTerminationProtection: given.ManagedTerminationProtection,
	}); err != nil {
		return nil, err
	}
	p.seq = e.number()
	e.providers[title] = p
	e.capacities.add(p)
	e.journal("ecs capacity provider", title, "created for", p.group)
	return &api.CreateCapacityProviderOutput{CapacityProvider: p.output()}, nil
}

// defaultManagedScaling is managed scaling that is off (ECS API reference, ManagedScaling).
func defaultManagedScaling() types.ManagedScaling {
	return types.ManagedScaling{
		Status: types.ManagedScalingStatusDisabled, TargetCapacity: new(int32(100)),
		MinimumScalingStepSize: new(int32(1)), MaximumScalingStepSize: new(int32(10000)),
		InstanceWarmupPeriod: new(int32(300)),
	}
}

// set lays settings over the provider's own, or changes nothing and says what is wrong.
func (p *provider) set(
	ctx context.Context, ref string, in types.AutoScalingGroupProviderUpdate,
) error {
	scaling, err := scalingOf(p.scaling, in.ManagedScaling)
	if err != nil {
		return err
	}
	protects, drains := p.protects, p.drains
	if in.ManagedTerminationProtection != "" {
		protects = in.ManagedTerminationProtection == types.ManagedTerminationProtectionEnabled
	}
	if in.ManagedDraining != "" {
		drains = in.ManagedDraining == types.ManagedDrainingEnabled
	}
	if protects && scaling.Status != types.ManagedScalingStatusEnabled {
		return invalid("The managed termination protection setting for the capacity provider is " +
			"invalid. To enable managed termination protection for a capacity provider, the " +
			"managed scaling setting must be enabled.")
	}
	g, err := p.e.findGroup(ctx, ref)
	if err != nil {
		return err
	}
	if protects && (g.NewInstancesProtectedFromScaleIn == nil ||
		!*g.NewInstancesProtectedFromScaleIn) {
		return invalid("The managed termination protection setting for the capacity provider is " +
			"invalid. To enable managed termination protection for a capacity provider, the " +
			"Auto Scaling group must have instance protection from scale in enabled.")
	}
	p.group, p.groupARN = text(g.AutoScalingGroupName), text(g.AutoScalingGroupARN)
	p.scaling, p.protects, p.drains = scaling, protects, drains
	return nil
}

// scalingOf lays given managed scaling settings over the present ones (ECS API reference,
// ManagedScaling).
func scalingOf(s types.ManagedScaling, in *types.ManagedScaling) (types.ManagedScaling, error) {
	if in == nil {
		return s, nil
	}
	// A managed scaling without a status is on.
	s.Status = types.ManagedScalingStatusEnabled
	if in.Status != "" {
		s.Status = in.Status
	}
	for _, x := range []struct {
		name        string
		to          **int32
		from        *int32
		least, most int32
	}{
		{"targetCapacity", &s.TargetCapacity, in.TargetCapacity, 1, 100},
		{"minimumScalingStepSize", &s.MinimumScalingStepSize, in.MinimumScalingStepSize, 1, 10000},
		{"maximumScalingStepSize", &s.MaximumScalingStepSize, in.MaximumScalingStepSize, 1, 10000},
		{"instanceWarmupPeriod", &s.InstanceWarmupPeriod, in.InstanceWarmupPeriod, 0, 10000},
	} {
		if x.from == nil {
			continue
		}
		if *x.from < x.least || *x.from > x.most {
			return s, invalid("The managed scaling %s must be between %d and %d.", x.name, x.least,
				x.most)
		}
		*x.to = new(*x.from)
	}
	if *s.MinimumScalingStepSize > *s.MaximumScalingStepSize {
		return s, invalid("The managed scaling minimumScalingStepSize must not be greater than " +
			"the maximumScalingStepSize.")
	}
	return s, nil
}

// findGroup reads the Auto Scaling group of a name or ARN.
func (e *ECS) findGroup(ctx context.Context, ref string) (*groups.AutoScalingGroup, error) {
	if e.AutoScaling == nil {
		return nil, later("autoScalingGroupProvider without Auto Scaling")
	}
	name := ref
	if _, tail, found := strings.Cut(ref, ":autoScalingGroupName/"); found {
		name = tail
	}
	out, err := e.AutoScaling.DescribeAutoScalingGroups(ctx,
		&autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	if err != nil || len(out.AutoScalingGroups) == 0 {
		return nil, clientError("The specified Auto Scaling group ARN is invalid.")
	}
	return &out.AutoScalingGroups[0], nil
}
