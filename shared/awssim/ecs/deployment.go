package ecs

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// deployment is one roll-out of a service.
type deployment struct {
	id               string
	def              *definition
	balancers        []types.LoadBalancer
	seq              uint64
	past             history
	created, updated time.Time
	state            types.DeploymentRolloutState
	reason           string
	// failed counts the tasks that failed in a row; rollback says that a failed deployment came
	// back to this one, which the circuit breaker and alarms then watch no more.
	failed   int
	rollback bool
	alarms   alarmWatch

	// wanted counts tasks whose desired status is RUNNING, live those that are not STOPPED.
	running, pending, wanted, live int
}

// pastMax is how many service deployments are kept for each service; AWS keeps them for 90 days.
const pastMax = 100

func (s *service) primary() *deployment { return s.deployments[0] }

// stalled reports whether the primary deployment failed and nothing was rolled back: it launches
// no task, and none makes way for one (ECS API reference, Deployment, rolloutState).
func (s *service) stalled() bool {
	return s.primary().state == types.DeploymentRolloutStateFailed
}

// deploy begins a deployment of the definition behind the load balancers.
func (s *service) deploy(d *definition, balancers []types.LoadBalancer) {
	e := s.cluster.e
	now := e.env.Now()
	n := e.env.Count("deployment")
	p := &deployment{
		id:  "ecs-svc/" + strconv.FormatUint(1_000_000_000_000_000_000+n*7_368_787_193, 10),
		def: d, balancers: balancers, created: now, updated: now, seq: n,
	}
	p.past = history{
		status: types.ServiceDeploymentStatusInProgress, from: slices.Clone(s.deployments),
	}
	s.supersede(now)
	s.past.add(p)
	if len(s.deployments) > 0 && s.primary().def != d {
		s.startFreely()
	}
	s.deployments = append([]*deployment{p}, s.deployments...)
	s.become(p, types.DeploymentRolloutStateInProgress, "ECS deployment "+p.id+" in progress.")
	s.watchAlarms(p)
}

// supersede ends what a new deployment finds in progress, and drops the oldest one.
func (s *service) supersede(now time.Time) {
	if len(s.past) == pastMax {
		s.past[0].past.from = nil
		s.past = slices.Delete(s.past, 0, 1)
	}
	if len(s.deployments) == 0 {
		return
	}
	switch p := s.primary(); {
	case p.rollback:
		p.rollback = false
		s.broken.end(types.ServiceDeploymentStatusRollbackFailed, now)
	case p.past.finished.IsZero():
		p.end(types.ServiceDeploymentStatusStopped, now)
	}
}

// become gives a deployment of the service another state and tells of it.
func (s *service) become(d *deployment, state types.DeploymentRolloutState, reason string) {
	d.state, d.reason, d.updated = state, reason, s.cluster.e.env.Now()
	s.touch()
	s.cluster.e.publishDeployment(s, d)
}

// complete ends the primary deployment well.
func (s *service) complete() {
	d := s.primary()
	if d.state != types.DeploymentRolloutStateInProgress || s.baking(d) {
		return
	}
	now := s.cluster.e.env.Now()
	if d.rollback {
		s.broken.end(types.ServiceDeploymentStatusRollbackSuccessful, now)
	} else {
		d.end(types.ServiceDeploymentStatusSuccessful, now)
	}
	s.good, d.rollback = d, false
	s.tell("", "(deployment "+d.id+") deployment completed.")
	s.become(d, types.DeploymentRolloutStateCompleted, "ECS deployment "+d.id+" completed.")
}

// cause is why a deployment failed: what the service event says, and who says which reason.
type cause struct{ event, by, reason string }

var (
	taskFailure = cause{
		"tasks failed to start", "ECS deployment circuit breaker", "task failed to start",
	}
	alarmFailure = cause{"alarm detected", "ECS deployment alarm", "alarm detected"}
)

// fail ends the primary deployment badly: with rollback, the last one that was completed becomes
// the primary again (ECS developer guide, deployment-circuit-breaker).
func (s *service) fail(why cause, rollback bool) {
	d := s.primary()
	s.tell("", "(deployment "+d.id+") deployment failed: "+why.event+".")
	s.become(d, types.DeploymentRolloutStateFailed, why.by+": "+why.reason+".")
	now := s.cluster.e.env.Now()
	if !rollback || s.good == nil || s.good == d {
		d.end(types.ServiceDeploymentStatusStopped, now)
		return
	}
	to := s.good
	s.broken = d
	d.past.status = types.ServiceDeploymentStatusRollbackInProgress
	d.past.back, d.past.backAt = to, now
	s.tell("", "rolling back to deployment "+to.id+".")
	if to.def != d.def {
		s.startFreely()
	}
	rest := slices.DeleteFunc(slices.Clone(s.deployments), func(o *deployment) bool {
		return o == to
	})
	s.deployments = append([]*deployment{to}, rest...)
	to.failed, to.rollback = 0, true
	s.become(to, types.DeploymentRolloutStateInProgress,
		why.by+": rolling back to deploymentId "+to.id+".")
}

// forgetDeployments drops the older deployments without tasks: those are INACTIVE.
func (s *service) forgetDeployments() {
	kept := s.deployments[:1:1]
	for _, d := range s.deployments[1:] {
		if d.live > 0 {
			kept = append(kept, d)
		}
	}
	if len(kept) < len(s.deployments) {
		s.deployments = kept
		s.touch()
	}
}

func (s *service) deploymentOutputs() []types.Deployment {
	out := make([]types.Deployment, len(s.deployments))
	for i, d := range s.deployments {
		status, desired := "ACTIVE", d.wanted
		if i == 0 {
			status, desired = "PRIMARY", s.desired
		}
		out[i] = types.Deployment{
			Id: new(d.id), Status: new(status), TaskDefinition: new(d.def.arn),
			DesiredCount: int32(desired), RunningCount: int32(d.running),
			PendingCount: int32(d.pending), FailedTasks: int32(d.failed),
			CreatedAt: new(d.created), UpdatedAt: new(d.updated),
			LaunchType: s.launchType(), CapacityProviderStrategy: s.providers,
			RolloutState: d.state, RolloutStateReason: optional(d.reason),
		}
	}
	return out
}
