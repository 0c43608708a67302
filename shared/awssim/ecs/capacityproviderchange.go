package ecs

import (
	"context"
	"path"
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// fargate are the providers that every account has and that this one does not simulate.
func fargate(ref string) bool { return ref == "FARGATE" || ref == "FARGATE_SPOT" }

// provider is the capacity provider of a name or ARN, nil when there is none.
func (e *ECS) provider(ref string) *provider { return e.providers[path.Base(ref)] }

func providerNotFound() error {
	return invalid("The specified capacity provider does not exist. Specify a valid name or ARN " +
		"and try again.")
}

func (e *ECS) updateCapacityProvider(
	ctx context.Context, in *api.UpdateCapacityProviderInput,
) (*api.UpdateCapacityProviderOutput, error) {
	p := e.provider(text(in.Name))
	switch {
	case in.ManagedInstancesProvider != nil || in.Cluster != nil:
		return nil, later("managedInstancesProvider")
	case p == nil || p.status == types.CapacityProviderStatusInactive:
		return nil, providerNotFound()
	case in.AutoScalingGroupProvider == nil:
		return nil, invalid("The autoScalingGroupProvider parameter is required.")
	case p.update == types.CapacityProviderUpdateStatusUpdateInProgress ||
		p.update == types.CapacityProviderUpdateStatusDeleteInProgress:
		return nil, clientError("The specified capacity provider is being updated. Wait and try " +
			"again.")
	}
	if err := p.set(ctx, p.group, *in.AutoScalingGroupProvider); err != nil {
		return nil, err
	}
	p.become(types.CapacityProviderUpdateStatusUpdateInProgress)
	e.env.After(e.env.Lasts(settling), func() {
		p.become(types.CapacityProviderUpdateStatusUpdateComplete)
		p.equip()
	})
	return &api.UpdateCapacityProviderOutput{CapacityProvider: p.output()}, nil
}

func (p *provider) become(update types.CapacityProviderUpdateStatus) {
	p.update = update
	p.e.journal("ecs capacity provider", p.title, string(p.status), string(update))
}

func (e *ECS) deleteCapacityProvider(
	_ context.Context, in *api.DeleteCapacityProviderInput,
) (*api.DeleteCapacityProviderOutput, error) {
	ref := text(in.CapacityProvider)
	p := e.provider(ref)
	switch {
	case in.Cluster != nil:
		return nil, later("managedInstancesProvider")
	case fargate(ref):
		return nil, invalid("The %s capacity provider is reserved and cannot be deleted.", ref)
	case p == nil:
		return nil, providerNotFound()
	case p.cluster != nil:
		return nil, clientError("The specified capacity provider is in use and cannot be removed " +
			"or deleted.")
	}
	p.become(types.CapacityProviderUpdateStatusDeleteInProgress)
	e.env.After(e.env.Lasts(settling), func() {
		p.status = types.CapacityProviderStatusInactive
		p.become(types.CapacityProviderUpdateStatusDeleteComplete)
		delete(e.providers, p.title)
		e.capacities.remove(p)
	})
	return &api.DeleteCapacityProviderOutput{CapacityProvider: p.output()}, nil
}

// describeProvidersMax is the most that one page of DescribeCapacityProviders has, and the usual
// (ECS API reference).
const describeProvidersMax = 10

func (e *ECS) describeCapacityProviders(
	_ context.Context, in *api.DescribeCapacityProvidersInput,
) (*api.DescribeCapacityProvidersOutput, error) {
	if in.MaxResults != nil && *in.MaxResults > describeProvidersMax {
		return nil, invalid("maxResults must be between 1 and %d.", describeProvidersMax)
	}
	if len(in.CapacityProviders) > pageMax {
		return nil, invalid("CapacityProviders cannot have more than %d elements.", pageMax)
	}
	out := &api.DescribeCapacityProvidersOutput{
		CapacityProviders: []types.CapacityProvider{}, Failures: []types.Failure{},
	}
	asked := map[*provider]bool{}
	for _, ref := range in.CapacityProviders {
		if p := e.provider(ref); p != nil {
			asked[p] = true
			continue
		}
		out.Failures = append(out.Failures,
			failure(e.env.ARN("ecs", "capacity-provider/"+path.Base(ref)), missing))
	}
	var inside *cluster
	if in.Cluster != nil {
		c, err := e.cluster(in.Cluster)
		if err != nil {
			return nil, err
		}
		inside = c
	}
	names, next, err := page(e.capacities,
		paging{size: in.MaxResults, token: in.NextToken, usual: describeProvidersMax},
		func(p *provider) bool {
			return (len(in.CapacityProviders) == 0 || asked[p]) &&
				(inside == nil || p.cluster == inside)
		})
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		shown := *e.provider(name).output()
		if !slices.Contains(in.Include, types.CapacityProviderFieldTags) {
			shown.Tags = nil
		}
		out.CapacityProviders = append(out.CapacityProviders, shown)
	}
	out.NextToken = next
	return out, nil
}

func (p *provider) output() *types.CapacityProvider {
	protection, drains := types.ManagedTerminationProtectionDisabled, types.ManagedDrainingDisabled
	if p.protects {
		protection = types.ManagedTerminationProtectionEnabled
	}
	if p.drains {
		drains = types.ManagedDrainingEnabled
	}
	return &types.CapacityProvider{
		CapacityProviderArn: new(p.arn), Name: new(p.title), Status: p.status, Tags: p.tags,
		UpdateStatus: p.update, Type: types.CapacityProviderTypeEc2Autoscaling,
		AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: new(p.groupARN), ManagedScaling: new(p.scaling),
			ManagedTerminationProtection: protection, ManagedDraining: drains,
		},
	}
}
