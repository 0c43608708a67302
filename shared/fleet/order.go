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
	// OriginOrder: a person or a function ordered it.
	OriginOrder Origin = "order"
	// OriginRebalance: EC2 says that the Spot instance is at risk.
	OriginRebalance Origin = "rebalance"
	// OriginSchedule: AWS has scheduled a change of the instance, such as its retirement.
	OriginSchedule Origin = "schedule"
	// OriginHealth: its agent or its container runtime has been impaired for too long.
	OriginHealth Origin = "health"
)

// Step is how far a drain order has come.
type Step string

// The steps of a drain order, in order. Not every order takes every step.
const (
	// StepOrdered: it waits to be admitted, or has just been.
	StepOrdered Step = "ordered"
	// StepWaiting: its tasks fit nowhere else yet, and capacity was asked for.
	StepWaiting Step = "waiting-for-capacity"
	// StepReplacing: its group was told to launch one more first.
	StepReplacing Step = "replacing"
	// StepDraining: the node was told to drain.
	StepDraining Step = "draining"
	// StepForcing: its time is over, and what remains is stopped.
	StepForcing Step = "forcing"
	// StepRemoving: the node is empty and its group was told to terminate it.
	StepRemoving Step = "removing"
	// StepReturning: the drain is undone.
	StepReturning Step = "returning"
	StepDone      Step = "done"
)

// Then is what becomes of a node that is empty.
type Then string

// What becomes of a node that is empty.
const (
	// ThenTerminate: its group terminates it and wants one instance less.
	ThenTerminate Then = "terminate"
	// ThenReplace: its group launched one more before.
	ThenReplace Then = "replace"
	// ThenKeep: it stays, empty and DRAINING.
	ThenKeep Then = "keep"
)

// AtDeadline is what happens when an order's time is over.
type AtDeadline string

// What happens when an order's time is over.
const (
	// DeadlineReturn: the node is made ACTIVE again.
	DeadlineReturn AtDeadline = "return"
	// DeadlineExtend: it goes on, as long as the policy allows, and then the node is returned, or
	// what remains is stopped where it cannot be.
	DeadlineExtend AtDeadline = "extend"
	// DeadlineForce: what remains is stopped, each task with its own stop timeout.
	DeadlineForce AtDeadline = "force"
)

// Harder says whether d ends a drain less gently than e.
func (d AtDeadline) Harder(e AtDeadline) bool { return d.rank() > e.rank() }

func (d AtDeadline) rank() int {
	switch d {
	case DeadlineForce:
		return 2
	case DeadlineExtend:
		return 1
	case DeadlineReturn:
	}
	return 0
}

// Ending is how a drain order ended.
type Ending string

// The endings of a drain order.
const (
	// EndingDrained: two looks found no task left, and the hook was answered or the node kept.
	EndingDrained Ending = "drained"
	// EndingRemoved: it was emptied and its group terminated it at our word.
	EndingRemoved Ending = "removed"
	// EndingForced: what remained at the deadline was stopped.
	EndingForced Ending = "forced"
	// EndingReturned: the node serves again: it could not be emptied or not be removed in time.
	EndingReturned Ending = "returned"
	// EndingExpired: the deadline came before the drain could begin.
	EndingExpired Ending = "expired"
	// EndingCancelled: nobody wants the drain any more, or it was stopped by a brake.
	EndingCancelled Ending = "cancelled"
	// EndingRefused: what was ordered may not be done.
	EndingRefused Ending = "refused"
	// EndingDead: its agent or host was dead, and it was removed as it was.
	EndingDead Ending = "dead"
	// EndingGone: the instance or its lifecycle action was gone before we were done.
	EndingGone Ending = "gone"
	// EndingUnregistered: it never joined the cluster, so there was nothing to empty.
	EndingUnregistered Ending = "never registered"
	// EndingLost: EC2 took the Spot instance back while tasks ran.
	EndingLost Ending = "lost"
)

// Emptied says that the node was seen off or emptied, so that it may go on draining without an
// order.
func (e Ending) Emptied() bool {
	return e == EndingDrained || e == EndingRemoved || e == EndingForced || e == EndingDead
}

// DrainOrder says that one instance must be emptied. There is one for each instance.
type DrainOrder struct {
	// ID names the order; the same id twice is one order.
	ID string
	// Joined are the ids of the orders that joined this one, the last sixteen.
	Joined []string
	// Rev counts the writes of the order's row: what was decided on another one is not written.
	Rev int64
	// Cluster is the cluster's name, Instance the EC2 id (or mi-…), Group the Auto Scaling group.
	Cluster, Instance, Group string
	Origin                   Origin
	// Requester is the function or the person who ordered.
	Requester string
	// Reason is one plain sentence for people.
	Reason string
	// Then is what becomes of the empty node.
	Then Then
	// Deadline is when the order's time is over; AtDeadline what happens then. Extended is how
	// long it may go on beyond, zero while it has not been extended.
	Deadline   time.Time
	AtDeadline AtDeadline
	Extended   time.Time
	// Urgent orders are admitted at once: what they are about happens anyway.
	Urgent bool
	// Due is when EC2 will take or change the instance by itself; zero where it will not.
	Due time.Time
	// Hook and Token name the lifecycle action to answer; both may be empty (a Spot notice), the
	// token alone too (the action was found by looking, and is answered by instance id).
	Hook, Token string
	// Heartbeat is the hook's timeout; zero until it was read.
	Heartbeat time.Duration

	Step   Step
	Ending Ending
	// EndReason says why it ended as it did.
	EndReason string
	// Created is when the order was made; Opened when the lifecycle action or notice began, which
	// a late event tells after the fact.
	Created, Opened time.Time
	// Beat is when the hook's timer last started.
	Beat time.Time
	// Draining is when the node was told to drain, Finished when the order ended.
	Draining, Finished time.Time
	// Replacing is when its group was told to launch one more, Wanted the desired capacity that
	// it was told, Replacement the instance that came.
	Replacing   time.Time
	Wanted      int
	Replacement string
	// Asked is when capacity was last asked for.
	Asked time.Time
	// Removing is when its group was told to terminate it.
	Removing time.Time
	// Node is the ARN of the container instance that was told to drain.
	Node string
	// Found says that the node was DRAINING before the order: it is not ours to make ACTIVE again.
	Found bool
	// Emptied is when a look first found nothing left on the node; a second one confirms it.
	Emptied time.Time
	// Timer is when the message that looks at the order again at a set second is due.
	Timer time.Time
	// Cancel says why nobody wants the drain any more; empty while somebody does.
	Cancel string
	// Tasks is how many tasks the node held when it was told to drain.
	Tasks int
	// Services are those that had tasks on it then, sorted; at most twenty are remembered.
	Services []string
	// Forecast is what was thought of the drain when it was last looked at; Expected is when the
	// first forecast said that it would be done.
	Forecast Forecast
	Expected time.Time
	// Claimed is until when an attempt has the answer of the hook to itself; Claim is the ending
	// that it was about to give.
	Claimed time.Time
	Claim   Ending
}

// Open says that the order is not done.
func (o DrainOrder) Open() bool { return o.Step != StepDone }

// Voluntary says that the node would stay if nobody had ordered otherwise. Voluntary drains are
// admitted within the disruption budget, and undone when they are not wanted any more.
func (o DrainOrder) Voluntary() bool {
	return o.Origin != OriginTerminate && o.Origin != OriginSpot && !o.Urgent
}

// Begun says that the fleet was changed for the order.
func (o DrainOrder) Begun() bool {
	return !o.Draining.IsZero() || !o.Replacing.IsZero() || !o.Removing.IsZero()
}

// Forecast is whether and when a drain will be done, and what stands in its way.
type Forecast struct {
	// At is when it was made; zero where there is none.
	At time.Time
	// Done is when the drain should be done; zero where it will not be by itself.
	Done time.Time
	// Blockers are what stands in the way, the worst first.
	Blockers []Blocker
	// Tasks is how many tasks the node held.
	Tasks int
}

// Free says that nothing stands in the way.
func (f Forecast) Free() bool { return len(f.Blockers) == 0 }

// Blocker is one thing that keeps a node from being emptied or removed.
type Blocker struct {
	// Kind is one of the kinds below.
	Kind BlockerKind
	// Object is the service, task or group that it is about.
	Object string
	// Reason says why, Help what would remove it; plain sentences.
	Reason, Help string
}

// BlockerKind tells blockers apart.
type BlockerKind string

// The kinds of blockers.
const (
	// BlockedPercent: minimum and maximum percent round so that no task may go first or come first.
	BlockedPercent BlockerKind = "percent"
	// BlockedCapacity: a task fits on no other node.
	BlockedCapacity BlockerKind = "capacity"
	// BlockedStandalone: a task that no service would start again.
	BlockedStandalone BlockerKind = "standalone"
	// BlockedProtected: a task is protected from scale-in.
	BlockedProtected BlockerKind = "protected"
	// BlockedMove: the policy says that the service's tasks must not be moved, or not now.
	BlockedMove BlockerKind = "move"
	// BlockedDeployment: a deployment of the service is under way.
	BlockedDeployment BlockerKind = "deployment"
	// BlockedGroup: the group would not let the instance go.
	BlockedGroup BlockerKind = "group"
	// BlockedUnknown: something that matters could not be read.
	BlockedUnknown BlockerKind = "unknown"
)

// Finding is something about the fleet that a person should know. It is raised once, until it
// changes.
type Finding struct {
	// ID is stable: the same trouble of the same thing has the same id.
	ID string
	// Text says what is wrong and what to do.
	Text string
}
