// Package fleet has the nouns that everything speaks in: nodes, group members, lifecycle hooks,
// drain orders. Values only: no I/O, no clock, no AWS types.
package fleet

import (
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
	// NodeAmbiguous is ours: one EC2 instance is registered twice, and which registration holds
	// its tasks is unknown.
	NodeAmbiguous NodeStatus = "REGISTERED TWICE"
)

// Node is one container instance of a cluster.
type Node struct {
	// Cluster is the cluster's name.
	Cluster string
	// ARN is the container instance's.
	ARN string
	// Instance is the EC2 id, i-….
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
}

// Tasks is how many tasks the node holds by desired status.
func (n Node) Tasks() int { return n.Running + n.Pending }

// Member is one instance of an Auto Scaling group.
type Member struct {
	Instance, Group string
	// State is the lifecycle state, such as InService or Terminating:Wait.
	State string
}

// Waiting says that a terminate lifecycle hook holds the instance.
func (m Member) Waiting() bool { return m.State == "Terminating:Wait" }

// Leaving says that the group has begun to terminate the instance.
func (m Member) Leaving() bool { return strings.HasPrefix(m.State, "Terminat") }

// Released says that every terminate lifecycle hook of the instance was answered or has lapsed.
func (m Member) Released() bool {
	return m.State == "Terminating:Proceed" || m.State == "Terminated"
}

// Hook is a lifecycle hook of a group.
type Hook struct {
	Group, Name string
	// Heartbeat is the time within which the hook must be answered or prolonged.
	Heartbeat time.Duration
	// Default is what happens when it lapses: CONTINUE or ABANDON.
	Default string
}

// Ours says whether a lifecycle hook is Sashweight's to answer: by its name or its metadata. No
// other hook is ever touched.
func Ours(name, metadata string) bool {
	return strings.HasPrefix(name, "sashweight-") || strings.Contains(metadata, "sashweight")
}

// ValidInstance says whether an id has the form of an EC2 instance's (i-…): what an event says
// goes into filters and rows, and must be no more than an id.
func ValidInstance(id string) bool {
	hex, ok := strings.CutPrefix(id, "i-")
	return ok && len(hex) >= 8 && len(hex) <= 17 && strings.Trim(hex, "0123456789abcdef") == ""
}

// Left is what a look at one node's tasks found.
type Left struct {
	// Tasks counts those whose last status is not STOPPED, whatever they are told to become.
	Tasks int
	// Looks is how often in a row the node was found without any.
	Looks int
}

// Drained says that two looks in a row found nothing.
func (l Left) Drained() bool { return l.Tasks == 0 && l.Looks >= 2 }
