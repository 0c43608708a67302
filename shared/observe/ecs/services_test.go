package ecs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestServicesAreReadInTensAndAbsentWhereTheyAreNot(t *testing.T) {
	a, client, r := account(t, 1)
	var names []string
	for i := range 12 {
		name := fmt.Sprintf("s%02d", i)
		serve(t, a, client, name, 1)
		names = append(names, name)
	}
	if _, err := client.DeleteService(t.Context(), &ecs.DeleteServiceInput{
		Cluster: new("prod"), Service: &names[0], Force: new(true),
	}); err != nil {
		t.Fatal(err)
	}
	a.Advance(time.Hour)
	services, err := r.Services(t.Context(), "prod", append(names, "nobody"))
	if err != nil || len(services) != 11 {
		t.Fatalf("%d services, %v, want the deleted one and nobody absent", len(services), err)
	}
	s := services["s11"]
	if s.Desired != 1 || s.Running != 1 || s.Least != 100 || s.Most != 200 || s.Daemon ||
		s.Deployments != 1 || s.Deploying || !strings.HasSuffix(s.Definition, "/s11:1") ||
		!strings.Contains(s.Event, "steady state") || s.ARN == "" {
		t.Errorf("the service is %+v", s)
	}
}

func TestADeploymentAndItsConstraintsAreSeen(t *testing.T) {
	a, client, r := account(t, 1)
	serve(t, a, client, "web", 2)
	if _, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), ForceNewDeployment: true,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: new(int32(50)), MaximumPercent: new(int32(150)),
		},
		PlacementConstraints: []types.PlacementConstraint{
			{Type: types.PlacementConstraintTypeDistinctInstance},
			{
				Type:       types.PlacementConstraintTypeMemberOf,
				Expression: new("attribute:ecs.os-type == windows"),
			},
		},
	}); err != nil {
		t.Fatal(err)
	}
	services, err := r.Services(t.Context(), "prod", []string{"web"})
	s := services["web"]
	if err != nil || s.Deployments != 2 || !s.Deploying || s.Least != 50 || s.Most != 150 {
		t.Errorf("the service is %+v, %v", s, err)
	}
	if len(s.Constraints) != 2 || !s.Constraints[0].Distinct ||
		s.Constraints[1].Expression != "attribute:ecs.os-type == windows" {
		t.Errorf("its constraints are %+v", s.Constraints)
	}
}

func TestServicesThatCannotBeReadAreAnError(t *testing.T) {
	a, _, r := account(t, 0)
	failing(a, "DescribeServices", "INTERNAL")
	if got, err := r.Services(t.Context(), "prod", []string{"web"}); err == nil {
		t.Errorf("got %+v, want an error", got)
	}
}
