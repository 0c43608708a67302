package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// pods launches c5.large machines that give tasks interfaces, and a task definition for them.
func (w *world) pods(n int) []*host.Machine {
	w.t.Helper()
	out := make([]*host.Machine, n)
	for i := range out {
		out[i] = must(w.machines.Launch(host.Template{
			InstanceType: "c5.large", CPU: 2048, Memory: 4096, Cluster: "prod",
			OSFamily: "WINDOWS_SERVER_2022_CORE", Agent: host.AgentConfig{TaskENI: true},
		}, "us-east-1"+string(rune('a'+i)), ""))(w.t)
	}
	w.kernel.Advance(time.Hour)
	must(w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new("pod"), ContainerDefinitions: []types.ContainerDefinition{container("app")},
		NetworkMode: types.NetworkModeAwsvpc,
	}))(w.t)
	return out
}

func (w *world) in(zone string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
		Subnets: []string{w.machines.DefaultSubnet(zone).ID},
	}}
}

// PLACE-5: a c5.large has three interfaces, one of them its own; the zone must have a subnet.
func TestTasksTakeTheInterfacesOfTheirInstance(t *testing.T) {
	w := newWorld(t)
	w.pods(2)
	run := func(zone string) *api.RunTaskOutput {
		return must(w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: new("pod"), Count: new(int32(3)),
			NetworkConfiguration: w.in(zone),
		}))(t)
	}
	out := run("us-east-1a")
	if len(out.Tasks) != 2 || len(out.Failures) != 2 ||
		*out.Failures[0].Reason != "RESOURCE:ENI" || *out.Failures[1].Reason != "LOCATION" {
		t.Fatalf("%d tasks, failures %v", len(out.Tasks), out.Failures)
	}
	w.kernel.Advance(time.Minute)
	x := w.tasks(nil)[0]
	a := x.Attachments[0]
	if *a.Type != "ElasticNetworkInterface" || *a.Status != "ATTACHED" ||
		*x.Containers[0].NetworkInterfaces[0].AttachmentId != *a.Id {
		t.Errorf("attachments are %v", x.Attachments)
	}
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{Cluster: new("prod"), Task: x.TaskArn}))(t)
	w.kernel.Advance(time.Minute)
	if out := run("us-east-1a"); len(out.Tasks) != 1 {
		t.Errorf("%d tasks start on the interface that is free again", len(out.Tasks))
	}
}

// TASK-6: what stopped a task is told while its interface is still there.
func TestTaskWithInterfaceGoesThroughItsStates(t *testing.T) {
	w := newWorld(t)
	w.pods(1)
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("pod"), TaskDefinition: new("pod"),
		DesiredCount: new(int32(1)), NetworkConfiguration: w.in("us-east-1a"),
	}))(t)
	w.kernel.Advance(time.Minute)
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("pod"), DesiredCount: new(int32(0)),
	}))(t)
	w.kernel.Advance(time.Minute)
	var states []string
	for _, e := range w.events {
		if e.kind != "ECS Task State Change" {
			continue
		}
		s := e.text("lastStatus")
		if n := len(states); n == 0 || states[n-1] != s {
			states = append(states, s)
		}
		if _, ended := e.detail["stoppedAt"]; s == "DEPROVISIONING" &&
			(ended || e.text("stopCode") != "ServiceSchedulerInitiated" ||
				e.detail["executionStoppedAt"] == nil || e.rows("attachments") != 1) {
			t.Errorf("while the interface goes: %v", e.detail)
		}
	}
	want := "PROVISIONING PENDING RUNNING STOPPING DEPROVISIONING STOPPED"
	if got := strings.Join(states, " "); got != want {
		t.Errorf("states are %s, want %s", got, want)
	}
}

// PLACE-5
func TestNetworkConfigurationBelongsToAwsvpcOnly(t *testing.T) {
	w := newWorld(t)
	w.pods(1)
	w.define("web")
	run := func(family string, n *types.NetworkConfiguration) error {
		_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: &family, NetworkConfiguration: n,
		})
		return err
	}
	wantError(t, run("web", w.in("us-east-1a")), "InvalidParameterException", "not valid for")
	wantError(t, run("pod", nil), "InvalidParameterException", "must be provided")
	n := w.in("us-east-1a")
	n.AwsvpcConfiguration.Subnets[0] = "subnet-0"
	wantError(t, run("pod", n), "InvalidParameterException", "InvalidSubnetID.NotFound")
	w.nodes(1) // without the capability, in the same zone
	for n, want := range []int{1, 1, 0} {
		out := must(w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: new("pod"),
			NetworkConfiguration: w.in("us-east-1a"),
		}))(t)
		if len(out.Tasks) != want {
			t.Errorf("run %d: %d tasks", n, len(out.Tasks))
		}
		if want == 0 && *out.Failures[1].Reason != "ATTRIBUTE" {
			t.Errorf("without the capability: %s", *out.Failures[1].Reason)
		}
	}
}
