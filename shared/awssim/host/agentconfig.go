package host

import (
	"maps"
	"slices"
	"strings"
)

// The agent and runtime of the Windows AMIs of 2026 (ECS developer guide,
// ecs-windows-ami-versions).
const (
	AgentVersion  = "1.103.1"
	AgentHash     = "8dfceca6"
	DockerVersion = "DockerVersion: 25.0.6"
)

// PullBehavior is ECS_IMAGE_PULL_BEHAVIOR (amazon-ecs-agent README).
type PullBehavior string

// The pull behaviours that differ here. The default one goes on with the copy on the disk when a
// pull fails, and PullPreferCached does not pull what is there; the other two fail the task.
const (
	PullDefault      PullBehavior = ""
	PullAlways       PullBehavior = "always"
	PullOnce         PullBehavior = "once"
	PullPreferCached PullBehavior = "prefer-cached"
)

// AgentConfig is how user data and AMI set up the agent and its runtime (ECS developer guide,
// ecs-agent-config and bootstrap_windows_container_instance). The zero value is AWS's default.
type AgentConfig struct {
	// Version, Hash and Docker are what the agent reports as versionInfo; empty: those of the
	// constants.
	Version, Hash, Docker string
	// ReservedTCP and ReservedUDP are ECS_RESERVED_PORTS and ECS_RESERVED_PORTS_UDP; nil: the
	// agent's own lists.
	ReservedTCP, ReservedUDP []uint16
	// ReservedMemory is ECS_RESERVED_MEMORY in MiB; tasks never get it.
	ReservedMemory int32
	// PullBehavior is ECS_IMAGE_PULL_BEHAVIOR.
	PullBehavior PullBehavior
	// TaskENI is -EnableTaskENI, the network mode awsvpc. TaskIAMRole is -EnableTaskIAMRole, whose
	// proxy keeps port 80 from tasks.
	TaskENI, TaskIAMRole bool
	// GMSA is ECS_GMSA_SUPPORTED, group managed service accounts.
	GMSA bool
	// Cached are the layers that lie on the AMI's disk.
	Cached []string
	// Disk is the room for images in bytes; zero: Timings.Disk.
	Disk int64
}

// ReservedPorts are the TCP ports that a Windows agent keeps from tasks (amazon-ecs-agent README,
// ECS_RESERVED_PORTS).
var ReservedPorts = [...]uint16{53, 135, 139, 445, 2375, 2376, 3389, 5985, 5986, 51678, 51679}

// reservedOnLinux are those of a Linux agent (amazon-ecs-agent README).
var reservedOnLinux = []uint16{22, 2375, 2376, 51678, 51679}

// proxyPort is where containers reach the credentials of their task's role (ECS developer guide,
// windows_task_IAM_roles).
const proxyPort = 80

// Windows reports whether the machine runs Windows; one whose family is not said does.
func (x *Machine) Windows() bool { return !strings.EqualFold(x.OSFamily, "LINUX") }

// ReservedTCP are the TCP ports that no task may have, ReservedUDP the UDP ports.
func (a *Agent) ReservedTCP() []uint16 {
	x := a.Machine
	ports := x.Agent.ReservedTCP
	switch {
	case ports != nil:
	case x.Windows():
		ports = ReservedPorts[:]
	default:
		ports = reservedOnLinux
	}
	if x.Windows() && x.Agent.TaskIAMRole {
		return append(slices.Clone(ports), proxyPort)
	}
	return ports
}

// ReservedUDP are the UDP ports that no task may have.
func (a *Agent) ReservedUDP() []uint16 { return a.Machine.Agent.ReservedUDP }

// Memory is what the agent registers, in MiB: the machine's without ECS_RESERVED_MEMORY.
func (a *Agent) Memory() int32 { return a.Machine.Memory - a.Machine.Agent.ReservedMemory }

// Versions are the agent's version and commit and the runtime's version, as versionInfo shows them.
func (a *Agent) Versions() (version, hash, docker string) {
	c := a.Machine.Agent
	return or(c.Version, AgentVersion), or(c.Hash, AgentHash), or(c.Docker, DockerVersion)
}

func or(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

// Attribute is one attribute that an agent registers with; capabilities have no value.
type Attribute struct{ Name, Value string }

// capabilities are what an agent can do, as far as a task definition may ask for it.
var capabilities = []string{
	"com.amazonaws.ecs.capability.docker-remote-api.1.24",
	"com.amazonaws.ecs.capability.docker-remote-api.1.44",
	"com.amazonaws.ecs.capability.ecr-auth",
	"com.amazonaws.ecs.capability.logging-driver.awslogs",
	"com.amazonaws.ecs.capability.logging-driver.json-file",
	"com.amazonaws.ecs.capability.logging-driver.none",
	"ecs.capability.container-health-check",
	"ecs.capability.container-ordering",
	"ecs.capability.env-files.s3",
	"ecs.capability.execution-role-awslogs",
	"ecs.capability.execution-role-ecr-pull",
	"ecs.capability.private-registry-authentication.secretsmanager",
	"ecs.capability.secrets.asm.bootstrap.log-driver",
	"ecs.capability.secrets.asm.environment-variables",
	"ecs.capability.secrets.ssm.bootstrap.log-driver",
	"ecs.capability.secrets.ssm.environment-variables",
}

// Attributes are what the agent registers: capabilities, what ECS knows of the machine, and those
// of ECS_INSTANCE_ATTRIBUTES, each group in the order of names. A machine outside of EC2 has the
// capability external, but neither AMI, zone nor instance type (ECS developer guide,
// ecs-anywhere).
func (a *Agent) Attributes() []Attribute {
	x := a.Machine
	own := x.capabilities()
	out := make([]Attribute, 0, len(capabilities)+len(own)+7+len(x.Attributes))
	for _, name := range capabilities {
		out = append(out, Attribute{Name: name})
	}
	for _, name := range own {
		out = append(out, Attribute{Name: name})
	}
	if x.External {
		out = append(out, Attribute{Name: "ecs.capability.external"})
	} else {
		out = append(out,
			Attribute{"ecs.ami-id", x.AMI}, Attribute{"ecs.availability-zone", x.Zone})
	}
	out = append(out, Attribute{"ecs.cpu-architecture", "x86_64"})
	if !x.External {
		out = append(out, Attribute{"ecs.instance-type", x.InstanceType})
	}
	system := "windows"
	if !x.Windows() {
		system = "linux"
	}
	out = append(out, Attribute{"ecs.os-family", x.OSFamily}, Attribute{"ecs.os-type", system})
	for _, name := range slices.Sorted(maps.Keys(x.Attributes)) {
		out = append(out, Attribute{name, x.Attributes[name]})
	}
	return out
}

// linuxCapabilities are those of agents on Linux that those on Windows do not have.
var linuxCapabilities = []string{
	"com.amazonaws.ecs.capability.privileged-container",
	"com.amazonaws.ecs.capability.task-iam-role",
	"ecs.capability.aws-appmesh",
	"ecs.capability.efs",
	"ecs.capability.firelens.fluentbit",
	"ecs.capability.firelens.fluentd",
	"ecs.capability.pid-ipc-namespace-sharing",
	"ecs.capability.task-eni",
}

// capabilities are what the agent can do by its system and its settings (amazon-ecs-agent,
// agent_capability_windows.go and README).
func (x *Machine) capabilities() []string {
	if !x.Windows() {
		return linuxCapabilities
	}
	out := []string{"com.amazonaws.ecs.capability.docker-plugin.local"}
	add := func(has bool, names ...string) {
		if has {
			out = append(out, names...)
		}
	}
	add(x.Agent.TaskIAMRole, "com.amazonaws.ecs.capability.task-iam-role")
	add(!strings.HasPrefix(x.OSFamily, "WINDOWS_SERVER_2016"), "ecs.capability.fsxWindowsFileServer")
	add(x.Agent.GMSA, "ecs.capability.gmsa", "ecs.capability.gmsa-domainless")
	add(x.Agent.TaskENI, "ecs.capability.task-eni")
	return out
}
