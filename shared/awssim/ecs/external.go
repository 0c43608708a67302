package ecs

import (
	"slices"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// externalCapability is what the agents of External instances have and no other (ECS developer
// guide, ecs-anywhere).
const externalCapability = capability + "external"

// knownLaunch reports whether the launch type is simulated.
func knownLaunch(l types.LaunchType) bool {
	return l == "" || l == types.LaunchTypeEc2 || l == types.LaunchTypeExternal
}

func launchType(external bool) types.LaunchType {
	if external {
		return types.LaunchTypeExternal
	}
	return types.LaunchTypeEc2
}

// compatibilities are where a task definition can run: External instances give no network
// interfaces (ECS developer guide, ecs-anywhere, considerations).
func compatibilities(in *api.RegisterTaskDefinitionInput) []types.Compatibility {
	if in.NetworkMode == types.NetworkModeAwsvpc {
		return []types.Compatibility{types.CompatibilityEc2}
	}
	return []types.Compatibility{types.CompatibilityExternal, types.CompatibilityEc2}
}

// checkCompatibilities checks a task definition against what it is to be compatible with.
func checkCompatibilities(in *api.RegisterTaskDefinitionInput) error {
	for _, c := range in.RequiresCompatibilities {
		switch {
		case c != types.CompatibilityEc2 && c != types.CompatibilityExternal:
			return later("requiresCompatibilities " + string(c))
		case !slices.Contains(compatibilities(in), c):
			return clientError("Network mode awsvpc is not supported for the %s compatibility.", c)
		}
	}
	return nil
}

// checkLaunch checks that the task definition can run with a launch type: it is compatible with it,
// and does not ask for another.
func (d *definition) checkLaunch(external bool) error {
	launch := launchType(external)
	kind, asked := types.Compatibility(launch), d.output.RequiresCompatibilities
	if slices.Contains(d.output.Compatibilities, kind) &&
		(len(asked) == 0 || slices.Contains(asked, kind)) {
		return nil
	}
	return invalid("Task definition does not support launch_type %s.", launch)
}

// checkExternal checks a service's launch type. Services on External instances have no load
// balancers (ECS developer guide, ecs-anywhere, considerations).
func (d *definition) checkExternal(external bool, balancers []types.LoadBalancer) error {
	if err := d.checkLaunch(external); err != nil {
		return err
	}
	if external && len(balancers) > 0 {
		return invalid("Load balancers are not supported with launch type EXTERNAL.")
	}
	return nil
}

// launchOn says whether the tasks are for External instances.
func (p *placing) launchOn(external bool) {
	if p.external = external; external {
		p.key += "\nexternal"
	}
}
