package ecs_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/fleet"
)

// define registers a task definition of two containers and returns its ARN.
func define(
	t *testing.T, client *ecs.Client, edit func(*ecs.RegisterTaskDefinitionInput),
) string {
	t.Helper()
	in := &ecs.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{
			{
				Name: new("app"), Image: new("web"), Cpu: 256, Memory: new(int32(1024)),
				MemoryReservation: new(int32(512)), StopTimeout: new(int32(90)),
				PortMappings: []types.PortMapping{
					{ContainerPort: new(int32(80)), HostPort: new(int32(8080))},
					{ContainerPort: new(int32(81))},
				},
			},
			{
				Name: new("side"), Image: new("side"), Cpu: 128, Memory: new(int32(256)),
				PortMappings: []types.PortMapping{{
					ContainerPort: new(int32(53)), HostPort: new(int32(5353)),
					Protocol: types.TransportProtocolUdp,
				}},
			},
		},
	}
	edit(in)
	out, err := client.RegisterTaskDefinition(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.TaskDefinition.TaskDefinitionArn
}

// counted counts the calls of an operation.
func counted(a *awssim.Account, operation string) *int {
	gate, count := a.Server.Gate, 0
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		if call.Operation == operation {
			count++
		}
		return gate(ctx, call, next)
	}
	return &count
}

func TestANeedAddsUpItsContainers(t *testing.T) {
	a, client, r := account(t, 0)
	arn := define(t, client, func(in *ecs.RegisterTaskDefinitionInput) {
		in.RuntimePlatform = &types.RuntimePlatform{
			OperatingSystemFamily: types.OSFamilyWindowsServer2022Core,
		}
		in.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{
			Type:       types.TaskDefinitionPlacementConstraintTypeMemberOf,
			Expression: new("attribute:rack == 7"),
		}}
		in.ContainerDefinitions[0].HealthCheck = &types.HealthCheck{
			Command: []string{"CMD", "check"},
		}
	})
	calls := counted(a, "DescribeTaskDefinition")
	var n fleet.Need
	for range 2 {
		needs, err := r.Needs(t.Context(), []string{arn, arn})
		if err != nil || len(needs) != 1 {
			t.Fatalf("%+v, %v", needs, err)
		}
		n = needs[arn]
	}
	if *calls != 1 {
		t.Errorf("%d calls, want one: a revision never changes", *calls)
	}
	if !slices.Contains(n.Capabilities, "ecs.capability.container-health-check") {
		t.Errorf("it needs %v", n.Capabilities)
	}
	if n.Capabilities = nil; !reflect.DeepEqual(n, fleet.Need{
		Definition: arn, Family: "web", StopTimeout: 90 * time.Second, Dynamic: 1,
		OSFamily: "WINDOWS_SERVER_2022_CORE", Resources: fleet.Resources{
			CPU: 384, Memory: 768, Ports: []fleet.Port{{Number: 8080}, {Number: 5353, UDP: true}},
		},
		Constraints: []fleet.Constraint{{Expression: "attribute:rack == 7"}},
	}) {
		t.Errorf("the need is %+v", n)
	}
}

func TestASizeOfTheTaskCountsBeforeItsContainers(t *testing.T) {
	_, client, r := account(t, 0)
	arn := define(t, client, func(in *ecs.RegisterTaskDefinitionInput) {
		in.Cpu, in.Memory, in.NetworkMode = new("1024"), new("2048"), types.NetworkModeAwsvpc
		for i := range in.ContainerDefinitions {
			in.ContainerDefinitions[i].PortMappings = []types.PortMapping{{
				ContainerPort: new(int32(80 + i)),
			}}
		}
	})
	needs, err := r.Needs(t.Context(), []string{arn})
	n := needs[arn]
	if err != nil || n.CPU != 1024 || n.Memory != 2048 || !n.ENI || n.Dynamic != 0 ||
		len(n.Ports) != 0 {
		t.Errorf("the need is %+v, %v", n, err)
	}
}

func TestAnUnknownDefinitionIsAnError(t *testing.T) {
	_, _, r := account(t, 0)
	if _, err := r.Needs(t.Context(), []string{"web:7"}); err == nil {
		t.Error("no error")
	}
}
