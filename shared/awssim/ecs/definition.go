package ecs

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/ecs/query"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// definition is one revision of a task definition. Once registered only its status changes.
type definition struct {
	family, arn string
	revision    int
	output      *types.TaskDefinition
	tags        []types.Tag
	need        need
	containers  []host.Container
	// healthy is how long after its start a task's health checks have passed; checked says
	// whether there are any.
	healthy int32
	checked bool
	// fixed and loose are its memberOf statements as in placing; key names what it requires of an
	// instance's attributes.
	fixed, loose []*query.Query
	key          string
	// plain are the overrides of a task that has none.
	plain *types.TaskOverride
	// deleting is since when it is DELETE_IN_PROGRESS.
	deleting time.Time
}

type family struct {
	name      string
	revisions []*definition
}

func (e *ECS) onDefinitions() {
	wire.On(e.Service, "RegisterTaskDefinition", e.registerTaskDefinition)
	wire.On(e.Service, "DescribeTaskDefinition", e.describeTaskDefinition)
	wire.On(e.Service, "DeregisterTaskDefinition", e.deregisterTaskDefinition)
	wire.On(e.Service, "DeleteTaskDefinitions", e.deleteTaskDefinitions)
	wire.On(e.Service, "ListTaskDefinitions", e.listTaskDefinitions)
	wire.On(e.Service, "ListTaskDefinitionFamilies", e.listTaskDefinitionFamilies)
}

func (e *ECS) registerTaskDefinition(
	ctx context.Context, in *api.RegisterTaskDefinitionInput,
) (*api.RegisterTaskDefinitionOutput, error) {
	if err := checkDefinition(in); err != nil {
		return nil, err
	}
	name := text(in.Family)
	d := &definition{family: name, tags: slices.Clone(in.Tags)}
	if err := d.constrain(e, in.PlacementConstraints); err != nil {
		return nil, err
	}
	f := e.families[name]
	if f == nil {
		f = &family{name: name}
		e.families[name] = f
	}
	d.revision = len(f.revisions) + 1
	d.arn = e.env.ARN("ecs", "task-definition/"+name+":"+strconv.Itoa(d.revision))
	d.describe(in, wire.CallerOf(ctx).ARN, e)
	f.revisions = append(f.revisions, d)
	e.journal("ecs task-definition", name+":"+strconv.Itoa(d.revision), active)
	return &api.RegisterTaskDefinitionOutput{TaskDefinition: d.output, Tags: d.tags}, nil
}

// constrain reads the placement constraints of a task definition, which are memberOf only.
func (d *definition) constrain(
	e *ECS, in []types.TaskDefinitionPlacementConstraint,
) error {
	if len(in) > constraintsMax {
		return clientError("A task definition can have up to %d placement constraints.",
			constraintsMax)
	}
	for _, c := range in {
		if c.Type != types.TaskDefinitionPlacementConstraintTypeMemberOf {
			return clientError("Placement constraint type must be memberOf.")
		}
		q, err := e.statement(text(c.Expression))
		if err != nil {
			return clientError("Invalid placement constraint expression: %v.", err)
		}
		if q.Static() {
			d.fixed, d.key = append(d.fixed, q), d.key+"\n"+*c.Expression
		} else {
			d.loose = append(d.loose, q)
		}
	}
	return nil
}

// describe fills what is computed from the registered parameters.
func (d *definition) describe(in *api.RegisterTaskDefinitionInput, by string, e *ECS) {
	d.need = needOf(in)
	d.key = strings.Join(d.need.requires, " ") + d.key
	containers := slices.Clone(in.ContainerDefinitions)
	for i := range containers {
		c := &containers[i]
		if c.Essential == nil {
			c.Essential = new(true)
		}
		if h := c.HealthCheck; h != nil {
			d.checked = true
			d.healthy = max(d.healthy, passedAfter(h))
		}
	}
	d.containers = hostContainers(containers)
	d.output = &types.TaskDefinition{
		TaskDefinitionArn: new(d.arn), Family: new(d.family), Revision: int32(d.revision),
		Status: types.TaskDefinitionStatusActive, ContainerDefinitions: containers,
		Compatibilities:         compatibilities(in),
		RequiresCompatibilities: in.RequiresCompatibilities, RequiresAttributes: d.need.attributes(),
		Cpu: in.Cpu, Memory: in.Memory, NetworkMode: in.NetworkMode, TaskRoleArn: in.TaskRoleArn,
		ExecutionRoleArn: in.ExecutionRoleArn, RuntimePlatform: in.RuntimePlatform,
		PlacementConstraints: slices.Clone(in.PlacementConstraints),
		Volumes:              slices.Clone(in.Volumes),
		RegisteredAt:         moment(e.env.Now()), RegisteredBy: optional(by),
	}
	d.plain = d.overridden(nil)
}

// passedAfter is when a container's first health check passes, in seconds after its start: the
// first one after the start period, which its author sets to how long the program takes (ECS API
// reference, HealthCheck; interval 30 s by default).
func passedAfter(h *types.HealthCheck) int32 {
	interval, period := int32(30), int32(0)
	if h.Interval != nil {
		interval = max(1, *h.Interval)
	}
	if h.StartPeriod != nil {
		period = *h.StartPeriod
	}
	return max(1, (period+interval-1)/interval) * interval
}

// definition finds a revision by family, family:revision or ARN; the latest ACTIVE one when none is
// named.
func (e *ECS) definition(ref string) *definition {
	if strings.HasPrefix(ref, "arn:") {
		prefix := e.env.ARN("ecs", "task-definition/")
		if !strings.HasPrefix(ref, prefix) {
			return nil
		}
		ref = ref[len(prefix):]
	}
	name, revision, numbered := strings.Cut(ref, ":")
	f := e.families[name]
	if f == nil {
		return nil
	}
	if !numbered {
		return f.latest()
	}
	n, err := strconv.Atoi(revision)
	if err != nil || n < 1 || n > len(f.revisions) || e.deleted(f.revisions[n-1]) {
		return nil
	}
	return f.revisions[n-1]
}

// activeDefinition finds a revision that may be run.
func (e *ECS) activeDefinition(ref string) (*definition, error) {
	switch d := e.definition(ref); {
	case d == nil:
		return nil, clientError("TaskDefinition not found.")
	case d.output.Status != types.TaskDefinitionStatusActive:
		return nil, clientError("TaskDefinition is inactive")
	default:
		return d, nil
	}
}

func (e *ECS) describeTaskDefinition(
	_ context.Context, in *api.DescribeTaskDefinitionInput,
) (*api.DescribeTaskDefinitionOutput, error) {
	d := e.definition(text(in.TaskDefinition))
	if d == nil {
		return nil, clientError("Unable to describe task definition.")
	}
	out := &api.DescribeTaskDefinitionOutput{TaskDefinition: d.output}
	if slices.Contains(in.Include, types.TaskDefinitionFieldTags) {
		out.Tags = d.tags
	}
	return out, nil
}
