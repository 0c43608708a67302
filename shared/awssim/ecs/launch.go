package ecs

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The longest names that the caller of RunTask and StartTask gives (ECS API reference).
const (
	startedByMax = 128
	groupMax     = 255
	tagsMax      = 50
)

// request is what RunTask and StartTask have in common.
type request struct {
	definition, group, startedBy *string
	overrides                    *types.TaskOverride
	network                      *types.NetworkConfiguration
	tags                         []types.Tag
	propagate                    types.PropagateTags
	managed, execute             bool
}

// launch checks a request and says what task it starts.
func (c *cluster) launch(r request) (launch, error) {
	var l launch
	switch {
	case len(text(r.startedBy)) > startedByMax:
		return l, invalid("startedBy can have at most %d characters.", startedByMax)
	case len(text(r.group)) > groupMax:
		return l, invalid("group can have at most %d characters.", groupMax)
	case strings.HasPrefix(text(r.group), "service:"):
		return l, invalid("Invalid namespace for group.")
	case r.propagate == types.PropagateTagsService:
		return l, invalid("SERVICE is not a valid value of propagateTags for a standalone task.")
	}
	d, err := c.e.activeDefinition(text(r.definition))
	if err != nil {
		return l, err
	}
	if err := checkTags(r.tags); err != nil {
		return l, err
	}
	l = launch{def: d, group: text(r.group), startedBy: text(r.startedBy), execute: r.execute}
	if l.group == "" {
		l.group = "family:" + d.family
	}
	if l.network, err = c.e.networkOf(d, r.network); err != nil {
		return l, err
	}
	if l.need, err = d.needWith(r.overrides); err != nil {
		return l, err
	}
	l.overrides = d.overridden(r.overrides)
	l.tags = slices.Clone(r.tags)
	if r.propagate == types.PropagateTagsTaskDefinition {
		l.tags = merge(d.tags, l.tags)
	}
	if r.managed {
		l.tags = append(l.tags, types.Tag{
			Key: new("aws:ecs:clusterName"), Value: new(c.title),
		})
	}
	return l, nil
}

// serviceTags are those of a task of a service.
func (s *service) serviceTags(d *definition) []types.Tag {
	var out []types.Tag
	switch s.propagate {
	case types.PropagateTagsService:
		out = s.tags
	case types.PropagateTagsTaskDefinition:
		out = d.tags
	}
	if s.managedTags {
		out = append(out[:len(out):len(out)],
			types.Tag{Key: new("aws:ecs:clusterName"), Value: new(s.cluster.title)},
			types.Tag{Key: new("aws:ecs:serviceName"), Value: new(s.title)})
	}
	return out
}

// needWith is what a task takes with overrides; it shares the definition's own need where they
// change nothing.
func (d *definition) needWith(o *types.TaskOverride) (*need, error) {
	if o == nil {
		return &d.need, nil
	}
	size := sizes{cpu: d.output.Cpu, memory: d.output.Memory}
	containers := slices.Clone(d.output.ContainerDefinitions)
	changed := o.Cpu != nil || o.Memory != nil
	if o.Cpu != nil {
		size.cpu = o.Cpu
	}
	if o.Memory != nil {
		size.memory = o.Memory
	}
	if !isNumber(size.cpu) || !isNumber(size.memory) {
		return nil, clientError("Invalid setting for cpu or memory: it must be a whole number.")
	}
	for _, c := range o.ContainerOverrides {
		n := slices.IndexFunc(containers,
			func(k types.ContainerDefinition) bool { return text(k.Name) == text(c.Name) })
		if n < 0 {
			return nil, invalid("Override for container named %s is not a container in the "+
				"TaskDefinition.", text(c.Name))
		}
		changed = changed || c.Cpu != nil || c.Memory != nil || c.MemoryReservation != nil
		override(&containers[n], c)
	}
	if !changed {
		return &d.need, nil
	}
	out := d.need
	out.cpu, out.memory = taskSize(containers, size)
	return &out, nil
}

func override(c *types.ContainerDefinition, o types.ContainerOverride) {
	if o.Cpu != nil {
		c.Cpu = *o.Cpu
	}
	if o.Memory != nil {
		c.Memory = o.Memory
	}
	if o.MemoryReservation != nil {
		c.MemoryReservation = o.MemoryReservation
	}
}
