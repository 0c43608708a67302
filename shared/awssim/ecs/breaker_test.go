package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// SVC-6: half of the desired count, but 3 to 200; or what a threshold configuration says.
func TestBreakerThresholds(t *testing.T) {
	config := func(k types.ThresholdType, n int32) *types.ThresholdConfiguration {
		return &types.ThresholdConfiguration{Type: k, Value: n}
	}
	for _, c := range []struct {
		config        *types.ThresholdConfiguration
		desired, want int
	}{
		{nil, 1, 3},
		{nil, 6, 3},
		{nil, 7, 4},
		{nil, 25, 13},
		{nil, 400, 200},
		{nil, 800, 200},
		{config(types.ThresholdTypeBoundedPercent, 10), 20, 3},
		{config(types.ThresholdTypeBoundedPercent, 90), 1000, 200},
		{config(types.ThresholdTypeUnboundedPercent, 10), 1, 1},
		{config(types.ThresholdTypeUnboundedPercent, 90), 1000, 900},
		{config(types.ThresholdTypeCount, 5), 1000, 5},
	} {
		b := &types.DeploymentCircuitBreaker{ThresholdConfiguration: c.config}
		if got := breakerThreshold(b, c.desired); got != c.want {
			t.Errorf("threshold of %d tasks with %v is %d, want %d", c.desired, c.config, got, c.want)
		}
	}
}

// crashing makes containers of the image end themselves after a second.
func (w *world) crashing(image string) {
	if w.machines.Images == nil {
		w.machines.Images = map[string]host.Image{}
	}
	w.machines.Images[image] = host.Image{
		Size: 1, Start: host.Duration{Median: 9 * time.Second},
		Runs: host.Duration{Median: time.Second}, ExitCode: 1,
	}
}

// breaker is a world whose service "web" runs two good tasks and then gets a bad revision.
func breaker(t *testing.T, b types.DeploymentCircuitBreaker) *world {
	w := newWorld(t)
	w.nodes(3)
	w.define("web")
	w.serve("web", 2, 50, 200)
	w.update("web", api.UpdateServiceInput{
		DeploymentConfiguration: &types.DeploymentConfiguration{DeploymentCircuitBreaker: &b},
	})
	w.kernel.Advance(2 * time.Minute)
	w.crashing("repo/bad")
	w.roll("web", func(c *types.ContainerDefinition) { c.Image = new("repo/bad") })
	return w
}

// SVC-7: with rollback the last completed deployment is the primary again.
func TestBreakerRollsBackToTheLastCompletedDeployment(t *testing.T) {
	w := breaker(t, types.DeploymentCircuitBreaker{Enable: true, Rollback: true})
	good, bad := w.service("web").Deployments[1], w.service("web").Deployments[0]
	w.kernel.Advance(12 * time.Second)
	if got := w.service("web").Deployments[0].FailedTasks; got != 2 {
		t.Errorf("%d tasks failed, want 2", got)
	}
	w.kernel.Advance(5 * time.Minute)
	s := w.service("web")
	d := s.Deployments[0]
	if len(s.Deployments) != 1 || *d.Id != *good.Id || s.RunningCount != 2 ||
		d.RolloutState != types.DeploymentRolloutStateCompleted {
		t.Errorf("after the rollback: %d running, deployments %v", s.RunningCount, s.Deployments)
	}
	if !strings.HasSuffix(*s.TaskDefinition, "web:1") {
		t.Errorf("the service's definition is %s", *s.TaskDefinition)
	}
	for _, part := range []string{
		"(deployment " + *bad.Id + ") deployment failed: tasks failed to start.",
		"rolling back to deployment " + *good.Id + ".",
	} {
		if !w.hasEvent("web", part) {
			t.Errorf("no service event says %q", part)
		}
	}
	w.wantDeploymentEvent("ERROR", "SERVICE_DEPLOYMENT_FAILED",
		"ECS deployment circuit breaker: task failed to start.")
	w.wantDeploymentEvent("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS",
		"ECS deployment circuit breaker: rolling back to deploymentId "+*good.Id+".")
}

func (w *world) wantDeploymentEvent(kind, name, reason string) {
	w.t.Helper()
	n := 0
	for _, e := range w.events {
		if e.text("eventType") == kind && e.text("eventName") == name && e.text("reason") == reason {
			n++
		}
	}
	if n != 1 {
		w.t.Errorf("%d events %s with reason %q, want 1", n, name, reason)
	}
}

// SVC-8: without rollback the deployment is FAILED and starts nothing more; a new one may.
func TestFailedDeploymentStartsNoTask(t *testing.T) {
	w := breaker(t, types.DeploymentCircuitBreaker{Enable: true})
	w.kernel.Advance(5 * time.Minute)
	s := w.service("web")
	if d := s.Deployments[0]; d.RolloutState != types.DeploymentRolloutStateFailed ||
		*d.RolloutStateReason != "ECS deployment circuit breaker: task failed to start." {
		t.Errorf("rollout state is %s: %s", d.RolloutState, *d.RolloutStateReason)
	}
	if s.RunningCount == 0 || s.PendingCount != 0 {
		t.Errorf("%d running, %d pending", s.RunningCount, s.PendingCount)
	}
	before := len(w.tasks(nil))
	w.kernel.Advance(20 * time.Minute)
	if got := len(w.tasks(nil)); got != before {
		t.Errorf("%d tasks, %d before", got, before)
	}
	w.roll("web")
	w.kernel.Advance(5 * time.Minute)
	if s := w.service("web"); s.RunningCount != 2 || len(s.Deployments) != 1 {
		t.Errorf("the next deployment: %d running of %d deployments", s.RunningCount,
			len(s.Deployments))
	}
}

// SVC-9: a task that becomes healthy resets the count, unless resetOnHealthyTask is false.
func TestHealthyTaskResetsTheFailureCount(t *testing.T) {
	for _, reset := range []bool{true, false} {
		w := newWorld(t)
		w.nodes(1)
		w.define("web")
		w.serve("web", 1, 100, 200)
		w.update("web", api.UpdateServiceInput{
			DeploymentConfiguration: &types.DeploymentConfiguration{
				DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{
					Enable: true, ResetOnHealthyTask: &reset,
				},
			},
		})
		s := w.ecs.clusters["prod"].serviceByName["web"]
		s.countFailure(s.primary())
		s.countFailure(s.primary())
		w.kernel.Advance(time.Minute)
		want := int32(2)
		if reset {
			want = 0
		}
		if got := w.service("web").Deployments[0].FailedTasks; got != want {
			t.Errorf("reset %v: %d failed tasks, want %d", reset, got, want)
		}
	}
}

// SVC-7: what the SDK's checks let through and ECS does not.
func TestBreakerIsChecked(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 1, 100, 200)
	for _, c := range []types.ThresholdConfiguration{
		{Type: "SOME", Value: 3}, {Type: types.ThresholdTypeCount},
	} {
		_, err := w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
			Cluster: new("prod"), Service: new("web"),
			DeploymentConfiguration: &types.DeploymentConfiguration{
				DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{
					Enable: true, ThresholdConfiguration: &c,
				},
			},
		})
		wantError(t, err, "InvalidParameterException", "threshold")
	}
}
