package ecs

import (
	"context"
	"regexp"
	"slices"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// The sizes of service calls (ECS API reference, DescribeServices and ListServices).
const (
	describeServicesMax = 10
	listServicesUsual   = 10
)

func (e *ECS) onServices() {
	wire.On(e.Service, "CreateService", e.createService)
	wire.On(e.Service, "UpdateService", e.updateService)
	wire.On(e.Service, "DescribeServices", e.describeServices)
	wire.On(e.Service, "ListServices", e.listServices)
	wire.On(e.Service, "DeleteService", e.deleteService)
}

var serviceTitle = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,255}$`)

func (e *ECS) createService(
	ctx context.Context, in *api.CreateServiceInput,
) (*api.CreateServiceOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	d, rules, err := e.checkCreate(c, in)
	if err != nil {
		return nil, err
	}
	network, err := e.networkOf(d, in.NetworkConfiguration)
	if err != nil {
		return nil, err
	}
	title := text(in.ServiceName)
	switch old := c.serviceByName[title]; {
	case old == nil:
	case old.status == draining:
		return nil, invalid("Unable to Start a service that is still Draining.")
	case old.status == inactive:
		c.services.remove(old)
	case old.token != "" && old.token == text(in.ClientToken) && old.asked == printOfService(*in):
		return &api.CreateServiceOutput{Service: old.output()}, nil
	default:
		return nil, invalid("Creation of service was not idempotent.")
	}
	s := &service{
		cluster: c, title: title, arn: c.arnOf("service", title), seq: e.number(),
		status: active, daemon: in.SchedulingStrategy == types.SchedulingStrategyDaemon,
		created: e.env.Now(), createdBy: wire.CallerOf(ctx).ARN, rules: rules,
		constraints: constraintsOf(in.PlacementConstraints),
		strategy:    strategyOf(in.PlacementStrategy),
		network:     network, tags: slices.Clone(in.Tags), execute: in.EnableExecuteCommand,
		managedTags: in.EnableECSManagedTags, propagate: in.PropagateTags,
		grace: graceOf(in.HealthCheckGracePeriodSeconds),
		token: text(in.ClientToken), asked: printOfService(*in),
		external: in.LaunchType == types.LaunchTypeExternal,
		muted:    map[string]time.Time{}, pause: e.Timings.RetryFirst,
	}
	if in.DesiredCount != nil {
		s.desired = int(*in.DesiredCount)
	}
	if s.daemon {
		c.daemons.add(s)
	} else {
		s.providers, _ = c.strategyOf(in.LaunchType, in.CapacityProviderStrategy) // checked before
	}
	c.services.add(s)
	c.serviceByName[title] = s
	s.deploy(d, append([]types.LoadBalancer{}, in.LoadBalancers...))
	s.changed("created")
	s.wake()
	return &api.CreateServiceOutput{Service: s.output()}, nil
}

func constraintsOf(in []types.PlacementConstraint) []types.PlacementConstraint {
	return append([]types.PlacementConstraint{}, in...)
}

func strategyOf(in []types.PlacementStrategy) []types.PlacementStrategy {
	return append([]types.PlacementStrategy{}, in...)
}

func (e *ECS) updateService(
	_ context.Context, in *api.UpdateServiceInput,
) (*api.UpdateServiceOutput, error) {
	s, err := e.findService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if s.status != active {
		return nil, &types.ServiceNotActiveException{Message: new("Service was not ACTIVE.")}
	}
	d, rules, err := e.checkUpdate(s, in)
	if err != nil {
		return nil, err
	}
	network, err := s.networkUpdate(d, in.NetworkConfiguration)
	if err != nil {
		return nil, err
	}
	s.rules, s.network = rules, network
	s.update(in)
	balancers := s.primary().balancers
	if in.LoadBalancers != nil {
		balancers = slices.Clone(in.LoadBalancers)
	}
	if in.ForceNewDeployment || in.LoadBalancers != nil || in.NetworkConfiguration != nil ||
		d != s.primary().def {
		s.deploy(d, balancers)
	}
	s.changed("updated")
	s.wake()
	return &api.UpdateServiceOutput{Service: s.output()}, nil
}

// update takes over what starts no deployment (ECS API reference, UpdateService).
func (s *service) update(in *api.UpdateServiceInput) {
	if in.DesiredCount != nil {
		s.desired = int(*in.DesiredCount)
	}
	if in.HealthCheckGracePeriodSeconds != nil {
		s.grace = graceOf(in.HealthCheckGracePeriodSeconds)
	}
	if in.PlacementConstraints != nil {
		s.constraints = constraintsOf(in.PlacementConstraints)
	}
	if in.PlacementStrategy != nil {
		s.strategy = strategyOf(in.PlacementStrategy)
	}
	if in.CapacityProviderStrategy != nil {
		s.providers = slices.Clone(in.CapacityProviderStrategy)
	}
	if in.EnableExecuteCommand != nil {
		s.execute = *in.EnableExecuteCommand
	}
	if in.EnableECSManagedTags != nil {
		s.managedTags = *in.EnableECSManagedTags
	}
	if in.PropagateTags != "" {
		s.propagate = in.PropagateTags
	}
}

func (e *ECS) describeServices(
	_ context.Context, in *api.DescribeServicesInput,
) (*api.DescribeServicesOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if n := len(in.Services); n == 0 {
		return nil, invalid("Services cannot be empty.")
	} else if n > describeServicesMax {
		return nil, invalid("Services cannot have more than %d elements.", describeServicesMax)
	}
	out := &api.DescribeServicesOutput{Services: []types.Service{}, Failures: []types.Failure{}}
	for _, ref := range in.Services {
		s, err := c.service(ref)
		if err != nil {
			return nil, err
		}
		if s == nil {
			out.Failures = append(out.Failures, failure(c.serviceARN(ref), missing))
			continue
		}
		out.Services = append(out.Services, *s.output())
	}
	return out, nil
}

func (c *cluster) serviceARN(ref string) string {
	if len(ref) > 4 && ref[:4] == "arn:" {
		return ref
	}
	return c.arnOf("service", ref)
}

func (e *ECS) listServices(
	_ context.Context, in *api.ListServicesInput,
) (*api.ListServicesOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	names, next, err := page(c.services,
		paging{size: in.MaxResults, token: in.NextToken, usual: listServicesUsual},
		func(s *service) bool {
			return s.status != inactive &&
				(in.LaunchType == "" || in.LaunchType == s.launchType()) &&
				(in.SchedulingStrategy == "" || in.SchedulingStrategy == s.scheduling())
		})
	if err != nil {
		return nil, err
	}
	return &api.ListServicesOutput{ServiceArns: names, NextToken: next}, nil
}

func (e *ECS) deleteService(
	_ context.Context, in *api.DeleteServiceInput,
) (*api.DeleteServiceOutput, error) {
	s, err := e.findService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if s.status == inactive {
		return nil, &types.ServiceNotActiveException{Message: new("Service was not ACTIVE.")}
	}
	if s.desired > 0 && !s.daemon && (in.Force == nil || !*in.Force) {
		return nil, invalid("The service cannot be stopped while it is scaled above 0.")
	}
	s.desired, s.status = 0, draining
	s.changed("deleting")
	s.wake()
	return &api.DeleteServiceOutput{Service: s.output()}, nil
}
