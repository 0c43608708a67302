package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// What the served account holds: the demo's fleet.
const (
	cluster   = "prod"
	group     = "win2022-core"
	groupSize = 9
	fleetSize = 12
)

var reading = []check{
	{"sts get-caller-identity names the account", identity},
	{"ecs list-clusters lists the cluster", clusters},
	{"ecs describe-clusters counts its nodes", clusterCounts},
	{"ecs list-container-instances lists its nodes", instances},
	{"ecs list-container-instances in pages lists the same", pages},
	{"ecs describe-container-instances describes Windows nodes", described},
	{"ecs describe-services finds every service complete", services},
	{"ecs describe-tasks describes running tasks", tasks},
	{"ecs describe-task-definition describes one", definition},
	{"autoscaling describe-auto-scaling-groups describes the group", groups},
	{"autoscaling describe-lifecycle-hooks describes its hook", hooks},
	{"ssm get-parameters-by-path reads the policy document", parameters},
	{"lambda list-functions finds the function and its table", functions},
	{"lambda invoke waits for the function's answer", invoked},
}

func identity(ctx context.Context, c *cli) error {
	var out struct{ Account, Arn string }
	if err := c.run(ctx, &out, "sts", "get-caller-identity"); err != nil {
		return err
	}
	return errors.Join(want("account", out.Account, "123456789012"),
		want("ARN", out.Arn, "arn:aws:iam::123456789012:user/operator"))
}

func clusters(ctx context.Context, c *cli) error {
	var out struct{ ClusterArns []string }
	if err := c.run(ctx, &out, "ecs", "list-clusters"); err != nil {
		return err
	}
	return want("clusters", strings.Join(out.ClusterArns, " "),
		"arn:aws:ecs:us-east-1:123456789012:cluster/"+cluster)
}

func clusterCounts(ctx context.Context, c *cli) error {
	var out struct {
		Clusters []struct {
			Status                            string
			RegisteredContainerInstancesCount int
		}
	}
	err := c.run(ctx, &out, "ecs", "describe-clusters", "--clusters", cluster)
	if err != nil || len(out.Clusters) != 1 {
		return errors.Join(err, want("number of clusters", len(out.Clusters), 1))
	}
	return errors.Join(want("status", out.Clusters[0].Status, "ACTIVE"),
		want("nodes", out.Clusters[0].RegisteredContainerInstancesCount, fleetSize))
}

func instances(ctx context.Context, c *cli) error {
	var out struct{ ContainerInstanceArns []string }
	err := c.run(ctx, &out, "ecs", "list-container-instances", "--cluster", cluster,
		"--status", "ACTIVE")
	c.nodes = out.ContainerInstanceArns
	return errors.Join(err, want("nodes", len(c.nodes), fleetSize))
}

func pages(ctx context.Context, c *cli) error {
	var out struct{ ContainerInstanceArns []string }
	err := c.run(ctx, &out, "ecs", "list-container-instances", "--cluster", cluster,
		"--page-size", "5")
	return errors.Join(err, want("nodes", strings.Join(out.ContainerInstanceArns, " "),
		strings.Join(c.nodes, " ")))
}

func described(ctx context.Context, c *cli) error {
	found, err := c.describe(ctx, c.nodes...)
	if err != nil {
		return err
	}
	var wrong []error
	for _, i := range found {
		wrong = append(wrong, want("status", i.Status, "ACTIVE"),
			want("agent is connected", i.AgentConnected, true),
			want("operating system", i.attribute("ecs.os-type"), "windows"))
		if i.RunningTasksCount > 0 {
			c.node = i.ContainerInstanceArn // the last with tasks is the one to drain
		}
	}
	return errors.Join(append(wrong, want("nodes", len(found), fleetSize))...)
}

func services(ctx context.Context, c *cli) error {
	var list struct{ ServiceArns []string }
	err := c.run(ctx, &list, "ecs", "list-services", "--cluster", cluster)
	if err != nil || len(list.ServiceArns) == 0 {
		return errors.Join(err, errors.New("no services"))
	}
	return c.complete(ctx, list.ServiceArns)
}

// complete says which services do not run as many tasks as they should.
func (c *cli) complete(ctx context.Context, arns []string) error {
	var out struct {
		Services []struct {
			ServiceName                string
			DesiredCount, RunningCount int
		}
	}
	args := append([]string{"ecs", "describe-services", "--cluster", cluster, "--services"}, arns...)
	if err := c.run(ctx, &out, args...); err != nil {
		return err
	}
	wrong := []error{want("services", len(out.Services), len(arns))}
	for _, s := range out.Services {
		wrong = append(wrong, want("running tasks of "+s.ServiceName, s.RunningCount, s.DesiredCount))
	}
	return errors.Join(wrong...)
}

func tasks(ctx context.Context, c *cli) error {
	var list struct{ TaskArns []string }
	err := c.run(ctx, &list, "ecs", "list-tasks", "--cluster", cluster, "--container-instance", c.node)
	if err != nil || len(list.TaskArns) == 0 {
		return errors.Join(err, fmt.Errorf("no tasks on %s", c.node))
	}
	var out struct {
		Tasks []struct{ LastStatus, ContainerInstanceArn string }
	}
	args := append([]string{"ecs", "describe-tasks", "--cluster", cluster, "--tasks"},
		list.TaskArns...)
	if err := c.run(ctx, &out, args...); err != nil {
		return err
	}
	wrong := []error{want("tasks", len(out.Tasks), len(list.TaskArns))}
	for _, t := range out.Tasks {
		wrong = append(wrong, want("last status", t.LastStatus, "RUNNING"),
			want("node", t.ContainerInstanceArn, c.node))
	}
	return errors.Join(wrong...)
}

func definition(ctx context.Context, c *cli) error {
	var out struct {
		TaskDefinition struct {
			Family          string
			Revision        int
			RuntimePlatform struct{ OperatingSystemFamily string }
		}
	}
	err := c.run(ctx, &out, "ecs", "describe-task-definition", "--task-definition", "shop-web")
	return errors.Join(err, want("family", out.TaskDefinition.Family, "shop-web"),
		want("revision", out.TaskDefinition.Revision, 1),
		want("operating system", out.TaskDefinition.RuntimePlatform.OperatingSystemFamily,
			"WINDOWS_SERVER_2022_CORE"))
}

func groups(ctx context.Context, c *cli) error {
	var out struct {
		AutoScalingGroups []struct {
			DesiredCapacity int
			Instances       []struct{ LifecycleState string }
		}
	}
	err := c.run(ctx, &out, "autoscaling", "describe-auto-scaling-groups",
		"--auto-scaling-group-names", group)
	if err != nil || len(out.AutoScalingGroups) != 1 {
		return errors.Join(err, want("groups", len(out.AutoScalingGroups), 1))
	}
	g := out.AutoScalingGroups[0]
	wrong := []error{
		want("desired capacity", g.DesiredCapacity, groupSize),
		want("instances", len(g.Instances), groupSize),
	}
	for _, i := range g.Instances {
		wrong = append(wrong, want("lifecycle state", i.LifecycleState, "InService"))
	}
	return errors.Join(wrong...)
}

func hooks(ctx context.Context, c *cli) error {
	var out struct {
		LifecycleHooks []struct{ LifecycleTransition, DefaultResult string }
	}
	err := c.run(ctx, &out, "autoscaling", "describe-lifecycle-hooks",
		"--auto-scaling-group-name", group)
	if err != nil || len(out.LifecycleHooks) != 1 {
		return errors.Join(err, want("hooks", len(out.LifecycleHooks), 1))
	}
	return errors.Join(
		want("transition", out.LifecycleHooks[0].LifecycleTransition,
			"autoscaling:EC2_INSTANCE_TERMINATING"),
		want("default result", out.LifecycleHooks[0].DefaultResult, "CONTINUE"))
}

func parameters(ctx context.Context, c *cli) error {
	var out struct {
		Parameters []struct{ Name, Value, Type string }
	}
	err := c.run(ctx, &out, "ssm", "get-parameters-by-path", "--path", "/sashweight", "--recursive")
	if err != nil || len(out.Parameters) != 1 {
		return errors.Join(err, want("parameters", len(out.Parameters), 1))
	}
	p := out.Parameters[0]
	return errors.Join(want("name", p.Name, "/sashweight/clusters/"+cluster),
		want("type", p.Type, "String"),
		want("value names the mode", strings.Contains(p.Value, "mode: act"), true))
}
