package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

func port(n int32) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.PortMappings = append(c.PortMappings, types.PortMapping{
			ContainerPort: new(n), HostPort: new(n),
		})
	}
}

func (w *world) hasEvent(service, part string) bool { return w.countEvents(service, part) > 0 }

func (w *world) countEvents(service, part string) int {
	n := 0
	for _, e := range w.service(service).Events {
		if strings.Contains(*e.Message, part) {
			n++
		}
	}
	return n
}

// story is the task's events as last/desired, in order, with rising versions.
func (w *world) story(arn string) string {
	w.t.Helper()
	var out []string
	version := 0.0
	for _, e := range w.events {
		if e.kind != "ECS Task State Change" || e.detail["taskArn"] != arn {
			continue
		}
		if v, ok := e.detail["version"].(float64); !ok || v <= version {
			w.t.Errorf("version %v follows %v", e.detail["version"], version)
		} else {
			version = v
		}
		out = append(out, e.text("lastStatus")+"/"+e.text("desiredStatus"))
	}
	return strings.Join(out, " ")
}

func TestTaskTellsEveryStepOfItsLife(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("job", func(c *types.ContainerDefinition) {
		c.PortMappings = []types.PortMapping{{ContainerPort: new(int32(80))}}
	})
	arn := *w.run("job", 1).Tasks[0].TaskArn
	w.kernel.Advance(time.Minute)
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: &arn, Reason: new("sashweight/test: enough"),
	}))(t)
	w.kernel.Advance(time.Minute)
	want := "PENDING/RUNNING RUNNING/RUNNING RUNNING/STOPPED STOPPING/STOPPED STOPPED/STOPPED"
	if got := w.story(arn); got != want {
		t.Errorf("events are\n%s, want\n%s", got, want)
	}
	task := w.tasks(nil)[0]
	if got := *task.Containers[0].ExitCode; got != host.ExitControlC {
		t.Errorf("exit code is %d, want %d", got, host.ExitControlC)
	}
	if task.StopCode != types.TaskStopCodeUserInitiated ||
		*task.StoppedReason != "sashweight/test: enough" {
		t.Errorf("stopped by %s: %s", task.StopCode, *task.StoppedReason)
	}
	if got := *task.Containers[0].NetworkBindings[0].HostPort; got != firstDynamic {
		t.Errorf("host port is %d, want %d", got, firstDynamic)
	}
	if got := task.StoppedAt.Sub(*task.StoppingAt); got != 5*time.Second {
		t.Errorf("the stop took %s, want 5s", got)
	}
	w.run("job", 1)
	w.kernel.Advance(time.Minute)
	if got := *w.tasks(nil)[0].Containers[0].NetworkBindings[0].HostPort; got != firstDynamic {
		t.Errorf("the next task's host port is %d, want %d again", got, firstDynamic)
	}
}

func TestSlowStopIsKilledAtItsTimeout(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.machines.Images["repo/app"] = host.Image{Stop: host.Duration{Median: time.Hour}}
	w.define("plain")
	w.define("patient", func(c *types.ContainerDefinition) { c.StopTimeout = new(int32(90)) })
	for _, c := range []struct {
		family string
		want   time.Duration
	}{{"plain", 30 * time.Second}, {"patient", 90 * time.Second}} {
		family, want := c.family, c.want
		arn := *w.run(family, 1).Tasks[0].TaskArn
		w.kernel.Advance(time.Minute)
		must(w.client.StopTask(w.ctx, &api.StopTaskInput{Cluster: new("prod"), Task: &arn}))(t)
		w.kernel.Advance(2 * time.Minute)
		task := must(w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
			Cluster: new("prod"), Tasks: []string{arn},
		}))(t).Tasks[0]
		if got := task.StoppedAt.Sub(*task.StoppingAt) - time.Second; got != want {
			t.Errorf("%s was killed after %s, want %s", family, got, want)
		}
		if got := *task.Containers[0].ExitCode; got != host.ExitAborted {
			t.Errorf("%s: exit code is %d, want %d", family, got, host.ExitAborted)
		}
	}
}

func TestImagesArePulledOnceAndOneAtATime(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	for _, image := range []string{"repo/a", "repo/b"} {
		w.machines.Images[image] = host.Image{Size: 1.4e9} // 14 s download, 100 s extract
	}
	use := func(image string) func(*types.ContainerDefinition) {
		return func(c *types.ContainerDefinition) { c.Image = new(image) }
	}
	w.define("a", use("repo/a"))
	w.define("b", use("repo/b"))
	w.run("a", 1)
	w.run("b", 1)
	w.run("a", 1)
	w.kernel.Advance(10 * time.Minute)
	w.run("a", 1)
	w.kernel.Advance(time.Minute)
	want := []time.Duration{114 * time.Second, 228 * time.Second, 114 * time.Second, 0}
	for i, task := range w.tasks(nil) {
		if got := task.PullStoppedAt.Sub(*task.PullStartedAt); got != want[i] {
			t.Errorf("pull %d took %s, want %s", i, got, want[i])
		}
	}
}

func TestTerminatedMachineTakesItsTasksAndLeavesTheCluster(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	arn := *w.tasks(nodes[0])[0].TaskArn
	i := w.instance(nodes[0])
	w.machines.Terminate(nodes[0].InstanceID)
	if w.instance(nodes[0]).AgentConnected {
		t.Error("the agent outlives its machine")
	}
	w.kernel.Advance(5 * time.Minute)
	task := must(w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
		Cluster: new("prod"), Tasks: []string{arn},
	}))(t).Tasks[0]
	want := "Host EC2 (instance " + nodes[0].InstanceID + ") terminated."
	if *task.LastStatus != "STOPPED" || *task.StoppedReason != want {
		t.Errorf("task is %s: %s", *task.LastStatus, *task.StoppedReason)
	}
	out := must(w.client.DescribeContainerInstances(w.ctx, &api.DescribeContainerInstancesInput{
		Cluster: new("prod"), ContainerInstances: []string{*i.ContainerInstanceArn},
	}))(t)
	if got := *out.ContainerInstances[0].Status; got != "INACTIVE" {
		t.Errorf("container instance is %s, want INACTIVE", got)
	}
	if got := w.service("web").RunningCount; got != 2 {
		t.Errorf("the service has %d tasks, want 2", got)
	}
	killed := 0
	w.ecs.EachTask(func(v TaskView) {
		if v.KilledWithoutGrace {
			killed++
		}
	})
	if killed != 1 {
		t.Errorf("%d tasks lost their grace, want 1", killed)
	}
}

func TestFinishedContainersEndTheirTaskAndServicesReplaceIt(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.machines.Images["repo/app"] = host.Image{
		Runs: host.Duration{Median: time.Minute}, ExitCode: 3,
	}
	w.define("web")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(90 * time.Second)
	w.wantStates(nil, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
	task := w.tasks(nil)[1]
	if task.StopCode != types.TaskStopCodeEssentialContainerExited ||
		*task.Containers[0].ExitCode != 3 {
		t.Errorf("stopped by %s with %d", task.StopCode, *task.Containers[0].ExitCode)
	}
}

func TestStoppedTasksAreForgottenAfterAnHour(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(1)
	w.define("job")
	arn := *w.run("job", 1).Tasks[0].TaskArn
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{Cluster: new("prod"), Task: &arn}))(t)
	w.kernel.Advance(59 * time.Minute)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:1]")
	w.kernel.Advance(2 * time.Minute)
	out := must(w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
		Cluster: new("prod"), Tasks: []string{arn},
	}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "MISSING" ||
		*out.Failures[0].Arn != arn {
		t.Errorf("failures are %v, want MISSING", out.Failures)
	}
	w.wantStates(nodes[0], "[]")
}
