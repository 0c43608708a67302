package ecs

import (
	"context"
	"slices"

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
	d := e.definition(text(in.TaskDefinition))
	if d == nil {
		return nil, clientError("TaskDefinition not found.")
	}
	if err := d.checkOverrides(in.Overrides); err != nil {
		return nil, err
	}
	c.forget()
	token := text(in.ClientToken)
	if known, ok := c.tokens[token]; ok && token != "" {
		return runOutput(known), nil
	}
	p, err := newPlacing(c, d, in.PlacementConstraints, in.PlacementStrategy)
	if err != nil {
		return nil, err
	}
	strategy, err := c.strategyOf(in.LaunchType, in.CapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	if len(strategy) == 0 && !c.hasActive() {
		return nil, invalid("No Container Instances were found in your cluster.")
	}
	p.group = text(in.Group)
	if p.group == "" {
		p.group = "family:" + d.family
	}
	l := launch{
		def: d, group: p.group, startedBy: text(in.StartedBy), token: token,
		overrides: d.overridden(in.Overrides),
	}
	if len(strategy) > 0 {
		return c.runOnProviders(p, strategy, count, l), nil
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
	case in.LaunchType != "" && in.LaunchType != types.LaunchTypeEc2:
		return 0, later("launchType " + string(in.LaunchType))
	case in.NetworkConfiguration != nil:
		return 0, invalid("Network Configuration is not valid for the given networkMode of this " +
			"task definition.")
	case len(text(in.StartedBy)) > 128:
		return 0, invalid("startedBy can have at most 128 characters.")
	case len(text(in.Group)) > 255:
		return 0, invalid("group can have at most 255 characters.")
	}
	return count, nil
}

func (d *definition) checkOverrides(o *types.TaskOverride) error {
	if o == nil {
		return nil
	}
	if o.Cpu != nil || o.Memory != nil {
		return later("overrides.cpu and overrides.memory")
	}
	for _, c := range o.ContainerOverrides {
		if c.Cpu != nil || c.Memory != nil || c.MemoryReservation != nil {
			return later("containerOverrides.cpu and memory")
		}
		if !slices.ContainsFunc(d.output.ContainerDefinitions,
			func(k types.ContainerDefinition) bool { return text(k.Name) == text(c.Name) }) {
			return invalid("Override for container named %s is not a container in the "+
				"TaskDefinition.", text(c.Name))
		}
	}
	return nil
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
	if len(tasks) > 0 && l.token != "" {
		c.tokens[l.token] = tasks
	}
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
		out.Tasks[i] = *t.output()
	}
	return out
}

func (c *cluster) hasActive() bool {
	for _, i := range c.instances {
		if i.status == active {
			return true
		}
	}
	return false
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
