package ecs

import (
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// update calls UpdateService for a service of the cluster "prod".
func (w *world) update(name string, in api.UpdateServiceInput) {
	w.t.Helper()
	in.Cluster, in.Service = new("prod"), new(name)
	must(w.client.UpdateService(w.ctx, &in))(w.t)
}

// roll registers a new revision of the service's family and deploys it.
func (w *world) roll(name string, edit ...func(*types.ContainerDefinition)) {
	w.t.Helper()
	w.define(name, edit...)
	w.update(name, api.UpdateServiceInput{TaskDefinition: new(name)})
}

// extremes are the fewest healthy and the most live tasks of the only service while the time goes.
func (w *world) extremes(d time.Duration) (healthy, live int) {
	healthy = 1 << 30
	for end := w.kernel.Now().Add(d); w.kernel.Now().Before(end); {
		w.kernel.Advance(500 * time.Millisecond)
		w.ecs.EachService(func(s ServiceView) {
			healthy, live = min(healthy, s.Healthy), max(live, s.Live)
		})
	}
	return healthy, live
}

// SVC-1: the minimum rounds up, the maximum down, and a roll-out goes as far as both allow.
func TestRollOutKeepsWithinItsPercentages(t *testing.T) {
	for _, c := range []struct{ desired, least, most, healthy, live int }{
		{4, 50, 100, 2, 4},
		{4, 100, 200, 4, 8},
		{4, 50, 150, 2, 6},
		{3, 67, 150, 3, 4}, // 2.01 rounds up, 4.5 down
		{3, 60, 100, 2, 3},
		{2, 0, 100, 0, 2},
	} {
		w := newWorld(t)
		w.nodes(4)
		w.define("web")
		w.serve("web", int32(c.desired), int32(c.least), int32(c.most))
		w.kernel.Advance(2 * time.Minute)
		w.roll("web")
		healthy, live := w.extremes(5 * time.Minute)
		if healthy != c.healthy || live != c.live {
			t.Errorf("desired %d, %d to %d %%: at least %d healthy, at most %d live, want %d and %d",
				c.desired, c.least, c.most, healthy, live, c.healthy, c.live)
		}
		s := w.service("web")
		if len(s.Deployments) != 1 || !strings.HasSuffix(*s.TaskDefinition, "web:2") {
			t.Errorf("%d deployments are left, of %s", len(s.Deployments), *s.TaskDefinition)
		}
	}
}

// SVC-2: forceNewDeployment replaces every task with the same definition.
func TestForcedDeploymentReplacesEveryTask(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	first := *w.service("web").Deployments[0].Id
	w.update("web", api.UpdateServiceInput{ForceNewDeployment: true})
	w.kernel.Advance(30 * time.Second)
	s := w.service("web")
	if len(s.Deployments) != 2 || *s.Deployments[0].Status != "PRIMARY" ||
		*s.Deployments[1].Status != "ACTIVE" || *s.Deployments[1].Id != first {
		t.Errorf("in mid-deployment: %v", s.Deployments)
	}
	w.kernel.Advance(2 * time.Minute)
	for _, task := range w.tasks(nil) {
		if *task.DesiredStatus == "RUNNING" && *task.StartedBy == first {
			t.Error("a task of the old deployment runs on")
		}
	}
	w.wantStates(nil, "[RUNNING/RUNNING:2 STOPPED/STOPPED:2]")
}

// SVC-3: a third revision in the middle of a roll-out replaces the tasks of both older ones.
func TestDeploymentsOverlap(t *testing.T) {
	w := newWorld(t)
	w.nodes(4)
	w.define("web")
	w.serve("web", 4, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	w.roll("web")
	w.kernel.Advance(20 * time.Second)
	w.roll("web")
	w.kernel.Advance(time.Second)
	if got := len(w.service("web").Deployments); got != 3 {
		t.Errorf("%d deployments are open, want 3", got)
	}
	healthy, live := w.extremes(5 * time.Minute)
	if healthy < 4 || live > 8 {
		t.Errorf("%d healthy, %d live", healthy, live)
	}
	s := w.service("web")
	if len(s.Deployments) != 1 || s.RunningCount != 4 {
		t.Errorf("%d deployments, %d running at the end", len(s.Deployments), s.RunningCount)
	}
	if got := count(w.actions(), "SERVICE_DEPLOYMENT_COMPLETED"); got != 2 {
		t.Errorf("%d deployments completed, want the first and the third", got)
	}
}

// SVC-4: a desired count that changes in the middle of a roll-out counts at once.
func TestDesiredCountChangesInMidDeployment(t *testing.T) {
	for _, desired := range []int32{2, 6} {
		w := newWorld(t)
		w.nodes(4)
		w.define("web")
		w.serve("web", 4, 50, 150)
		w.kernel.Advance(2 * time.Minute)
		w.roll("web")
		w.kernel.Advance(20 * time.Second)
		w.scale("web", desired)
		w.kernel.Advance(5 * time.Minute)
		s := w.service("web")
		if s.RunningCount != desired || len(s.Deployments) != 1 {
			t.Errorf("desired %d: %d running, %d deployments", desired, s.RunningCount,
				len(s.Deployments))
		}
	}
}

// SVC-5: a deployment's state changes are events with the documented texts.
func TestDeploymentTellsItsStates(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	id := *w.service("web").Deployments[0].Id
	var got []string
	for _, e := range w.events {
		if e.kind == "ECS Deployment State Change" {
			got = append(got, e.text("eventType")+" "+e.text("eventName")+" "+e.text("reason"))
		}
	}
	want := []string{
		"INFO SERVICE_DEPLOYMENT_IN_PROGRESS ECS deployment " + id + " in progress.",
		"INFO SERVICE_DEPLOYMENT_COMPLETED ECS deployment " + id + " completed.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events are %q, want %q", got, want)
	}
	if !w.hasEvent("web", "(deployment "+id+") deployment completed.") {
		t.Error("no service event says that the deployment completed")
	}
}
