package main

import (
	"context"
	"errors"
	"fmt"
)

var draining = []check{
	{"ecs update-container-instances-state sets a node DRAINING", drain},
	{"ecs describe-container-instances sees it empty", empties},
	{"ecs list-tasks finds no task on it", noTasks},
	{"the services are complete on the other nodes", completeAgain},
	{"ecs update-container-instances-state sets it ACTIVE again", activate},
}

// looks bounds how often the CLI looks whether something has come about. One takes it about a
// second, which is ten minutes of the account's time.
const looks = 60

// instance is a container instance as the CLI shows it.
type instance struct {
	ContainerInstanceArn, Status         string
	AgentConnected                       bool
	RunningTasksCount, PendingTasksCount int
	Attributes                           []struct{ Name, Value string }
}

func (i instance) attribute(name string) string {
	for _, a := range i.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func (c *cli) describe(ctx context.Context, arns ...string) ([]instance, error) {
	var out struct {
		ContainerInstances []instance
		Failures           []struct{ Arn, Reason string }
	}
	args := append([]string{"ecs", "describe-container-instances", "--cluster", cluster,
		"--container-instances"}, arns...)
	err := c.run(ctx, &out, args...)
	return out.ContainerInstances, errors.Join(err, want("failures", len(out.Failures), 0))
}

// set gives the node a status by hand and returns what the answer shows of it.
func (c *cli) set(ctx context.Context, status string) error {
	var out struct{ ContainerInstances []instance }
	err := c.run(ctx, &out, "ecs", "update-container-instances-state", "--cluster", cluster,
		"--status", status, "--container-instances", c.node)
	if err != nil || len(out.ContainerInstances) != 1 {
		return errors.Join(err, want("changed nodes", len(out.ContainerInstances), 1))
	}
	return want("status", out.ContainerInstances[0].Status, status)
}

func drain(ctx context.Context, c *cli) error { return c.set(ctx, "DRAINING") }

func activate(ctx context.Context, c *cli) error { return c.set(ctx, "ACTIVE") }

func empties(ctx context.Context, c *cli) error {
	return eventually(func() error {
		found, err := c.describe(ctx, c.node)
		if err != nil || len(found) != 1 {
			return errors.Join(err, want("nodes", len(found), 1))
		}
		return errors.Join(want("status", found[0].Status, "DRAINING"),
			want("tasks", found[0].RunningTasksCount+found[0].PendingTasksCount, 0))
	})
}

func noTasks(ctx context.Context, c *cli) error {
	var list struct{ TaskArns []string }
	err := c.run(ctx, &list, "ecs", "list-tasks", "--cluster", cluster, "--container-instance", c.node)
	return errors.Join(err, want("tasks", len(list.TaskArns), 0))
}

func completeAgain(ctx context.Context, c *cli) error {
	return eventually(func() error { return services(ctx, c) })
}

// eventually asks until the answer is right.
func eventually(ask func() error) error {
	var err error
	for range looks {
		if err = ask(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("after %d looks: %w", looks, err)
}
