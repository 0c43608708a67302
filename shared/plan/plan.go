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
	// Drain tells the node's container instance to drain.
	Drain Verb = "drain"
	// Answer tells the lifecycle hook CONTINUE and ends the order.
	Answer Verb = "answer"
	// Finish ends the order; there is no hook to answer.
	Finish Verb = "finish"
	// Release answers a lifecycle hook CONTINUE where nothing was begun and nothing will be.
	Release Verb = "release"
)

// Action is one thing to do about one node.
type Action struct {
	Verb  Verb
	Order fleet.DrainOrder
	// Node is the container instance; its zero value where none is registered.
	Node fleet.Node
	// Ending is how the order ends, for Answer and Finish.
	Ending fleet.Ending
	Reason string
}

// String is the action in one line.
func (a Action) String() string {
	return fmt.Sprintf("%s %s (%s)", a.Verb, a.Order.Instance, a.Reason)
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
