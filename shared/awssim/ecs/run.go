package ecs

import (
	"context"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// runMax is how many tasks one RunTask starts (ECS API reference, RunTask).
const runMax = 10

func (e *ECS) runTask(_ context.Context, in *api.RunTaskInput) (*api.RunTaskOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	count, err := checkRun(in)
	if err != nil {
		return nil, err
	}
	c.forget()
	asked := printOf(*in)
	if known, ok := c.tokens[text(in.ClientToken)]; ok {
		return known.again(asked)
	}
	l, err := c.launch(request{
		definition: in.TaskDefinition, group: in.Group, startedBy: in.StartedBy,
		overrides: in.Overrides, network: in.NetworkConfiguration, tags: in.Tags,
		propagate: in.PropagateTags, managed: in.EnableECSManagedTags,
		execute: in.EnableExecuteCommand,
	})
	if err != nil {
		return nil, err
	}
	l.token, l.asked = text(in.ClientToken), asked
	strategy, err := c.strategyOf(in.LaunchType, in.CapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	external := in.LaunchType == types.LaunchTypeExternal
	if err := l.def.checkLaunch(external); err != nil {
		return nil, err
	}
	p, err := newPlacing(c, l.def, in.PlacementConstraints, in.PlacementStrategy)
	if err != nil {
		return nil, err
	}
	p.ask(l)
	p.launchOn(external)
	if len(strategy) > 0 {
		return c.runOnProviders(p, strategy, count, l), nil
	}
	if len(p.eligible().rows) == 0 {
		return nil, invalid("No Container Instances were found in your cluster.")
	}
	return c.run(p, count, l), nil
}

func checkRun(in *api.RunTaskInput) (count int, err error) {
	count = 1
	if in.Count != nil {
		count = int(*in.Count)
	}
	switch {
	case count < 1 || count > runMax:
		return 0, invalid("Count must be between 1 and %d.", runMax)
	case !knownLaunch(in.LaunchType):
		return 0, later("launchType " + string(in.LaunchType))
	case len(text(in.ClientToken)) > tokenMax:
		return 0, invalid("clientToken can have at most %d characters.", tokenMax)
	case len(in.VolumeConfigurations) > 0:
		return 0, later("volumeConfigurations")
	case in.PlatformVersion != nil:
		return 0, invalid("The platform version must be null when specifying an EC2 launch type.")
	}
	return count, nil
}

// run places as many tasks as fit. Of a task that does not, the answer says of every instance why.
func (c *cluster) run(p *placing, count int, l launch) *api.RunTaskOutput {
	var tasks []*task
	failed := false
	for range count {
		i := p.choose()
		if i == nil {
			failed = true
			break
		}
		tasks = append(tasks, i.start(l))
	}
	c.remember(l, tasks)
	out := runOutput(tasks)
	if failed {
		out.Failures = p.failures()
	}
	return out
}

func runOutput(tasks []*task) *api.RunTaskOutput {
	out := &api.RunTaskOutput{
		Tasks: make([]types.Task, len(tasks)), Failures: []types.Failure{},
	}
	for i, t := range tasks {
		out.Tasks[i] = t.shown()
	}
	return out
}

// overridden are the overrides as a task shows them: a row for each container.
func (d *definition) overridden(o *types.TaskOverride) *types.TaskOverride {
	out := &types.TaskOverride{InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{}}
	if o != nil {
		*out = *o
	}
	out.ContainerOverrides = make([]types.ContainerOverride, len(d.output.ContainerDefinitions))
	for n, c := range d.output.ContainerDefinitions {
		out.ContainerOverrides[n].Name = c.Name
		if o == nil {
			continue
		}
		for _, given := range o.ContainerOverrides {
			if text(given.Name) == text(c.Name) {
				out.ContainerOverrides[n] = given
			}
		}
	}
	return out
}
