package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

func attributeOf(i types.ContainerInstance, name string) string {
	for _, a := range i.Attributes {
		if text(a.Name) == name {
			return "=" + text(a.Value)
		}
	}
	return ""
}

// WIN-14: a machine outside of EC2 registers with its id, and with what is known of it.
func TestExternalMachineRegistersWithoutWhatEC2Knows(t *testing.T) {
	w := newWorld(t)
	m := w.machines.AddExternal(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", OSFamily: "LINUX", AMI: "ami-1",
		Agent: host.AgentConfig{ReservedMemory: 96, ReservedUDP: []uint16{53}},
	})
	w.kernel.Advance(time.Minute)
	i := w.instance(m)
	if !strings.HasPrefix(*i.Ec2InstanceId, "mi-") || attributeOf(i, "ecs.ami-id") != "" ||
		attributeOf(i, "ecs.availability-zone") != "" ||
		attributeOf(i, "ecs.capability.external") != "=" ||
		attributeOf(i, "ecs.os-type") != "=linux" {
		t.Errorf("instance %s has %v", *i.Ec2InstanceId, i.Attributes)
	}
	left := i.RemainingResources
	if left[1].IntegerValue != 4000 || left[3].StringSetValue[0] != "53" {
		t.Errorf("resources are %v", left)
	}
	w.define("web")
	w.runExternal("web")
	w.kernel.Advance(time.Minute)
	w.machines.Terminate(m.InstanceID)
	w.kernel.Advance(time.Hour)
	if i = w.instance(m); i.AgentConnected || *i.Status != active {
		t.Errorf("instance is %s, connected %t", *i.Status, i.AgentConnected)
	}
	w.wantStates(m, "[RUNNING/RUNNING:1]")
}

// WIN-13: what user data reserves or switches on shows in what the agent registers.
func TestAgentSettingsShowInWhatItRegisters(t *testing.T) {
	w := newWorld(t)
	m := must(w.machines.Launch(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
		Agent: host.AgentConfig{Version: "1.72.0", TaskENI: true, TaskIAMRole: true},
	}, "us-east-1a", ""))(t)
	w.kernel.Advance(time.Minute)
	i := w.instance(m)
	if text(i.VersionInfo.AgentVersion) != "1.72.0" ||
		attributeOf(i, "ecs.capability.task-eni") == "" {
		t.Errorf("agent %s, %v", text(i.VersionInfo.AgentVersion), i.Attributes)
	}
	w.define("web", func(c *types.ContainerDefinition) {
		c.PortMappings = []types.PortMapping{{
			ContainerPort: new(int32(80)), HostPort: new(int32(80)),
		}}
	})
	out := must(w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web"),
	}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "RESOURCE:PORTS" {
		t.Errorf("failures %v", out.Failures)
	}
}
