// Package autoscaling is EC2 Auto Scaling of the simulated account: groups that launch and
// terminate machines until they have their desired capacity, balance their Availability Zones, and
// pause instances for lifecycle hooks.
//
// It covers what its operations register; suspended processes, warm pools (but for their lifecycle
// events), scaling policies and instance refreshes are not simulated, and a request that asks for
// something unknown is a ValidationError.
package autoscaling

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// AutoScaling is the Auto Scaling groups of one account and Region.
type AutoScaling struct {
	// Service answers the API's calls.
	Service *wire.Service

	env       *kernel.Env
	machines  *host.Machines
	groups    map[string]*group
	names     []string // of groups, sorted
	instances map[string]*instance
	ids       []string // of instances, sorted

	actions    []*action // oldest first
	byToken    map[string]*action
	byInstance map[actionKey]*action
	views      []HookView // of actions; nil after a change
}

// New returns an account without groups and launch templates.
func New(env *kernel.Env, machines *host.Machines) *AutoScaling {
	a := &AutoScaling{
		Service: wire.NewService(wire.Spec{
			ID: "Auto Scaling", Scope: "autoscaling", Protocol: wire.Query,
			Namespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
			Members:   map[string]wire.Member{"References": {Name: "Reference", Item: "item"}},
		}),
		env: env, machines: machines,
		groups: map[string]*group{}, instances: map[string]*instance{},
		byToken: map[string]*action{}, byInstance: map[actionKey]*action{},
	}
	machines.Watch(a.watch)
	s := a.Service
	wire.On(s, "CreateAutoScalingGroup", a.createGroup)
	wire.On(s, "UpdateAutoScalingGroup", a.updateGroup)
	wire.On(s, "DescribeAutoScalingGroups", a.describeGroups)
	wire.On(s, "DescribeAutoScalingInstances", a.describeInstances)
	wire.On(s, "SetDesiredCapacity", a.setDesiredCapacity)
	wire.On(s, "TerminateInstanceInAutoScalingGroup", a.terminateInstance)
	wire.On(s, "PutLifecycleHook", a.putHook)
	wire.On(s, "DescribeLifecycleHooks", a.describeHooks)
	wire.On(s, "CompleteLifecycleAction", a.completeAction)
	wire.On(s, "RecordLifecycleActionHeartbeat", a.recordHeartbeat)
	wire.On(s, "SetInstanceProtection", a.setInstanceProtection)
	return a
}

// delay draws how long Auto Scaling takes for something, from least to most.
func (a *AutoScaling) delay(least, most time.Duration) time.Duration {
	span := int64((most - least) / time.Millisecond)
	ms := a.env.Stream("autoscaling").Int64N(span + 1)
	return least + time.Duration(ms)*time.Millisecond
}

// note writes a state line of this service.
func (a *AutoScaling) note(parts ...string) {
	a.env.Journal.Add("state", append([]string{"autoscaling"}, parts...)...)
}

// set moves an instance to a lifecycle state.
func (a *AutoScaling) set(i *instance, state types.LifecycleState) {
	i.state = state
	i.changed()
	a.note(i.group.name, i.id, string(state))
}
