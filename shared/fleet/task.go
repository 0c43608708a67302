package fleet

import (
	"strings"
	"time"
)

// Task is one task of a cluster.
type Task struct {
	// ARN is the task's, Node the ARN of its container instance.
	ARN, Node string
	// Group is service:NAME of a service's task, family:FAMILY or anything of a standalone one.
	Group string
	// StartedBy is the deployment's id of a service's task.
	StartedBy string
	// Definition is the ARN of its task definition.
	Definition string
	// Last and Desired are ECS's last and desired status, such as RUNNING and STOPPED.
	Last, Desired string
	// Healthy says that ECS has not found it UNHEALTHY.
	Healthy bool
	// Created is when it was asked for, Started when it came to run, Stopping when it was told to
	// stop, Stopped when it had.
	Created, Started, Stopping, Stopped time.Time
	// ProtectedUntil is when its protection from scale-in ends; zero for none.
	ProtectedUntil time.Time
	// Images are the digests of its containers' images, sorted; empty where ECS does not know.
	Images []string
}

// Service is the name of the service that has the task; empty for a standalone one.
func (t Task) Service() string {
	name, ok := strings.CutPrefix(t.Group, "service:")
	if !ok || !strings.HasPrefix(t.StartedBy, "ecs-svc/") {
		return ""
	}
	return name
}

// Over says that nothing of the task runs any more.
func (t Task) Over() bool { return t.Last == "STOPPED" || t.Last == "DELETED" }

// Protected says that the task is protected from scale-in at the time.
func (t Task) Protected(at time.Time) bool { return t.ProtectedUntil.After(at) }

// Constraint is a placement constraint.
type Constraint struct {
	// Distinct is distinctInstance; else it is memberOf with the expression.
	Distinct   bool
	Expression string
}

// Need is what a task definition wants of a node.
type Need struct {
	// Definition is its ARN, Family and Revision its name.
	Definition, Family string
	// Resources that each task takes: reserved CPU and memory, and static host ports.
	Resources
	// Dynamic counts dynamic host ports. ENI says that the task takes a network interface (awsvpc).
	Dynamic int
	ENI     bool
	// Capabilities are the attributes that a node must have (ECS API, requiresAttributes), sorted.
	Capabilities []string
	// Constraints are the task definition's own.
	Constraints []Constraint
	// OSFamily is the runtime platform's operating system family, such as
	// WINDOWS_SERVER_2022_CORE; empty where it is not said.
	OSFamily string
	// StopTimeout is the longest of its containers': ECS's default of 30 s where none is said.
	StopTimeout time.Duration
}

// Service is an ECS service.
type Service struct {
	Name, ARN string
	// Desired, Running and Pending count tasks.
	Desired, Running, Pending int
	// Least and Most are the minimum healthy and the maximum percent.
	Least, Most int
	// Daemon, else REPLICA.
	Daemon bool
	// Definition is the ARN of its primary deployment's task definition.
	Definition string
	// Deployments counts those that are not over; Deploying says that one rolls out.
	Deployments int
	Deploying   bool
	// Constraints are the service's own.
	Constraints []Constraint
	// Targets are the ARNs of its target groups.
	Targets []string
	// Providers are the names of the capacity providers of its strategy.
	Providers []string
	// Event is its newest event's message.
	Event string
}
