// Package autoscaling is EC2 Auto Scaling of the simulated account: groups that launch and
// terminate machines until they have their desired capacity, balance their Availability Zones,
// pause instances for lifecycle hooks, and register them in target groups.
//
// It covers what its operations register; warm pools (but for their lifecycle events) and the
// engine of instance refreshes are not simulated, and a request that asks for something unknown is
// a ValidationError.
package autoscaling

import (
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// AutoScaling is the Auto Scaling groups of one account and Region.
type AutoScaling struct {
	// Service answers the API's calls.
	Service *wire.Service
	// Timings are how long Auto Scaling takes for what it does.
	Timings Timings
	// Instant lets groups reach their size within the call that changes it.
	Instant bool
	// CloudWatch makes the alarms of target tracking; nil: policies have none.
	CloudWatch *cloudwatch.Client
	// ELB registers instances in target groups; nil: groups have none.
	ELB *elb.Client

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

	policies  map[string]*policy // by group and name
	scheduled map[string]*scheduled

	configurations     map[string]*configuration // launch configurations by name
	configurationNames []string                  // sorted
	configured         int                       // how many were created

	targets map[string][]*balancer // by target group
	due     map[string]bool        // target groups that are about to be read

	history   []*activity // oldest first, of the last six weeks
	forgotten int         // how many older ones there were
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
		Timings: DefaultTimings(), policies: map[string]*policy{},
		scheduled:      map[string]*scheduled{},
		configurations: map[string]*configuration{},
		targets:        map[string][]*balancer{}, due: map[string]bool{},
		byToken: map[string]*action{}, byInstance: map[actionKey]*action{},
	}
	machines.Watch(a.watch)
	machines.OnRebalance(a.recommended)
	a.onGroups()
	a.onInstances()
	a.onHooks()
	a.onPolicies()
	a.onRefreshes()
	a.onBalancers()
	a.onConfigurations()
	a.onCatalog()
	return a
}

func (a *AutoScaling) onGroups() {
	on(a, "CreateAutoScalingGroup", a.createGroup)
	on(a, "UpdateAutoScalingGroup", a.updateGroup)
	on(a, "DescribeAutoScalingGroups", a.describeGroups)
	on(a, "DeleteAutoScalingGroup", a.deleteGroup)
	on(a, "SetDesiredCapacity", a.setDesiredCapacity)
	on(a, "SuspendProcesses", a.suspendProcesses)
	on(a, "ResumeProcesses", a.resumeProcesses)
	on(a, "DescribeScalingProcessTypes", a.describeProcesses)
	on(a, "DescribeScalingActivities", a.describeActivities)
	on(a, "CreateOrUpdateTags", a.putTags)
	on(a, "DeleteTags", a.deleteTags)
	on(a, "DescribeTags", a.describeTags)
}

func (a *AutoScaling) onInstances() {
	on(a, "DescribeAutoScalingInstances", a.describeInstances)
	on(a, "TerminateInstanceInAutoScalingGroup", a.terminateInstance)
	on(a, "SetInstanceHealth", a.setHealth)
	on(a, "EnterStandby", a.enterStandby)
	on(a, "ExitStandby", a.exitStandby)
	on(a, "AttachInstances", a.attachInstances)
	on(a, "DetachInstances", a.detachInstances)
	on(a, "SetInstanceProtection", a.setInstanceProtection)
}

func (a *AutoScaling) onHooks() {
	on(a, "PutLifecycleHook", a.putHook)
	on(a, "DescribeLifecycleHooks", a.describeHooks)
	on(a, "DeleteLifecycleHook", a.deleteHook)
	on(a, "CompleteLifecycleAction", a.completeAction)
	on(a, "RecordLifecycleActionHeartbeat", a.recordHeartbeat)
}

func (a *AutoScaling) onPolicies() {
	on(a, "PutScalingPolicy", a.putPolicy)
	on(a, "DescribePolicies", a.describePolicies)
	on(a, "DeletePolicy", a.deletePolicy)
	on(a, "ExecutePolicy", a.executePolicy)
	on(a, "PutScheduledUpdateGroupAction", a.putScheduled)
	on(a, "DescribeScheduledActions", a.describeScheduled)
	on(a, "DeleteScheduledAction", a.deleteScheduled)
	on(a, "BatchPutScheduledUpdateGroupAction", a.putScheduledBatch)
	on(a, "BatchDeleteScheduledAction", a.deleteScheduledBatch)
}

func (a *AutoScaling) onRefreshes() {
	on(a, "DescribeInstanceRefreshes", a.describeRefreshes)
	on(a, "StartInstanceRefresh", a.startRefresh)
}

func (a *AutoScaling) onConfigurations() {
	on(a, "CreateLaunchConfiguration", a.createConfiguration)
	on(a, "DescribeLaunchConfigurations", a.describeConfigurations)
	on(a, "DeleteLaunchConfiguration", a.deleteConfiguration)
}

func (a *AutoScaling) onBalancers() {
	on(a, "AttachLoadBalancerTargetGroups", a.attachTargets)
	on(a, "DetachLoadBalancerTargetGroups", a.detachTargets)
	on(a, "DescribeLoadBalancerTargetGroups", a.describeTargets)
	on(a, "AttachTrafficSources", a.attachSources)
	on(a, "DetachTrafficSources", a.detachSources)
	on(a, "DescribeTrafficSources", a.describeSources)
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
	a.balance(i)
}
