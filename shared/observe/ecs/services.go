package ecs

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// servicesMax is how many services one DescribeServices takes (ECS API reference).
const servicesMax = 10

// What statuses say of services and deployments (ECS API reference, Service and Deployment).
const (
	statusInactive = "INACTIVE"
	statusPrimary  = "PRIMARY"
)

// Percents that hold where a service does not say (ECS API reference, DeploymentConfiguration).
const (
	leastOfReplica = 100
	mostOfReplica  = 200
	leastOfDaemon  = 0
	mostOfDaemon   = 100
)

// Services reads services of a cluster by name. One that does not exist or was deleted is absent.
func (r *Reader) Services(ctx context.Context, cluster string, names []string) (
	map[string]fleet.Service, error,
) {
	services := map[string]fleet.Service{}
	for some := range slices.Chunk(names, servicesMax) {
		out, err := r.client.DescribeServices(ctx, &ecs.DescribeServicesInput{
			Cluster: &cluster, Services: some,
		})
		if err == nil {
			err = unexplained(out.Failures)
		}
		if err != nil {
			return nil, fmt.Errorf("describe %d services of cluster %s: %w", len(some), cluster, err)
		}
		for _, s := range out.Services {
			if aws.ToString(s.Status) != statusInactive {
				services[aws.ToString(s.ServiceName)] = serviceOf(s)
			}
		}
	}
	return services, nil
}

func serviceOf(s types.Service) fleet.Service {
	out := fleet.Service{
		Name: aws.ToString(s.ServiceName), ARN: aws.ToString(s.ServiceArn),
		Desired: int(s.DesiredCount), Running: int(s.RunningCount), Pending: int(s.PendingCount),
		Daemon:      s.SchedulingStrategy == types.SchedulingStrategyDaemon,
		Definition:  aws.ToString(s.TaskDefinition),
		Constraints: constraintsOf(s.PlacementConstraints), Targets: targetsOf(s.LoadBalancers),
		Event: newest(s.Events),
	}
	out.Least, out.Most = percents(s.DeploymentConfiguration, out.Daemon)
	for _, p := range s.CapacityProviderStrategy {
		out.Providers = append(out.Providers, aws.ToString(p.CapacityProvider))
	}
	addDeployments(&out, s.Deployments)
	addTaskSets(&out, s.TaskSets)
	return out
}

func percents(c *types.DeploymentConfiguration, daemon bool) (least, most int) {
	least, most = leastOfReplica, mostOfReplica
	if daemon {
		least, most = leastOfDaemon, mostOfDaemon
	}
	if c != nil && c.MinimumHealthyPercent != nil {
		least = int(*c.MinimumHealthyPercent)
	}
	if c != nil && c.MaximumPercent != nil {
		most = int(*c.MaximumPercent)
	}
	return least, most
}

// addDeployments counts those that are not over. One rolls out where it says so, or where an older
// one still has tasks.
func addDeployments(s *fleet.Service, deployments []types.Deployment) {
	for _, d := range deployments {
		if aws.ToString(d.Status) == statusInactive {
			continue
		}
		s.Deployments++
		if d.RolloutState == types.DeploymentRolloutStateInProgress || s.Deployments > 1 {
			s.Deploying = true
		}
		if aws.ToString(d.Status) == statusPrimary {
			s.Definition = aws.ToString(d.TaskDefinition)
		}
	}
}

// addTaskSets does the same for a service whose deployments another than ECS controls: those have
// task sets instead.
func addTaskSets(s *fleet.Service, sets []types.TaskSet) {
	for _, t := range sets {
		s.Deployments++
		if t.StabilityStatus == types.StabilityStatusStabilizing || s.Deployments > 1 {
			s.Deploying = true
		}
		if aws.ToString(t.Status) == statusPrimary {
			s.Definition = aws.ToString(t.TaskDefinition)
		}
	}
}

func constraintsOf(constraints []types.PlacementConstraint) []fleet.Constraint {
	var out []fleet.Constraint
	for _, c := range constraints {
		out = append(out, fleet.Constraint{
			Distinct:   c.Type == types.PlacementConstraintTypeDistinctInstance,
			Expression: aws.ToString(c.Expression),
		})
	}
	return out
}

// targetsOf are the ARNs of all target groups, the alternate ones of blue/green deployments too.
func targetsOf(balancers []types.LoadBalancer) []string {
	var out []string
	add := func(arn *string) {
		if aws.ToString(arn) != "" {
			out = append(out, *arn)
		}
	}
	for _, b := range balancers {
		add(b.TargetGroupArn)
		if b.AdvancedConfiguration != nil {
			add(b.AdvancedConfiguration.AlternateTargetGroupArn)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// newest is the message of the newest event.
func newest(events []types.ServiceEvent) string {
	if len(events) == 0 {
		return ""
	}
	e := slices.MaxFunc(events, func(a, b types.ServiceEvent) int {
		return aws.ToTime(a.CreatedAt).Compare(aws.ToTime(b.CreatedAt))
	})
	return aws.ToString(e.Message)
}
