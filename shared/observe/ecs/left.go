package ecs

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

const stopped = "STOPPED"

// Left looks at the tasks of all registrations of a node's instance, and if it finds none a second
// time. A task is left unless its last status is STOPPED: one that is told to stop may still run
// for its whole stop timeout.
func (r *Reader) Left(ctx context.Context, n fleet.Node) (fleet.Left, error) {
	known := map[string]bool{} // tasks seen STOPPED: nothing follows that status
	var left fleet.Left
	for left.Looks < 2 {
		count, err := r.tasksLeft(ctx, n, known)
		if err != nil {
			return fleet.Left{}, err
		}
		left.Tasks = count
		if count > 0 {
			return left, nil
		}
		left.Looks++
	}
	return left, nil
}

// tasksLeft counts the node's tasks that are not in known and not STOPPED, and adds the STOPPED
// ones to known.
func (r *Reader) tasksLeft(ctx context.Context, n fleet.Node, known map[string]bool) (int, error) {
	running, err := r.tasks(ctx, n, types.DesiredStatusRunning)
	if err != nil {
		return 0, err
	}
	stopping, err := r.tasks(ctx, n, types.DesiredStatusStopped)
	if err != nil {
		return 0, err
	}
	stopping = slices.DeleteFunc(stopping, func(arn string) bool { return known[arn] })
	count := len(running)
	described, err := r.describeTasks(ctx, n.Cluster, stopping)
	if err != nil {
		return 0, fmt.Errorf("describe tasks of node %s: %w", n.Instance, err)
	}
	for _, t := range described {
		if t.Over() {
			known[t.ARN] = true
		} else {
			count++
		}
	}
	return count, nil
}
