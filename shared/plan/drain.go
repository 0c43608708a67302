package plan

import (
	"fmt"
	"slices"
	"time"

	"sashweight/shared/fleet"
)

// RegisterWaitMax is how long a node that leaves is waited for when it has not registered in its
// cluster yet: it may be in mid-boot, and a Windows boot takes 4 to 15 minutes.
const RegisterWaitMax = 15 * time.Minute

// SpotNotice is how long EC2 leaves a Spot instance after its warning (EC2 user guide,
// spot-instance-termination-notices).
const SpotNotice = 2 * time.Minute

// DrainOrders decides the next step of every open order of the snapshot. Whatever the mode, a node
// that is leaving and whose drain was begun is drained to its end: the operator's policy says only
// whether something new begins (see Adopted).
func DrainOrders(s fleet.Snapshot, now time.Time) Plan {
	var p Plan
	for _, o := range s.Orders {
		p.Actions = append(p.Actions, orderActions(s, o, now)...)
	}
	slices.SortStableFunc(p.Actions, inOrder)
	for _, o := range s.Orders {
		if why := orderHold(s, o, now); why != "" {
			p.Holds = append(p.Holds, Hold{Instance: o.Instance, Reason: why})
		}
	}
	return p
}

// inOrder puts the actions as they are carried out. Heartbeats come first, the oldest before the
// others: they take moments, and an invocation that dies after them has let no hook lapse.
func inOrder(a, b Action) int {
	verbs := []Verb{Heartbeat, Drain, Answer, Finish}
	if c := slices.Index(verbs, a.Verb) - slices.Index(verbs, b.Verb); c != 0 {
		return c
	}
	if a.Verb == Heartbeat {
		return a.Order.Beat.Compare(b.Order.Beat)
	}
	return 0
}

// orderActions is what to do about one order; none means that it waits.
func orderActions(s fleet.Snapshot, o fleet.DrainOrder, now time.Time) []Action {
	node, registered := s.Nodes[o.Instance]
	act := Action{Order: o, Node: node}
	if o.Claimed.After(now) {
		return nil
	}
	if ending, why := gone(s, o, registered, now); why != "" {
		return []Action{act.with(Finish, ending, why)}
	}
	if notLeaving(s, o) {
		return nil
	}
	if !registered {
		if end := unregistered(s, act, now); end != nil {
			return end
		}
		return beat(act, now)
	}
	switch node.Status {
	case fleet.NodeActive:
		return append([]Action{act.with(Drain, "", o.Reason)}, beat(act, now)...)
	case fleet.NodeRegistrationFailed:
		return []Action{act.ended(fleet.EndingUnregistered, "its registration failed")}
	case fleet.NodeDraining:
		if s.Left[o.Instance].Drained() {
			return []Action{act.ended(fleet.EndingDrained, "no task left in two looks")}
		}
	}
	return beat(act, now)
}

// unregistered is the end of an order whose node the cluster does not have; none while it may
// still come.
func unregistered(s fleet.Snapshot, a Action, now time.Time) []Action {
	o := a.Order
	switch {
	case o.Hook == "":
		return nil
	case !o.Draining.IsZero():
		return []Action{a.with(Answer, fleet.EndingGone, "it left cluster "+s.Cluster)}
	case now.Sub(o.Created) >= RegisterWaitMax:
		why := fmt.Sprintf("not in cluster %s after %s: nothing to empty", s.Cluster,
			RegisterWaitMax)
		return []Action{a.with(Answer, fleet.EndingUnregistered, why)}
	}
	return nil
}

// gone says why there is nothing left to do for the order; "" when there is.
func gone(s fleet.Snapshot, o fleet.DrainOrder, registered bool, now time.Time) (
	fleet.Ending, string,
) {
	m, member := s.Members[o.Instance]
	released := o.Origin == fleet.OriginTerminate && (!member || m.Released())
	switch {
	case released && o.Claim != "":
		return o.Claim, "its lifecycle hook was answered by an attempt that ended there"
	case released && member:
		return fleet.EndingGone, "its lifecycle hook was answered or has lapsed"
	case released:
		return fleet.EndingGone, "its group no longer has it"
	case notLeaving(s, o) && now.Sub(o.Created) >= leavingWaitMax:
		return fleet.EndingGone, "its group has it " + m.State + ": it need not go"
	case o.Origin == fleet.OriginSpot && !registered && now.Sub(o.Opened) >= SpotNotice:
		return fleet.EndingGone, "EC2 took it back"
	}
	return "", ""
}

// leavingWaitMax is how long a group may go on saying that an instance stays although an event
// said that it goes.
const leavingWaitMax = 2 * time.Minute

// notLeaving says that the order stands on an event alone: the group itself does not terminate the
// instance, so it is left in peace.
func notLeaving(s fleet.Snapshot, o fleet.DrainOrder) bool {
	m, member := s.Members[o.Instance]
	return o.Origin == fleet.OriginTerminate && member && !m.Leaving()
}

// orderHold says why an order with nothing to do but wait waits.
func orderHold(s fleet.Snapshot, o fleet.DrainOrder, now time.Time) string {
	for _, a := range orderActions(s, o, now) {
		if a.Verb != Heartbeat {
			return ""
		}
	}
	node, registered := s.Nodes[o.Instance]
	left, looked := s.Left[o.Instance]
	switch {
	case o.Claimed.After(now):
		return "another attempt answers its hook"
	case notLeaving(s, o):
		return "its group has it " + s.Members[o.Instance].State + ": only an event says it goes"
	case !registered:
		return fmt.Sprintf("not registered in cluster %s yet; waits until %s at most", s.Cluster,
			o.Created.Add(RegisterWaitMax).Format(time.TimeOnly))
	case node.Status != fleet.NodeDraining:
		return fmt.Sprintf("container instance is %s", node.Status)
	case looked:
		return fmt.Sprintf("%d tasks are not stopped yet", left.Tasks)
	default:
		return fmt.Sprintf("%d tasks left", node.Tasks())
	}
}

// beat prolongs the order's lifecycle hook once a third of its heartbeat has passed, so that
// several lost sweeps and crashes in a row do not let it lapse. A hook that was found by looking
// began at an unknown time, so it is prolonged at once.
func beat(a Action, now time.Time) []Action {
	o := a.Order
	if o.Hook == "" || o.Heartbeat == 0 {
		return nil
	}
	why := fmt.Sprintf("a third of its %s heartbeat has passed", o.Heartbeat)
	if o.Beat.IsZero() {
		why = fmt.Sprintf("when its %s heartbeat began is unknown", o.Heartbeat)
	} else if now.Sub(o.Beat) < o.Heartbeat/3 {
		return nil
	}
	return []Action{a.with(Heartbeat, "", why)}
}

func (a Action) with(v Verb, e fleet.Ending, why string) Action {
	a.Verb, a.Ending, a.Reason = v, e, why
	return a
}

// ended is the order's end: with an answer where a hook waits for one.
func (a Action) ended(e fleet.Ending, why string) Action {
	if a.Order.Hook == "" {
		return a.with(Finish, e, why)
	}
	return a.with(Answer, e, why)
}
