package plan

import (
	"fmt"
	"slices"
	"time"

	"sashweight/shared/fleet"
)

// SpotNotice is how long EC2 leaves a Spot instance after its warning (EC2 user guide,
// spot-instance-termination-notices).
const SpotNotice = 2 * time.Minute

// Confirm is how long after a look that found a node empty a second one confirms it: ECS is
// eventually consistent (ECS API, RunTask).
const Confirm = 5 * time.Second

// decision is what to do about one order, or why nothing is.
type decision struct {
	actions []Action
	hold    string
}

func (d decision) and(a ...Action) decision {
	d.actions = append(d.actions, a...)
	return d
}

func hold(format string, args ...any) decision {
	return decision{hold: fmt.Sprintf(format, args...)}
}

func do(a ...Action) decision { return decision{actions: a} }

// DrainOrders decides the next step of every open order. A node that goes anyway (its group
// terminates it, EC2 takes it back) is drained to its end whatever the operator's document says by
// now; only a pause of everything stops that. A node in service is drained within the disruption
// budget, and given back when that is not wanted any more or does not come to an end.
func DrainOrders(s Situation, now time.Time) Plan {
	var p Plan
	admitted := admissions(s, now)
	s.Orders = slices.Clone(s.Orders)
	for i, o := range s.Orders {
		d := foreseen(s, o, decide(s, o, admitted[o.Instance], now), now)
		p.Actions = append(p.Actions, d.actions...)
		for _, a := range d.actions { // one that came stands in for one node only
			s.Orders[i].Replacement = a.Order.Replacement
		}
		if d.hold != "" {
			p.Holds = append(p.Holds, Hold{Instance: o.Instance, Reason: d.hold})
		}
	}
	slices.SortStableFunc(p.Actions, inOrder)
	return p
}

// inOrder puts the actions as they are carried out; of the heartbeats the oldest comes first.
func inOrder(a, b Action) int {
	if c := slices.Index(verbs, a.Verb) - slices.Index(verbs, b.Verb); c != 0 {
		return c
	}
	if a.Verb == Heartbeat {
		return a.Order.Beat.Compare(b.Order.Beat)
	}
	return 0
}

func decide(s Situation, o fleet.DrainOrder, admitted verdict, now time.Time) decision {
	a := Action{Order: o, Node: s.Nodes[o.Instance]}
	if s.Pause == fleet.PauseEverything {
		return hold("the operator has paused everything: its hook is not prolonged either")
	}
	if o.Claimed.After(now) && o.Step != fleet.StepRemoving {
		return hold("another attempt answers its hook")
	}
	if d, over := gone(s, a, now); over {
		return d
	}
	switch {
	case o.Step == fleet.StepReturning:
		return returning(a)
	case leaves(s, o):
		return leaving(s, a, now)
	case o.Origin == fleet.OriginTerminate:
		return hold("its group has it %s: only an event says it goes", s.Members[o.Instance].State)
	}
	return staying(s, a, admitted, now)
}

// leaves says that the node goes whatever we do.
func leaves(s Situation, o fleet.DrainOrder) bool {
	m, member := s.Members[o.Instance]
	if o.Origin == fleet.OriginTerminate {
		return !member || m.Leaving()
	}
	return o.Origin == fleet.OriginSpot || member && m.Leaving()
}

// leavingWaitMax is how long a group may go on saying that an instance stays although an event
// said that it goes.
const leavingWaitMax = 2 * time.Minute

// gone ends an order about which there is nothing left to do; over is false where there is.
func gone(s Situation, a Action, now time.Time) (d decision, over bool) {
	o := a.Order
	m, member := s.Members[o.Instance]
	_, registered := s.Nodes[o.Instance]
	released := o.Group != "" && (!member || m.Released())
	if d, over = ownEnd(s, a, released, now); over {
		return d, true
	}
	switch {
	case o.Origin == fleet.OriginSpot && !registered && now.Sub(o.Opened) >= SpotNotice:
		return do(a.end(Finish, fleet.EndingGone, "EC2 took it back")), true
	case o.Origin == fleet.OriginSpot && !member:
		return d, false
	case released && member:
		return do(a.end(Finish, fleet.EndingGone,
			"its lifecycle hook was answered or has lapsed")), true
	case released:
		return do(a.end(Finish, fleet.EndingGone, "its group no longer has it")), true
	case o.Origin == fleet.OriginTerminate && !m.Leaving() &&
		now.Sub(o.Created) >= leavingWaitMax:
		return do(a.end(Finish, fleet.EndingGone,
			"its group has it "+m.State+": it need not go")), true
	}
	return d, false
}

// ownEnd is the end that our own doing brought about, once the group has let the instance go.
func ownEnd(s Situation, a Action, released bool, now time.Time) (d decision, over bool) {
	o := a.Order
	_, registered := s.Nodes[o.Instance]
	switch {
	case !released:
		return d, false
	case registered && o.Ending == fleet.EndingDead && dead(s, a.Node, now) &&
		o.Step == fleet.StepRemoving:
		return deregister(s, a), true
	case !o.Removing.IsZero():
		return do(a.end(Finish, removed(o), "its group has terminated it")), true
	case o.Claim != "":
		return do(a.end(Finish, o.Claim,
			"its lifecycle hook was answered by an attempt that ended there")), true
	}
	return d, false
}

// removed is how an order ends whose node its group terminated at our word.
func removed(o fleet.DrainOrder) fleet.Ending {
	if o.Ending != "" {
		return o.Ending
	}
	return fleet.EndingRemoved
}

// with is the action with a verb and a reason.
func (a Action) with(v Verb, why string) Action {
	a.Verb, a.Reason = v, why
	return a
}

// end is the action that ends the order.
func (a Action) end(v Verb, e fleet.Ending, why string) Action {
	a.Verb, a.Ending, a.Reason = v, e, why
	a.Order.EndReason = why
	return a
}

// note is the order as it is to be kept, with nothing done to the fleet.
func (a Action) note(o fleet.DrainOrder, why string) Action {
	a.Verb, a.Order, a.Reason = Note, o, why
	return a
}
