package ecs

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/kernel"
)

// service is one service.
type service struct {
	cluster    *cluster
	title, arn string
	seq        uint64
	status     string
	daemon     bool
	created    time.Time
	createdBy  string

	desired     int
	grace       time.Duration
	rules       types.DeploymentConfiguration
	constraints []types.PlacementConstraint
	strategy    []types.PlacementStrategy
	providers   []types.CapacityProviderStrategyItem
	// dimensions are those of the service's metrics.
	dimensions  []string
	tags        []types.Tag
	network     *network
	execute     bool
	managedTags bool
	propagate   types.PropagateTags
	// token is the client token of its creation, asked what that call asked for.
	token, asked string
	// external: its tasks run on External instances, none of EC2's.
	external bool
	// deployments are those with tasks, the primary first; good is the last one that was completed.
	deployments []*deployment
	good        *deployment
	// past are the deployments that can still be described, broken is the one that the circuit
	// breaker rolled back last.
	past     list[*deployment]
	broken   *deployment
	throttle throttle

	live, tasks               list[*task]
	running, pending, healthy int

	// events are the latest ones, oldest first; twice as many as are shown are kept, so that they
	// are rarely moved.
	events []types.ServiceEvent
	muted  map[string]time.Time

	dirty   bool
	steady  *kernel.Timer
	waiting bool
	retry   *kernel.Timer
	pause   time.Duration
	out     *types.Service
}

func (s *service) place() uint64 { return s.seq }
func (s *service) name() string  { return s.arn }

// tally counts a task in or out.
func (s *service) tally(t *task, n int) {
	d := t.dep
	switch t.last {
	case running:
		s.running += n
		d.running += n
	case pending, provisioning:
		s.pending += n
		d.pending += n
	}
	if t.last != stopped {
		d.live += n
	}
	if t.desired == running {
		d.wanted += n
		if t.healthy {
			s.healthy += n
		}
	}
	s.out = nil
}

func (s *service) touch() {
	s.out = nil
	s.cluster.e.changes++
}

// changed is a change of what the operator asked for.
func (s *service) changed(why string) {
	s.touch()
	s.cluster.e.journal("ecs service", s.title, s.status, "desired", strconv.Itoa(s.desired), why)
}

// eventsMax is how many events a service shows (ECS API reference, Service).
const eventsMax = 100

// tell writes a service event. One whose key is muted is not written again; it reports whether it
// was.
func (s *service) tell(key, message string) bool {
	e := s.cluster.e
	now := e.env.Now()
	if key != "" {
		if at, ok := s.muted[key]; ok && now.Sub(at) < e.Timings.Mute {
			return false
		}
		s.muted[key] = now
	}
	if len(s.events) == 2*eventsMax {
		s.events = append(s.events[:0], s.events[eventsMax:]...)
	}
	s.events = append(s.events, types.ServiceEvent{
		Id: new(e.env.UUID("service-event")), CreatedAt: new(now),
		Message: new("(service " + s.title + ") " + message),
	})
	s.touch()
	return true
}

// output is the service as the API shows it, built once per change.
func (s *service) output() *types.Service {
	if s.out != nil {
		return s.out
	}
	events := slices.Clone(s.events[max(0, len(s.events)-eventsMax):])
	slices.Reverse(events)
	s.out = &types.Service{
		ServiceArn: new(s.arn), ServiceName: new(s.title), ClusterArn: new(s.cluster.arn),
		Status: new(s.status), CreatedAt: new(s.created), CreatedBy: optional(s.createdBy),
		TaskDefinition: new(s.primary().def.arn), DesiredCount: int32(s.desired),
		RunningCount: int32(s.running), PendingCount: int32(s.pending),
		LaunchType: s.launchType(), CapacityProviderStrategy: s.providers,
		SchedulingStrategy:      s.scheduling(),
		DeploymentController:    &types.DeploymentController{Type: types.DeploymentControllerTypeEcs},
		DeploymentConfiguration: new(s.rules), Deployments: s.deploymentOutputs(), Events: events,
		PlacementConstraints: s.constraints, PlacementStrategy: s.strategy, Tags: s.tags,
		EnableExecuteCommand: s.execute, EnableECSManagedTags: s.managedTags,
		PropagateTags:               s.propagate,
		AvailabilityZoneRebalancing: types.AvailabilityZoneRebalancingDisabled,
		LoadBalancers:               s.primary().balancers, ServiceRegistries: []types.ServiceRegistry{},
	}
	if len(s.out.LoadBalancers) > 0 {
		s.out.HealthCheckGracePeriodSeconds = new(int32(s.grace / time.Second))
	}
	if s.network != nil {
		s.out.NetworkConfiguration = s.network.given
	}
	return s.out
}

func (s *service) scheduling() types.SchedulingStrategy {
	if s.daemon {
		return types.SchedulingStrategyDaemon
	}
	return types.SchedulingStrategyReplica
}
