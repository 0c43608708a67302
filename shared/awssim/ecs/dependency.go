package ecs

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// hostContainers are the containers of a definition as an agent runs them.
func hostContainers(containers []types.ContainerDefinition) []host.Container {
	out := make([]host.Container, len(containers))
	for n := range containers {
		c := &containers[n]
		out[n] = host.Container{
			Name: text(c.Name), Image: text(c.Image), StopTimeout: seconds(c.StopTimeout),
			Essential: c.Essential == nil || *c.Essential, Check: checkOf(c.HealthCheck),
		}
		for _, d := range c.DependsOn {
			out[n].After = append(out[n].After, host.Dependency{
				Container: placeOf(containers, text(d.ContainerName)),
				Condition: host.Condition(d.Condition),
			})
		}
	}
	return out
}

// checkOf is a container's health check with its defaults: every 30 s, three failures in a row
// (ECS API reference, HealthCheck).
func checkOf(h *types.HealthCheck) host.Check {
	if h == nil {
		return host.Check{}
	}
	c := host.Check{Interval: 30 * time.Second, Retries: 3, Start: seconds(h.StartPeriod)}
	if h.Interval != nil {
		c.Interval = max(time.Second, seconds(h.Interval))
	}
	if h.Retries != nil {
		c.Retries = max(1, int(*h.Retries))
	}
	return c
}

func placeOf(containers []types.ContainerDefinition, name string) int {
	return slices.IndexFunc(containers,
		func(c types.ContainerDefinition) bool { return text(c.Name) == name })
}

// checkDependencies checks the entries of dependsOn: other containers of the task, no circle, and a
// condition that can come true (ECS API reference, ContainerDependency).
func checkDependencies(containers []types.ContainerDefinition) error {
	for n := range containers {
		for _, d := range containers[n].DependsOn {
			other := placeOf(containers, text(d.ContainerName))
			switch {
			case other < 0 || other == n:
				return clientError("Invalid 'dependsOn' setting for container '%s': there is no "+
					"other container '%s'.", *containers[n].Name, text(d.ContainerName))
			case d.Condition == types.ContainerConditionHealthy &&
				containers[other].HealthCheck == nil:
				return clientError("Invalid 'dependsOn' setting for container '%s': container '%s' "+
					"has no health check.", *containers[n].Name, text(d.ContainerName))
			case !slices.Contains(d.Condition.Values(), d.Condition):
				return clientError("Invalid 'dependsOn' condition for container '%s'.",
					*containers[n].Name)
			}
		}
		if reaches(containers, n, n, len(containers)) {
			return clientError("Invalid 'dependsOn' setting for container '%s': the dependencies "+
				"form a circle.", *containers[n].Name)
		}
	}
	return nil
}

// reaches reports whether the dependencies of a container lead to another one within some steps.
func reaches(containers []types.ContainerDefinition, from, to, steps int) bool {
	if steps == 0 {
		return false
	}
	for _, d := range containers[from].DependsOn {
		other := placeOf(containers, text(d.ContainerName))
		if other == to || other >= 0 && reaches(containers, other, to, steps-1) {
			return true
		}
	}
	return false
}
