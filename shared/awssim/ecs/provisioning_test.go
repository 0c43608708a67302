package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// CP-4: 500 tasks of a cluster can be PROVISIONING; what is beyond fails, or waits as an event of
// its service.
func TestFiveHundredTasksCanBeProvisioning(t *testing.T) {
	w := newFleet(t, 0, 0, 0)
	w.fill(495)
	out := w.run("app", 10)
	if len(out.Tasks) != 5 || len(out.Failures) != 1 ||
		!strings.Contains(*out.Failures[0].Reason, "provisioning capacity limit was exceeded") {
		t.Errorf("%d tasks, failures %v", len(out.Tasks), out.Failures)
	}
	w.serve("app", 3, 100, 200)
	w.kernel.Advance(time.Second)
	s := w.service("app")
	if s.PendingCount != 0 || !strings.Contains(*s.Events[0].Message,
		"unable to place a task. Reason: The tasks provisioning capacity limit was exceeded") {
		t.Errorf("%d pending, event %q", s.PendingCount, *s.Events[0].Message)
	}
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: out.Tasks[0].TaskArn,
	}))(t)
	w.kernel.Advance(time.Minute)
	if got := w.service("app").PendingCount; got != 1 {
		t.Errorf("with one place free %d tasks of the service wait, want 1", got)
	}
}

// CP-4: a service's tasks wait in PROVISIONING, count as pending and start when capacity comes;
// no placement failure is told.
func TestServiceTasksWaitForCapacity(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	w.serve("app", 12, 100, 200)
	w.kernel.Advance(time.Minute)
	s := w.service("app")
	if s.PendingCount != 12 || s.LaunchType != "" || len(s.CapacityProviderStrategy) != 1 ||
		len(s.Deployments[0].CapacityProviderStrategy) != 1 {
		t.Errorf("%d pending, launch type %q, strategy %v", s.PendingCount, s.LaunchType,
			s.CapacityProviderStrategy)
	}
	for _, task := range w.tasks(nil) {
		if task.ContainerInstanceArn != nil || *task.LastStatus != provisioning {
			t.Fatalf("a task is %s on %v", *task.LastStatus, task.ContainerInstanceArn)
		}
	}
	w.kernel.Advance(10 * time.Minute)
	if got := w.service("app").RunningCount; got != 12 {
		t.Errorf("%d tasks run, want 12", got)
	}
	for _, e := range w.events {
		if e.text("eventName") == "SERVICE_TASK_PLACEMENT_FAILURE" {
			t.Error("a placement failure was told")
		}
	}
	w.toldSteady(t)
}

// toldSteady checks CP-16: the service's capacity provider was told to be steady.
func (w *fleet) toldSteady(t *testing.T) {
	t.Helper()
	for _, e := range w.events {
		if e.text("eventName") == "CAPACITY_PROVIDER_STEADY_STATE" &&
			e.rows("capacityProviderArns") == 1 {
			return
		}
	}
	t.Error("the capacity provider is not told to be steady")
}

// CP-4: a change of desired count stops tasks that still wait.
func TestWaitingTasksOfServiceAreStopped(t *testing.T) {
	w := newFleet(t, 0, 0, 0)
	w.serve("app", 5, 100, 200)
	w.kernel.Advance(time.Second)
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("app"), DesiredCount: new(int32(2)),
	}))(t)
	w.kernel.Advance(time.Second)
	w.wantStates(nil, "[PROVISIONING/RUNNING:2 STOPPED/STOPPED:3]")
}

// CP-4: without managed scaling nothing waits.
func TestNothingWaitsWithoutManagedScaling(t *testing.T) {
	w := newFleet(t, 0, 0, 10, func(p *types.AutoScalingGroupProvider) { p.ManagedScaling = nil })
	out := w.run("app", 1)
	if len(out.Tasks) != 0 || len(out.Failures) != 1 {
		t.Errorf("%d tasks, failures %v", len(out.Tasks), out.Failures)
	}
	w.kernel.Advance(time.Hour)
	if len(w.metrics) != 0 {
		t.Errorf("%d datapoints were measured", len(w.metrics))
	}
}

// CP-4: a task waits for ever, unless the account is told otherwise.
func TestWaitForCapacityEndsOnlyWhereAsked(t *testing.T) {
	for limit, want := range map[time.Duration]string{
		0: "[PROVISIONING/RUNNING:1]", time.Hour: "[STOPPED/STOPPED:1]",
	} {
		w := newFleet(t, 0, 0, 0)
		w.ecs.Scaling.GiveUp = limit
		w.run("app", 1)
		w.kernel.Advance(time.Hour)
		w.wantStates(nil, want)
	}
}

// CP-4: tasks go to instances of their provider only.
func TestTasksStayWithTheirProvider(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	w.nodes(2) // of no group of the provider
	w.run("app", 1)
	w.wantStates(nil, "[PROVISIONING/RUNNING:1]")
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
	m := w.machineOf(0)
	if n := len(w.tasks(m)) + len(w.tasks(w.machineOf(1))); n != 1 {
		t.Errorf("%d tasks run in the group, want 1", n)
	}
	if got := w.instance(m).CapacityProviderName; got == nil || *got != "web" {
		t.Errorf("the instance's capacity provider is %v", got)
	}
}
