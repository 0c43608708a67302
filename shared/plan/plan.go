// Package plan is the decision core: functions of what was seen, the operator's policy and the
// time, which return what to do and why. It has no clock, no log, no I/O and no AWS types, so the
// same functions serve Lambda, a dry run and the simulator.
package plan

import (
	"fmt"
	"strings"

	"sashweight/shared/fleet"
)

// Verb is what an action does.
type Verb string

// The verbs, in the order in which a plan is carried out.
const (
	// Adopt makes a drain order for a node that must go and has none.
	Adopt Verb = "adopt"
	// Heartbeat restarts the timer of the node's lifecycle hook.
	Heartbeat Verb = "heartbeat"
	// Note writes down how far an order has come; nothing happens to the fleet.
	Note Verb = "note"
	// Undo makes the node ACTIVE again and ends the order.
	Undo Verb = "undo"
	// Drain tells the node's container instance to drain.
	Drain Verb = "drain"
	// Grow has the group launch one more, before a node that is to be replaced drains.
	Grow Verb = "grow"
	// Ask publishes that capacity is needed.
	Ask Verb = "ask"
	// Stop stops one task with its own stop timeout.
	Stop Verb = "stop"
	// Terminate has the group terminate the empty node.
	Terminate Verb = "terminate"
	// Deregister removes a dead node's container instance by force.
	Deregister Verb = "deregister"
	// Answer tells the lifecycle hook CONTINUE and ends the order.
	Answer Verb = "answer"
	// Finish ends the order; there is no hook to answer.
	Finish Verb = "finish"
	// Release answers a lifecycle hook CONTINUE where nothing was begun and nothing will be.
	Release Verb = "release"
)

// verbs has the verbs in the order in which they are carried out. Heartbeats take moments, and an
// invocation that dies after them has let no hook lapse.
var verbs = []Verb{
	Adopt, Heartbeat, Note, Undo, Drain, Ask, Grow, Stop, Terminate, Deregister, Answer, Finish,
	Release,
}

// Destructive says that the verb takes something away from the fleet, or brings about that it is:
// the operator's pause is read once more before it.
func (v Verb) Destructive() bool {
	switch v {
	case Drain, Grow, Stop, Terminate, Deregister, Answer:
		return true
	case Adopt, Heartbeat, Note, Undo, Ask, Finish, Release:
	}
	return false
}

// Action is one thing to do about one node.
type Action struct {
	Verb Verb
	// Order is the order as it is to be kept, once the action is done.
	Order fleet.DrainOrder
	// Node is the container instance; its zero value where none is registered.
	Node fleet.Node
	// Task is the task to stop.
	Task fleet.Task
	// Force says, for Stop, that the task may go although it is protected.
	Force bool
	// Ending is how the order ends, for Answer, Finish and Undo.
	Ending fleet.Ending
	// Decrement says, for Terminate, that the group is to want one instance less.
	Decrement bool
	// From is the desired capacity that Grow found; Order.Wanted is what it asks for.
	From int
	// Wanted are the tasks that found no room, for Ask.
	Wanted []Wanted
	Reason string
}

// Wanted are tasks of one kind that no node has room for.
type Wanted struct {
	// Group is the tasks' group, such as service:web.
	Group string
	Need  fleet.Need
	// Constraints are the service's own.
	Constraints []fleet.Constraint
	Count       int
}

// String is the action in one line.
func (a Action) String() string {
	what := a.Order.Instance
	if a.Verb == Stop {
		what = "task " + a.Task.ARN[strings.LastIndexByte(a.Task.ARN, '/')+1:] + " of " + what
	}
	return fmt.Sprintf("%s %s (%s)", a.Verb, what, a.Reason)
}

// Hold is a decision to do nothing now.
type Hold struct {
	Instance, Reason string
}

// String is the hold in one line.
func (h Hold) String() string { return fmt.Sprintf("hold %s (%s)", h.Instance, h.Reason) }

// Plan is everything that one look decided. Actions are carried out in order.
type Plan struct {
	Actions  []Action
	Holds    []Hold
	Findings []fleet.Finding
}

// Empty says that the plan neither does, holds nor finds anything.
func (p Plan) Empty() bool {
	return len(p.Actions) == 0 && len(p.Holds) == 0 && len(p.Findings) == 0
}

// String has a line for each action, then for each hold, then for each finding.
func (p Plan) String() string {
	lines := make([]string, 0, len(p.Actions)+len(p.Holds)+len(p.Findings))
	for _, a := range p.Actions {
		lines = append(lines, a.String())
	}
	for _, h := range p.Holds {
		lines = append(lines, h.String())
	}
	for _, f := range p.Findings {
		lines = append(lines, "finding "+f.ID+" ("+f.Text+")")
	}
	return strings.Join(lines, "\n")
}

// Of returns the plan's actions with the verb, in order.
func (p Plan) Of(v Verb) []Action {
	var out []Action
	for _, a := range p.Actions {
		if a.Verb == v {
			out = append(out, a)
		}
	}
	return out
}
