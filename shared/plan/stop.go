package plan

import (
	"fmt"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

// stopSpare is added to a task's stop timeout where it must have stopped by a moment: the agent
// has to hear of it and to tell.
const stopSpare = 20 * time.Second

// stopTimeoutDefault is ECS's for a container that has none of its own (ECS developer guide,
// task_definition_parameters).
const stopTimeoutDefault = 30 * time.Second

// stops are the tasks that have to be stopped by us, because nobody else will in time; without any
// it says what is waited for. force stops what remains.
func stops(s Situation, a Action, now time.Time, force bool) decision {
	left, read := s.tasks(a.Order.Instance)
	if !read {
		return stillLeft(s, a)
	}
	var d decision
	only := onlyDaemons(s, left)
	taken := map[string]bool{} // services of which a task is stopped in this look
	for _, t := range left {
		why := stopReason(s, a.Order, t, now, force)
		if only && !a.Order.Draining.IsZero() && now.Sub(a.Order.Draining) >= daemonWait {
			why = "only daemon tasks are left"
		}
		if why == "" || t.Desired == "STOPPED" {
			continue
		}
		// On a node that could still be given back one task of a service goes at a time.
		if service := t.Service(); service != "" && !leaves(s, a.Order) {
			if taken[service] {
				continue
			}
			taken[service] = true
		}
		stop := a.with(Stop, why)
		stop.Task, stop.Force = t, t.Protected(now)
		d = d.and(stop)
	}
	if next := spotTimer(s, a.Order, now); next.After(now) && !a.Order.Timer.After(now) {
		o := a.Order
		o.Timer = next
		d = d.and(a.note(o, "its next task has to be stopped at "+stamp(next)))
	}
	if len(d.actions) == 0 {
		return stillLeft(s, a)
	}
	return d
}

// daemonWait is how long daemon tasks may stay after all others before we stop them.
const daemonWait = time.Minute

func onlyDaemons(s Situation, left []fleet.Task) bool {
	for _, t := range left {
		if !s.daemon(t) {
			return false
		}
	}
	return len(left) > 0
}

func stillLeft(s Situation, a Action) decision {
	if left, looked := s.Left[a.Order.Instance]; looked {
		return hold("%d tasks are not stopped yet", left.Tasks)
	}
	return hold("%d tasks left", a.Node.Tasks())
}

// stopReason says why the task has to be stopped now; "" where it has not.
func stopReason(s Situation, o fleet.DrainOrder, t fleet.Task, now time.Time, force bool) string {
	rules := s.Policy.Drain
	switch {
	case s.daemon(t):
		return ""
	case t.Protected(now):
		if force && rules.Protected == policy.ThenStop {
			return "the drain's time is over, and the policy has protected tasks stopped"
		}
		return ""
	case force:
		return "the drain's time is over"
	case o.Origin == fleet.OriginSpot && !now.Before(spotStop(s, o, t)):
		return "EC2 takes its Spot instance at " + stamp(o.Due)
	case t.Service() == "" && rules.Standalone.Then == policy.ThenStop &&
		!o.Draining.IsZero() && now.Sub(o.Draining) >= rules.Standalone.Wait:
		return fmt.Sprintf("a standalone task is waited for %s", rules.Standalone.Wait)
	}
	return ""
}

// spotStop is when a task of a Spot node has to be told to stop, so that it has stopped when EC2
// takes the node.
func spotStop(s Situation, o fleet.DrainOrder, t fleet.Task) time.Time {
	timeout := s.Needs[t.Definition].StopTimeout
	if timeout == 0 {
		timeout = stopTimeoutDefault
	}
	return o.Due.Add(-timeout - stopSpare)
}

// spotTimer is when the next task of a Spot node has to be stopped; zero where none has to be, or
// the node is under no notice. While its tasks are not known it is when a task with ECS's own stop
// timeout would have to be.
func spotTimer(s Situation, o fleet.DrainOrder, now time.Time) time.Time {
	if o.Origin != fleet.OriginSpot || o.Due.IsZero() {
		return time.Time{}
	}
	left, read := s.tasks(o.Instance)
	if !read {
		return o.Due.Add(-stopTimeoutDefault - stopSpare)
	}
	var next time.Time
	for _, t := range left {
		at := spotStop(s, o, t)
		if t.Desired == "STOPPED" || s.daemon(t) {
			continue
		}
		if at.Before(now) {
			at = now.Add(time.Second)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}
