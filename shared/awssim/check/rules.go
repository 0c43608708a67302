package check

import "time"

// What a policy document may say of a standalone or a protected task, and of an order whose time
// is over.
const (
	Wait   = "wait"
	Stop   = "stop"
	Return = "return"
	Extend = "extend"
	Force  = "force"
)

// Rules is what the policy document says, as whoever wrote it means it. Where it was changed a
// moment ago, the more generous of both is fair.
type Rules struct {
	// Budget is how many percent of the nodes of a cluster, an Auto Scaling group or an
	// Availability Zone may be away, and Nodes how many in any case. One always may.
	Budget, Nodes int
	// MayMove says whether a running task of the service may be moved at the time; nil: any.
	MayMove func(service string, at time.Time) bool
	// Standalone is Stop where standalone tasks are stopped StandaloneWait after the drain began,
	// or Wait.
	Standalone     string
	StandaloneWait time.Duration
	// Protected is Stop where protected tasks are stopped as others are, or Wait.
	Protected string
	// AtDeadline is for orders that do not say it themselves.
	AtDeadline string
}

// DefaultRules are the policy's when a document says nothing else.
func DefaultRules() Rules {
	return Rules{
		Budget: 10, Standalone: Wait, Protected: Wait, AtDeadline: Return,
	}
}

// rulesOf are the rules for an instance.
func (c *Checker) rulesOf(instance string) Rules {
	if c.Rules == nil {
		return DefaultRules()
	}
	return c.Rules(c.clusterOf(instance), c.groupOf(instance))
}

func (r Rules) mayMove(service string, at time.Time) bool {
	return r.MayMove == nil || r.MayMove(service, at)
}

// allows says whether so many of the nodes may be away at once.
func (r Rules) allows(away, nodes int) bool {
	return away <= max(1, r.Nodes) || away*100 <= r.Budget*nodes
}

// Or is what both rules allow together.
func (r Rules) Or(other Rules) Rules {
	both := Rules{
		Budget: max(r.Budget, other.Budget), Nodes: max(r.Nodes, other.Nodes),
		MayMove: func(service string, at time.Time) bool {
			return r.mayMove(service, at) || other.mayMove(service, at)
		},
		Standalone: r.Standalone, StandaloneWait: r.StandaloneWait, Protected: r.Protected,
		AtDeadline: r.AtDeadline,
	}
	if other.Standalone == Stop &&
		(r.Standalone != Stop || other.StandaloneWait < r.StandaloneWait) {
		both.Standalone, both.StandaloneWait = Stop, other.StandaloneWait
	}
	if other.Protected == Stop {
		both.Protected = Stop
	}
	if other.AtDeadline == Force {
		both.AtDeadline = Force
	}
	return both
}
