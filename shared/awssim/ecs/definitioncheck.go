package ecs

import (
	"regexp"
	"strconv"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// containersMax is how many containers a task definition may have (ECS service quotas).
const containersMax = 10

var familyName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,255}$`)

func checkDefinition(in *api.RegisterTaskDefinitionInput) error {
	switch n := len(in.ContainerDefinitions); {
	case text(in.Family) == "":
		return clientError("Family should not be null or empty.")
	case !familyName.MatchString(*in.Family):
		return clientError("Invalid family name: %s.", *in.Family)
	case n == 0:
		return clientError("Container list cannot be empty.")
	case n > containersMax:
		return clientError("Too many containers: a task definition can have up to %d.",
			containersMax)
	case in.NetworkMode != "" && in.NetworkMode != types.NetworkModeBridge &&
		in.NetworkMode != types.NetworkModeAwsvpc:
		return later("networkMode " + string(in.NetworkMode))
	case !isNumber(in.Cpu) || !isNumber(in.Memory):
		return clientError("Invalid setting for cpu or memory: it must be a whole number.")
	}
	if err := checkCompatibilities(in); err != nil {
		return err
	}
	return checkContainers(in)
}

// checkContainers checks the containers one by one, and what holds of them together.
func checkContainers(in *api.RegisterTaskDefinitionInput) error {
	essential, names := false, map[string]bool{}
	for i := range in.ContainerDefinitions {
		c := &in.ContainerDefinitions[i]
		if err := checkContainer(c, in); err != nil {
			return err
		}
		if names[*c.Name] {
			return clientError("Container names must be unique: %s.", *c.Name)
		}
		names[*c.Name] = true
		essential = essential || c.Essential == nil || *c.Essential
	}
	if !essential {
		return clientError("At least one container of a task definition must be essential.")
	}
	return checkDependencies(in.ContainerDefinitions)
}

func isNumber(s *string) bool {
	if s == nil {
		return true
	}
	n, err := strconv.ParseInt(*s, 10, 32)
	return err == nil && n > 0
}

func checkContainer(c *types.ContainerDefinition, in *api.RegisterTaskDefinitionInput) error {
	switch {
	case text(c.Name) == "":
		return clientError("Container.name should not be null or empty.")
	case text(c.Image) == "":
		return clientError("Container.image should not be null or empty.")
	case c.Memory == nil && c.MemoryReservation == nil && in.Memory == nil:
		return clientError("Invalid setting for container '%s'. At least one of 'memory' or "+
			"'memoryReservation' must be specified.", *c.Name)
	case c.Memory != nil && c.MemoryReservation != nil && *c.Memory < *c.MemoryReservation:
		return clientError("Invalid setting for container '%s'. 'memory' must not be less than "+
			"'memoryReservation'.", *c.Name)
	case c.Cpu < 0:
		return clientError("Invalid setting for container '%s'. 'cpu' must not be negative.",
			*c.Name)
	case len(c.ResourceRequirements) > 0:
		return later("resourceRequirements")
	}
	return checkPorts(c, in.NetworkMode == types.NetworkModeAwsvpc)
}

func checkPorts(c *types.ContainerDefinition, own bool) error {
	for _, p := range c.PortMappings {
		if p.ContainerPortRange != nil {
			return later("containerPortRange")
		}
		if p.ContainerPort == nil || !isPort(*p.ContainerPort) ||
			p.HostPort != nil && *p.HostPort != 0 && !isPort(*p.HostPort) {
			return clientError("Invalid setting for container '%s'. A port must be between 1 and "+
				"65535.", *c.Name)
		}
		if own && p.HostPort != nil && *p.HostPort != 0 && *p.HostPort != *p.ContainerPort {
			return clientError("When networkMode=awsvpc, the host ports and container ports in " +
				"port mappings must match.")
		}
	}
	return nil
}

func isPort(n int32) bool { return n >= 1 && n <= 65535 }

func seconds(n *int32) time.Duration {
	if n == nil {
		return 0
	}
	return time.Duration(*n) * time.Second
}
