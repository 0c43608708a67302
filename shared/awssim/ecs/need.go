package ecs

import (
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// need is what a task takes of an instance.
type need struct {
	cpu, memory int32
	tcp, udp    []uint16
	requires    []string
	// eni: the task takes a network interface of its own, and no port of the instance.
	eni bool
}

// sizes are the task-level ones of a task definition or its overrides.
type sizes struct{ cpu, memory *string }

// needOf adds up a task definition.
func needOf(in *api.RegisterTaskDefinitionInput) need {
	var n need
	n.cpu, n.memory = taskSize(in.ContainerDefinitions, sizes{in.Cpu, in.Memory})
	if in.NetworkMode == types.NetworkModeAwsvpc {
		n.eni = true
		n.require(taskENI)
	}
	for _, c := range in.ContainerDefinitions {
		if !n.eni {
			n.addPorts(c.PortMappings)
		}
		n.requireFor(&c, in.ExecutionRoleArn != nil)
	}
	n.requireForTask(in)
	slices.Sort(n.requires)
	return n
}

// taskSize adds up CPU units and MiB. Task-level sizes count for the scheduler even where the
// Windows agent ignores them; of a container its reservation counts before its limit (ECS
// developer guide, task_definition_parameters).
func taskSize(containers []types.ContainerDefinition, task sizes) (cpu, memory int32) {
	for _, c := range containers {
		cpu += c.Cpu
		switch {
		case c.MemoryReservation != nil:
			memory += *c.MemoryReservation
		case c.Memory != nil:
			memory += *c.Memory
		}
	}
	if v, ok := number(task.cpu); ok {
		cpu = v
	}
	if v, ok := number(task.memory); ok {
		memory = v
	}
	return cpu, memory
}

func (n *need) addPorts(mappings []types.PortMapping) {
	for _, p := range mappings {
		switch {
		case p.HostPort == nil || *p.HostPort == 0:
		case p.Protocol == types.TransportProtocolUdp:
			n.udp = append(n.udp, uint16(*p.HostPort))
		default:
			n.tcp = append(n.tcp, uint16(*p.HostPort))
		}
	}
}

func (n *need) require(attribute string) {
	if !slices.Contains(n.requires, attribute) {
		n.requires = append(n.requires, attribute)
	}
}

func (n *need) attributes() []types.Attribute {
	out := make([]types.Attribute, len(n.requires))
	for i, name := range n.requires {
		out[i].Name = new(name)
	}
	return out
}

func number(s *string) (int32, bool) {
	n, err := strconv.ParseInt(text(s), 10, 32)
	return int32(n), err == nil
}

// ports is a sorted set of port numbers.
type ports []uint16

func (p ports) has(n uint16) bool {
	_, found := slices.BinarySearch(p, n)
	return found
}

func (p *ports) add(n uint16) {
	if i, found := slices.BinarySearch(*p, n); !found {
		*p = slices.Insert(*p, i, n)
	}
}

func (p *ports) remove(n uint16) {
	if i, found := slices.BinarySearch(*p, n); found {
		*p = slices.Delete(*p, i, i+1)
	}
}

// firstDynamic begins the dynamic host ports of a Windows agent, which end at 65535
// (amazon-ecs-agent README, ECS_DYNAMIC_HOST_PORT_RANGE).
const firstDynamic = 49152

// take returns the lowest free dynamic port and keeps it; 0 when there is none.
func (p *ports) take(static ports) uint16 {
	for n := firstDynamic; n <= 65535; n++ {
		if q := uint16(n); !p.has(q) && !static.has(q) {
			p.add(q)
			return q
		}
	}
	return 0
}

func (p ports) texts() []string {
	out := make([]string, len(p))
	for i, n := range p {
		out[i] = strconv.Itoa(int(n))
	}
	return out
}
