package ecs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// stopUsual is how long a container may take to stop that does not say (ECS API reference,
// ContainerDefinition.stopTimeout; the agent's ECS_CONTAINER_STOP_TIMEOUT, which may say otherwise,
// is not to be seen from outside).
const stopUsual = 30 * time.Second

func needOf(d *types.TaskDefinition) fleet.Need {
	n := fleet.Need{
		Definition: aws.ToString(d.TaskDefinitionArn),
		Family:     aws.ToString(d.Family),
		ENI:        d.NetworkMode == types.NetworkModeAwsvpc,
	}
	for _, c := range d.ContainerDefinitions {
		n.CPU += int(c.Cpu)
		n.Memory += int(aws.ToInt32(memoryOf(c.MemoryReservation, c.Memory)))
		n.StopTimeout = max(n.StopTimeout, stopOf(c))
		addPorts(&n, d.NetworkMode, c.PortMappings)
	}
	slices.SortFunc(n.Ports, comparePorts)
	n.CPU, n.Memory = sizeOf(d.Cpu, n.CPU), sizeOf(d.Memory, n.Memory)
	for _, a := range d.RequiresAttributes {
		n.Capabilities = append(n.Capabilities, aws.ToString(a.Name))
	}
	slices.Sort(n.Capabilities)
	for _, c := range d.PlacementConstraints {
		n.Constraints = append(n.Constraints, fleet.Constraint{
			Expression: aws.ToString(c.Expression),
		})
	}
	if d.RuntimePlatform != nil {
		n.OSFamily = string(d.RuntimePlatform.OperatingSystemFamily)
	}
	return n
}

// sizeOf is the task's own size where there is one, which counts for placement before the sum of
// its containers' (ECS developer guide, task_definition_parameters).
func sizeOf(task *string, sum int) int {
	if n, err := strconv.Atoi(aws.ToString(task)); err == nil && n > 0 {
		return n
	}
	return sum
}

// memoryOf is the container's reservation where it has one: it counts for placement before its
// limit (ECS API reference, ContainerDefinition.memoryReservation).
func memoryOf(reservation, limit *int32) *int32 {
	if reservation != nil {
		return reservation
	}
	return limit
}

func stopOf(c types.ContainerDefinition) time.Duration {
	if c.StopTimeout == nil {
		return stopUsual
	}
	return time.Duration(*c.StopTimeout) * time.Second
}

// addPorts adds the host ports of one container. A task with a network interface or without any
// network takes none; with the network of the host a port that is not said is the container's
// own, elsewhere it is dynamic (ECS API reference, PortMapping).
func addPorts(n *fleet.Need, mode types.NetworkMode, mappings []types.PortMapping) {
	if n.ENI || mode == types.NetworkModeNone {
		return
	}
	for _, p := range mappings {
		port := int(aws.ToInt32(p.HostPort))
		if port == 0 && mode == types.NetworkModeHost {
			port = int(aws.ToInt32(p.ContainerPort))
		}
		if port == 0 {
			n.Dynamic += dynamicOf(p)
			continue
		}
		n.Ports = append(n.Ports, fleet.Port{
			Number: port, UDP: p.Protocol == types.TransportProtocolUdp,
		})
	}
}

// dynamicOf counts the host ports of a mapping without a static one: as many as its range has.
func dynamicOf(p types.PortMapping) int {
	var first, last int
	if _, err := fmt.Sscanf(aws.ToString(p.ContainerPortRange), "%d-%d", &first, &last); err != nil {
		return 1
	}
	return max(1, last-first+1)
}
