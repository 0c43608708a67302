package ecs_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/fleet"
)

func TestProvidersAreReadOverAllPages(t *testing.T) {
	a, client, r := account(t, 0)
	a.Machines.AddTemplate(host.Template{ID: "lt-1", Name: "web", Version: "1", AMI: "ami-1"})
	var names []string
	for i := range 3 {
		name := fmt.Sprintf("p%d", i)
		if _, err := autoscaling.NewFromConfig(a.UserConfig()).CreateAutoScalingGroup(t.Context(),
			&autoscaling.CreateAutoScalingGroupInput{
				AutoScalingGroupName: &name, MinSize: new(int32(0)), MaxSize: new(int32(1)),
				AvailabilityZones: []string{"us-east-1a"},
				LaunchTemplate: &groups.LaunchTemplateSpecification{
					LaunchTemplateName: new("web"),
				},
			}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.CreateCapacityProvider(t.Context(), &ecs.CreateCapacityProviderInput{
			Name: &name, AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: &name, ManagedDraining: types.ManagedDrainingDisabled,
				ManagedScaling: &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
			},
		}); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if _, err := client.PutClusterCapacityProviders(t.Context(),
		&ecs.PutClusterCapacityProvidersInput{
			Cluster: new("prod"), CapacityProviders: names,
			DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
		}); err != nil {
		t.Fatal(err)
	}
	got, err := r.Providers(t.Context(), "prod")
	if err != nil || len(got) != 3 ||
		got[2] != (fleet.Provider{Name: "p2", Group: "p2", Scaling: true}) {
		t.Errorf("providers are %+v, %v", got, err)
	}
	failing(a, "DescribeCapacityProviders", "INTERNAL")
	if got, err := r.Providers(t.Context(), "prod"); err == nil {
		t.Errorf("got %+v of what could not be read", got)
	}
}

func TestAClusterWithoutProvidersHasNone(t *testing.T) {
	a, _, r := account(t, 0)
	if got, err := r.Providers(t.Context(), "prod"); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v, want none", got, err)
	}
	if got, err := r.Providers(t.Context(), "nowhere"); err == nil {
		t.Errorf("got %+v of a cluster that is not there", got)
	}
	failing(a, "DescribeClusters", "INTERNAL")
	if got, err := r.Providers(t.Context(), "prod"); err == nil {
		t.Errorf("got %+v of what could not be read", got)
	}
}
