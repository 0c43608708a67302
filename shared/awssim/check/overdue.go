package check

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"sashweight/shared/awssim/ecs"
)

// endsWithin is how long an order may be open beyond its limit: two sweeps, and the time that the
// last tasks take to stop.
const endsWithin = 5 * time.Minute

// Calm says that no fault strikes any more. From now on every drain has to end by its deadline or
// a granted extension.
func (c *Checker) Calm() { c.calm = c.account.Now() }

// lookAtOrders looks once a minute for orders whose time is over.
func (c *Checker) lookAtOrders() {
	now := c.account.Now()
	if c.calm.IsZero() || now.Sub(c.looked) < time.Minute {
		return
	}
	c.looked = now
	for _, instance := range slices.Sorted(maps.Keys(c.orders)) {
		for _, cluster := range slices.Sorted(maps.Keys(c.orders[instance])) {
			c.inTime(cluster, c.orders[instance][cluster])
		}
	}
}

// inTime wants that an order is not open long after its limit. The time begins anew when faults or
// a pause of everything end.
func (c *Checker) inTime(cluster string, o *order) {
	if !o.open || o.limit().IsZero() {
		return
	}
	c.judging(EndsInTime)
	limit := o.limit()
	for _, t := range []time.Time{c.calm, c.unpaused} {
		if t.After(limit) {
			limit = t
		}
	}
	switch {
	case c.account.Now().Sub(limit) <= endsWithin:
	case c.pausedAll(cluster):
		c.excuse(HeldByPause)
	default:
		c.broken(EndsInTime, "order %s is open, its limit was %s", o.id,
			o.limit().Format("15:04:05"))
	}
}

// serving are the endings after which a node serves on: whatever was done to it is undone.
var serving = []string{"returned", "cancelled", "expired", "refused"}

// leftDraining names the nodes that a function has drained and that an order which is over has
// left DRAINING although they are to serve.
func (c *Checker) leftDraining() (left []string) {
	c.account.ECS.EachInstance(func(i ecs.InstanceView) {
		if i.Status != draining || !c.byFunction(c.nodes.drained[i.ARN].by) ||
			c.ordered(i.EC2InstanceID) != nil || c.mustGo(i.EC2InstanceID) {
			return
		}
		c.judging(NothingLeft)
		if o := c.orders[i.EC2InstanceID][i.Cluster]; o != nil && slices.Contains(serving, o.ending) {
			left = append(left, fmt.Sprintf("%s is DRAINING, its order %s %s", i.EC2InstanceID, o.id,
				o.ending))
		}
	})
	return left
}
