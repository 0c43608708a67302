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

// actionMax is how long a lifecycle action may last whatever its heartbeats: 48 hours or a hundred
// times the heartbeat, whichever is less (EC2 Auto Scaling guide, lifecycle-hooks).
const actionMax = 48 * time.Hour

// leaving decides about a node that goes anyway: it never becomes ACTIVE again.
func leaving(s Situation, a Action, now time.Time) decision {
	o := a.Order
	node, registered := s.Nodes[o.Instance]
	if !registered {
		d := unregistered(s, a, now)
		if len(d.actions) > 0 {
			return d
		}
		return d.and(beat(a, now)...)
	}
	switch node.Status {
	case fleet.NodeActive:
		return do(beginDrain(s, a, now)).and(beat(a, now)...)
	case fleet.NodeRegistrationFailed:
		return do(a.over(fleet.EndingUnregistered, "its registration failed"))
	case fleet.NodeDraining:
		return emptying(s, a, now)
	}
	d := hold("container instance is %s", node.Status)
	return d.and(beat(a, now)...)
}

// emptying waits until a leaving node is empty, and helps where the policy says so.
func emptying(s Situation, a Action, now time.Time) decision {
	if d, done := emptied(s, a, now, func(e fleet.Ending, why string) decision {
		return a.seenOff(e, why)
	}); done {
		if slices.ContainsFunc(d.actions, func(a Action) bool { return a.Verb == Answer }) {
			return d
		}
		return d.and(beat(a, now)...)
	}
	end := lastMoment(s, a.Order)
	if isDead(s, a, now) && !a.Order.Deadline.IsZero() && !now.Before(a.Order.Deadline) {
		return do(removeDead(a, "its deadline has passed, and its agent cannot stop tasks"))
	}
	force := !now.Before(end)
	d := stops(s, a, now, force)
	if o := a.Order; force && len(d.actions) > 0 && o.Origin != fleet.OriginSpot &&
		o.Step == fleet.StepDraining {
		o.Step = fleet.StepForcing
		d = d.and(a.note(o, "not empty in time"+blockedBy(o)+": what remains is stopped"))
	}
	if o := a.Order; !now.Before(o.Deadline) && !o.Deadline.IsZero() && o.Extended.IsZero() &&
		end.After(now) {
		o.Extended = end
		d = d.and(a.note(o, fmt.Sprintf("not empty at its deadline: extended until %s",
			stamp(end))))
	}
	return d.and(beat(a, now)...)
}

// lastMoment is until when a leaving node is drained gently; then what remains is stopped.
func lastMoment(s Situation, o fleet.DrainOrder) time.Time {
	if o.Origin == fleet.OriginSpot && !o.Due.IsZero() {
		return o.Due
	}
	if o.AtDeadline == fleet.DeadlineForce {
		return o.Deadline
	}
	begun := o.Opened
	if begun.IsZero() {
		begun = o.Created
	}
	most := actionMax
	if o.Heartbeat > 0 {
		most = min(most, 100*o.Heartbeat)
	}
	// What remains needs its stop timeout, and a sweep has to come by.
	end := begun.Add(most - stopMargin)
	if !o.Deadline.IsZero() {
		if by := o.Deadline.Add(s.Policy.Drain.Extend); by.Before(end) {
			end = by
		}
	}
	return end
}

// stopMargin is left before a lifecycle action ends for good, for tasks to stop in.
const stopMargin = 5 * time.Minute

// unregistered is what to do about a node that goes and that the cluster does not have: wait for
// it, because it may be in mid-boot, or end.
func unregistered(s Situation, a Action, now time.Time) decision {
	o := a.Order
	if o.Hook == "" {
		return hold("not registered in cluster %s", s.Cluster)
	}
	switch {
	case !o.Draining.IsZero():
		return do(a.end(Answer, fleet.EndingGone, "it left cluster "+s.Cluster))
	case now.Sub(o.Created) >= RegisterWaitMax:
		return do(a.end(Answer, fleet.EndingUnregistered, fmt.Sprintf(
			"not in cluster %s after %s: nothing to empty", s.Cluster, RegisterWaitMax)))
	}
	return hold("not registered in cluster %s yet; waits until %s at most", s.Cluster,
		o.Created.Add(RegisterWaitMax).Format(time.TimeOnly))
}

// servicesMax is how many services an order remembers.
const servicesMax = 20

// beginDrain tells the node to drain.
func beginDrain(s Situation, a Action, now time.Time) Action {
	o := &a.Order
	o.Step, o.Draining, o.Tasks = fleet.StepDraining, now, a.Node.Tasks()
	o.Timer = spotTimer(s, *o, now)
	if a.Node.Twin == "" {
		o.Node = a.Node.ARN
	}
	left, _ := s.tasks(o.Instance)
	o.Services = servicesOf(left)
	if len(o.Services) > servicesMax {
		o.Services = o.Services[:servicesMax]
	}
	if o.Found = a.Node.Status == fleet.NodeDraining; o.Found {
		return a.with(Note, "it drains already: "+o.Reason)
	}
	return a.with(Drain, o.Reason)
}

// seenOff is what becomes of an empty node that goes. One that its group terminates at our word,
// and that no hook of ours holds, is waited for: the hook's event may still be on its way.
func (a Action) seenOff(e fleet.Ending, why string) decision {
	if a.Order.Removing.IsZero() {
		return do(a.over(e, why))
	}
	if a.Order.Hook == "" {
		return hold("its group terminates it")
	}
	return do(a.over(removed(a.Order), why))
}

// over is the order's end: with an answer where a hook waits for one.
func (a Action) over(e fleet.Ending, why string) Action {
	if a.Order.Hook == "" {
		return a.end(Finish, e, why)
	}
	return a.end(Answer, e, why)
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
	return []Action{a.with(Heartbeat, why)}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
