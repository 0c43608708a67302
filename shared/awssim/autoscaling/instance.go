package autoscaling

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// instance is one member of a group, from its launch until it is gone.
type instance struct {
	group     *group
	id, zone  string
	machine   *host.Machine
	state     types.LifecycleState
	protected bool
	unhealthy bool
	why       string        // it is
	served    time.Time     // when it came into service
	grace     *kernel.Timer // the next look at an ailing one, when its grace period is over

	launch, end *activity
	out         *types.Instance // nil after a change
	details     *types.AutoScalingInstanceDetails
}

// leaving reports whether the instance is in one of the terminating states.
func (i *instance) leaving() bool {
	return strings.HasPrefix(string(i.state), string(types.LifecycleStateTerminating))
}

// away reports whether the instance belongs to the group without being part of its capacity.
func (i *instance) away() bool {
	switch i.state {
	case types.LifecycleStateEnteringStandby, types.LifecycleStateStandby,
		types.LifecycleStateDetaching, types.LifecycleStateDetached:
		return true
	}
	return false
}

// activity is the one that goes on, or the last one.
func (i *instance) activity() *activity {
	if i.end != nil {
		return i.end
	}
	return i.launch
}

// changed drops what was built from the instance. What was handed out stays as it is.
func (i *instance) changed() { i.out, i.details, i.group.out = nil, nil, nil }

// output is the instance as its group tells it.
func (i *instance) output() *types.Instance {
	if i.out == nil {
		i.out = &types.Instance{
			InstanceId: new(i.id), AvailabilityZone: new(i.zone), LifecycleState: i.state,
			HealthStatus: new(i.health()), ProtectedFromScaleIn: new(i.protected),
			InstanceType: new(i.machine.InstanceType),
		}
		i.out.LaunchTemplate, i.out.LaunchConfigurationName = i.origin()
	}
	return i.out
}

// detail is the instance as DescribeAutoScalingInstances tells it: there, AWS writes the health
// in capitals.
func (i *instance) detail() *types.AutoScalingInstanceDetails {
	if i.details == nil {
		i.details = &types.AutoScalingInstanceDetails{
			InstanceId: new(i.id), AvailabilityZone: new(i.zone),
			AutoScalingGroupName: new(i.group.name), LifecycleState: new(string(i.state)),
			HealthStatus:         new(strings.ToUpper(i.health())),
			ProtectedFromScaleIn: new(i.protected),
			InstanceType:         new(i.machine.InstanceType),
		}
		i.details.LaunchTemplate, i.details.LaunchConfigurationName = i.origin()
	}
	return i.details
}

func (i *instance) health() string {
	if i.unhealthy {
		return "Unhealthy"
	}
	return "Healthy"
}
