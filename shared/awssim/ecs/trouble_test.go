package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// stopTasks stops all tasks of a machine and waits for the agent to hear it.
func (w *world) stopTasks(m *host.Machine) {
	w.t.Helper()
	for _, x := range w.tasks(m) {
		must(w.client.StopTask(w.ctx, &api.StopTaskInput{
			Cluster: new("prod"), Task: x.TaskArn,
		}))(w.t)
	}
	w.kernel.Advance(time.Second)
}

func (w *world) health(m *host.Machine) *types.ContainerInstanceHealthStatus {
	w.t.Helper()
	out := must(w.client.DescribeContainerInstances(w.ctx, &api.DescribeContainerInstancesInput{
		Cluster:            new("prod"),
		ContainerInstances: []string{*w.instance(m).ContainerInstanceArn},
		Include: []types.ContainerInstanceField{
			types.ContainerInstanceFieldContainerInstanceHealth,
		},
	}))(w.t)
	return out.ContainerInstances[0].HealthStatus
}

func (w *world) told(kind string) (out []told) {
	for _, e := range w.events {
		if e.kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// WIN-7: on a poisoned host every start fails; what runs goes on.
func TestPoisonedHostFailsEveryStart(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web")
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.machines.Poison(m.InstanceID, "")
	w.run("web", 2)
	w.kernel.Advance(time.Minute)
	w.wantStates(m, "[RUNNING/RUNNING:1 STOPPED/STOPPED:2]")
	for _, x := range w.tasks(m) {
		reason := text(x.Containers[0].Reason)
		if *x.LastStatus == stopped && reason !=
			"CannotStartContainerError: Error response from daemon: "+host.HNSFailure {
			t.Errorf("reason %q", reason)
		}
	}
	w.machines.Heal(m.InstanceID)
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.wantStates(m, "[RUNNING/RUNNING:2 STOPPED/STOPPED:2]")
}

// WIN-8: a full disk fails pulls, and the creation of containers from images that are there.
func TestFullDiskFailsPullsAndCreates(t *testing.T) {
	w := newWorld(t)
	m := w.node(host.Template{Agent: host.AgentConfig{Disk: 5e9}})
	x := w.one(m, host.Image{Size: 3e9}, time.Hour)
	if got := text(x.Containers[0].Reason); !strings.HasPrefix(got, "CannotPullContainerError: ") ||
		!strings.HasSuffix(got, "There is not enough space on the disk.") {
		t.Errorf("reason %q", got)
	}
	w = newWorld(t)
	m = w.node(host.Template{})
	w.one(m, host.Image{Size: 3e9}, time.Hour)
	w.machines.FillDisk(m.InstanceID)
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.wantStates(m, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
}

// WIN-9: an agent that is away gets no task; what runs goes on. What ended meanwhile is told when
// it is back, and it hears what it was told.
func TestAgentThatIsAwayCatchesUp(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web")
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.machines.Disconnect(m.InstanceID, 5*time.Minute)
	if w.instance(m).AgentConnected {
		t.Error("the agent is still connected")
	}
	if got := *w.run("web", 1).Failures[0].Reason; got != "AGENT" {
		t.Errorf("failure %s, want AGENT", got)
	}
	w.stopTasks(m)
	w.kernel.Advance(4 * time.Minute)
	w.wantStates(m, "[RUNNING/STOPPED:1]")
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(m, "[STOPPED/STOPPED:1]")
	if !w.instance(m).AgentConnected {
		t.Error("the agent did not come back")
	}
	if got := len(w.told("ECS Container Instance Health Change")); got != 2 {
		t.Errorf("%d events of health, want 2", got)
	}
}

// WIN-10: an instance whose agent stays away becomes IMPAIRED; ECS does nothing about it.
func TestDeadAgentMakesItsInstanceImpaired(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	if got := w.health(m); got.OverallStatus != "OK" || len(got.Details) != 2 {
		t.Errorf("health is %+v", got)
	}
	w.define("web")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(time.Minute)
	w.machines.KillAgent(m.InstanceID)
	w.kernel.Advance(24 * time.Hour)
	w.wantStates(m, "[RUNNING/RUNNING:1]")
	h := w.health(m)
	if h.OverallStatus != "IMPAIRED" || h.Details[0].Status != "OK" ||
		!strings.HasPrefix(text(h.Details[1].StatusReason), "Agent disconnected since 2026-") {
		t.Errorf("health is %+v", h)
	}
	e := w.told("ECS Container Instance Health Change")
	if len(e) != 1 || e[0].text("overallStatus") != "IMPAIRED" || e[0].rows("healthChecks") != 2 {
		t.Errorf("events %v", e)
	}
	if w.instance(m); w.instance(m).HealthStatus != nil {
		t.Error("health is shown unasked")
	}
}

// WIN-11: a wedged runtime times out; what it shall stop stays STOPPING until it answers again.
func TestWedgedRuntimeTimesOut(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web")
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.machines.Wedge(m.InstanceID)
	w.stopTasks(m)
	w.run("web", 1)
	w.kernel.Advance(5 * time.Minute)
	w.wantStates(m, "[STOPPED/STOPPED:1 STOPPING/STOPPED:1]")
	for _, x := range w.tasks(m) {
		if *x.LastStatus == stopped && text(x.Containers[0].Reason) != "DockerTimeoutError: Could "+
			"not transition to created; timed out after waiting 4m0s" {
			t.Errorf("reason %q", text(x.Containers[0].Reason))
		}
	}
	if got := w.health(m).Details[0].Status; got != "IMPAIRED" {
		t.Errorf("runtime is %s", got)
	}
	w.machines.Unwedge(m.InstanceID)
	w.kernel.Advance(time.Minute)
	w.wantStates(m, "[STOPPED/STOPPED:2]")

	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.machines.Wedge(m.InstanceID)
	w.stopTasks(m)
	w.kernel.Advance(72*time.Hour + time.Second)
	x := w.tasks(m)[0]
	if *x.LastStatus != stopped || x.Containers[0].ExitCode != nil || !strings.HasPrefix(
		text(x.Containers[0].Reason), "DockerTimeoutError: Could not transition to stopped;") {
		t.Errorf("after 72 hours: %s, %q", *x.LastStatus, text(x.Containers[0].Reason))
	}
}

// WIN-12: a machine that hangs is running for EC2, its agent silent.
func TestHungMachineKeepsItsTasks(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web")
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.machines.Hang(m.InstanceID)
	w.stopTasks(m)
	w.kernel.Advance(time.Hour)
	w.wantStates(m, "[RUNNING/STOPPED:1]")
	if m.State != host.Running {
		t.Errorf("the machine is %s", m.State)
	}
}

// WIN-10: a machine that fails its status check has lost its agent too.
func TestInstanceOfAnUnreachableMachineIsImpaired(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Impair(m.InstanceID)
	w.kernel.Advance(3 * time.Minute)
	if got := w.health(m).OverallStatus; got != "IMPAIRED" {
		t.Errorf("health is %s", got)
	}
}

// WIN-10: both checks are shown beside each other, and a restart ends what ailed the runtime.
func TestARestartEndsWhatAiledTheRuntime(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Wedge(m.InstanceID)
	h := w.health(m)
	if h.OverallStatus != "IMPAIRED" || len(h.Details) != 2 || h.Details[0].Status != "IMPAIRED" ||
		h.Details[1].Status != "OK" {
		t.Errorf("wedged: %+v", h)
	}
	w.machines.Reboot(m.InstanceID)
	w.kernel.Advance(30 * time.Minute)
	if h := w.health(m); h.OverallStatus != "OK" || h.Details[0].Status != "OK" {
		t.Errorf("restarted: %+v", h)
	}
}
