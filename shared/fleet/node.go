package fleet

import (
	"slices"
	"strings"
	"time"
)

// NodeStatus is ECS's status of a container instance (ECS API, ContainerInstance.status).
type NodeStatus string

// The statuses of a container instance.
const (
	NodeRegistering        NodeStatus = "REGISTERING"
	NodeRegistrationFailed NodeStatus = "REGISTRATION_FAILED"
	NodeActive             NodeStatus = "ACTIVE"
	NodeDraining           NodeStatus = "DRAINING"
	NodeDeregistering      NodeStatus = "DEREGISTERING"
	NodeInactive           NodeStatus = "INACTIVE"
)

// Attributes that ECS gives to every container instance (ECS developer guide,
// task-placement-constraints).
const (
	AttributeZone     = "ecs.availability-zone"
	AttributeAMI      = "ecs.ami-id"
	AttributeType     = "ecs.instance-type"
	AttributeOSType   = "ecs.os-type"
	AttributeOSFamily = "ecs.os-family"
)

// Node is one container instance of a cluster.
type Node struct {
	// Cluster is the cluster's name.
	Cluster string
	// ARN is the container instance's.
	ARN string
	// Instance is the EC2 id, i-…, or the managed instance id of an External one, mi-….
	Instance string
	Status   NodeStatus
	// Running and Pending count tasks by desired status: a task that is told to stop no longer
	// counts, although it may still run (ECS API, ContainerInstance).
	Running, Pending int
	// Unused says that all CPU and memory that the node registered is free again. ECS frees them
	// when a task is STOPPED: so it hints at an empty node, without proof.
	Unused bool
	// Version rises with every change of the container instance.
	Version int64
	// Connected says that ECS has a connection to the agent.
	Connected    bool
	AgentVersion string
	// Registered is when the agent registered.
	Registered time.Time
	// Total is what the node registered, Free what no task holds.
	Total, Free Resources
	// Attributes by name; those without a value are there with an empty one.
	Attributes map[string]string
	// Checks are ECS's health checks of the node; none where they were not read.
	Checks []HealthCheck
	// Twin is another registration of the same EC2 instance: its ARN, empty for none. Both are
	// drained together.
	Twin string
}

// Resources are what a node has or a task needs.
type Resources struct {
	// CPU in units of 1024 a vCPU, Memory in MiB.
	CPU, Memory int
	// Ports are host ports: on a node those that are taken, of a task those that it needs.
	Ports []Port
}

// Port is a host port.
type Port struct {
	Number int
	// UDP, else TCP.
	UDP bool
}

// Types of ECS's health checks of a container instance (ECS API, InstanceHealthCheckType).
const (
	CheckAgent   = "AGENT_CONNECTIVITY"
	CheckRuntime = "CONTAINER_RUNTIME"
)

// HealthCheck is one of ECS's health checks of a container instance.
type HealthCheck struct {
	// Type is AGENT_CONNECTIVITY or CONTAINER_RUNTIME.
	Type string
	// Impaired, else OK, INITIALIZING or INSUFFICIENT_DATA.
	Impaired bool
	// Since is when the status last changed.
	Since time.Time
}

// Impaired returns the check that has been IMPAIRED for longest; ok is false where none is.
func (n Node) Impaired() (worst HealthCheck, ok bool) {
	for _, c := range n.Checks {
		if c.Impaired && (!ok || c.Since.Before(worst.Since)) {
			worst, ok = c, true
		}
	}
	return worst, ok
}

// Tasks is how many tasks the node holds by desired status.
func (n Node) Tasks() int { return n.Running + n.Pending }

// Zone is the node's Availability Zone; empty where it is unknown, as of an External one.
func (n Node) Zone() string { return n.Attributes[AttributeZone] }

// External says that the node is an ECS Anywhere instance: no EC2 instance, and no group has it.
func (n Node) External() bool { return ExternalInstance(n.Instance) }

// ARNs are those of all registrations of the node's instance.
func (n Node) ARNs() []string {
	return slices.DeleteFunc([]string{n.ARN, n.Twin}, func(s string) bool { return s == "" })
}

// ExternalInstance says whether an id is a managed instance's, mi-…, of ECS Anywhere.
func ExternalInstance(id string) bool { return strings.HasPrefix(id, "mi-") }

// Together is one node of two registrations of one instance: an agent that lost its data registers
// anew, and ECS keeps the old registration until it is deregistered (ECS developer guide,
// deregister_container_instance). The one whose agent is connected, or else the newer one, leads;
// the node counts as ACTIVE as long as one of them is.
func Together(a, b Node) Node {
	if b.Connected && !a.Connected || a.Connected == b.Connected && b.Registered.After(a.Registered) {
		a, b = b, a
	}
	a.Twin = b.ARN
	a.Running, a.Pending = a.Running+b.Running, a.Pending+b.Pending
	a.Unused = a.Unused && b.Unused
	if b.Status == NodeActive {
		a.Status = NodeActive
	}
	return a
}
