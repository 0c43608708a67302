package check

import (
	"maps"
	"slices"
	"strings"
	"time"

	"sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// nodes is what is remembered of container instances and their machines.
type nodes struct {
	noticed  map[string]time.Time // instances under a Spot notice, since when
	impaired map[string]time.Time // since when a health check fails, by ARN
	drained  map[string]drained   // who set a container instance DRAINING, by ARN
	returned map[string]time.Time // when a function last set one ACTIVE again, by ARN
}

// drained is a container instance that is DRAINING.
type drained struct {
	by string
	at time.Time
}

func newNodes() nodes {
	return nodes{
		noticed: map[string]time.Time{}, impaired: map[string]time.Time{},
		drained: map[string]drained{}, returned: map[string]time.Time{},
	}
}

// healthHeard notes since when a container instance has been impaired.
func (c *Checker) healthHeard(e kernel.Event) {
	if e.DetailType != "ECS Container Instance Health Change" {
		return
	}
	arn := e.Resources[0]
	if !strings.HasSuffix(e.Label, " IMPAIRED") {
		delete(c.nodes.impaired, arn)
	} else if c.nodes.impaired[arn].IsZero() {
		c.nodes.impaired[arn] = c.account.Now()
	}
}

// registered is the last container instance of an EC2 or External instance.
func (c *Checker) registered(instance string) (found ecs.InstanceView) {
	c.account.ECS.EachInstance(func(i ecs.InstanceView) {
		if i.EC2InstanceID == instance && (found.ARN == "" || i.Status != inactive) {
			found = i
		}
	})
	return found
}

const (
	inactive = "INACTIVE"
	draining = "DRAINING"
	active   = "ACTIVE"
	running  = "RUNNING"
)

// clusterOf is the cluster that an instance is of: as registered, as ordered, or as launched.
func (c *Checker) clusterOf(instance string) string {
	if i := c.registered(instance); i.ARN != "" {
		return i.Cluster
	}
	for _, cluster := range slices.Sorted(maps.Keys(c.orders[instance])) {
		return cluster
	}
	if m := c.account.Machines.Get(instance); m != nil {
		return m.Cluster
	}
	return ""
}

// groupOf is the Auto Scaling group of an instance, also after its end; empty where it has none.
func (c *Checker) groupOf(instance string) string {
	if m := c.member(instance); m.Group != "" {
		return m.Group
	}
	if m := c.account.Machines.Get(instance); m != nil {
		return m.Group
	}
	return ""
}

// ended says whether EC2 has the machine as anything but running.
func (c *Checker) ended(instance string) bool {
	m := c.account.Machines.Get(instance)
	return m == nil || m.State != host.Running && m.State != host.Pending
}

// dead says whether nothing on the machine can be told to stop: its agent is impaired, or the
// machine is down.
func (c *Checker) dead(instance string) bool {
	m := c.account.Machines.Get(instance)
	return c.ended(instance) || m.Down || c.registered(instance).Impaired
}

// terminatingSince is since when an instance has been on its way out; ok is false where it is not.
func (c *Checker) terminatingSince(instance string) (since time.Time, ok bool) {
	if !strings.HasPrefix(c.member(instance).State, "Terminat") && !c.ended(instance) {
		return time.Time{}, false
	}
	if m := c.account.Machines.Get(instance); m != nil && c.ended(instance) {
		since = m.Changed
	}
	for _, v := range slices.Backward(c.account.AutoScaling.Hooks()) {
		if v.Instance == instance && v.Transition == terminating &&
			(since.IsZero() || v.Opened.Before(since)) {
			return v.Opened, true
		}
	}
	return since, true
}

// mustGo says whether a node goes anyway: its group terminates it, EC2 takes it or it has ended.
func (c *Checker) mustGo(instance string) bool {
	_, leaving := c.terminatingSince(instance)
	return leaving || !c.nodes.noticed[instance].IsZero()
}

// involuntary says whether something may be done to a node whatever the budget says, and counts
// why.
func (c *Checker) involuntary(instance string) bool {
	if c.mustGo(instance) {
		c.excuse(ByMustGo)
		return true
	}
	o := c.ordered(instance)
	if o == nil || !o.urgent {
		return false
	}
	c.excuse(ByUrgency)
	return true
}

// overdue says whether the time of the instance's order is over and what remains may be stopped:
// at the deadline where it says so or nobody on the node can stop anything, or else, where the node
// must go, at the end of the extension or of its lifecycle action.
func (c *Checker) overdue(instance string) bool {
	o := c.ordered(instance)
	if o == nil || o.deadline.IsZero() {
		return false
	}
	then, now := o.atDeadline, c.account.Now()
	if then == "" {
		then = c.rulesOf(instance).AtDeadline
	}
	if then == Force || c.dead(instance) {
		return !now.Before(o.deadline)
	}
	return c.mustGo(instance) && (!now.Before(o.limit()) || c.actionEnds(instance, o.heartbeat))
}

const (
	// actionMost is how long a lifecycle action may last, or a hundred times its heartbeat (EC2
	// Auto Scaling guide, lifecycle-hooks).
	actionMost = 48 * time.Hour
	// actionSpare is how long before that what remains may be stopped.
	actionSpare = 6 * time.Minute
)

// actionEnds says whether the lifecycle action that holds an instance can hardly be prolonged.
func (c *Checker) actionEnds(instance string, heartbeat time.Duration) bool {
	since, leaving := c.terminatingSince(instance)
	most := actionMost
	if heartbeat > 0 {
		most = min(most, 100*heartbeat)
	}
	return leaving && c.account.Now().Sub(since) >= most-actionSpare
}
