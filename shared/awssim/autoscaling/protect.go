package autoscaling

import (
	"context"
	"strconv"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// protectMax is how many instances one SetInstanceProtection takes (Auto Scaling API reference).
const protectMax = 50

// setInstanceProtection protects instances of a group from scale-in, or ends that.
func (a *AutoScaling) setInstanceProtection(
	_ context.Context, in *as.SetInstanceProtectionInput,
) (*as.SetInstanceProtectionOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := required(in.ProtectedFromScaleIn, "protectedFromScaleIn"); err != nil {
		return nil, err
	}
	if len(in.InstanceIds) == 0 {
		return nil, required[string](nil, "instanceIds")
	}
	if n := len(in.InstanceIds); n > protectMax {
		return nil, violated("["+strconv.Itoa(n)+" items]", "instanceIds",
			"have length less than or equal to "+strconv.Itoa(protectMax))
	}
	found := make([]*instance, len(in.InstanceIds))
	for n, id := range in.InstanceIds {
		i := a.instances[id]
		switch {
		case i == nil || i.group != g:
			return nil, invalid("The instance %s is not part of Auto Scaling group %s.", id, g.name)
		case i.state != types.LifecycleStateInService &&
			i.state != types.LifecycleStateEnteringStandby &&
			i.state != types.LifecycleStateStandby:
			return nil, invalid("The instance %s is not in InService or EnteringStandby or "+
				"Standby.", id)
		}
		found[n] = i
	}
	for _, i := range found {
		if i.protected != *in.ProtectedFromScaleIn {
			i.protected = *in.ProtectedFromScaleIn
			i.changed()
			a.note(g.name, i.id, "protected", strconv.FormatBool(i.protected))
		}
	}
	a.later(g)
	return &as.SetInstanceProtectionOutput{}, nil
}
