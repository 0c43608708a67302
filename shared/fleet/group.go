package fleet

import (
	"slices"
	"strings"
	"time"
)

// Lifecycle states of a group's instance (EC2 Auto Scaling guide, ec2-auto-scaling-lifecycle).
const (
	StateInService       = "InService"
	StateTerminatingWait = "Terminating:Wait"
)

// Processes of a group that may be suspended (EC2 Auto Scaling guide, as-suspend-resume-processes).
const (
	ProcessTerminate   = "Terminate"
	ProcessLaunch      = "Launch"
	ProcessAZRebalance = "AZRebalance"
)

// Member is one instance of an Auto Scaling group.
type Member struct {
	Instance, Group string
	// State is the lifecycle state, such as InService or Terminating:Wait.
	State string
	// Zone is its Availability Zone.
	Zone string
	// Protected from scale-in.
	Protected bool
	// Healthy is the group's own judgement.
	Healthy bool
}

// Waiting says that a terminate lifecycle hook holds the instance.
func (m Member) Waiting() bool { return m.State == StateTerminatingWait }

// InService says that the group counts the instance as serving.
func (m Member) InService() bool { return m.State == StateInService }

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

// Group is an Auto Scaling group.
type Group struct {
	Name string
	// Min, Max and Desired are numbers of instances.
	Min, Max, Desired int
	// Zones are the Availability Zones it launches in, sorted.
	Zones []string
	// Suspended are the processes that are suspended, sorted.
	Suspended []string
	// Members are all its instances, sorted by id.
	Members []Member
	// CapacityRebalance says that the group replaces Spot instances at risk by itself.
	CapacityRebalance bool
	// RetainOnAbandon says that an instance whose terminate hook ends with ABANDON stays as
	// Terminating:Retained (EC2 Auto Scaling API, InstanceLifecyclePolicy).
	RetainOnAbandon bool
	// Refresh is the id of an instance refresh that is not over; empty for none.
	Refresh string
	// Stack is the CloudFormation stack that made the group; empty for none.
	Stack string
	// LaunchTemplate names the launch template and its version, for people.
	LaunchTemplate string
}

// Suspends says that the process is suspended.
func (g Group) Suspends(process string) bool { return slices.Contains(g.Suspended, process) }

// InZones counts the members that are in service, by zone; zones without one are there with 0.
func (g Group) InZones() map[string]int {
	zones := map[string]int{}
	for _, z := range g.Zones {
		zones[z] = 0
	}
	for _, m := range g.Members {
		if m.InService() {
			zones[m.Zone]++
		}
	}
	return zones
}

// Provider is a capacity provider of a cluster, backed by a group.
type Provider struct {
	Name, Group string
	// Scaling, Draining and Protection say that ECS's managed scaling, managed draining and
	// managed termination protection are ENABLED.
	Scaling, Draining, Protection bool
}
