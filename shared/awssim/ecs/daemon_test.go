package ecs

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// serveDaemon creates a daemon service of the family of its name.
func (w *world) serveDaemon(name string, constraints ...types.PlacementConstraint) {
	w.t.Helper()
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new(name), TaskDefinition: new(name),
		SchedulingStrategy: types.SchedulingStrategyDaemon, PlacementConstraints: constraints,
	}))(w.t)
}

// wantDaemon checks the counts of a daemon service.
func (w *world) wantDaemon(name string, desired, running int32) {
	w.t.Helper()
	s := w.service(name)
	if s.DesiredCount != desired || s.RunningCount != running {
		w.t.Errorf("at %s: %d of %d daemon tasks run, want %d of %d",
			w.kernel.Now().Format("15:04:05"), s.RunningCount, s.DesiredCount, running, desired)
	}
}

// SVC-13: one task on each ACTIVE instance that meets the constraints, whatever comes and goes.
func TestDaemonRunsOnEachMatchingInstance(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	must(w.machines.Launch(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", Attributes: map[string]string{"tier": "db"},
	}, "us-east-1a", "group"))(t)
	w.kernel.Advance(time.Minute)
	w.define("watch")
	w.serveDaemon("watch", types.PlacementConstraint{
		Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:tier == web"),
	})
	w.kernel.Advance(2 * time.Minute)
	w.wantDaemon("watch", 2, 2)
	s := w.service("watch")
	if s.SchedulingStrategy != types.SchedulingStrategyDaemon ||
		*s.DeploymentConfiguration.MinimumHealthyPercent != 0 ||
		*s.DeploymentConfiguration.MaximumPercent != 100 {
		t.Errorf("strategy %s, configuration %v", s.SchedulingStrategy, s.DeploymentConfiguration)
	}
	more := w.nodes(1)
	w.kernel.Advance(time.Minute)
	w.wantDaemon("watch", 3, 3)
	w.wantStates(more[0], "[RUNNING/RUNNING:1]")
	w.machines.Terminate(nodes[0].InstanceID)
	w.kernel.Advance(5 * time.Minute)
	w.wantDaemon("watch", 2, 2)
	if got := w.service("watch").Deployments[0].RolloutState; got !=
		types.DeploymentRolloutStateCompleted {
		t.Errorf("rollout state is %s", got)
	}
}

// SVC-14: daemon tasks are placed before replica tasks, so that a full cluster has room for them.
func TestDaemonStartsBeforeReplicas(t *testing.T) {
	w := newWorld(t)
	w.define("web", func(c *types.ContainerDefinition) { c.Cpu = 1024 })
	w.define("watch", func(c *types.ContainerDefinition) { c.Cpu = 1024 })
	w.serve("web", 8, 100, 200)
	w.serveDaemon("watch")
	w.nodes(2)
	w.kernel.Advance(2 * time.Minute)
	w.wantDaemon("watch", 2, 2)
	if got := w.service("web").RunningCount; got != 2 {
		t.Errorf("%d replica tasks run, want the two for which room is left", got)
	}
}

// SVC-15: a task whose instance no longer meets the constraints is stopped.
func TestDaemonLeavesAnInstanceThatNoLongerMatches(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("watch")
	w.serveDaemon("watch")
	w.kernel.Advance(2 * time.Minute)
	w.update("watch", api.UpdateServiceInput{PlacementConstraints: []types.PlacementConstraint{{
		Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:tier == db"),
	}}})
	w.kernel.Advance(time.Minute)
	w.wantDaemon("watch", 0, 0)
	const name = "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"
	if got := count(w.actions(), name); got != 2 {
		t.Errorf("%d events %s, want 2", got, name)
	}
}

// SVC-16: a deployment stops the old task of an instance before it starts the new one.
func TestDaemonDeploymentStopsFirst(t *testing.T) {
	for _, c := range []struct{ least, healthy int32 }{{0, 0}, {50, 2}, {75, 3}} {
		w := newWorld(t)
		w.nodes(4)
		w.define("watch")
		w.serveDaemon("watch")
		w.kernel.Advance(2 * time.Minute)
		w.update("watch", api.UpdateServiceInput{
			DeploymentConfiguration: &types.DeploymentConfiguration{MinimumHealthyPercent: &c.least},
		})
		w.roll("watch")
		healthy, live := w.extremes(10 * time.Minute)
		if healthy != int(c.healthy) || live != 4 {
			t.Errorf("minimum %d %%: at least %d healthy and at most %d live, want %d and 4",
				c.least, healthy, live, c.healthy)
		}
		w.wantDaemon("watch", 4, 4)
		if got := len(w.service("watch").Deployments); got != 1 {
			t.Errorf("%d deployments are left", got)
		}
	}
}

// SVC-17: what a daemon service cannot have.
func TestDaemonRefusesWhatItCannotHave(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("watch")
	w.serveDaemon("watch")
	for part, in := range map[string]api.UpdateServiceInput{
		"desired count": {DesiredCount: new(int32(1))},
		"strategies": {PlacementStrategy: []types.PlacementStrategy{{
			Type: types.PlacementStrategyTypeRandom,
		}}},
		"maximumPercent must be 100": {DeploymentConfiguration: &types.DeploymentConfiguration{
			MaximumPercent: new(int32(200)),
		}},
	} {
		in.Cluster, in.Service = new("prod"), new("watch")
		_, err := w.client.UpdateService(w.ctx, &in)
		wantError(t, err, "InvalidParameterException", part)
	}
	w.kernel.Advance(time.Minute)
	must(w.client.DeleteService(w.ctx, &api.DeleteServiceInput{
		Cluster: new("prod"), Service: new("watch"),
	}))(t)
	w.kernel.Advance(time.Minute)
	w.wantStates(nil, "[STOPPED/STOPPED:1]")
	if got := *w.service("watch").Status; got != "INACTIVE" {
		t.Errorf("the deleted service is %s", got)
	}
}

// SVC-18: ListServices filters by scheduling strategy.
func TestServicesAreListedByStrategy(t *testing.T) {
	w := newWorld(t)
	w.define("web")
	w.serve("web", 0, 100, 200)
	w.define("watch")
	w.serveDaemon("watch")
	for _, strategy := range []types.SchedulingStrategy{"REPLICA", "DAEMON"} {
		out := must(w.client.ListServices(w.ctx, &api.ListServicesInput{
			Cluster: new("prod"), SchedulingStrategy: strategy, MaxResults: new(int32(1)),
		}))(t)
		if len(out.ServiceArns) != 1 || out.NextToken != nil {
			t.Errorf("%s: %v", strategy, out.ServiceArns)
		}
	}
}
