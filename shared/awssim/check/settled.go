package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Settled says what has not come to its end although it had time to: drain orders that have been
// open for longer than within, lifecycle actions of ours that have waited as long without an
// order, and nodes that orders have left DRAINING. Call it after a time without faults. Within must
// leave room for the longest drain and for a full look of the sweep.
func (c *Checker) Settled(within time.Duration) error {
	limit := c.account.Now().Add(-within)
	var late []string
	for _, instance := range slices.Sorted(maps.Keys(c.orders)) {
		o := c.ordered(instance)
		if o == nil || o.since.After(limit) {
			continue
		}
		late = append(late, fmt.Sprintf("order %s has been open since %s, %d tasks left", o.id,
			o.since.Format("15:04:05"), len(c.tasksLeft(instance))))
	}
	for _, v := range c.account.AutoScaling.Hooks() {
		if !v.Open || !ours(v.Hook, v.Metadata) || v.Opened.After(limit) ||
			c.ordered(v.Instance) != nil {
			continue
		}
		late = append(late, fmt.Sprintf("hook %s of %s has waited since %s without an order", v.Hook,
			v.Instance, v.Opened.Format("15:04:05")))
	}
	late = append(late, c.leftDraining()...)
	if len(late) == 0 {
		return nil
	}
	return fmt.Errorf("not settled within %s: %s", within, strings.Join(late, "; "))
}
