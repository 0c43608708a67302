package plan

import (
	"fmt"
	"time"

	"sashweight/shared/fleet"
)

// settle is how long after a write of ours a read may still show what was there before.
const settle = 2 * time.Minute

// staying decides about a node that its group still has in service, or that no group has.
func staying(s Situation, a Action, admitted verdict, now time.Time) decision {
	o := a.Order
	if why := s.unwound(o.Group); why != "" {
		return undo(a, fleet.EndingCancelled, why)
	}
	if o.Cancel != "" && o.Removing.IsZero() {
		return undo(a, fleet.EndingCancelled, o.Cancel)
	}
	if !o.Begun() {
		return beginning(s, a, admitted, now)
	}
	if _, registered := s.Nodes[o.Instance]; !registered {
		return do(a.end(Finish, fleet.EndingGone, "it left cluster "+s.Cluster))
	}
	switch o.Step {
	case fleet.StepReplacing:
		return replacing(s, a, now)
	case fleet.StepRemoving:
		return removing(a, now)
	case fleet.StepOrdered, fleet.StepWaiting, fleet.StepDraining, fleet.StepForcing,
		fleet.StepReturning, fleet.StepDone:
	}
	return draining(s, a, now)
}

// undo gives the node back, or ends an order for which nothing was done.
func undo(a Action, e fleet.Ending, why string) decision {
	if a.Order.Draining.IsZero() || a.Order.Found {
		return do(a.end(Finish, e, why))
	}
	a.Order.Step, a.Order.Ending, a.Order.EndReason = fleet.StepReturning, e, why
	a.Ending = e
	return do(a.with(Undo, why))
}

// returning takes up a return that did not come to its end.
func returning(a Action) decision {
	if a.Node.Status == fleet.NodeDraining {
		a.Ending = a.Order.Ending
		return do(a.with(Undo, a.Order.EndReason))
	}
	return do(a.end(Finish, a.Order.Ending, a.Order.EndReason))
}

// beginning is what becomes of an order for which nothing was done yet.
func beginning(s Situation, a Action, admitted verdict, now time.Time) decision {
	o := a.Order
	if why := refused(s, o); why != "" {
		return do(a.end(Finish, fleet.EndingRefused, why))
	}
	if !o.Deadline.IsZero() && !now.Before(o.Deadline) {
		why := "its deadline came before it could begin"
		if o.EndReason != "" {
			why += ": " + o.EndReason
		}
		return do(a.end(Finish, fleet.EndingExpired, why))
	}
	if s.Standing == Broken && !o.Urgent {
		return hold("the policy document is broken: nothing voluntary begins")
	}
	node, registered := s.Nodes[o.Instance]
	switch {
	case !registered:
		return hold("not registered in cluster %s", s.Cluster)
	case node.Status == fleet.NodeDraining && o.Urgent || node.Status == fleet.NodeActive && o.Urgent:
		return do(beginDrain(s, a, now))
	case node.Status != fleet.NodeActive && node.Status != fleet.NodeDraining:
		return hold("container instance is %s", node.Status)
	}
	return admitted.decision(s, a, now)
}

// refused says why what was ordered may not be done at all; "" where it may.
func refused(s Situation, o fleet.DrainOrder) string {
	m, member := s.Members[o.Instance]
	switch {
	case fleet.ExternalInstance(o.Instance) && o.Then != fleet.ThenKeep:
		return "an External instance is drained and never terminated: order it to be kept"
	case !member && o.Then != fleet.ThenKeep:
		return "no Auto Scaling group has the instance, so none can terminate it: order it to be kept"
	case member && m.Protected && !o.Urgent:
		return "the instance is protected from scale-in"
	case member && !m.InService() && !m.Leaving() && !o.Urgent:
		return "its group has it " + m.State
	}
	return ""
}

// replacing waits for the instance that comes first.
func replacing(s Situation, a Action, now time.Time) decision {
	o := a.Order
	if o.Replacement == "" {
		if o.Replacement = replacement(s, o); o.Replacement != "" {
			a.Order = o
		}
	}
	if o.Replacement != "" {
		a.Order.Reason = o.Reason
		return do(beginDrain(s, a, now))
	}
	if !o.Deadline.IsZero() && !now.Before(o.Deadline) {
		return do(a.end(Finish, fleet.EndingExpired,
			"the instance that should come first did not join the cluster in time"))
	}
	if g, known := s.Groups[o.Group]; known && g.Desired < o.Wanted &&
		now.Sub(o.Replacing) < settle {
		a.From = o.Wanted - 1 // whoever was to tell the group died before
		return do(a.with(Grow, "its group was not told yet: "+o.Reason))
	}
	return hold("waits for one more node of group %s, asked for at %s", o.Group,
		stamp(o.Replacing))
}

// replacement is the node that came for the order: the oldest of its group that registered after
// the group was told to launch one more, and that no other order has taken or is about.
func replacement(s Situation, o fleet.DrainOrder) string {
	taken := map[string]bool{}
	for _, other := range s.Orders {
		taken[other.Replacement], taken[other.Instance] = true, true
	}
	var best fleet.Node
	for id, n := range s.Nodes {
		m := s.Members[id]
		if taken[id] || m.Group != o.Group || !m.InService() || n.Status != fleet.NodeActive ||
			!n.Connected || n.Registered.Before(o.Replacing) {
			continue
		}
		if best.Instance == "" || n.Registered.Before(best.Registered) ||
			n.Registered.Equal(best.Registered) && id < best.Instance {
			best = n
		}
	}
	return best.Instance
}

// draining is a node in service that was told to drain.
func draining(s Situation, a Action, now time.Time) decision {
	o := a.Order
	if a.Node.Status != fleet.NodeDraining {
		if now.Sub(o.Draining) < settle {
			return hold("container instance is %s", a.Node.Status)
		}
		return do(a.end(Finish, fleet.EndingCancelled, fmt.Sprintf(
			"somebody else set the container instance %s", a.Node.Status)))
	}
	if d, done := emptied(s, a, now, func(e fleet.Ending, why string) decision {
		return whenEmpty(s, a, e, why, now)
	}); done {
		if a.Order.Step == fleet.StepDraining || len(d.actions) > 0 {
			return d
		}
	}
	if o.Deadline.IsZero() || now.Before(o.Deadline) {
		return stops(s, a, now, false)
	}
	return pastDeadline(s, a, now)
}

// pastDeadline is how a drain ends whose time is over.
func pastDeadline(s Situation, a Action, now time.Time) decision {
	o := a.Order
	last := o.Deadline.Add(s.Policy.Drain.Extend)
	why := "not empty at its deadline" + blockedBy(o)
	switch {
	case isDead(s, a, now) && o.AtDeadline == fleet.DeadlineForce:
		return terminate(s, a, now, fleet.EndingDead,
			"its deadline has passed, and its agent cannot stop tasks")
	case o.AtDeadline == fleet.DeadlineReturn || !now.Before(last):
		return undo(a, fleet.EndingReturned, why)
	case o.AtDeadline == fleet.DeadlineForce && o.Step != fleet.StepForcing:
		o.Step = fleet.StepForcing
		a.Order = o
		return stops(s, a, now, true).and(a.note(o, why+": what remains is stopped"))
	case o.Extended.IsZero():
		o.Extended = last
		return stops(s, a, now, false).and(a.note(o, why+": extended until "+stamp(last)))
	}
	return stops(s, a, now, o.Step == fleet.StepForcing)
}

func blockedBy(o fleet.DrainOrder) string {
	if o.Forecast.Free() {
		return ""
	}
	return ": " + o.Forecast.Blockers[0].Reason
}

// removing waits until the group has begun to terminate the node.
func removing(a Action, now time.Time) decision {
	if now.Sub(a.Order.Removing) < settle {
		return hold("its group was told to terminate it")
	}
	// The answer was lost and nothing came of the call: everything is looked at anew.
	o := a.Order
	o.Step, o.Removing, o.Emptied = fleet.StepDraining, time.Time{}, time.Time{}
	return do(a.note(o, "its group has not terminated it: the call is taken for not made"))
}
