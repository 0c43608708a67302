package main

import (
	"context"
	"errors"
	"strconv"
)

func defineTask(ctx context.Context, c *cli) error {
	var out struct {
		TaskDefinition struct{ Revision int }
	}
	err := c.run(ctx, &out, "ecs", "register-task-definition", "--family", own,
		"--requires-compatibilities", "EC2", "--runtime-platform",
		"operatingSystemFamily=WINDOWS_SERVER_2022_CORE", "--container-definitions",
		`[{"name":"app","image":"app:ltsc2022","cpu":256,"memory":512,"essential":true}]`)
	return errors.Join(err, want("revision", out.TaskDefinition.Revision, 1))
}

// ownService is the session's service as the CLI shows it.
type ownService struct {
	Status                                   string
	DesiredCount, RunningCount, PendingCount int
}

func makeService(ctx context.Context, c *cli) error {
	var out struct{ Service ownService }
	err := c.run(ctx, &out, "ecs", "create-service", "--cluster", own, "--service-name", own,
		"--task-definition", own, "--desired-count", "3", "--launch-type", "EC2")
	return errors.Join(err, want("status", out.Service.Status, "ACTIVE"),
		want("desired count", out.Service.DesiredCount, 3))
}

// runs watches until the service runs so many tasks.
func runs(count int) func(context.Context, *cli) error {
	return func(ctx context.Context, c *cli) error {
		return eventually(func() error {
			var out struct{ Services []ownService }
			err := c.run(ctx, &out, "ecs", "describe-services", "--cluster", own, "--services", own)
			if err != nil || len(out.Services) != 1 {
				return errors.Join(err, want("services", len(out.Services), 1))
			}
			return errors.Join(want("running tasks", out.Services[0].RunningCount, count),
				want("pending tasks", out.Services[0].PendingCount, 0))
		})
	}
}

// drainOwn drains a node and watches it become empty.
func drainOwn(ctx context.Context, c *cli) error {
	var out struct{ ContainerInstances []instance }
	err := c.run(ctx, &out, "ecs", "update-container-instances-state", "--cluster", own,
		"--status", "DRAINING", "--container-instances", c.nodes[0])
	if err != nil {
		return err
	}
	return eventually(func() error {
		err := c.run(ctx, &out, "ecs", "describe-container-instances", "--cluster", own,
			"--container-instances", c.nodes[0])
		if err != nil || len(out.ContainerInstances) != 1 {
			return errors.Join(err, want("nodes", len(out.ContainerInstances), 1))
		}
		i := out.ContainerInstances[0]
		return errors.Join(want("status", i.Status, "DRAINING"),
			want("tasks", i.RunningTasksCount+i.PendingTasksCount, 0))
	})
}

func scaleTo(count int) func(context.Context, *cli) error {
	return func(ctx context.Context, c *cli) error {
		var out struct{ Service ownService }
		err := c.run(ctx, &out, "ecs", "update-service", "--cluster", own, "--service", own,
			"--desired-count", strconv.Itoa(count))
		return errors.Join(err, want("desired count", out.Service.DesiredCount, count))
	}
}

func deleteService(ctx context.Context, c *cli) error {
	var out struct{ Service ownService }
	return c.run(ctx, &out, "ecs", "delete-service", "--cluster", own, "--service", own, "--force")
}

func deleteCluster(ctx context.Context, c *cli) error {
	return eventually(func() error {
		var out struct{ Cluster struct{ Status string } }
		err := c.run(ctx, &out, "ecs", "delete-cluster", "--cluster", own)
		return errors.Join(err, want("status", out.Cluster.Status, "INACTIVE"))
	})
}
