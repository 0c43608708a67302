package ecs

import (
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

func resource(rs []types.Resource, name string) types.Resource {
	for _, r := range rs {
		if *r.Name == name {
			return r
		}
	}
	return types.Resource{}
}

func TestWindowsAgentRegistersWhatItIsAndHas(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	i := w.instance(m)
	if *i.Status != "ACTIVE" || !i.AgentConnected || *i.Ec2InstanceId != m.InstanceID {
		t.Errorf("instance is %s, connected %v, %s", *i.Status, i.AgentConnected, *i.Ec2InstanceId)
	}
	have := map[string]string{}
	for _, a := range i.Attributes {
		have[*a.Name] = text(a.Value)
	}
	for name, want := range map[string]string{
		"ecs.os-type": "windows", "ecs.os-family": "WINDOWS_SERVER_2022_CORE",
		"ecs.ami-id": "ami-1", "ecs.instance-type": "m5.large", "tier": "web",
		"ecs.availability-zone": "us-east-1a", "ecs.cpu-architecture": "x86_64",
		"com.amazonaws.ecs.capability.logging-driver.awslogs": "",
	} {
		if got, ok := have[name]; !ok || got != want {
			t.Errorf("attribute %s is %q, want %q", name, got, want)
		}
	}
	if got := resource(i.RegisteredResources, "PORTS").StringSetValue; len(got) != 11 {
		t.Errorf("%d ports are reserved, want 11", len(got))
	}
}

func TestRemainingResourcesFollowTheTasks(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web", port(8080))
	before := w.instance(m)
	task := w.run("web", 1).Tasks[0]
	i := w.instance(m)
	cpu, memory := resource(i.RemainingResources, "CPU"), resource(i.RemainingResources, "MEMORY")
	if cpu.IntegerValue != 2048-256 || memory.IntegerValue != 4096-512 {
		t.Errorf("%d CPU and %d MiB remain", cpu.IntegerValue, memory.IntegerValue)
	}
	if !slices.Contains(resource(i.RemainingResources, "PORTS").StringSetValue, "8080") {
		t.Error("port 8080 is not among the used ones")
	}
	if i.RunningTasksCount != 1 || i.PendingTasksCount != 1 || i.Version <= before.Version {
		t.Errorf("running %d, pending %d, version %d after %d", i.RunningTasksCount,
			i.PendingTasksCount, i.Version, before.Version)
	}
	w.kernel.Advance(time.Minute)
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: task.TaskArn,
	}))(t)
	i = w.instance(m)
	// A task that is to stop no longer counts as running, but keeps its room until it has.
	if i.RunningTasksCount != 0 || resource(i.RemainingResources, "CPU").IntegerValue != 1792 {
		t.Errorf("running %d while the task stops", i.RunningTasksCount)
	}
	w.kernel.Advance(time.Minute)
	i = w.instance(m)
	if got := resource(i.RemainingResources, "CPU").IntegerValue; got != 2048 {
		t.Errorf("%d CPU remain at the end, want 2048", got)
	}
	if slices.Contains(resource(i.RemainingResources, "PORTS").StringSetValue, "8080") {
		t.Error("port 8080 is still used")
	}
}

func TestForcedDeregistrationOrphansTasks(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	i := w.instance(nodes[0])
	arn := *w.tasks(nodes[0])[0].TaskArn
	out := must(w.client.DeregisterContainerInstance(w.ctx,
		&api.DeregisterContainerInstanceInput{
			Cluster: new("prod"), ContainerInstance: i.ContainerInstanceArn, Force: new(true),
		}))(t)
	if got := *out.ContainerInstance.Status; got != "INACTIVE" {
		t.Errorf("status is %s, want INACTIVE", got)
	}
	task := must(w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
		Cluster: new("prod"), Tasks: []string{arn},
	}))(t).Tasks[0]
	if *task.LastStatus != "STOPPED" || task.Containers[0].ExitCode != nil ||
		*task.StoppedReason != "Container instance deregistration forced by user" {
		t.Errorf("task is %s: %s", *task.LastStatus, *task.StoppedReason)
	}
	w.kernel.Advance(time.Minute)
	if got := w.service("web").RunningCount; got != 2 {
		t.Errorf("the service has %d tasks, want 2", got)
	}
	updated := must(w.client.UpdateContainerInstancesState(w.ctx,
		&api.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), Status: "ACTIVE",
			ContainerInstances: []string{*i.ContainerInstanceArn},
		}))(t)
	if len(updated.Failures) != 1 || *updated.Failures[0].Reason != "INACTIVE" {
		t.Errorf("failures are %v, want INACTIVE", updated.Failures)
	}
}

func TestAgentWaitsForItsCluster(t *testing.T) {
	w := newWorld(t)
	must(w.machines.Launch(host.Template{Cluster: "later"}, "us-east-1a", "group"))(t)
	w.kernel.Advance(time.Hour)
	must(w.client.CreateCluster(w.ctx, &api.CreateClusterInput{ClusterName: new("later")}))(t)
	c := must(w.client.DescribeClusters(w.ctx, &api.DescribeClustersInput{
		Clusters: []string{"later"},
	}))(t).Clusters[0]
	if c.RegisteredContainerInstancesCount != 1 {
		t.Errorf("%d instances are registered, want 1", c.RegisteredContainerInstancesCount)
	}
}

func TestInstanceRegisteredByHandHasNoAgent(t *testing.T) {
	w := newWorld(t)
	out := must(w.client.RegisterContainerInstance(w.ctx, &api.RegisterContainerInstanceInput{
		Cluster:                  new("prod"),
		InstanceIdentityDocument: new(`{"instanceId":"i-1","availabilityZone":"us-east-1a"}`),
		TotalResources: []types.Resource{
			{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: 1024},
			{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: 2048},
		},
		Attributes: []types.Attribute{{Name: new("ecs.os-type"), Value: new("windows")}},
	}))(t)
	i := out.ContainerInstance
	if *i.Ec2InstanceId != "i-1" || i.AgentConnected || *i.Status != "ACTIVE" {
		t.Errorf("instance %s: %s, connected %v", *i.Ec2InstanceId, *i.Status, i.AgentConnected)
	}
	w.define("web")
	run := w.run("web", 1)
	if len(run.Failures) != 1 || *run.Failures[0].Reason != "AGENT" {
		t.Errorf("failures are %v, want AGENT", run.Failures)
	}
}

func TestEventsAndDescribeTellTheSame(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("job")
	w.run("job", 1)
	w.kernel.Advance(time.Minute)
	w.drain(m)
	var last told
	for _, e := range w.events {
		if e.kind == "ECS Container Instance State Change" {
			last = e
		}
	}
	i := w.instance(m)
	if last.detail["version"] != float64(i.Version) || last.text("status") != "DRAINING" ||
		last.text("containerInstanceArn") != *i.ContainerInstanceArn ||
		!strings.HasSuffix(last.text("clusterArn"), ":cluster/prod") {
		t.Errorf("the event says %v, the API version %d", last.detail, i.Version)
	}
	if got := last.rows("remainingResources"); got != 4 {
		t.Errorf("%d resources in the event, want 4", got)
	}
}

func TestRunTaskTwiceWithOneTokenStartsOneTask(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("job")
	in := &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("job"), ClientToken: new("once"),
	}
	a, b := must(w.client.RunTask(w.ctx, in))(t), must(w.client.RunTask(w.ctx, in))(t)
	if *a.Tasks[0].TaskArn != *b.Tasks[0].TaskArn {
		t.Error("two tasks were started")
	}
	w.wantStates(nil, "[PENDING/RUNNING:1]")
}

func TestHandedOutOutputsNeverChange(t *testing.T) {
	w := steady(t, 100, 200)
	i := w.ecs.clusters["prod"].instances[0]
	task := i.live[0]
	before, was := i.output(), task.output()
	status, last, version := *before.Status, *was.LastStatus, before.Version
	i.setStatus(draining)
	w.kernel.Advance(10 * time.Minute)
	if *before.Status != status || *was.LastStatus != last || before.Version != version {
		t.Error("an output changed after it was handed out")
	}
	if i.output() == before || task.output() == was {
		t.Error("a change gives no new output")
	}
	if again := i.output(); again != i.output() {
		t.Error("an output is built again without a change")
	}
}
