package fleet

import "time"

// Origin is what made a node have to go.
type Origin string

// The origins of a drain order.
const (
	// OriginTerminate: its group terminates the instance, and our lifecycle hook holds it.
	OriginTerminate Origin = "terminate"
	// OriginSpot: EC2 takes the Spot instance two minutes after the notice.
	OriginSpot Origin = "spot"
)

// Step is how far a drain order has come.
type Step string

// The steps of a drain order, in order.
const (
	StepOrdered  Step = "ordered"
	StepDraining Step = "draining"
	StepDone     Step = "done"
)

// Ending is how a drain order ended.
type Ending string

// The endings of a drain order.
const (
	// EndingDrained: two looks found no task left.
	EndingDrained Ending = "drained"
	// EndingGone: the instance or its lifecycle action was gone before we were done.
	EndingGone Ending = "gone"
	// EndingUnregistered: it never joined the cluster, so there was nothing to empty.
	EndingUnregistered Ending = "never registered"
)

// DrainOrder says that one instance must be emptied. There is one for each instance.
type DrainOrder struct {
	// ID names the order; the same id twice is one order.
	ID string
	// Cluster is the cluster's name, Instance the EC2 id, Group the Auto Scaling group.
	Cluster, Instance, Group string
	Origin                   Origin
	// Reason is one plain sentence for people.
	Reason string
	// Hook and Token name the lifecycle action to answer; both may be empty (a Spot notice), the
	// token alone too (the action was found by looking, and is answered by instance id).
	Hook, Token string
	// Heartbeat is the hook's timeout; zero until it was read.
	Heartbeat time.Duration

	Step   Step
	Ending Ending
	// Created is when the order was made; Opened when the lifecycle action or notice began, which
	// a late event tells after the fact.
	Created, Opened time.Time
	// Beat is when the hook's timer last started.
	Beat time.Time
	// Draining is when the node was told to drain, Finished when the order ended.
	Draining, Finished time.Time
	// Tasks is how many tasks the node held when it was told to drain.
	Tasks int
	// Claimed is until when an attempt has the answer of the hook to itself; Claim is the ending
	// that it was about to give.
	Claimed time.Time
	Claim   Ending
}

// Open says that the order is not done.
func (o DrainOrder) Open() bool { return o.Step != StepDone }

// Finding is something about the fleet that a person should know. It is raised once, until it
// changes.
type Finding struct {
	// ID is stable: the same trouble of the same thing has the same id.
	ID string
	// Text says what is wrong and what to do.
	Text string
}

// Snapshot is what one look at a cluster saw.
type Snapshot struct {
	// Cluster is the cluster's name.
	Cluster string
	// Orders are the open drain orders, by instance.
	Orders []DrainOrder
	// Nodes, by EC2 id: absent means not registered.
	Nodes map[string]Node
	// Members, by EC2 id: absent means that no group has it.
	Members map[string]Member
	// Hooks, by group: the terminate lifecycle hooks that are ours.
	Hooks map[string][]Hook
	// Left, by EC2 id, for the nodes whose tasks were looked at.
	Left map[string]Left
}
