package policy

import "time"

// An AtDeadline says how a drain that is not done at its deadline ends, if the node may stay.
type AtDeadline string

// The endings at the deadline.
const (
	// Return makes the node ACTIVE again.
	Return AtDeadline = "return"
	// Extend goes on for Drain.Extend.
	Extend AtDeadline = "extend"
	// Force lets the node go with what runs on it.
	Force AtDeadline = "force"
)

// A Then says what becomes of a task that ECS does not stop on a draining node.
type Then string

// What becomes of such tasks.
const (
	// ThenWait lets it run to its own end.
	ThenWait Then = "wait"
	// ThenStop stops it.
	ThenStop Then = "stop"
)

// Drain is how a node is emptied, where the order does not say otherwise.
type Drain struct {
	// Deadline is how long a drain may take.
	Deadline time.Duration
	// AtDeadline is what then becomes of a node that its group still has in service.
	AtDeadline AtDeadline
	// Extend is how long past the deadline a drain may go on: where AtDeadline is Extend, and
	// where the node's group terminates it.
	Extend time.Duration
	// Standalone is about tasks that no service started: draining does not stop them (ECS
	// developer guide, container-instance-draining).
	Standalone Standalone
	// Protected is about tasks with scale-in protection, which draining does not stop either.
	Protected Then
}

// Standalone is what becomes of tasks that no service started.
type Standalone struct {
	// Wait is how long they are left to run.
	Wait time.Duration
	// Then is what becomes of those that still run.
	Then Then
}
