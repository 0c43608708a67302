package ecs

import (
	"context"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// startMax is how many container instances one StartTask takes (ECS API reference, StartTask).
const startMax = 10

// startTask starts a task on each of the container instances that the caller names. The scheduler
// is not asked, so that a DRAINING instance takes tasks too.
func (e *ECS) startTask(_ context.Context, in *api.StartTaskInput) (*api.StartTaskOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch n := len(in.ContainerInstances); {
	case n == 0:
		return nil, invalid("Container instances cannot be empty.")
	case n > startMax:
		return nil, invalid("Container instances cannot have more than %d elements.", startMax)
	case len(in.VolumeConfigurations) > 0:
		return nil, later("volumeConfigurations")
	}
	r := request{
		definition: in.TaskDefinition, group: in.Group, startedBy: in.StartedBy,
		overrides: in.Overrides, network: in.NetworkConfiguration, tags: in.Tags,
		propagate: in.PropagateTags, managed: in.EnableECSManagedTags,
		execute: in.EnableExecuteCommand,
	}
	l, err := c.launch(r)
	if err != nil {
		return nil, err
	}
	ids, err := c.identifiers("container-instance", in.ContainerInstances)
	if err != nil {
		return nil, err
	}
	p, err := newPlacing(c, l.def, nil, nil)
	if err != nil {
		return nil, err
	}
	p.ask(l)
	c.forget()
	out := &api.StartTaskOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for _, id := range ids {
		i := c.instanceByID[id]
		if why := p.refusal(i); why != "" {
			out.Failures = append(out.Failures, failure(c.arnOf("container-instance", id), why))
			continue
		}
		out.Tasks = append(out.Tasks, i.start(l).shown())
	}
	return out, nil
}

// refusal is why a named instance cannot take a task, "" when it can.
func (p *placing) refusal(i *instance) string {
	switch {
	case i == nil:
		return missing
	case i.status == inactive:
		return inactive
	case p.d.checkLaunch(i.external) != nil:
		return noAttribute
	}
	return p.obstacle(i, p.unfit(i))
}
