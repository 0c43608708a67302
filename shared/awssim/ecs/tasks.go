package ecs

import (
	"context"
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// reasonMax is the longest reason of a StopTask, in bytes (ECS API reference, StopTask).
const reasonMax = 1024

func (e *ECS) onTasks() {
	wire.On(e.Service, "RunTask", e.runTask)
	wire.On(e.Service, "StartTask", e.startTask)
	wire.On(e.Service, "ExecuteCommand", e.executeCommand)
	wire.On(e.Service, "StopTask", e.stopTask)
	wire.On(e.Service, "ListTasks", e.listTasks)
	wire.On(e.Service, "DescribeTasks", e.describeTasks)
}

func (e *ECS) stopTask(
	ctx context.Context, in *api.StopTaskInput,
) (*api.StopTaskOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(text(in.Reason)) > reasonMax {
		return nil, invalid("reason can have at most %d characters.", reasonMax)
	}
	id, err := c.identifier("task", text(in.Task))
	if err != nil {
		return nil, err
	}
	c.forget()
	t := c.taskByID[id]
	if t == nil {
		return nil, invalid("The referenced task was not found.")
	}
	o := order{
		code: types.TaskStopCodeUserInitiated, reason: text(in.Reason), by: callerName(ctx),
	}
	if o.reason == "" {
		o.reason = "Task stopped by user"
	}
	t.orderStop(o)
	return &api.StopTaskOutput{Task: t.output()}, nil
}

func (e *ECS) listTasks(
	_ context.Context, in *api.ListTasksInput,
) (*api.ListTasksOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if in.DaemonName != nil {
		return nil, later("daemonName")
	}
	c.forget()
	desired := in.DesiredStatus
	switch desired {
	case "":
		desired = types.DesiredStatusRunning
	case types.DesiredStatusRunning, types.DesiredStatusPending, types.DesiredStatusStopped:
	default:
		return nil, invalid("Desired status %s is not valid.", desired)
	}
	rows, err := c.tasksOf(in)
	if err != nil {
		return nil, err
	}
	names, next, err := page(rows,
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(t *task) bool { return t.desired == string(desired) && t.asked(in) })
	if err != nil {
		return nil, err
	}
	return &api.ListTasksOutput{TaskArns: names, NextToken: next}, nil
}

// tasksOf is the shortest list that has all tasks that the call asks for.
func (c *cluster) tasksOf(in *api.ListTasksInput) (list[*task], error) {
	rows := c.tasks
	if name := text(in.ServiceName); name != "" {
		s, err := c.service(name)
		if err != nil {
			return nil, err
		}
		if s == nil {
			return nil, serviceNotFound()
		}
		rows = s.tasks
	}
	if ref := text(in.ContainerInstance); ref != "" {
		i, err := c.lookUp(ref)
		if err != nil {
			return nil, err
		}
		rows = i.tasks
	}
	return rows, nil
}

// asked reports whether the task is among those that the call asks for, but for its status.
func (t *task) asked(in *api.ListTasksInput) bool {
	if name := text(in.ServiceName); name != "" {
		if t.svc == nil || t.svc.title != name && t.svc.arn != name {
			return false
		}
	}
	if family := text(in.Family); family != "" && t.def.family != family {
		return false
	}
	if by := text(in.StartedBy); by != "" && t.startedBy != by {
		return false
	}
	return in.LaunchType == "" || in.LaunchType == launchType(t.inst.external)
}

func (e *ECS) describeTasks(
	_ context.Context, in *api.DescribeTasksInput,
) (*api.DescribeTasksOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if n := len(in.Tasks); n == 0 {
		return nil, invalid("Tasks cannot be empty.")
	} else if n > pageMax {
		return nil, invalid("Tasks cannot have more than %d elements.", pageMax)
	}
	ids, err := c.identifiers("task", in.Tasks)
	if err != nil {
		return nil, err
	}
	c.forget()
	out := &api.DescribeTasksOutput{
		Tasks: make([]types.Task, 0, len(ids)), Failures: []types.Failure{},
	}
	for _, id := range ids {
		if t := c.taskByID[id]; t != nil {
			x := t.shown()
			if !slices.Contains(in.Include, types.TaskFieldTags) {
				x.Tags = []types.Tag{}
			}
			out.Tasks = append(out.Tasks, x)
			continue
		}
		out.Failures = append(out.Failures, failure(c.arnOf("task", id), missing))
	}
	return out, nil
}

// executeCommand is refused by name: no session reaches into a simulated container.
func (e *ECS) executeCommand(
	context.Context, *api.ExecuteCommandInput,
) (*api.ExecuteCommandOutput, error) {
	return nil, later("ExecuteCommand")
}
