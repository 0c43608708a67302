package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const nobody = "00000000000000000000000000000000"

func repeat(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// refusal is one call that ECS refuses, with the code and a part of the message.
type refusal struct {
	name, code, part string
	call             func(w *world) error
}

func checkRefusals(t *testing.T, refusals []refusal) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) { wantError(t, r.call(w), r.code, r.part) })
	}
}

func updateState(w *world, status types.ContainerInstanceStatus, ids ...string) error {
	_, err := w.client.UpdateContainerInstancesState(w.ctx,
		&api.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), ContainerInstances: ids, Status: status,
		})
	return err
}

func listInstances(w *world, edit func(*api.ListContainerInstancesInput)) error {
	in := &api.ListContainerInstancesInput{Cluster: new("prod")}
	edit(in)
	_, err := w.client.ListContainerInstances(w.ctx, in)
	return err
}

func TestInstanceCallsAreRefused(t *testing.T) {
	const code = "InvalidParameterException"
	deregister := func(w *world, id string) error {
		_, err := w.client.DeregisterContainerInstance(w.ctx,
			&api.DeregisterContainerInstanceInput{
				Cluster: new("prod"), ContainerInstance: new(id),
			})
		return err
	}
	describe := func(w *world, cluster string, ids ...string) error {
		_, err := w.client.DescribeContainerInstances(w.ctx,
			&api.DescribeContainerInstancesInput{
				Cluster: new(cluster), ContainerInstances: ids,
			})
		return err
	}
	checkRefusals(t, []refusal{
		{"no instance", code, "can not be empty", func(w *world) error {
			return updateState(w, "DRAINING", []string{}...)
		}},
		{"eleven", code, "at most 10", func(w *world) error {
			return updateState(w, "DRAINING", repeat(nobody, 11)...)
		}},
		{"status", code, "[ACTIVE, DRAINING]", func(w *world) error {
			return updateState(w, "REGISTERING", nobody)
		}},
		{"identifier", code, "length should be one of", func(w *world) error {
			return updateState(w, "DRAINING", "i-123")
		}},
		{"list status", code, "is not valid", func(w *world) error {
			return listInstances(w, func(in *api.ListContainerInstancesInput) {
				in.Status = "BUSY"
			})
		}},
		{"filter", code, "Invalid filter", func(w *world) error {
			return listInstances(w, func(in *api.ListContainerInstancesInput) {
				in.Filter = new("ec2InstanceId on fire")
			})
		}},
		{"page size", code, "maxResults", func(w *world) error {
			return listInstances(w, func(in *api.ListContainerInstancesInput) {
				in.MaxResults = new(int32(101))
			})
		}},
		{"token", code, "Invalid token", func(w *world) error {
			return listInstances(w, func(in *api.ListContainerInstancesInput) {
				in.NextToken = new("?")
			})
		}},
		{"101 described", code, "more than 100", func(w *world) error {
			return describe(w, "prod", repeat(nobody, 101)...)
		}},
		{"other cluster", code, "Your cluster is prod", func(w *world) error {
			return describe(w, "prod", strings.Replace(
				*w.firstNode().ContainerInstanceArn, "/prod/", "/test/", 1))
		}},
		{"no cluster", "ClusterNotFoundException", "Cluster not found", func(w *world) error {
			return describe(w, "none", nobody)
		}},
		{"busy", code, "Found running tasks", func(w *world) error {
			return deregister(w, *w.firstNode().ContainerInstanceArn)
		}},
		{"unknown", code, "not found", func(w *world) error { return deregister(w, nobody) }},
	})
}

func TestTaskCallsAreRefused(t *testing.T) {
	const code = "InvalidParameterException"
	run := func(edit func(*api.RunTaskInput)) func(w *world) error {
		return func(w *world) error {
			in := &api.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web")}
			edit(in)
			_, err := w.client.RunTask(w.ctx, in)
			return err
		}
	}
	stop := func(w *world, id, reason string) error {
		_, err := w.client.StopTask(w.ctx, &api.StopTaskInput{
			Cluster: new("prod"), Task: new(id), Reason: new(reason),
		})
		return err
	}
	describe := func(w *world, ids ...string) error {
		_, err := w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
			Cluster: new("prod"), Tasks: ids,
		})
		return err
	}
	list := func(in *api.ListTasksInput) func(w *world) error {
		return func(w *world) error {
			in.Cluster = new("prod")
			_, err := w.client.ListTasks(w.ctx, in)
			return err
		}
	}
	checkRefusals(t, []refusal{
		{"eleven tasks", code, "Count", run(func(in *api.RunTaskInput) { in.Count = new(int32(11)) })},
		{"fargate", code, "FARGATE", run(func(in *api.RunTaskInput) { in.LaunchType = "FARGATE" })},
		{"definition", "ClientException", "not found", run(func(in *api.RunTaskInput) {
			in.TaskDefinition = new("web:7")
		})},
		{"override", code, "not a container", run(func(in *api.RunTaskInput) {
			in.Overrides = &types.TaskOverride{
				ContainerOverrides: []types.ContainerOverride{{Name: new("db")}},
			}
		})},
		{"constraint", code, "expression", run(func(in *api.RunTaskInput) {
			in.PlacementConstraints = []types.PlacementConstraint{
				{Type: "memberOf", Expression: new("attribute:tier ~ web")},
			}
		})},
		{"reason", code, "1024", func(w *world) error {
			return stop(w, nobody, strings.Repeat("x", 1025))
		}},
		{"no such task", code, "task was not found", func(w *world) error {
			return stop(w, nobody, "x")
		}},
		{"none described", code, "cannot be empty", func(w *world) error {
			return describe(w, []string{}...)
		}},
		{"101 described", code, "more than 100", func(w *world) error {
			return describe(w, repeat(nobody, 101)...)
		}},
		{"task id", code, "taskId length", func(w *world) error { return describe(w, "x") }},
		{"status", code, "not valid", list(&api.ListTasksInput{DesiredStatus: "DONE"})},
		{"service", "ServiceNotFoundException", "not found",
			list(&api.ListTasksInput{ServiceName: new("none")})},
		{"instance", code, "not found", list(&api.ListTasksInput{ContainerInstance: new(nobody)})},
	})
}

func TestServiceCallsAreRefused(t *testing.T) {
	const code = "InvalidParameterException"
	create := func(edit func(*api.CreateServiceInput)) func(w *world) error {
		return func(w *world) error {
			in := &api.CreateServiceInput{
				Cluster: new("prod"), ServiceName: new("new"), TaskDefinition: new("web"),
				DesiredCount: new(int32(1)),
			}
			edit(in)
			_, err := w.client.CreateService(w.ctx, in)
			return err
		}
	}
	update := func(edit func(*api.UpdateServiceInput)) func(w *world) error {
		return func(w *world) error {
			in := &api.UpdateServiceInput{Cluster: new("prod"), Service: new("web")}
			edit(in)
			_, err := w.client.UpdateService(w.ctx, in)
			return err
		}
	}
	checkRefusals(t, []refusal{
		{"daemon", code, "does not support a desired count", create(func(in *api.CreateServiceInput) {
			in.SchedulingStrategy = "DAEMON"
		})},
		{"load balancer", code, "loadBalancers", create(func(in *api.CreateServiceInput) {
			in.LoadBalancers = []types.LoadBalancer{{ContainerPort: new(int32(80))}}
		})},
		{"rebalancing", code, "availabilityZoneRebalancing ENABLED is not simulated yet",
			update(func(in *api.UpdateServiceInput) {
				in.AvailabilityZoneRebalancing = types.AvailabilityZoneRebalancingEnabled
			})},
		{"count", code, "DesiredCount", create(func(in *api.CreateServiceInput) {
			in.DesiredCount = nil
		})},
		{"percent", code, "minimumHealthyPercent", create(func(in *api.CreateServiceInput) {
			in.DeploymentConfiguration = &types.DeploymentConfiguration{
				MinimumHealthyPercent: new(int32(100)), MaximumPercent: new(int32(50)),
			}
		})},
		{"twice", code, "not idempotent", create(func(in *api.CreateServiceInput) {
			in.ServiceName = new("web")
		})},
		{"unknown", "ServiceNotFoundException", "not found",
			update(func(in *api.UpdateServiceInput) { in.Service = new("none") })},
		{"definition", "ClientException", "not found",
			update(func(in *api.UpdateServiceInput) { in.TaskDefinition = new("none") })},
		{"negative", code, "negative",
			update(func(in *api.UpdateServiceInput) { in.DesiredCount = new(int32(-1)) })},
		{"eleven described", code, "more than 10", func(w *world) error {
			_, err := w.client.DescribeServices(w.ctx, &api.DescribeServicesInput{
				Cluster: new("prod"), Services: repeat("web", 11),
			})
			return err
		}},
		{"scaled above 0", code, "scaled above 0", func(w *world) error {
			_, err := w.client.DeleteService(w.ctx, &api.DeleteServiceInput{
				Cluster: new("prod"), Service: new("web"),
			})
			return err
		}},
		{"full cluster", "ClusterContainsContainerInstancesException", "Container Instances",
			func(w *world) error {
				_, err := w.client.DeleteCluster(w.ctx,
					&api.DeleteClusterInput{Cluster: new("prod")})
				return err
			}},
	})
}

func TestTaskDefinitionsAreRefused(t *testing.T) {
	define := func(edit func(*api.RegisterTaskDefinitionInput)) func(w *world) error {
		return func(w *world) error {
			in := &api.RegisterTaskDefinitionInput{
				Family:               new("x"),
				ContainerDefinitions: []types.ContainerDefinition{container("a")},
			}
			edit(in)
			_, err := w.client.RegisterTaskDefinition(w.ctx, in)
			return err
		}
	}
	const code = "ClientException"
	checkRefusals(t, []refusal{
		{"memory", code, "'memory'", define(func(in *api.RegisterTaskDefinitionInput) {
			in.ContainerDefinitions[0].Memory = nil
		})},
		{"empty", code, "cannot be empty", define(func(in *api.RegisterTaskDefinitionInput) {
			in.ContainerDefinitions = []types.ContainerDefinition{}
		})},
		{"family", code, "family name", define(func(in *api.RegisterTaskDefinitionInput) {
			in.Family = new("a b")
		})},
		{"essential", code, "essential", define(func(in *api.RegisterTaskDefinitionInput) {
			in.ContainerDefinitions[0].Essential = new(false)
		})},
		{"port", code, "port", define(func(in *api.RegisterTaskDefinitionInput) {
			port(70000)(&in.ContainerDefinitions[0])
		})},
		{"network", "InvalidParameterException", "host is not simulated yet",
			define(func(in *api.RegisterTaskDefinitionInput) { in.NetworkMode = "host" })},
		{"unknown", code, "Unable to describe", func(w *world) error {
			_, err := w.client.DescribeTaskDefinition(w.ctx,
				&api.DescribeTaskDefinitionInput{TaskDefinition: new("none:1")})
			return err
		}},
	})
}
