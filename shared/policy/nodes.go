package policy

import (
	"fmt"
	"time"
)

// Nodes says which nodes Sashweight looks after, and how.
type Nodes struct {
	// Groups are the Auto Scaling groups that serve the cluster.
	Groups []Group
	// Disruption bounds what is moved of one's own accord.
	Disruption Disruption
	// Health says what becomes of nodes that are out of order.
	Health Health
	// Rebalance says that EC2's rebalance recommendation for a Spot instance is reason enough to
	// drain it, where its group does not rebalance by itself.
	Rebalance bool
}

// Group is one entry of nodes.groups: all Auto Scaling groups whose names fit.
type Group struct {
	// Name is a pattern: each * stands for any text, also for none.
	Name string
	// Mode is Report where the group is only to be reported on; empty: as the function is.
	Mode Mode
}

// Disruption bounds voluntary drains: those of nodes that could as well stay.
type Disruption struct {
	// Max is how many nodes of the cluster may be out of order or on their way out at one time.
	Max Share
	// MovesPerHour is how many tasks may be moved in an hour.
	MovesPerHour int
	// TimeWindows are when tasks of services with move: time_windows may be moved.
	TimeWindows TimeWindows
}

// Share is a part of the nodes, in percent, or a number of them; the other is zero.
type Share struct{ Percent, Nodes int }

// String is the share as a document writes it.
func (s Share) String() string {
	switch {
	case s.Percent > 0:
		return fmt.Sprintf("%d%%", s.Percent)
	case s.Nodes == 1:
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", s.Nodes)
}

// Of is how many of total nodes the share is: rounded down, but at least one.
func (s Share) Of(total int) int {
	if s.Percent > 0 {
		return max(1, total*s.Percent/100)
	}
	return max(1, s.Nodes)
}

// DisruptionMax is how many of the cluster's nodes may be disrupted at one time: at least one.
func (p Policy) DisruptionMax(total int) int { return p.Nodes.Disruption.Max.Of(total) }

// Health says what becomes of nodes whose agent or container runtime is impaired.
type Health struct {
	// ImpairedFor is how long a node must have been impaired.
	ImpairedFor time.Duration
	// Replace says that it is then replaced; else it is only reported.
	Replace bool
}
