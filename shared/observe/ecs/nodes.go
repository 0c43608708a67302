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

// Nodes finds the container instances of the given ids in a cluster, by id: of EC2, or mi-… of an
// External instance, which ECS shows in the same field. An id without a registration is absent; two
// registrations of one instance are one node.
func (r *Reader) Nodes(ctx context.Context, cluster string, ids []string) (
	map[string]fleet.Node, error,
) {
	nodes := map[string]fleet.Node{}
	for some := range slices.Chunk(ids, filterMax) {
		found, err := r.list(ctx, cluster, &ecs.ListContainerInstancesInput{
			Cluster: &cluster, Filter: aws.String(instanceFilter(some)),
		})
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			nodes[n.Instance] = n
		}
	}
	return nodes, nil
}

func instanceFilter(ids []string) string {
	return "ec2InstanceId in ['" + strings.Join(ids, "', '") + "']"
}

// All returns every node of a cluster, sorted by instance id; two registrations of one instance are
// one node.
func (r *Reader) All(ctx context.Context, cluster string) ([]fleet.Node, error) {
	return r.list(ctx, cluster, &ecs.ListContainerInstancesInput{Cluster: &cluster})
}

// Draining returns the cluster's DRAINING nodes, sorted by instance id.
func (r *Reader) Draining(ctx context.Context, cluster string) ([]fleet.Node, error) {
	return r.list(ctx, cluster, &ecs.ListContainerInstancesInput{
		Cluster: &cluster, Status: types.ContainerInstanceStatusDraining,
	})
}

// Node reads one container instance; ok is false where it is no longer registered.
func (r *Reader) Node(ctx context.Context, cluster, arn string) (
	n fleet.Node, ok bool, err error,
) {
	nodes, err := r.Describe(ctx, cluster, []string{arn})
	if err != nil || len(nodes) == 0 {
		return n, false, err
	}
	return nodes[0], true, nil
}

func (r *Reader) list(ctx context.Context, cluster string, in *ecs.ListContainerInstancesInput) (
	[]fleet.Node, error,
) {
	var arns []string
	pages := ecs.NewListContainerInstancesPaginator(r.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list container instances of cluster %s: %w", cluster, err)
		}
		arns = append(arns, page.ContainerInstanceArns...)
	}
	nodes, err := r.Describe(ctx, cluster, arns)
	return together(nodes), err
}

// together is the nodes that are registered, one for each instance, sorted by its id.
func together(registrations []fleet.Node) []fleet.Node {
	slices.SortStableFunc(registrations, func(a, b fleet.Node) int {
		return strings.Compare(a.Instance, b.Instance)
	})
	var nodes []fleet.Node
	for _, n := range registrations {
		last := len(nodes) - 1
		switch {
		case n.Status == fleet.NodeInactive:
		case last >= 0 && nodes[last].Instance == n.Instance && n.Instance != "":
			nodes[last] = fleet.Together(nodes[last], n)
		default:
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// Describe reads container instances by ARN, each registration for itself, with ECS's health checks
// (which cost no call of their own). Those that are gone are left out; a failure with any other
// reason than MISSING is an error, because what it hides is unknown.
func (r *Reader) Describe(ctx context.Context, cluster string, arns []string) (
	[]fleet.Node, error,
) {
	var nodes []fleet.Node
	for some := range slices.Chunk(arns, describeMax) {
		out, err := r.client.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: &cluster, ContainerInstances: some,
			Include: []types.ContainerInstanceField{
				types.ContainerInstanceFieldContainerInstanceHealth,
			},
		})
		if err == nil {
			err = unexplained(out.Failures)
		}
		if err != nil {
			return nil, fmt.Errorf("describe container instances of cluster %s: %w", cluster, err)
		}
		for _, ci := range out.ContainerInstances {
			nodes = append(nodes, nodeOf(cluster, ci))
		}
	}
	return nodes, nil
}
