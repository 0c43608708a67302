package ecs

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

const stopped = "STOPPED"

// Left looks once at the tasks of all registrations of a node's instance. A task is left unless its
// last status is STOPPED: one that is told to stop may still run for its whole stop timeout.
func (r *Reader) Left(ctx context.Context, n fleet.Node) (fleet.Left, error) {
	running, err := r.tasks(ctx, n, types.DesiredStatusRunning)
	if err != nil {
		return fleet.Left{}, err
	}
	left, err := r.Stopping(ctx, n)
	left.Tasks += len(running)
	return left, err
}

// Stopping is Left without the tasks that are still to run: of those the node itself, just read,
// counts none.
func (r *Reader) Stopping(ctx context.Context, n fleet.Node) (fleet.Left, error) {
	stopping, err := r.tasks(ctx, n, types.DesiredStatusStopped)
	if err != nil {
		return fleet.Left{}, err
	}
	var left fleet.Left
	described, err := r.describeTasks(ctx, n.Cluster, stopping)
	if err != nil {
		return fleet.Left{}, fmt.Errorf("describe tasks of node %s: %w", n.Instance, err)
	}
	for _, t := range described {
		if t.Over() {
			left.Stopped = append(left.Stopped, t)
		} else {
			left.Tasks++
		}
	}
	return left, nil
}
