package ecs

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// containerReasonMax is how long a container's reason may be: the agent cuts what is longer
// (amazon-ecs-agent, ecsclient).
const containerReasonMax = 1024

// Changed implements host.Reporter.
func (t *task) Changed(w *host.Work) {
	if t.last == stopped {
		return
	}
	t.change(func() { t.results = w.Results() })
	t.tell()
}

// Unhealthy implements host.Reporter. That is no event and no new version (ECS developer guide,
// ecs_task_events). A service replaces the task (ECS developer guide,
// service_definition_parameters); a standalone one runs on.
func (t *task) Unhealthy(*host.Work) {
	if t.desired == stopped {
		return
	}
	t.health.Stop()
	t.tally(-1)
	t.healthy, t.passed, t.unhealthy = false, false, true
	t.tally(1)
	t.out = nil
	t.cluster.e.changes++
	if t.svc == nil {
		return
	}
	// A time that has passed is now.
	t.health = t.cluster.e.env.At(t.started.Add(t.svc.grace), func() {
		t.svc.tell("", "(task "+t.id+") failed container health checks.")
		t.svc.wake()
	})
}

// ContainerID implements host.Reporter.
func (t *task) ContainerID(n int) string { return t.containerID(n) }

// showResult shows how a container ended. One that never ran has no exit code: its reason is all
// that there is.
func showResult(c *types.Container, r host.Result) {
	if !r.Ended {
		return
	}
	c.LastStatus = new(stopped)
	if r.Ran {
		c.ExitCode = new(r.Code)
	}
	if r.Reason != "" {
		c.Reason = new(r.Reason[:min(len(r.Reason), containerReasonMax)])
	}
}
