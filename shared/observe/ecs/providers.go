package ecs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// providersMax is how many capacity providers one DescribeCapacityProviders takes (ECS API
// reference).
const providersMax = 100

// Providers returns the cluster's capacity providers that are backed by a group, sorted by name.
func (r *Reader) Providers(ctx context.Context, cluster string) ([]fleet.Provider, error) {
	names, err := r.providerNames(ctx, cluster)
	if err != nil {
		return nil, err
	}
	var providers []fleet.Provider
	for some := range slices.Chunk(names, providersMax) {
		in := &ecs.DescribeCapacityProvidersInput{CapacityProviders: some}
		for {
			out, err := r.client.DescribeCapacityProviders(ctx, in)
			if err == nil {
				err = unexplained(out.Failures)
			}
			if err != nil {
				return nil, fmt.Errorf("describe capacity providers of cluster %s: %w", cluster, err)
			}
			for _, p := range out.CapacityProviders {
				if p.AutoScalingGroupProvider != nil {
					providers = append(providers, providerOf(p))
				}
			}
			if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
				break
			}
		}
	}
	slices.SortFunc(providers, func(a, b fleet.Provider) int {
		return strings.Compare(a.Name, b.Name)
	})
	return providers, nil
}

func (r *Reader) providerNames(ctx context.Context, cluster string) ([]string, error) {
	out, err := r.client.DescribeClusters(ctx, &ecs.DescribeClustersInput{
		Clusters: []string{cluster},
	})
	if err == nil {
		err = unexplained(out.Failures)
	}
	if err == nil && len(out.Clusters) != 1 {
		err = fmt.Errorf("%d clusters, not one", len(out.Clusters))
	}
	if err != nil {
		return nil, fmt.Errorf("describe cluster %s: %w", cluster, err)
	}
	return out.Clusters[0].CapacityProviders, nil
}

func providerOf(p types.CapacityProvider) fleet.Provider {
	g := p.AutoScalingGroupProvider
	return fleet.Provider{
		Name: aws.ToString(p.Name), Group: groupOf(aws.ToString(g.AutoScalingGroupArn)),
		Scaling: g.ManagedScaling != nil &&
			g.ManagedScaling.Status == types.ManagedScalingStatusEnabled,
		Draining:   g.ManagedDraining == types.ManagedDrainingEnabled,
		Protection: g.ManagedTerminationProtection == types.ManagedTerminationProtectionEnabled,
	}
}

// groupOf is the name at the end of a group's ARN (EC2 Auto Scaling guide,
// control-access-using-iam); ECS may also give the bare name back.
func groupOf(arn string) string {
	_, name, ok := strings.Cut(arn, "autoScalingGroupName/")
	if !ok {
		return arn
	}
	return name
}
