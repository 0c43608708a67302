package plan

import (
	"time"

	"sashweight/shared/fleet"
)

// emptied says what follows where a draining node has nothing left, and done whether it has. A
// node is empty when two looks a few seconds apart find no task whose last status is not STOPPED.
func emptied(
	s Situation, a Action, now time.Time, then func(fleet.Ending, string) decision,
) (d decision, done bool) {
	o := a.Order
	left, looked := s.Left[o.Instance]
	if isDead(s, a, now) && (!looked || left.Tasks > 0) {
		return deadEmptied(s, a, then)
	}
	switch {
	case !looked:
		return d, false
	case left.Tasks > 0 && !o.Emptied.IsZero():
		o.Emptied = time.Time{}
		return do(a.note(o, "a task came up after a look that found none")), true
	case left.Tasks > 0:
		return d, false
	case o.Emptied.IsZero():
		o.Emptied, o.Timer = now, now.Add(Confirm)
		return do(a.note(o, "no task left; a second look confirms it")), true
	case now.Sub(o.Emptied) < Confirm:
		return hold("no task left; a second look confirms it"), true
	case o.Step == fleet.StepForcing:
		return then(fleet.EndingForced, "what remained at the deadline has stopped"), true
	}
	return then(fleet.EndingDrained, "no task left in two looks"), true
}

// impairedDefault is how long a node must have been impaired where no document says it.
const impairedDefault = 10 * time.Minute

// impairedFor is the policy's.
func (s Situation) impairedFor() time.Duration {
	if d := s.Policy.Nodes.Health.ImpairedFor; d > 0 {
		return d
	}
	return impairedDefault
}

// dead says that nobody on the node will tell when a task has stopped: EC2 says that it does not
// run, or ECS has found its agent or its container runtime impaired for the policy's time.
func dead(s Situation, n fleet.Node, now time.Time) bool {
	if s.Hosts[n.Instance].Gone() {
		return true
	}
	check, ok := n.Impaired()
	return ok && now.Sub(check.Since) >= s.impairedFor()
}

func isDead(s Situation, a Action, now time.Time) bool { return dead(s, a.Node, now) }

// deadEmptied says whether a dead node may go: when EC2 says that it does not run, or when every
// service that it had tasks of is whole elsewhere and no task on it is standalone or protected.
func deadEmptied(
	s Situation, a Action, then func(fleet.Ending, string) decision,
) (d decision, done bool) {
	o := a.Order
	if s.Hosts[o.Instance].Gone() {
		return deadGoes(s, a, then, "EC2 says that the instance does not run any more"), true
	}
	left, read := s.tasks(o.Instance)
	if !read {
		return d, false
	}
	for _, t := range left {
		service := s.Services[t.Service()]
		if service.Daemon {
			continue
		}
		if service.Name == "" || !t.ProtectedUntil.IsZero() ||
			service.Running-runningOn(left, service.Name) < service.Desired {
			return d, false
		}
	}
	return deadGoes(s, a, then, "its agent is dead, and its services are whole elsewhere"), true
}

// deadGoes lets a dead node go: its group terminates it, or does so already.
func deadGoes(
	s Situation, a Action, then func(fleet.Ending, string) decision, why string,
) decision {
	o := a.Order
	switch {
	case a.Node.External():
		return do(removeDead(a, why))
	case !leaves(s, o):
		return then(fleet.EndingDead, why)
	case o.Hook == "" && o.Step == fleet.StepRemoving:
		return hold("its group terminates it")
	}
	return do(removeDead(a, why))
}

// runningOn counts the service's tasks among those of a dead node that ECS takes for running. It
// may have left them out of the service's count already: then the node only waits longer.
func runningOn(left []fleet.Task, service string) int {
	n := 0
	for _, t := range left {
		if t.Service() == service && t.Last == "RUNNING" {
			n++
		}
	}
	return n
}

// removeDead lets a dead node go as it is. Its order stays open until EC2 says that it is
// terminated: only then is its container instance deregistered, because a forced deregistration
// alone would leave containers running beside their replacements.
func removeDead(a Action, why string) Action {
	a.Order.Step, a.Order.Ending, a.Order.EndReason = fleet.StepRemoving, fleet.EndingDead, why
	a.Ending = fleet.EndingDead
	switch {
	case a.Node.External():
		return a.with(Deregister, why)
	case a.Order.Hook != "":
		return a.with(Answer, why)
	}
	return a.with(Note, why)
}

// deregister ends the order of a dead node whose group has let it go.
func deregister(s Situation, a Action) decision {
	if h := s.Hosts[a.Order.Instance]; !h.Gone() || h.State == "shutting-down" {
		return hold("waits until EC2 says that the dead instance is terminated")
	}
	return do(
		a.with(Deregister, "EC2 says that the dead instance is terminated"),
		a.end(Finish, fleet.EndingDead, "its agent or host was dead; it was removed as it was"),
	)
}
