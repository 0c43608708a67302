// Package ecs reads container instances and tasks and returns them as fleet values. It calls only
// Describe and List operations.
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

// Limits of one call (ECS API reference; filterMax is ours: a filter's length has a limit that is
// not documented for ListContainerInstances).
const (
	describeMax = 100
	filterMax   = 50
)

// Reader reads one account's ECS.
type Reader struct{ client *ecs.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: ecs.NewFromConfig(cfg)} }

// Nodes finds the container instances of the given EC2 ids in a cluster, by id. An id without a
// registration is absent; two registrations of one instance are one node.
func (r *Reader) Nodes(ctx context.Context, cluster string, ids []string) (
	map[string]fleet.Node, error,
) {
	nodes := map[string]fleet.Node{}
	for some := range slices.Chunk(ids, filterMax) {
		list := &ecs.ListContainerInstancesInput{
			Cluster: &cluster, Filter: aws.String(instanceFilter(some)),
		}
		found, err := r.list(ctx, cluster, list)
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			if n.Status == fleet.NodeInactive {
				continue
			}
			if other, twice := nodes[n.Instance]; twice {
				n = fleet.Together(other, n)
			}
			nodes[n.Instance] = n
		}
	}
	return nodes, nil
}

func instanceFilter(ids []string) string {
	return "ec2InstanceId in ['" + strings.Join(ids, "', '") + "']"
}

// Draining returns the cluster's DRAINING nodes, sorted by EC2 id.
func (r *Reader) Draining(ctx context.Context, cluster string) ([]fleet.Node, error) {
	nodes, err := r.list(ctx, cluster, &ecs.ListContainerInstancesInput{
		Cluster: &cluster, Status: types.ContainerInstanceStatusDraining,
	})
	slices.SortFunc(nodes, func(a, b fleet.Node) int {
		return strings.Compare(a.Instance, b.Instance)
	})
	return nodes, err
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
	return r.Describe(ctx, cluster, arns)
}

// Describe reads container instances by ARN. Those that are gone are left out; a failure with any
// other reason than MISSING is an error, because what it hides is unknown.
func (r *Reader) Describe(ctx context.Context, cluster string, arns []string) (
	[]fleet.Node, error,
) {
	var nodes []fleet.Node
	for some := range slices.Chunk(arns, describeMax) {
		out, err := r.client.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: &cluster, ContainerInstances: some,
		})
		if err != nil {
			return nil, fmt.Errorf("describe container instances of cluster %s: %w", cluster, err)
		}
		if err := unexplained(out.Failures); err != nil {
			return nil, fmt.Errorf("describe container instances of cluster %s: %w", cluster, err)
		}
		for _, ci := range out.ContainerInstances {
			nodes = append(nodes, nodeOf(cluster, ci))
		}
	}
	return nodes, nil
}

// unexplained is an error for the first failure that is not the absence of what was asked for.
func unexplained(failures []types.Failure) error {
	for _, f := range failures {
		if aws.ToString(f.Reason) != "MISSING" {
			return fmt.Errorf("%s: %s %s", aws.ToString(f.Arn), aws.ToString(f.Reason),
				aws.ToString(f.Detail))
		}
	}
	return nil
}

func nodeOf(cluster string, ci types.ContainerInstance) fleet.Node {
	return fleet.Node{
		Cluster: cluster, ARN: aws.ToString(ci.ContainerInstanceArn),
		Instance: aws.ToString(ci.Ec2InstanceId), Status: fleet.NodeStatus(aws.ToString(ci.Status)),
		Running: int(ci.RunningTasksCount),
		Pending: int(ci.PendingTasksCount), Version: ci.Version, Unused: unused(ci),
	}
}

func unused(ci types.ContainerInstance) bool {
	free := map[string]int32{}
	for _, r := range ci.RemainingResources {
		free[aws.ToString(r.Name)] = r.IntegerValue
	}
	for _, r := range ci.RegisteredResources {
		if aws.ToString(r.Type) == "INTEGER" && free[aws.ToString(r.Name)] != r.IntegerValue {
			return false
		}
	}
	return len(ci.RegisteredResources) > 0
}
