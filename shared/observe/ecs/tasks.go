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

// protectionMax is how many tasks one GetTaskProtection takes (ECS API reference).
const protectionMax = 100

// notProtectable is why a task has no protection: it is not a service's (ECS developer guide,
// api_failures_messages).
const notProtectable = "TASK_NOT_VALID"

// Tasks returns the node's tasks that are not over, of all registrations of its instance, sorted by
// ARN: those that are told to stop too, for one may run on for its whole stop timeout. Protection
// was read of the services' tasks that are to go on running.
func (r *Reader) Tasks(ctx context.Context, n fleet.Node) ([]fleet.Task, error) {
	arns, err := r.tasks(ctx, n, types.DesiredStatusRunning)
	if err != nil {
		return nil, err
	}
	stopping, err := r.tasks(ctx, n, types.DesiredStatusStopped)
	if err != nil {
		return nil, err
	}
	// A task may be told to stop between the two lists, and is then in both.
	arns = append(arns, stopping...)
	slices.Sort(arns)
	tasks, err := r.describeTasks(ctx, n.Cluster, slices.Compact(arns))
	if err != nil {
		return nil, fmt.Errorf("describe tasks of node %s: %w", n.Instance, err)
	}
	tasks = slices.DeleteFunc(tasks, fleet.Task.Over)
	if err := r.protect(ctx, n.Cluster, tasks); err != nil {
		return nil, fmt.Errorf("read protection of tasks of node %s: %w", n.Instance, err)
	}
	return tasks, nil
}

// Task reads one task, without its protection; ok is false where ECS does not know it any more,
// as about an hour after it stopped.
func (r *Reader) Task(ctx context.Context, cluster, arn string) (t fleet.Task, ok bool, err error) {
	tasks, err := r.describeTasks(ctx, cluster, []string{arn})
	if err != nil {
		return t, false, fmt.Errorf("describe task %s: %w", arn, err)
	}
	if len(tasks) == 0 {
		return t, false, nil
	}
	return tasks[0], true, nil
}

// describeTasks reads tasks by ARN and sorts them; those that are gone are left out.
func (r *Reader) describeTasks(ctx context.Context, cluster string, arns []string) (
	[]fleet.Task, error,
) {
	var tasks []fleet.Task
	for some := range slices.Chunk(arns, describeMax) {
		out, err := r.client.DescribeTasks(ctx, &ecs.DescribeTasksInput{
			Cluster: &cluster, Tasks: some,
		})
		if err != nil {
			return nil, err
		}
		if err := unexplained(out.Failures); err != nil {
			return nil, err
		}
		for _, t := range out.Tasks {
			tasks = append(tasks, taskOf(t))
		}
	}
	slices.SortFunc(tasks, func(a, b fleet.Task) int { return strings.Compare(a.ARN, b.ARN) })
	return tasks, nil
}

func taskOf(t types.Task) fleet.Task {
	var images []string
	for _, c := range t.Containers {
		if digest := aws.ToString(c.ImageDigest); digest != "" {
			images = append(images, digest)
		}
	}
	slices.Sort(images)
	return fleet.Task{
		ARN: aws.ToString(t.TaskArn), Node: aws.ToString(t.ContainerInstanceArn),
		Group: aws.ToString(t.Group), StartedBy: aws.ToString(t.StartedBy),
		Definition: aws.ToString(t.TaskDefinitionArn), Last: aws.ToString(t.LastStatus),
		Desired: aws.ToString(t.DesiredStatus), Healthy: t.HealthStatus != types.HealthStatusUnhealthy,
		Started: aws.ToTime(t.StartedAt), Stopping: aws.ToTime(t.StoppingAt),
		Stopped: aws.ToTime(t.StoppedAt), Images: slices.Compact(images),
	}
}

// protect fills in until when the services' tasks among tasks are protected.
func (r *Reader) protect(ctx context.Context, cluster string, tasks []fleet.Task) error {
	byARN := map[string]*fleet.Task{}
	var arns []string
	for i := range tasks {
		if t := &tasks[i]; t.Service() != "" && t.Desired != stopped {
			byARN[t.ARN] = t
			arns = append(arns, t.ARN)
		}
	}
	for some := range slices.Chunk(arns, protectionMax) {
		out, err := r.client.GetTaskProtection(ctx, &ecs.GetTaskProtectionInput{
			Cluster: &cluster, Tasks: some,
		})
		if err == nil {
			err = unexplained(out.Failures, notProtectable)
		}
		if err != nil {
			return err
		}
		for _, p := range out.ProtectedTasks {
			if t := byARN[aws.ToString(p.TaskArn)]; t != nil && p.ProtectionEnabled {
				t.ProtectedUntil = aws.ToTime(p.ExpirationDate)
			}
		}
	}
	return nil
}

// tasks lists the node's tasks of a desired status, of all registrations of its instance.
func (r *Reader) tasks(ctx context.Context, n fleet.Node, desired types.DesiredStatus) (
	[]string, error,
) {
	var arns []string
	for _, arn := range n.ARNs() {
		pages := ecs.NewListTasksPaginator(r.client, &ecs.ListTasksInput{
			Cluster: &n.Cluster, ContainerInstance: &arn, DesiredStatus: desired,
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("list tasks of node %s: %w", n.Instance, err)
			}
			arns = append(arns, page.TaskArns...)
		}
	}
	return arns, nil
}
