package ecs

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// The sizes of the calls about service deployments (ECS API reference).
const (
	describeDeploymentsMax = 20
	listDeploymentsUsual   = 20
)

func (e *ECS) onServiceDeployments() {
	wire.On(e.Service, "ListServiceDeployments", e.listServiceDeployments)
	wire.On(e.Service, "DescribeServiceDeployments", e.describeServiceDeployments)
	wire.On(e.Service, "DescribeServiceRevisions", e.describeServiceRevisions)
	wire.On(e.Service, "ListServicesByNamespace", e.listServicesByNamespace)
}

// history is what the API calls the service deployment of a deployment: it stays when the
// deployment has no tasks any more.
type history struct {
	status   types.ServiceDeploymentStatus
	finished time.Time
	// from are the deployments that were there before, back is the one that was rolled back to
	// since the moment backAt.
	from   []*deployment
	back   *deployment
	backAt time.Time
}

func (d *deployment) end(status types.ServiceDeploymentStatus, at time.Time) {
	d.past.status, d.past.finished = status, at
}

func (d *deployment) number() string { return path.Base(d.id) }

func (s *service) deploymentARN(d *deployment) string {
	return s.cluster.arnOf("service-deployment", s.title+"/"+d.number())
}

func (s *service) revisionARN(d *deployment) string {
	return s.cluster.arnOf("service-revision", s.title+"/"+d.number())
}

func (e *ECS) listServicesByNamespace(
	context.Context, *api.ListServicesByNamespaceInput,
) (*api.ListServicesByNamespaceOutput, error) {
	return nil, later("namespace")
}

// place and name make deployments a list, in the order of creation.
func (d *deployment) place() uint64 { return d.seq }
func (d *deployment) name() string  { return d.number() }

func (e *ECS) listServiceDeployments(
	_ context.Context, in *api.ListServiceDeploymentsInput,
) (*api.ListServiceDeploymentsOutput, error) {
	s, err := e.findService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	numbers, next, err := page(s.past,
		paging{size: in.MaxResults, token: in.NextToken, usual: listDeploymentsUsual},
		func(d *deployment) bool {
			return (len(in.Status) == 0 || slices.Contains(in.Status, d.past.status)) &&
				within(d.created, in.CreatedAt)
		})
	if err != nil {
		return nil, err
	}
	out := &api.ListServiceDeploymentsOutput{
		ServiceDeployments: []types.ServiceDeploymentBrief{}, NextToken: next,
	}
	for _, number := range numbers {
		d := s.numbered(number)
		out.ServiceDeployments = append(out.ServiceDeployments, types.ServiceDeploymentBrief{
			ClusterArn: new(s.cluster.arn), ServiceArn: new(s.arn), CreatedAt: new(d.created),
			StartedAt: new(d.created), FinishedAt: moment(d.past.finished), Status: d.past.status,
			StatusReason: optional(d.reason), ServiceDeploymentArn: new(s.deploymentARN(d)),
			TargetServiceRevisionArn: new(s.revisionARN(d)),
		})
	}
	return out, nil
}

func within(at time.Time, k *types.CreatedAt) bool {
	return k == nil || (k.After == nil || at.After(*k.After)) &&
		(k.Before == nil || at.Before(*k.Before))
}

func (s *service) numbered(number string) *deployment {
	for _, d := range s.past {
		if d.number() == number {
			return d
		}
	}
	return nil
}

// pastOf finds the service and deployment of the ARN of a service deployment or revision.
func (e *ECS) pastOf(kind, arn string) (*service, *deployment) {
	_, tail, _ := strings.Cut(arn, ":"+kind+"/")
	parts := strings.Split(tail, "/")
	if len(parts) != 3 || e.clusters[parts[0]] == nil {
		return nil, nil
	}
	s := e.clusters[parts[0]].serviceByName[parts[1]]
	if s == nil {
		return nil, nil
	}
	return s, s.numbered(parts[2])
}

func (e *ECS) describeServiceDeployments(
	_ context.Context, in *api.DescribeServiceDeploymentsInput,
) (*api.DescribeServiceDeploymentsOutput, error) {
	if n := len(in.ServiceDeploymentArns); n == 0 || n > describeDeploymentsMax {
		return nil, invalid("serviceDeploymentArns must have 1 to %d items.", describeDeploymentsMax)
	}
	out := &api.DescribeServiceDeploymentsOutput{
		ServiceDeployments: []types.ServiceDeployment{}, Failures: []types.Failure{},
	}
	for _, arn := range in.ServiceDeploymentArns {
		s, d := e.pastOf("service-deployment", arn)
		if d == nil {
			out.Failures = append(out.Failures, failure(arn, missing))
			continue
		}
		out.ServiceDeployments = append(out.ServiceDeployments, s.pastOutput(d))
	}
	return out, nil
}

func (s *service) pastOutput(d *deployment) types.ServiceDeployment {
	out := types.ServiceDeployment{
		ClusterArn: new(s.cluster.arn), ServiceArn: new(s.arn), CreatedAt: new(d.created),
		StartedAt: new(d.created), UpdatedAt: new(d.updated), FinishedAt: moment(d.past.finished),
		Status: d.past.status, StatusReason: optional(d.reason),
		ServiceDeploymentArn: new(s.deploymentARN(d)), DeploymentConfiguration: new(s.rules),
		TargetServiceRevision:    new(s.revisionSummary(d)),
		SourceServiceRevisions:   []types.ServiceRevisionSummary{},
		DeploymentCircuitBreaker: s.breakerOf(d), Alarms: alarmsOf(d),
	}
	if d.past.status == types.ServiceDeploymentStatusStopped {
		out.StoppedAt = out.FinishedAt
	}
	for _, o := range d.past.from {
		out.SourceServiceRevisions = append(out.SourceServiceRevisions, s.revisionSummary(o))
	}
	if d.past.back != nil {
		out.Rollback = &types.Rollback{
			Reason: optional(d.past.back.reason), StartedAt: new(d.past.backAt),
			ServiceRevisionArn: new(s.revisionARN(d.past.back)),
		}
	}
	return out
}

func (s *service) revisionSummary(d *deployment) types.ServiceRevisionSummary {
	return types.ServiceRevisionSummary{
		Arn: new(s.revisionARN(d)), RequestedTaskCount: int32(d.wanted),
		RunningTaskCount: int32(d.running), PendingTaskCount: int32(d.pending),
	}
}

// breakerOf is how the circuit breaker stands to a deployment.
func (s *service) breakerOf(d *deployment) *types.ServiceDeploymentCircuitBreaker {
	b := s.rules.DeploymentCircuitBreaker
	out := &types.ServiceDeploymentCircuitBreaker{
		FailureCount: int32(d.failed), Status: types.ServiceDeploymentRollbackMonitorsStatusDisabled,
	}
	if b == nil || !b.Enable {
		return out
	}
	out.Threshold = int32(breakerThreshold(b, s.desired))
	switch {
	case d.state == types.DeploymentRolloutStateInProgress:
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoring
	case d.state == types.DeploymentRolloutStateFailed && d.alarms.triggered == nil:
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusTriggered
	default:
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete
	}
	return out
}

func (e *ECS) describeServiceRevisions(
	_ context.Context, in *api.DescribeServiceRevisionsInput,
) (*api.DescribeServiceRevisionsOutput, error) {
	if n := len(in.ServiceRevisionArns); n == 0 || n > describeDeploymentsMax {
		return nil, invalid("serviceRevisionArns must have 1 to %d items.", describeDeploymentsMax)
	}
	out := &api.DescribeServiceRevisionsOutput{
		ServiceRevisions: []types.ServiceRevision{}, Failures: []types.Failure{},
	}
	for _, arn := range in.ServiceRevisionArns {
		s, d := e.pastOf("service-revision", arn)
		if d == nil {
			out.Failures = append(out.Failures, failure(arn, missing))
			continue
		}
		r := types.ServiceRevision{
			ServiceRevisionArn: new(arn), ServiceArn: new(s.arn), ClusterArn: new(s.cluster.arn),
			TaskDefinition: new(d.def.arn), CreatedAt: new(d.created), LaunchType: s.launchType(),
			CapacityProviderStrategy: s.providers, LoadBalancers: d.balancers,
			ContainerImages: []types.ContainerImage{},
		}
		for _, c := range d.def.output.ContainerDefinitions {
			r.ContainerImages = append(r.ContainerImages, types.ContainerImage{
				ContainerName: c.Name, Image: c.Image,
			})
		}
		out.ServiceRevisions = append(out.ServiceRevisions, r)
	}
	return out, nil
}
