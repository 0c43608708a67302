package ecs

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// checkedBy gives a container the image and a health check every 10 s that fails after three.
func checkedBy(image string) func(*types.ContainerDefinition) {
	return func(c *types.ContainerDefinition) {
		c.Image = new(image)
		c.HealthCheck = &types.HealthCheck{
			Command: []string{"CMD", "check"}, Interval: new(int32(10)), Retries: new(int32(3)),
		}
	}
}

// image makes an image that starts within 9 s and behaves otherwise as given.
func (w *world) image(name string, i host.Image) {
	i.Size, i.Start = 1, host.Duration{Median: 9 * time.Second}
	i.Stop = host.Duration{Median: 4 * time.Second}
	if w.machines.Images == nil {
		w.machines.Images = map[string]host.Image{}
	}
	w.machines.Images[name] = i
}

// SVC-23: a task that fails its container health checks is replaced, its replacement first.
func TestTaskThatFailsItsHealthChecksIsReplaced(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.image("repo/sick", host.Image{SickAfter: host.Duration{Median: 10 * time.Minute}})
	w.define("web", checkedBy("repo/sick"))
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
	healthy, live := 0, 0
	for range 300 {
		w.kernel.Advance(time.Second)
		w.ecs.EachService(func(s ServiceView) { healthy, live = s.Healthy, max(live, s.Live) })
	}
	if healthy != 1 || live != 2 {
		t.Errorf("%d healthy in the end, at most %d live; want 1 and 2", healthy, live)
	}
	old := w.ecs.clusters["prod"].tasks[0]
	if old.last != stopped || old.stop.reason != "Task failed container health checks" {
		t.Errorf("the old task is %s: %s", old.last, old.stop.reason)
	}
	if !w.hasEvent("web", "(task "+old.id+") failed container health checks.") {
		t.Error("no service event says so")
	}
}

// SVC-23: tasks that are never healthy open the circuit breaker.
func TestBreakerCountsTasksThatAreNeverHealthy(t *testing.T) {
	w := newWorld(t)
	w.nodes(3)
	w.define("web", checkedBy("repo/app"))
	w.serve("web", 2, 100, 200)
	w.update("web", api.UpdateServiceInput{
		DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: true},
		},
	})
	w.kernel.Advance(5 * time.Minute)
	w.image("repo/sick", host.Image{NeverHealthy: true})
	w.roll("web", checkedBy("repo/sick"))
	w.kernel.Advance(15 * time.Minute)
	s := w.service("web")
	if got := count(w.actions(), "SERVICE_DEPLOYMENT_FAILED"); got != 1 || s.RunningCount != 2 ||
		len(s.Deployments) != 1 {
		t.Errorf("%d deployments failed, %d tasks run of %d deployments", got, s.RunningCount,
			len(s.Deployments))
	}
}
