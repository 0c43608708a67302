// Package host is the machines of the account: Windows servers on EC2 that boot, run the ECS
// agent and a container runtime, and end. Auto Scaling launches and terminates them, ECS gives
// their agents tasks; neither knows the other.
package host

import "time"

// State is EC2's state of an instance.
type State string

// The states of an EC2 instance (EC2 user guide, ec2-instance-lifecycle).
const (
	Pending      State = "pending"
	Running      State = "running"
	ShuttingDown State = "shutting-down"
	Terminated   State = "terminated"
	Stopping     State = "stopping"
	Stopped      State = "stopped"
)

// Template is a launch template as far as a machine is concerned; it is seeded as a Go value.
type Template struct {
	// ID is lt-…, Name the template's name, Version its number.
	ID, Name, Version string
	// InstanceType such as m5.2xlarge; CPU in CPU units (1024 a vCPU), Memory in MiB.
	InstanceType string
	CPU, Memory  int32
	// AMI is ami-…, or resolve:ssm:NAME for what a parameter names at the launch.
	AMI string
	// OSFamily is what the agent reports, such as WINDOWS_SERVER_2022_CORE.
	OSFamily string
	// Build is the Windows build, such as 10.0.20348.
	Build string
	// Cluster is the ECS cluster that the user data joins; empty: the agent never registers.
	Cluster string
	// Spot marks Spot capacity.
	Spot bool
	// Attributes are the custom attributes of ECS_INSTANCE_ATTRIBUTES.
	Attributes map[string]string
	// Agent is how the ECS agent is set up.
	Agent AgentConfig
	// Boot draws how long the machine takes from launch to a started agent; zero: as its AMI does.
	Boot Duration
	// Tags are those that the machine gets.
	Tags map[string]string
}

// Duration is how long something takes: lognormal around a median, never under Least.
type Duration struct {
	// Median and Least are durations; Spread is the standard deviation of the logarithm (0: always
	// the median).
	Median, Least time.Duration
	Spread        float64
}

// Machine is one EC2 instance, or a machine outside of EC2.
type Machine struct {
	Template
	// InstanceID is i-…, or mi-… of a machine outside of EC2.
	InstanceID string
	// Zone is the Availability Zone, such as us-east-1a; Subnet and Address its place in a VPC.
	Zone, Subnet, Address string
	// State is EC2's state; Reason why it has ended, code and text.
	State  State
	Reason string
	// Launched is when it was launched, Started when it last became running, Changed when its
	// state last changed.
	Launched, Started, Changed time.Time
	// Group is the Auto Scaling group's name.
	Group string
	// NeverRegisters makes the agent fail to start, as a broken image's would.
	NeverRegisters bool
	// External machines are not EC2's.
	External bool
	// Down: it is running for EC2, but nothing on it runs or answers.
	Down bool
	// Impaired is since when its instance status check fails; zero: it does not.
	Impaired time.Time
	// Planned are its scheduled events.
	Planned []ScheduledEvent

	boots int // counts starts, so that what an earlier one planned is forgotten
	vcpus int32

	unreachable bool // whether its status check says so yet or not

	up     bool      // it has come up once
	silent time.Time // since when nothing on it answers; zero: it does
}
