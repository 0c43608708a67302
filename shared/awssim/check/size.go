package check

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awssim"
)

// drainNodes is the function that launches one more before it drains a node; others scale for
// their own reasons.
const drainNodes = "drain-nodes"

// sized judges a desired capacity that a function asks for.
func (c *Checker) sized(m awssim.Made, in *sdk.SetDesiredCapacityInput) {
	name, want := aws.ToString(in.AutoScalingGroupName), aws.ToInt32(in.DesiredCapacity)
	was := c.before.group
	least, most := was.Min, was.Max
	if was.Name != name {
		least, most = 0, math.MaxInt32
	}
	c.judging(DesiredInRange)
	if want < least || want > most {
		c.broken(DesiredInRange, "group %s gets desired capacity %d, its bounds are %d and %d", name,
			want, least, most)
	}
	if !c.mayBegin(name) && want != was.Desired {
		c.broken(ReportBegins, "group %s (mode %q) gets desired capacity %d", name, c.modeOf(name),
			want)
	}
	if m.Output == nil {
		return
	}
	c.judging(NeverLowered)
	switch {
	case want >= was.Desired:
	case !c.known(was.Resized):
		c.excuse(TooFresh)
	default:
		c.broken(NeverLowered, "group %s gets desired capacity %d after %d", name, want, was.Desired)
	}
	if want > was.Desired {
		c.held(c.clusterOfGroup(name), "group "+name+" was made larger")
		c.raise(m.Call.Caller.Name, name, want-was.Desired)
	}
}

// raise wants that drain-nodes makes a group larger by at most one for each order that takes a
// node away from it.
func (c *Checker) raise(caller, group string, by int32) {
	if caller != drainNodes {
		return
	}
	c.judging(OneMoreOnce)
	c.raised[group] += by
	if n := len(c.groupOrders[group]); int(c.raised[group]) > n {
		c.broken(OneMoreOnce, "group %s was made larger by %d for %d orders", group, c.raised[group],
			n)
	}
}
