package ecs

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// pair registers "web" with two containers, app and side, after edit changed them.
func (w *world) pair(edit func(app, side *types.ContainerDefinition)) {
	w.t.Helper()
	c := []types.ContainerDefinition{container("app"), container("side")}
	edit(&c[0], &c[1])
	must(w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: c,
	}))(w.t)
}

// WIN-15: the end of a sidecar does not end the task, that of an essential container does.
func TestOnlyEssentialContainersEndTheTask(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Images["repo/side"] = host.Image{
		Runs: host.Duration{Median: 20 * time.Second}, ExitCode: 3,
	}
	w.machines.Images["repo/app"] = host.Image{
		Runs: host.Duration{Median: 40 * time.Second}, ExitCode: 1,
	}
	w.pair(func(_, side *types.ContainerDefinition) { side.Essential = new(false) })
	w.run("web", 1)
	w.kernel.Advance(30 * time.Second)
	x := w.tasks(m)[0]
	if side := x.Containers[1]; *x.LastStatus != running || *side.LastStatus != stopped ||
		*side.ExitCode != 3 || *x.Containers[0].LastStatus != running {
		t.Errorf("task %s, side %s", *x.LastStatus, *side.LastStatus)
	}
	w.kernel.Advance(time.Minute)
	x = w.tasks(m)[0]
	if *x.LastStatus != stopped || *x.Containers[0].ExitCode != 1 ||
		x.StopCode != types.TaskStopCodeEssentialContainerExited {
		t.Errorf("task %s, %s", *x.LastStatus, x.StopCode)
	}
}

// WIN-15: when one essential container ends, the other is stopped with its grace.
func TestEssentialContainerThatEndsStopsTheOthers(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Images["repo/side"] = host.Image{
		Size: 1, Runs: host.Duration{Median: 20 * time.Second}, ExitCode: 3,
	}
	w.pair(func(_, _ *types.ContainerDefinition) {})
	w.run("web", 1)
	w.kernel.Advance(32 * time.Second)
	if got := *w.tasks(m)[0].Containers[1].LastStatus; got != stopped {
		t.Errorf("side is %s", got)
	}
	w.wantStates(m, "[RUNNING/RUNNING:1]")
	w.kernel.Advance(2 * time.Second)
	x := w.tasks(m)[0]
	if *x.LastStatus != stopped || *x.Containers[0].ExitCode != host.ExitControlC ||
		*x.Containers[1].ExitCode != 3 {
		t.Errorf("task %s with %v", *x.LastStatus, x.Containers)
	}
}

// WIN-15: a sidecar that cannot start does not keep the task from running.
func TestSidecarThatCannotStartIsLeftOut(t *testing.T) {
	w := newWorld(t)
	m := w.node(host.Template{Build: "10.0.20348"})
	w.machines.Images["repo/side"] = host.Image{Platforms: []host.Platform{windows2019}}
	w.pair(func(_, side *types.ContainerDefinition) { side.Essential = new(false) })
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	x := w.tasks(m)[0]
	if *x.LastStatus != running || x.Containers[1].Reason == nil ||
		x.Containers[1].ExitCode != nil {
		t.Errorf("task %s, side %q", *x.LastStatus, text(x.Containers[1].Reason))
	}
}

// WIN-16: containers start after those that they depend on, and stop before them.
func TestDependentContainersStartLaterAndStopEarlier(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.pair(func(app, _ *types.ContainerDefinition) {
		app.DependsOn = []types.ContainerDependency{{
			ContainerName: new("side"), Condition: types.ContainerConditionStart,
		}}
	})
	w.run("web", 1)
	w.kernel.Advance(18 * time.Second) // 1 s of words and twice 9 s to start
	w.wantStates(m, "[PENDING/RUNNING:1]")
	w.kernel.Advance(2 * time.Second)
	w.wantStates(m, "[RUNNING/RUNNING:1]")
	w.stopTasks(m)
	w.kernel.Advance(7 * time.Second) // twice 4 s to stop
	w.wantStates(m, "[STOPPING/STOPPED:1]")
	w.kernel.Advance(time.Second)
	w.wantStates(m, "[STOPPED/STOPPED:1]")
	bad := container("app")
	bad.DependsOn = []types.ContainerDependency{{ContainerName: new("no"), Condition: "START"}}
	_, err := w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new("bad"), ContainerDefinitions: []types.ContainerDefinition{bad},
	})
	wantError(t, err, "ClientException", "there is no other container 'no'")
}

// WIN-17: a task whose health checks fail is UNHEALTHY; a service replaces it, a standalone one
// runs on.
func TestUnhealthyTaskIsReplacedByItsService(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Images["repo/app"] = host.Image{
		Size: 1, SickAfter: host.Duration{Median: 5 * time.Minute},
	}
	w.define("web", func(c *types.ContainerDefinition) {
		c.HealthCheck = &types.HealthCheck{
			Command: []string{"CMD", "check"}, Interval: new(int32(10)), Retries: new(int32(2)),
		}
	})
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	if got := w.tasks(m)[0].HealthStatus; got != "HEALTHY" {
		t.Errorf("health is %s before it fails", got)
	}
	w.kernel.Advance(5 * time.Minute)
	if x := w.tasks(m)[0]; x.HealthStatus != "UNHEALTHY" || *x.LastStatus != running {
		t.Errorf("health is %s, %s after it failed", x.HealthStatus, *x.LastStatus)
	}
	w.stopTasks(m)
	w.serve("web", 1, 0, 100)
	w.kernel.Advance(6 * time.Minute)
	found := false
	for _, x := range w.tasks(m) {
		found = found || text(x.StoppedReason) == "Task failed container health checks" &&
			x.StopCode == types.TaskStopCodeServiceSchedulerInitiated
	}
	if !found {
		t.Error("the service did not replace its task")
	}
}

// WIN-17: a task that never passes never becomes HEALTHY.
func TestTaskThatNeverPassesIsNeverHealthy(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Images["repo/app"] = host.Image{Size: 1, NeverHealthy: true}
	w.define("web", func(c *types.ContainerDefinition) {
		c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "check"}}
	})
	w.run("web", 1)
	w.kernel.Advance(80 * time.Second)
	if got := w.tasks(m)[0].HealthStatus; got != "UNKNOWN" {
		t.Errorf("health is %s while it is tried", got)
	}
	w.kernel.Advance(time.Minute)
	if got := w.tasks(m)[0].HealthStatus; got != "UNHEALTHY" {
		t.Errorf("health is %s after three failures", got)
	}
}

// WIN-18: a program that ignores the shutdown event is killed when its time-out has passed; the
// task is STOPPING until the runtime has killed it.
func TestTaskStaysStoppingWhileTheRuntimeKills(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.machines.Images["repo/app"] = host.Image{
		Size: 1, IgnoresStop: true, Kill: host.Duration{Median: 3 * time.Minute},
	}
	w.define("web", func(c *types.ContainerDefinition) { c.StopTimeout = new(int32(60)) })
	w.run("web", 1)
	w.kernel.Advance(time.Minute)
	w.stopTasks(m)
	w.kernel.Advance(4*time.Minute - time.Second)
	w.wantStates(m, "[STOPPING/STOPPED:1]")
	w.kernel.Advance(time.Second)
	w.wantStates(m, "[STOPPED/STOPPED:1]")
	if got := *w.tasks(m)[0].Containers[0].ExitCode; got != host.ExitAborted {
		t.Errorf("exit code %d, want %d", got, host.ExitAborted)
	}
}
