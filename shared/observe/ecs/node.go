package ecs

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// Names of a container instance's resources. Of PORTS and PORTS_UDP, those that remain are the
// ones that are taken (ECS API reference, ContainerInstance; ECS developer guide,
// ecs_container_instance_events).
const (
	resourceCPU    = "CPU"
	resourceMemory = "MEMORY"
	resourceTCP    = "PORTS"
	resourceUDP    = "PORTS_UDP"
)

func nodeOf(cluster string, ci types.ContainerInstance) fleet.Node {
	n := fleet.Node{
		Cluster: cluster, ARN: aws.ToString(ci.ContainerInstanceArn),
		Instance: aws.ToString(ci.Ec2InstanceId), Status: fleet.NodeStatus(aws.ToString(ci.Status)),
		Running: int(ci.RunningTasksCount), Pending: int(ci.PendingTasksCount),
		Version: ci.Version, Unused: unused(ci), Connected: ci.AgentConnected,
		Registered: aws.ToTime(ci.RegisteredAt), Total: resourcesOf(ci.RegisteredResources),
		Free: resourcesOf(ci.RemainingResources), Checks: checksOf(ci.HealthStatus),
		Attributes: make(map[string]string, len(ci.Attributes)),
	}
	if ci.VersionInfo != nil {
		n.AgentVersion = aws.ToString(ci.VersionInfo.AgentVersion)
	}
	for _, a := range ci.Attributes {
		n.Attributes[aws.ToString(a.Name)] = aws.ToString(a.Value)
	}
	return n
}

func resourcesOf(resources []types.Resource) fleet.Resources {
	var out fleet.Resources
	for _, r := range resources {
		switch aws.ToString(r.Name) {
		case resourceCPU:
			out.CPU = int(r.IntegerValue)
		case resourceMemory:
			out.Memory = int(r.IntegerValue)
		case resourceTCP:
			out.Ports = append(out.Ports, portsOf(r.StringSetValue, false)...)
		case resourceUDP:
			out.Ports = append(out.Ports, portsOf(r.StringSetValue, true)...)
		}
	}
	slices.SortFunc(out.Ports, comparePorts)
	return out
}

func portsOf(texts []string, udp bool) []fleet.Port {
	out := make([]fleet.Port, 0, len(texts))
	for _, text := range texts {
		if n, err := strconv.Atoi(text); err == nil {
			out = append(out, fleet.Port{Number: n, UDP: udp})
		}
	}
	return out
}

// comparePorts puts TCP before UDP, and low numbers first.
func comparePorts(a, b fleet.Port) int {
	switch {
	case a.UDP == b.UDP:
		return cmp.Compare(a.Number, b.Number)
	case a.UDP:
		return 1
	default:
		return -1
	}
}

func checksOf(h *types.ContainerInstanceHealthStatus) []fleet.HealthCheck {
	if h == nil {
		return nil
	}
	out := make([]fleet.HealthCheck, 0, len(h.Details))
	for _, d := range h.Details {
		out = append(out, fleet.HealthCheck{
			Type:     string(d.Type),
			Impaired: d.Status == types.InstanceHealthCheckStateImpaired,
			Since:    aws.ToTime(d.LastStatusChange),
		})
	}
	return out
}

func unused(ci types.ContainerInstance) bool {
	free := map[string]int32{}
	for _, r := range ci.RemainingResources {
		free[aws.ToString(r.Name)] = r.IntegerValue
	}
	for _, r := range ci.RegisteredResources {
		if aws.ToString(r.Type) == "INTEGER" && free[aws.ToString(r.Name)] != r.IntegerValue {
			return false
		}
	}
	return len(ci.RegisteredResources) > 0
}
