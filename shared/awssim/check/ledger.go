package check

import (
	"time"

	"sashweight/shared/awssim/ecs"
)

// scope is a part of the fleet that has a budget of its own.
type scope struct{ kind, name string }

// share is how many nodes of a scope are away, and how many there are.
type share struct{ away, fresh, nodes int }

// withinLedger wants that with a node that a function has just set DRAINING no more are away than
// the policy allows, in its cluster, its Auto Scaling group and its Availability Zone.
func (c *Checker) withinLedger(instance, caller string) {
	c.judging(WithinLedger)
	rules := c.rulesOf(instance)
	shares := c.shares()
	for _, s := range c.scopesOf(instance, c.clusterOf(instance)) {
		n := shares[s]
		switch {
		case rules.allows(n.away+n.fresh, n.nodes):
		case n.fresh > 0 && rules.allows(n.away, n.nodes):
			c.excuse(TooFresh)
		default:
			c.broken(WithinLedger, "%s was set DRAINING by %s: %d of %d nodes of %s %s are away then, "+
				"the budget is %d %%", instance, caller, n.away, n.nodes, s.kind, s.name, rules.Budget)
		}
	}
}

// shares counts the nodes by scope. One that was lost a moment ago is counted apart, and one that
// left a moment ago is still counted: nobody can know yet.
func (c *Checker) shares() map[scope]share {
	shares := map[scope]share{}
	seen := map[string]bool{}
	c.account.ECS.EachInstance(func(i ecs.InstanceView) {
		if seen[i.EC2InstanceID] || i.Status == inactive && c.known(i.Left) || c.strange(i) {
			return
		}
		seen[i.EC2InstanceID] = true
		since, lost := c.away(i)
		for _, s := range c.scopesOf(i.EC2InstanceID, i.Cluster) {
			n := shares[s]
			n.nodes++
			switch {
			case i.Status == inactive || !lost:
			case c.known(since):
				n.away++
			default:
				n.fresh++
			}
			shares[s] = n
		}
	})
	return shares
}

// strange says whether a node is External and none that a function drains: no capacity of ours
// hangs on it.
func (c *Checker) strange(i ecs.InstanceView) bool {
	m := c.account.Machines.Get(i.EC2InstanceID)
	return m != nil && m.External && !c.byFunction(c.nodes.drained[i.ARN].by)
}

// away says whether a node does not serve: DRAINING, impaired or on its way out; and since when
// others can know that. What a function drained is in its orders at once.
func (c *Checker) away(i ecs.InstanceView) (since time.Time, lost bool) {
	d := c.nodes.drained[i.ARN]
	if i.Status == draining && c.byFunction(d.by) {
		return time.Time{}, true
	}
	for _, why := range []struct {
		since time.Time
		so    bool
	}{
		{d.at, i.Status == draining},
		{c.nodes.impaired[i.ARN], i.Impaired},
	} {
		if why.so && (!lost || why.since.Before(since)) {
			since, lost = why.since, true
		}
	}
	if at, leaving := c.terminatingSince(i.EC2InstanceID); leaving && (!lost || at.Before(since)) {
		since, lost = at, true
	}
	return since, lost
}

func (c *Checker) scopesOf(instance, cluster string) []scope {
	scopes := []scope{{"cluster", cluster}}
	if g := c.groupOf(instance); g != "" {
		scopes = append(scopes, scope{"group", g})
	}
	if m := c.account.Machines.Get(instance); m != nil && m.Zone != "" {
		scopes = append(scopes, scope{"zone", cluster + " " + m.Zone})
	}
	return scopes
}
