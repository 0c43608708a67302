package plan

import (
	"fmt"
	"slices"
	"time"

	"sashweight/shared/fleet"
)

// whenEmpty is what becomes of a node in service that is empty.
func whenEmpty(s Situation, a Action, e fleet.Ending, why string, now time.Time) decision {
	if a.Order.Then == fleet.ThenKeep || a.Node.External() {
		return do(a.end(Finish, e, why))
	}
	if e == fleet.EndingDrained {
		e = fleet.EndingRemoved
	}
	return terminate(s, a, now, e, why)
}

// terminate has the group terminate the node, unless it may not: then the node is waited with
// until its deadline, and given back. Everything that could forbid it is looked at anew.
func terminate(s Situation, a Action, now time.Time, e fleet.Ending, why string) decision {
	o := a.Order
	g, known := s.Groups[o.Group]
	if !known {
		return hold("its group %s was not read", o.Group)
	}
	a.Decrement = o.Then == fleet.ThenTerminate ||
		o.Then == fleet.ThenReplace && !o.Replacing.IsZero() && evenWithout(g, s.Members[o.Instance])
	blockers := append(removalBlockers(s, o, a.Decrement), deploymentBlockers(s, o.Services)...)
	if len(blockers) > 0 {
		if !o.Deadline.IsZero() && !now.Before(o.Deadline) {
			return undo(a, fleet.EndingReturned, "empty, but "+blockers[0].Reason)
		}
		return hold("empty, but %s", blockers[0].Reason)
	}
	a.Order.Step, a.Order.Removing, a.Order.Ending = fleet.StepRemoving, now, e
	a.Order.EndReason = why
	a.Ending = e
	return do(a.with(Terminate, why))
}

// removalBlockers is why the group would not or should not let the instance go.
func removalBlockers(s Situation, o fleet.DrainOrder, decrement bool) []fleet.Blocker {
	if o.Then == fleet.ThenKeep || o.Then == "" || leaves(s, o) {
		return nil // it stays, or it goes whatever we do
	}
	g, known := s.Groups[o.Group]
	m, member := s.Members[o.Instance]
	var out []fleet.Blocker
	block := func(yes bool, help, reason string, args ...any) {
		if yes {
			out = append(out, fleet.Blocker{Kind: fleet.BlockedGroup, Object: o.Group,
				Reason: fmt.Sprintf(reason, args...), Help: help})
		}
	}
	if !known || !member {
		block(true, "", "its group %s was not read", o.Group)
		return out
	}
	block(m.Protected, "remove the protection", "the instance is protected from scale-in")
	block(!m.InService(), "bring it back into service", "its group has it %s", m.State)
	block(g.Suspends(fleet.ProcessTerminate), "resume the process",
		"group %s has its Terminate process suspended", g.Name)
	block(g.Refresh != "", "wait for its end or cancel it", "instance refresh %s of group %s is open",
		g.Refresh, g.Name)
	block(decrement && g.Desired-1 < g.Min, "lower the minimum, or order it replaced",
		"group %s is at its minimum of %d", g.Name, g.Min)
	block(o.Then == fleet.ThenTerminate && !g.Suspends(fleet.ProcessAZRebalance) && !fullest(g, m),
		"take a node of a fuller zone",
		"group %s has fewer nodes in %s than elsewhere and would rebalance its zones", g.Name, m.Zone)
	return out
}

// fullest says that no zone has more instances of the group than the member's.
func fullest(g fleet.Group, m fleet.Member) bool {
	zones := g.InZones()
	for _, n := range zones {
		if n > zones[m.Zone] {
			return evenWithout(g, m)
		}
	}
	return true
}

// evenWithout says that the zones stay within one of each other once the member is gone: else the
// group would rebalance them by itself (EC2 Auto Scaling guide, auto-scaling-benefits).
func evenWithout(g fleet.Group, m fleet.Member) bool {
	zones := g.InZones()
	zones[m.Zone]--
	var counts []int
	for _, n := range zones {
		counts = append(counts, n)
	}
	return slices.Max(counts)-slices.Min(counts) <= 1
}

// deploymentBlockers are the services whose deployment is under way: it needs the room.
func deploymentBlockers(s Situation, services []string) []fleet.Blocker {
	var out []fleet.Blocker
	for _, name := range services {
		if s.Services[name].Deploying {
			out = append(out, fleet.Blocker{
				Kind: fleet.BlockedDeployment, Object: name, Help: "wait for its end",
				Reason: "a deployment of service " + name + " is under way",
			})
		}
	}
	return out
}

// growth is the desired capacity that makes room for one more first; zero where the order wants
// none, or its group cannot have it.
func growth(s Situation, o fleet.DrainOrder) int {
	g, known := s.Groups[o.Group]
	if o.Then != fleet.ThenReplace || !known || g.Desired >= g.Max ||
		g.Suspends(fleet.ProcessLaunch) {
		return 0
	}
	return g.Desired + 1
}
