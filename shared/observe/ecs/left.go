package ecs

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

const stopped = "STOPPED"

// Left looks at a node's tasks, and if it finds none a second time. A task is left unless its last
// status is STOPPED: one that is told to stop may still run for its whole stop timeout.
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
	for some := range slices.Chunk(stopping, describeMax) {
		out, err := r.client.DescribeTasks(ctx, &ecs.DescribeTasksInput{
			Cluster: &n.Cluster, Tasks: some,
		})
		if err != nil {
			return 0, fmt.Errorf("describe tasks of node %s: %w", n.Instance, err)
		}
		if err := unexplained(out.Failures); err != nil {
			return 0, fmt.Errorf("describe tasks of node %s: %w", n.Instance, err)
		}
		for _, t := range out.Tasks {
			if aws.ToString(t.LastStatus) == stopped {
				known[aws.ToString(t.TaskArn)] = true
			} else {
				count++
			}
		}
	}
	return count, nil
}

func (r *Reader) tasks(ctx context.Context, n fleet.Node, desired types.DesiredStatus) (
	[]string, error,
) {
	var arns []string
	pages := ecs.NewListTasksPaginator(r.client, &ecs.ListTasksInput{
		Cluster: &n.Cluster, ContainerInstance: &n.ARN, DesiredStatus: desired,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list tasks of node %s: %w", n.Instance, err)
		}
		arns = append(arns, page.TaskArns...)
	}
	return arns, nil
}
