package ecs

import (
	"context"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// deleteMax is how many task definitions one DeleteTaskDefinitions takes (ECS API reference).
const deleteMax = 10

// latest is the last ACTIVE revision, nil when there is none.
func (f *family) latest() *definition {
	for n := len(f.revisions) - 1; n >= 0; n-- {
		if f.revisions[n].output.Status == types.TaskDefinitionStatusActive {
			return f.revisions[n]
		}
	}
	return nil
}

// become gives the definition another status; what was handed out stays as it is.
func (d *definition) become(status types.TaskDefinitionStatus, e *ECS) {
	out := *d.output
	out.Status = status
	if out.DeregisteredAt == nil {
		out.DeregisteredAt = moment(e.env.Now())
	}
	d.output = &out
	e.journal("ecs task-definition", d.title(), string(status))
}

func (d *definition) title() string { return d.arn[strings.LastIndexByte(d.arn, '/')+1:] }

// deleted reports whether nobody sees the definition any more: it is DELETE_IN_PROGRESS, and no
// task or service has it (ECS API reference, DeleteTaskDefinitions).
func (e *ECS) deleted(d *definition) bool {
	if d.deleting.IsZero() || e.env.Now().Before(d.deleting.Add(e.Timings.Delete)) {
		return false
	}
	for _, c := range e.order {
		for _, t := range c.tasks {
			if t.def == d && t.last != stopped {
				return false
			}
		}
		for _, s := range c.services {
			if s.status != inactive && s.primary().def == d {
				return false
			}
		}
	}
	return true
}

// revisionOf finds what names a revision, its number included.
func (e *ECS) revisionOf(ref string) *definition {
	if !strings.Contains(ref[strings.LastIndexByte(ref, '/')+1:], ":") {
		return nil
	}
	return e.definition(ref)
}

// deregisterTaskDefinition makes a revision INACTIVE: tasks and services go on with it, new ones
// may not have it. AWS lets up to 10 minutes pass before it refuses them; here that is at once.
func (e *ECS) deregisterTaskDefinition(
	_ context.Context, in *api.DeregisterTaskDefinitionInput,
) (*api.DeregisterTaskDefinitionOutput, error) {
	d := e.revisionOf(text(in.TaskDefinition))
	if d == nil {
		return nil, clientError("The specified task definition does not exist.")
	}
	if d.output.Status == types.TaskDefinitionStatusActive {
		d.become(types.TaskDefinitionStatusInactive, e)
	}
	return &api.DeregisterTaskDefinitionOutput{TaskDefinition: d.output}, nil
}

func (e *ECS) deleteTaskDefinitions(
	_ context.Context, in *api.DeleteTaskDefinitionsInput,
) (*api.DeleteTaskDefinitionsOutput, error) {
	if n := len(in.TaskDefinitions); n == 0 || n > deleteMax {
		return nil, invalid("Task definitions must have between 1 and %d elements.", deleteMax)
	}
	out := &api.DeleteTaskDefinitionsOutput{
		TaskDefinitions: []types.TaskDefinition{}, Failures: []types.Failure{},
	}
	for _, ref := range in.TaskDefinitions {
		d := e.revisionOf(ref)
		switch {
		case d == nil:
			if !strings.HasPrefix(ref, "arn:") {
				ref = e.env.ARN("ecs", "task-definition/"+ref)
			}
			out.Failures = append(out.Failures, failure(ref,
				"The specified task definition does not exist. Specify a valid account, family, "+
					"revision and try again."))
			continue
		case d.output.Status == types.TaskDefinitionStatusActive:
			out.Failures = append(out.Failures, failure(d.arn, "The specified task definition is "+
				"still in ACTIVE status. Please deregister the target and try again."))
			continue
		case d.deleting.IsZero():
			d.deleting = e.env.Now()
			d.become(types.TaskDefinitionStatusDeleteInProgress, e)
		}
		out.TaskDefinitions = append(out.TaskDefinitions, *d.output)
	}
	return out, nil
}
