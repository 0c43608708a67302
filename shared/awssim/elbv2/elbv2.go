// Package elbv2 is Elastic Load Balancing of the simulated account: target groups with the health
// of their targets, and load balancers and listeners as far as they put a target group into use.
//
// No request is routed: a target is healthy when something answers at its port, which the machines
// of package host know.
package elbv2

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// Timings are how long Elastic Load Balancing takes where AWS documents no number.
type Timings struct {
	// Register is how long a target is registered before its first health check (assumption).
	Register time.Duration
	// Provision is how long a load balancer takes to become active (assumption).
	Provision time.Duration
}

// ELB is Elastic Load Balancing v2 of one account and Region.
type ELB struct {
	// Service answers the API's calls.
	Service *wire.Service
	// Timings may be changed before the world runs.
	Timings Timings

	env       *kernel.Env
	machines  *host.Machines
	groups    []*group // in the order of their creation, as the others
	balancers []*balancer
	listeners []*listener
	tags      map[string][]types.Tag // by ARN
	// at are the targets by where they listen, onHost by the instance or address alone.
	at       map[place][]*target
	onHost   map[string][]*target
	watchers []func(targetGroup string)
}

// place is an instance id or IP address, and a port.
type place struct {
	host string
	port uint16
}

// New returns an account without load balancers.
func New(env *kernel.Env, machines *host.Machines) *ELB {
	e := &ELB{
		Service: wire.NewService(wire.Spec{
			ID: "Elastic Load Balancing v2", Scope: "elasticloadbalancing", Protocol: wire.Query,
			Namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
		}),
		Timings: Timings{Register: 5 * time.Second, Provision: 2 * time.Minute},
		env:     env, machines: machines, tags: map[string][]types.Tag{},
		at: map[place][]*target{}, onHost: map[string][]*target{},
	}
	machines.Watch(e.machineChanged)
	machines.OnListen(e.listenChanged)
	s := e.Service
	wire.On(s, "CreateTargetGroup", e.createTargetGroup)
	wire.On(s, "DescribeTargetGroups", e.describeTargetGroups)
	wire.On(s, "ModifyTargetGroup", e.modifyTargetGroup)
	wire.On(s, "DeleteTargetGroup", e.deleteTargetGroup)
	wire.On(s, "DescribeTargetGroupAttributes", e.describeAttributes)
	wire.On(s, "ModifyTargetGroupAttributes", e.modifyAttributes)
	wire.On(s, "RegisterTargets", e.registerTargets)
	wire.On(s, "DeregisterTargets", e.deregisterTargets)
	wire.On(s, "DescribeTargetHealth", e.describeTargetHealth)
	wire.On(s, "CreateLoadBalancer", e.createLoadBalancer)
	wire.On(s, "DescribeLoadBalancers", e.describeLoadBalancers)
	wire.On(s, "DeleteLoadBalancer", e.deleteLoadBalancer)
	wire.On(s, "CreateListener", e.createListener)
	wire.On(s, "DescribeListeners", e.describeListeners)
	wire.On(s, "ModifyListener", e.modifyListener)
	wire.On(s, "DeleteListener", e.deleteListener)
	wire.On(s, "AddTags", e.addTags)
	wire.On(s, "RemoveTags", e.removeTags)
	wire.On(s, "DescribeTags", e.describeTags)
	return e
}

// Watch registers a function that is told when the health or the registration of a target of the
// target group (its ARN) changed. It is a hint to look, for those that would else have to poll
// DescribeTargetHealth.
func (e *ELB) Watch(f func(targetGroup string)) { e.watchers = append(e.watchers, f) }

func (e *ELB) note(parts ...string) {
	e.env.Journal.Add("state", append([]string{"elbv2"}, parts...)...)
}
