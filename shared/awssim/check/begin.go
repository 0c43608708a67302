package check

import "sashweight/shared/awssim/autoscaling"

// begun wants that a function does something to an instance only where the mode of its group lets
// it begin, or where it had begun before the mode changed.
func (c *Checker) begun(instance, what string) {
	c.begunIn(c.member(instance).Group, instance, what)
}

// begunIn is begun for an instance whose group is known.
func (c *Checker) begunIn(group, instance, what string) {
	if group == "" {
		return
	}
	c.judging(ReportBegins)
	if c.mayBegin(group) || c.hasBegun(instance) {
		return
	}
	c.broken(ReportBegins, "%s of group %s (mode %q) %s", instance, group, c.modeOf(group), what)
}

// hasBegun says whether the instance has an open order from when the mode let things begin. Such a
// drain goes on to its end whatever the mode is by then.
func (c *Checker) hasBegun(instance string) bool {
	o := c.ordered(instance)
	return o != nil && o.began
}

// member is the instance as its group has it; the zero view where no group has it.
func (c *Checker) member(instance string) (found autoscaling.InstanceView) {
	c.account.AutoScaling.Each(func(v autoscaling.InstanceView) {
		if v.Instance == instance {
			found = v
		}
	})
	return found
}
