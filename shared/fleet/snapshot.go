package fleet

import "time"

// Snapshot is what one look at a cluster saw. What a look did not read is absent, and what is
// absent is unknown: see Missing.
type Snapshot struct {
	// Cluster is the cluster's name.
	Cluster string
	// Orders are the open drain orders, by instance.
	Orders []DrainOrder
	// Nodes, by instance id: absent means not registered, where it was asked for.
	Nodes map[string]Node
	// Members, by EC2 id: absent means that no group has it.
	Members map[string]Member
	// Hooks, by group: the terminate lifecycle hooks that are ours.
	Hooks map[string][]Hook
	// Left, by instance id, for the nodes whose tasks were looked at.
	Left map[string]Left
	// Groups, by name: those of the orders' instances.
	Groups map[string]Group

	// Whole says that every node of the cluster is in Nodes and every member of its groups in
	// Members. Only then may something voluntary begin.
	Whole bool
	// Tasks, by instance id, for the nodes that have an order.
	Tasks map[string][]Task
	// Services, by name, of those tasks.
	Services map[string]Service
	// Needs, by task definition ARN, of those tasks.
	Needs map[string]Need
	// Providers are the cluster's capacity providers.
	Providers []Provider
	// Hosts, by EC2 id: what EC2 and Systems Manager say of those that were asked about.
	Hosts map[string]Host
	// Delays, by target group ARN: the deregistration delays.
	Delays map[string]time.Duration
	// StopTimes, by image digest: how long containers took to stop.
	StopTimes map[string]Learned
	// Missing says what could not be read; nothing is disrupted while there is any.
	Missing []string
}

// Host is what EC2 and Systems Manager say of an instance, apart from ECS.
type Host struct {
	// State is EC2's, such as running; empty where EC2 does not know the instance.
	State string
	// Impaired says that a status check of EC2 fails; Checked that both have been made.
	Impaired, Checked bool
	// Ping is Systems Manager's PingStatus: Online, ConnectionLost, Inactive; empty where the
	// instance is not managed by it.
	Ping string
	// Events are what EC2 has scheduled for the instance.
	Events []HostEvent
}

// HostEvent is something that EC2 has scheduled for an instance.
type HostEvent struct {
	// Code is such as instance-retirement (EC2 API, InstanceStatusEvent.code).
	Code string
	// NotBefore is when it may begin.
	NotBefore time.Time
}

// Gone says that EC2 itself says that the instance does not run and will not again.
func (h Host) Gone() bool {
	return h.State == "terminated" || h.State == "shutting-down" || h.State == "stopped"
}

// Learned is a duration as it was measured.
type Learned struct {
	// Samples counts the measurements. Mean and Most are of all of them.
	Samples    int
	Mean, Most time.Duration
}

// Add is l with one more measurement.
func (l Learned) Add(d time.Duration) Learned {
	l.Mean = (l.Mean*time.Duration(l.Samples) + d) / time.Duration(l.Samples+1)
	l.Samples++
	l.Most = max(l.Most, d)
	return l
}
