package check

import (
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim/autoscaling"
)

// begun wants that a function does something to an instance only where the mode of its group lets
// it begin, or where it had begun before the mode changed.
func (c *Checker) begun(instance, what string) {
	m := c.member(instance)
	if m.Group == "" || c.mayBegin(m.Group) || c.hasBegun(instance) {
		return
	}
	c.broken(ReportBegins, "%s of group %s (mode %q) %s", instance, m.Group, c.modeOf(m.Group), what)
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

// sized judges a desired capacity that a function asks for.
func (c *Checker) sized(in *sdk.SetDesiredCapacityInput) {
	name, want := aws.ToString(in.AutoScalingGroupName), aws.ToInt32(in.DesiredCapacity)
	least, most := int32(0), int32(math.MaxInt32)
	c.account.AutoScaling.EachGroup(func(g autoscaling.GroupView) {
		if g.Name == name {
			least, most = g.Min, g.Max
		}
	})
	if want < least || want > most {
		c.broken(DesiredInRange, "group %s gets desired capacity %d, its bounds are %d and %d", name,
			want, least, most)
	}
	if !c.mayBegin(name) {
		c.broken(ReportBegins, "group %s (mode %q) gets desired capacity %d", name, c.modeOf(name),
			want)
	}
}

// stateSet hears that container instances were set DRAINING or ACTIVE.
func (c *Checker) stateSet(
	caller, status string, out *ecs.UpdateContainerInstancesStateOutput,
) {
	for _, i := range out.ContainerInstances {
		arn, instance := aws.ToString(i.ContainerInstanceArn), aws.ToString(i.Ec2InstanceId)
		if status != "DRAINING" {
			delete(c.drainedBy, arn)
			continue
		}
		if c.drainedBy[arn] == "" {
			c.drainedBy[arn] = caller
		}
		if c.byFunction(caller) {
			c.begun(instance, "was set DRAINING")
			c.mustGo(instance, caller)
		}
	}
}

// mustGo wants that a node that a function drains is one that goes anyway.
func (c *Checker) mustGo(instance, caller string) {
	m := c.member(instance)
	if m.State == "" || strings.HasPrefix(m.State, "Terminat") || c.noticed[instance] {
		return
	}
	c.broken(StaysInService, "%s is %s in group %s, under no Spot notice, and %s set it DRAINING",
		instance, m.State, m.Group, caller)
}
