package autoscaling

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// settings are those of a group that change no size.
type settings struct {
	health      string   // EC2 or ELB
	termination []string // policies, in turn
	rebalance   bool     // CapacityRebalance
	lifetime    *int32   // MaxInstanceLifetime, seconds
	lifecycle   *types.InstanceLifecyclePolicy
	maintenance *types.InstanceMaintenancePolicy
}

// asked are the settings in a request; nil: as they are.
type asked struct {
	health      *string
	termination []string
	rebalance   *bool
	lifetime    *int32
	lifecycle   *types.InstanceLifecyclePolicy
	maintenance *types.InstanceMaintenancePolicy
}

// check refuses what AWS refuses, or what is not simulated.
func (q asked) check() error {
	if q.health != nil && *q.health != "EC2" && *q.health != healthELB {
		return invalid("HealthCheckType %s is not supported by the simulated account", *q.health)
	}
	for _, p := range q.termination {
		if !slices.Contains(terminationPolicies, p) {
			return invalid("TerminationPolicies %s is not supported by the simulated account", p)
		}
	}
	if n := q.lifetime; n != nil && *n != 0 && (*n < 86400 || *n > 31536000) {
		return invalid("MaxInstanceLifetime must be 0 or between 86400 and 31536000 seconds")
	}
	if p := q.lifecycle; p != nil && p.RetentionTriggers != nil {
		switch t := p.RetentionTriggers.TerminateHookAbandon; t {
		case "", types.RetentionActionRetain, types.RetentionActionTerminate:
		default:
			return invalid("Invalid retention trigger TerminateHookAbandon %s", t)
		}
	}
	return checkMaintenance(q.maintenance)
}

// checkMaintenance refuses percentages that AWS refuses; -1 takes one back (Auto Scaling API
// reference, InstanceMaintenancePolicy).
func checkMaintenance(p *types.InstanceMaintenancePolicy) error {
	if p == nil {
		return nil
	}
	least, most := override(-1, p.MinHealthyPercentage), override(-1, p.MaxHealthyPercentage)
	switch {
	case (least == -1) != (most == -1):
		return invalid("MinHealthyPercentage and MaxHealthyPercentage must be given together")
	case least == -1:
		return nil
	case most-least > 100:
		return invalid("The difference between MinHealthyPercentage and MaxHealthyPercentage " +
			"cannot be greater than 100")
	}
	return first(within(&least, "minHealthyPercentage", 0, 100),
		within(&most, "maxHealthyPercentage", 100, 200))
}

// take keeps copies of what was asked.
func (s *settings) take(q asked) {
	if len(q.termination) > 0 {
		s.termination = slices.Clone(q.termination)
	}
	s.health = override(s.health, q.health)
	s.rebalance = override(s.rebalance, q.rebalance)
	if q.lifetime != nil {
		s.lifetime = copied(q.lifetime)
	}
	if p := q.lifecycle; p != nil {
		s.lifecycle = &types.InstanceLifecyclePolicy{RetentionTriggers: copied(p.RetentionTriggers)}
	}
	if p := q.maintenance; p != nil {
		s.maintenance = &types.InstanceMaintenancePolicy{
			MinHealthyPercentage: copied(p.MinHealthyPercentage),
			MaxHealthyPercentage: copied(p.MaxHealthyPercentage),
		}
	}
}

// retains reports whether an abandoned termination leaves the instance running.
func (s *settings) retains() bool {
	return s.lifecycle != nil && s.lifecycle.RetentionTriggers != nil &&
		s.lifecycle.RetentionTriggers.TerminateHookAbandon == types.RetentionActionRetain
}
