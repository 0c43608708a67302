package ecs

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// external adds a machine outside of EC2 and waits for it.
func (w *world) external() *host.Machine {
	m := w.machines.AddExternal(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
	})
	w.kernel.Advance(time.Minute)
	return m
}

func (w *world) runExternal(family string) *api.RunTaskOutput {
	w.t.Helper()
	return must(w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: &family, LaunchType: types.LaunchTypeExternal,
	}))(w.t)
}

// EXT-1: tasks of the launch type EXTERNAL run on External instances only, others never there.
func TestExternalTasksRunOnExternalInstancesOnly(t *testing.T) {
	w := newWorld(t)
	w.define("web")
	node := w.nodes(1)[0]
	_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web"), LaunchType: types.LaunchTypeExternal,
	})
	wantError(t, err, "InvalidParameterException", "No Container Instances were found")
	own := w.external()
	for range 3 {
		if out := w.runExternal("web"); out.Tasks[0].LaunchType != types.LaunchTypeExternal {
			t.Errorf("launch type is %s", out.Tasks[0].LaunchType)
		}
	}
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("each"), TaskDefinition: new("web"),
		LaunchType: types.LaunchTypeExternal, SchedulingStrategy: types.SchedulingStrategyDaemon,
	}))(t)
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("two"), TaskDefinition: new("web"),
		LaunchType: types.LaunchTypeExternal, DesiredCount: new(int32(2)),
	}))(t)
	w.serve("web", 8, 100, 200)
	w.kernel.Advance(time.Minute)
	w.wantStates(own, "[RUNNING/RUNNING:6]")
	w.wantStates(node, "[RUNNING/RUNNING:8]")
	if got := w.service("two").LaunchType; got != types.LaunchTypeExternal {
		t.Errorf("the service's launch type is %s", got)
	}
	must(w.client.StartTask(w.ctx, &api.StartTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web"),
		ContainerInstances: []string{*w.instance(own).ContainerInstanceArn},
	}))(t)
	w.wantStates(own, "[PENDING/RUNNING:1 RUNNING/RUNNING:6]")
	c := w.cluster("prod", types.ClusterFieldStatistics)
	if got := *c.Statistics[0].Value; got != "8" {
		t.Errorf("%s tasks run on EC2, want 8", got)
	}
}

// EXT-2: External instances have no network interfaces and no load balancers for tasks.
func TestExternalRefusesInterfacesAndLoadBalancers(t *testing.T) {
	w := newFront(t)
	w.listener()
	own := w.external()
	w.define("web", func(c *types.ContainerDefinition) {
		c.PortMappings = []types.PortMapping{{ContainerPort: new(int32(8080))}}
	})
	_, err := w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
		LaunchType: types.LaunchTypeExternal, DesiredCount: new(int32(1)),
		LoadBalancers: []types.LoadBalancer{{
			TargetGroupArn: &w.group, ContainerName: new("app"), ContainerPort: new(int32(8080)),
		}},
	})
	wantError(t, err, "InvalidParameterException", "Load balancers are not supported")
	in := &api.RegisterTaskDefinitionInput{
		Family: new("own"), NetworkMode: types.NetworkModeAwsvpc,
		ContainerDefinitions:    []types.ContainerDefinition{container("app")},
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityExternal},
	}
	_, err = w.client.RegisterTaskDefinition(w.ctx, in)
	wantError(t, err, "ClientException", "awsvpc is not supported")
	in.RequiresCompatibilities = nil
	d := must(w.client.RegisterTaskDefinition(w.ctx, in))(t).TaskDefinition
	if len(d.Compatibilities) != 1 || d.Compatibilities[0] != types.CompatibilityEc2 {
		t.Errorf("awsvpc is compatible with %v", d.Compatibilities)
	}
	network := w.in("us-east-1a")
	_, err = w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("own"), NetworkConfiguration: network,
		LaunchType: types.LaunchTypeExternal,
	})
	wantError(t, err, "InvalidParameterException", "does not support launch_type EXTERNAL")
	out := must(w.client.StartTask(w.ctx, &api.StartTaskInput{
		Cluster: new("prod"), TaskDefinition: new("own"), NetworkConfiguration: network,
		ContainerInstances: []string{*w.instance(own).ContainerInstanceArn},
	}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "ATTRIBUTE" {
		t.Errorf("failures are %v", out.Failures)
	}
}

// EXT-3: External instances are drained and deregistered as others are.
func TestExternalInstanceIsDrainedAndDeregistered(t *testing.T) {
	w := newWorld(t)
	a, b := w.external(), w.external()
	w.define("web")
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
		LaunchType: types.LaunchTypeExternal, DesiredCount: new(int32(4)),
	}))(t)
	w.kernel.Advance(2 * time.Minute)
	w.drain(a)
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(b, "[RUNNING/RUNNING:4]")
	arn := w.instance(a).ContainerInstanceArn
	must(w.client.DeregisterContainerInstance(w.ctx, &api.DeregisterContainerInstanceInput{
		Cluster: new("prod"), ContainerInstance: arn,
	}))(t)
	out := must(w.client.ListContainerInstances(w.ctx, &api.ListContainerInstancesInput{
		Cluster: new("prod"), Filter: new("attribute:ecs.capability.external exists"),
	}))(t)
	if len(out.ContainerInstanceArns) != 1 || out.ContainerInstanceArns[0] == *arn {
		t.Errorf("External instances are %v", out.ContainerInstanceArns)
	}
}
