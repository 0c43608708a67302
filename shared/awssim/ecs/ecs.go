// Package ecs is Amazon ECS in the simulated account: clusters, container instances, tasks and the
// scheduler of replica services, on the Windows machines of package host.
package ecs

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/ecs/document"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"sashweight/shared/awssim/ecs/query"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// ECS is the service of one account.
type ECS struct {
	// Service serves the operations.
	Service *wire.Service
	// Timings may be changed before the world runs.
	Timings Timings
	// AutoScaling is the client with which ECS looks after the groups of capacity providers, as its
	// service-linked role; without one there are no capacity providers.
	AutoScaling *autoscaling.Client
	// ELB is the client with which ECS registers the tasks of services in target groups; without
	// one services have no load balancers.
	ELB *elasticloadbalancingv2.Client
	// CloudWatch is the client with which ECS polls the alarms of deployments; without one there
	// are no deployment alarms.
	CloudWatch *cloudwatch.Client
	// Scaling is how managed scaling behaves where AWS documents no number; it may be changed
	// before the world runs.
	Scaling Scaling
	// Load is what tasks use; nil: DefaultUse.
	Load Load

	env      *kernel.Env
	machines *host.Machines
	clusters map[string]*cluster
	order    list[*cluster]
	families map[string]*family
	// settings are account settings, by principal and name.
	settings map[principalSetting]string
	// statements are those of placement constraints, by their text.
	statements map[string]*query.Query
	byEC2      map[string][]*instance
	homeless   map[string][]*host.Machine
	seq        uint64
	changes    uint64
	// providers are the capacity providers, by name and in the order of creation.
	providers    map[string]*provider
	capacities   list[*provider]
	targetGroups map[string]*watched
	// dirty are the services that the scheduler has to look at, daemon services first.
	dirty, dirtyDaemons []*service
	pass, metrics       *kernel.Timer

	// Room that one look of the scheduler leaves to the next.
	fit              []*room
	staying, leaving []*task
}

// New returns ECS without clusters; it follows the machines and their agents.
func New(env *kernel.Env, machines *host.Machines) *ECS {
	e := &ECS{
		Timings:  DefaultTimings(),
		Scaling:  DefaultScaling(),
		env:      env,
		machines: machines,
		clusters: map[string]*cluster{},
		families: map[string]*family{},
		byEC2:    map[string][]*instance{},
		homeless: map[string][]*host.Machine{},
		settings: map[principalSetting]string{},

		providers: map[string]*provider{},
	}
	e.Service = wire.NewService(wire.Spec{
		ID: "ECS", Scope: "ecs", Target: "AmazonEC2ContainerServiceV20141113",
		Protocol: wire.JSON11, LowerCamel: true,
		Document: func(v any) any { return document.NewLazyDocument(v) },
		Unions: map[reflect.Type]map[string]reflect.Type{
			reflect.TypeFor[types.SharingStrategy](): {
				"nvidiaMps": reflect.TypeFor[types.SharingStrategyMemberNvidiaMps](),
			},
			reflect.TypeFor[types.ServiceConnectContainerConfiguration](): {
				"logLevel": reflect.TypeFor[types.ServiceConnectContainerConfigurationMemberLogLevel](),
			},
		},
	})
	e.onClusters()
	e.onInstances()
	e.onDefinitions()
	e.onServices()
	e.onTasks()
	e.onProtection()
	e.onServiceDeployments()
	e.onAttributes()
	e.onTags()
	e.onCapacityProviders()
	e.onSettings()
	machines.OnAgent(e.agentStarted)
	machines.Watch(e.machineChanged)
	machines.OnConnection(e.agentConnection)
	machines.OnRuntime(e.runtimeAnswers)
	return e
}

// Changes counts the changes of tasks, container instances and services so far: equal counts,
// equal state.
func (e *ECS) Changes() uint64 { return e.changes }

// number is the place of a new thing in the order of creation, which is the order of all lists.
func (e *ECS) number() uint64 {
	e.seq++
	return e.seq
}

func (e *ECS) journal(parts ...string) {
	e.changes++
	e.env.Journal.Add("state", parts...)
}
