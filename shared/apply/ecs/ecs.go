// Package ecs carries out what was decided about container instances.
package ecs

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// Limits of one call (ECS API reference, UpdateContainerInstancesState and
// DescribeContainerInstances).
const (
	updateMax   = 10
	describeMax = 100
)

// Writer changes one account's container instances.
type Writer struct{ client *ecs.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: ecs.NewFromConfig(cfg)} }

// StaleError says that a node was no longer as the plan had seen it, so it was left alone.
type StaleError struct {
	Instance string
	// Found is the status that was found instead of ACTIVE; empty where it was gone.
	Found string
}

// Error names the node and what was found.
func (e *StaleError) Error() string {
	return fmt.Sprintf("drain node %s: found it %q, not ACTIVE", e.Instance, e.Found)
}

// Drain sets the nodes of one cluster DRAINING, in tens, after reading their status once more. It
// returns an error for each node, by EC2 id, that was not changed: a *StaleError where it had
// moved, else ECS's reason. err is for the call as a whole; then no node was left out silently:
// those that are neither in failed nor in done were not tried.
func (w *Writer) Drain(ctx context.Context, cluster string, nodes []fleet.Node) (
	done []fleet.Node, failed map[string]error, err error,
) {
	failed = map[string]error{}
	active, err := w.stillActive(ctx, cluster, nodes, failed)
	if err != nil {
		return nil, failed, err
	}
	for some := range slices.Chunk(active, updateMax) {
		byARN := map[string]fleet.Node{}
		for _, n := range some {
			byARN[n.ARN] = n
		}
		out, err := w.client.UpdateContainerInstancesState(ctx,
			&ecs.UpdateContainerInstancesStateInput{
				Cluster: &cluster, ContainerInstances: sortedKeys(byARN),
				Status: types.ContainerInstanceStatusDraining,
			})
		if err != nil {
			return done, failed, fmt.Errorf("drain %d nodes of cluster %s: %w", len(some), cluster,
				err)
		}
		for _, f := range out.Failures {
			n := byARN[aws.ToString(f.Arn)]
			failed[n.Instance] = fmt.Errorf("drain node %s: %s %s", n.Instance,
				aws.ToString(f.Reason), aws.ToString(f.Detail))
		}
		for _, n := range some {
			if failed[n.Instance] == nil {
				done = append(done, n)
			}
		}
	}
	return done, failed, nil
}

// stillActive reads the nodes' status again and keeps those that are ACTIVE.
func (w *Writer) stillActive(
	ctx context.Context, cluster string, nodes []fleet.Node, failed map[string]error,
) ([]fleet.Node, error) {
	status := map[string]string{}
	for some := range slices.Chunk(nodes, describeMax) {
		arns := make([]string, 0, len(some))
		for _, n := range some {
			arns = append(arns, n.ARN)
		}
		out, err := w.client.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: &cluster, ContainerInstances: arns,
		})
		if err != nil {
			return nil, fmt.Errorf("read %d nodes of cluster %s again: %w", len(some), cluster, err)
		}
		for _, ci := range out.ContainerInstances {
			status[aws.ToString(ci.ContainerInstanceArn)] = aws.ToString(ci.Status)
		}
	}
	var active []fleet.Node
	for _, n := range nodes {
		if status[n.ARN] == string(fleet.NodeActive) {
			active = append(active, n)
		} else {
			failed[n.Instance] = &StaleError{Instance: n.Instance, Found: status[n.ARN]}
		}
	}
	return active, nil
}

func sortedKeys(m map[string]fleet.Node) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
