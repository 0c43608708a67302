package placement

import "sashweight/shared/fleet"

// Waiting is a task that seeks a node.
type Waiting struct {
	// ID is the caller's name of the task, such as its ARN; unique among those placed together.
	ID   string
	Need fleet.Need
	// Constraints are the service's own, or those of the call that ran the task.
	Constraints []fleet.Constraint
	// Group is the task group, such as service:web.
	Group string
	// Family is the os-family of the node that it runs on or ran on; empty is unknown.
	Family string
	// External says that it has the launch type EXTERNAL: only External nodes take it, and they no
	// other.
	External bool
	// Providers are the capacity providers of its strategy; empty where it has none.
	Providers []string
}

// Space is a node, what is on it, and so what room it has.
type Space struct {
	Node fleet.Node
	// Tasks are all its tasks that are not over. Fewer with the desired status RUNNING than the node
	// counts means that not all were read: then distinctInstance, statements about task groups and
	// network interfaces are unknown.
	Tasks []fleet.Task
	// Needs, by task definition ARN, of those tasks.
	Needs map[string]fleet.Need
	// Provider is the capacity provider that the node belongs to; empty for none.
	Provider string
}
