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

// actions are the service action and deployment events, by name.
func (w *world) actions() []string {
	var out []string
	for _, e := range w.events {
		if name, ok := e.detail["eventName"].(string); ok {
			out = append(out, name)
		}
	}
	return out
}

func count(list []string, s string) int {
	n := 0
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}

func (w *world) scale(name string, n int32) {
	w.t.Helper()
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new(name), DesiredCount: new(n),
	}))(w.t)
}

func TestServiceSpreadsOverZonesAndBecomesSteady(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	w.serve("web", 4, 100, 200)
	w.kernel.Advance(5 * time.Minute)
	for _, m := range nodes {
		if got := w.instance(m).RunningTasksCount; got != 2 {
			t.Errorf("%s has %d tasks, want 2", m.Zone, got)
		}
	}
	want := []string{
		"SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_STEADY_STATE",
	}
	if got := w.actions(); !slices.Equal(got, want) {
		t.Errorf("events are %v, want %v", got, want)
	}
	s := w.service("web")
	if s.RunningCount != 4 || s.PendingCount != 0 || len(s.Deployments) != 1 ||
		s.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted {
		t.Errorf("service has %d running, %d pending, deployments %v",
			s.RunningCount, s.PendingCount, s.Deployments)
	}
	if !strings.HasSuffix(*s.Events[0].Message, "has reached a steady state.") {
		t.Errorf("the latest event is %q", *s.Events[0].Message)
	}
}

func TestScaleInKeepsTheZonesEven(t *testing.T) {
	w := newWorld(t)
	for _, zone := range []string{"a", "a", "a", "b"} {
		must(w.machines.Launch(host.Template{CPU: 2048, Memory: 4096, Cluster: "prod"},
			zone, "group"))(t)
	}
	w.kernel.Advance(time.Minute)
	w.define("web")
	w.serve("web", 8, 100, 200)
	w.kernel.Advance(5 * time.Minute)
	w.scale("web", 4)
	w.kernel.Advance(0)
	zones := map[string]int{}
	for _, task := range w.tasks(nil) {
		if *task.DesiredStatus == "RUNNING" {
			zones[*task.AvailabilityZone]++
		}
	}
	if zones["a"] != 2 || zones["b"] != 2 {
		t.Errorf("tasks by zone are %v, want two in each", zones)
	}
}

func TestPlacementFailureIsToldOnceUntilItIsResolved(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web", port(80))
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(5 * time.Hour)
	const name = "SERVICE_TASK_PLACEMENT_FAILURE"
	if got := count(w.actions(), name); got != 1 {
		t.Errorf("%d placement failures in five hours, want 1", got)
	}
	if !w.hasEvent("web", "is already using a port required by your task") {
		t.Error("no service event says what is missing")
	}
	w.kernel.Advance(2 * time.Hour)
	if got := count(w.actions(), name); got != 2 {
		t.Errorf("%d placement failures in seven hours, want 2", got)
	}
	w.nodes(1)
	w.kernel.Advance(2 * time.Minute)
	if got := w.service("web").RunningCount; got != 2 {
		t.Errorf("%d tasks run once there is room, want 2", got)
	}
	w.scale("web", 3)
	w.kernel.Advance(time.Minute)
	if got := count(w.actions(), name); got != 3 {
		t.Errorf("%d placement failures after a new one, want 3", got)
	}
	last := w.events[len(w.events)-1]
	if last.text("reason") != "RESOURCE:PORTS" || last.rows("containerInstanceArns") != 1 {
		t.Errorf("the event says %v", last.detail)
	}
}

func TestRoomThatATaskLeavesIsUsedAtOnce(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("job", port(80))
	w.define("web", port(80))
	job := w.run("job", 1).Tasks[0]
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(time.Minute)
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: job.TaskArn,
	}))(t)
	w.kernel.Advance(5 * time.Second)
	if got := w.service("web").PendingCount; got != 1 {
		t.Errorf("%d tasks are pending, want 1", got)
	}
}

func TestConstraintsBindAndStrategiesChoose(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	must(w.machines.Launch(host.Template{
		CPU: 8192, Memory: 8192, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2019_CORE",
	}, "us-east-1a", "group"))(t)
	w.kernel.Advance(time.Minute)
	w.define("web")
	run := func(in api.RunTaskInput) *api.RunTaskOutput {
		in.Cluster, in.TaskDefinition, in.Count = new("prod"), new("web"), new(int32(3))
		return must(w.client.RunTask(w.ctx, &in))(t)
	}
	old := []types.PlacementConstraint{{
		Type:       types.PlacementConstraintTypeMemberOf,
		Expression: new("attribute:ecs.os-family == WINDOWS_SERVER_2019_CORE"),
	}}
	out := run(api.RunTaskInput{PlacementConstraints: old})
	if len(out.Tasks) != 3 || len(hosts(out)) != 1 {
		t.Errorf("%d tasks on %d instances, want 3 on 1", len(out.Tasks), len(hosts(out)))
	}
	distinct := []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
	out = run(api.RunTaskInput{PlacementConstraints: distinct, Group: new("other")})
	if len(out.Tasks) != 3 || len(hosts(out)) != 3 {
		t.Errorf("%d tasks on %d instances, want 3 on 3", len(out.Tasks), len(hosts(out)))
	}
	out = run(api.RunTaskInput{PlacementConstraints: distinct, Group: new("other")})
	if len(out.Tasks) != 0 || *out.Failures[0].Reason != notDistinct {
		t.Errorf("failures are %v", out.Failures)
	}
	out = run(api.RunTaskInput{PlacementStrategy: []types.PlacementStrategy{
		{Type: types.PlacementStrategyTypeBinpack, Field: new("memory")},
	}})
	if len(hosts(out)) != 1 {
		t.Errorf("binpack used %d instances, want 1", len(hosts(out)))
	}
}

// hosts counts the tasks by container instance.
func hosts(out *api.RunTaskOutput) map[string]int {
	m := map[string]int{}
	for _, t := range out.Tasks {
		m[*t.ContainerInstanceArn]++
	}
	return m
}

func TestNewTaskDefinitionRollsOut(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	w.serve("web", 2, 50, 100)
	w.kernel.Advance(5 * time.Minute)
	w.define("web", func(c *types.ContainerDefinition) { c.Cpu = 512 })
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), TaskDefinition: new("web"),
	}))(t)
	for range 300 {
		w.kernel.Advance(time.Second)
		w.ecs.EachService(func(s ServiceView) {
			if s.Healthy < s.Least || s.Live > s.Most {
				t.Fatalf("%d healthy of %d, %d live of %d", s.Healthy, s.Least, s.Live, s.Most)
			}
		})
	}
	s := w.service("web")
	if len(s.Deployments) != 1 || s.RunningCount != 2 ||
		!strings.HasSuffix(*s.Deployments[0].TaskDefinition, "web:2") {
		t.Errorf("after the roll-out: %d running, %d deployments", s.RunningCount, len(s.Deployments))
	}
	if got := count(w.actions(), "SERVICE_DEPLOYMENT_COMPLETED"); got != 2 {
		t.Errorf("%d deployments completed, want 2", got)
	}
}

func TestConstraintsOfAnUpdateMoveNoTask(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(5 * time.Minute)
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"),
		PlacementConstraints: []types.PlacementConstraint{{
			Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:tier == db"),
		}},
	}))(t)
	w.kernel.Advance(time.Hour)
	w.wantStates(nil, "[RUNNING/RUNNING:2]")
	if got := len(w.service("web").Deployments); got != 1 {
		t.Errorf("%d deployments, want 1", got)
	}
}

func TestDeletedServiceStopsItsTasksAndBecomesInactive(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(time.Minute)
	must(w.client.DeleteService(w.ctx, &api.DeleteServiceInput{
		Cluster: new("prod"), Service: new("web"), Force: new(true),
	}))(t)
	if got := *w.service("web").Status; got != "DRAINING" {
		t.Errorf("service is %s, want DRAINING", got)
	}
	w.kernel.Advance(time.Minute)
	if got := *w.service("web").Status; got != "INACTIVE" {
		t.Errorf("service is %s, want INACTIVE", got)
	}
	w.wantStates(nil, "[STOPPED/STOPPED:2]")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(time.Minute)
	if got := w.service("web").RunningCount; got != 1 {
		t.Errorf("the new service has %d tasks, want 1", got)
	}
}
