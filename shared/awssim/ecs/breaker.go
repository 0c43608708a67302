package ecs

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The deployment circuit breaker: it counts the tasks of the primary deployment that fail in a row,
// and ends the deployment when they are too many (ECS developer guide,
// deployment-circuit-breaker).

// The threshold without a configuration of its own, and its bounds.
const (
	breakerPercent = 50
	breakerLeast   = 3
	breakerMost    = 200
)

// breakerThreshold is how many tasks may fail before a deployment does (ECS API reference,
// ThresholdConfiguration).
func breakerThreshold(b *types.DeploymentCircuitBreaker, desired int) int {
	kind, value := types.ThresholdTypeBoundedPercent, breakerPercent
	if t := b.ThresholdConfiguration; t != nil {
		kind, value = t.Type, int(t.Value)
	}
	if kind == types.ThresholdTypeCount {
		return value
	}
	n := (desired*value + 99) / 100
	if kind == types.ThresholdTypeUnboundedPercent {
		return max(n, 1)
	}
	return min(max(n, breakerLeast), breakerMost)
}

// checkBreaker checks the circuit breaker of a deployment configuration.
func checkBreaker(b *types.DeploymentCircuitBreaker) error {
	t := b.ThresholdConfiguration
	if t == nil {
		return nil
	}
	switch t.Type {
	case types.ThresholdTypeCount, types.ThresholdTypeBoundedPercent,
		types.ThresholdTypeUnboundedPercent:
	default:
		return invalid("The threshold type %s of the deployment circuit breaker is not valid.",
			t.Type)
	}
	if t.Value < 1 {
		return invalid("The threshold value of the deployment circuit breaker must be at least 1.")
	}
	return nil
}

// countFailure counts a task that could not be launched, did not come to RUNNING or ended before
// it was healthy.
func (s *service) countFailure(d *deployment) {
	if d != s.primary() || d.state != types.DeploymentRolloutStateInProgress || d.rollback {
		return
	}
	d.failed++
	s.touch()
	b := s.rules.DeploymentCircuitBreaker
	if b == nil || !b.Enable || d.failed < breakerThreshold(b, s.desired) {
		return
	}
	s.fail(taskFailure, b.Rollback)
	s.wake()
}

// countHealthy hears that a task of the deployment has passed its checks.
func (s *service) countHealthy(d *deployment) {
	b := s.rules.DeploymentCircuitBreaker
	if d.failed == 0 || b != nil && b.ResetOnHealthyTask != nil && !*b.ResetOnHealthyTask {
		return
	}
	d.failed = 0
	s.touch()
}

// ended hears that a task of the service is STOPPED. One that somebody stopped did not fail.
func (s *service) ended(t *task) {
	if !t.sick() && t.stop.code != types.TaskStopCodeTaskFailedToStart &&
		t.stop.code != types.TaskStopCodeEssentialContainerExited {
		return
	}
	if t.started.IsZero() {
		s.startFailed(t.dep)
	}
	if !t.healthy {
		s.countFailure(t.dep)
	}
}
