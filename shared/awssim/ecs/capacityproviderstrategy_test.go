package ecs

import (
	"fmt"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// second adds the group and capacity provider "other" beside "web".
func (w *fleet) second() {
	w.t.Helper()
	must(w.groups.CreateAutoScalingGroup(w.ctx, &as.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new("other"), MinSize: new(int32(0)), MaxSize: new(int32(9)),
		AvailabilityZones: []string{"us-east-1a"},
		LaunchTemplate:    &groups.LaunchTemplateSpecification{LaunchTemplateName: new("web")},
	}))(w.t)
	must(w.client.CreateCapacityProvider(w.ctx, &api.CreateCapacityProviderInput{
		Name: new("other"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: new("other"), ManagedScaling: &types.ManagedScaling{},
		},
	}))(w.t)
	must(0, w.put("web", "other"))(w.t)
	w.kernel.Advance(time.Minute)
}

func over(base, weight int32) []types.CapacityProviderStrategyItem {
	return []types.CapacityProviderStrategyItem{
		{CapacityProvider: new("web"), Base: base, Weight: 1},
		{CapacityProvider: new("other"), Weight: weight},
	}
}

// providers counts the tasks that are to run by capacity provider.
func (w *fleet) providers() string {
	w.t.Helper()
	n := map[string]int{}
	for _, t := range w.tasks(nil) {
		if *t.DesiredStatus != running {
			continue
		}
		name := "none"
		if t.CapacityProviderName != nil {
			name = *t.CapacityProviderName
		}
		n[name]++
	}
	return fmt.Sprint(n)
}

// CP-3: services and RunTask divide their tasks over the providers.
func TestTasksAreDividedOverProviders(t *testing.T) {
	w := newFleet(t, 0, 0, 9)
	w.second()
	must(w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("app"), Count: new(int32(10)),
		CapacityProviderStrategy: over(1, 2),
	}))(t)
	if got := w.providers(); got != "map[other:6 web:4]" {
		t.Errorf("RunTask: %s", got)
	}
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("app"), TaskDefinition: new("app"),
		DesiredCount: new(int32(4)), CapacityProviderStrategy: over(2, 1),
	}))(t)
	w.kernel.Advance(time.Second)
	if got := w.providers(); got != "map[other:7 web:7]" {
		t.Errorf("with the service: %s", got)
	}
	w.kernel.Advance(15 * time.Minute)
	if got := w.states(nil); got != "[RUNNING/RUNNING:14]" {
		t.Errorf("tasks are %s", got)
	}
}

// CP-20: a service goes to a strategy only by a new deployment, and then all of it.
func TestServiceGoesToAStrategyByANewDeployment(t *testing.T) {
	w := newFleet(t, 0, 0, 9)
	w.nodes(1)
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("app"), TaskDefinition: new("app"),
		DesiredCount: new(int32(2)), LaunchType: types.LaunchTypeEc2,
	}))(t)
	w.kernel.Advance(2 * time.Minute)
	if got := w.providers(); got != "map[none:2]" {
		t.Errorf("by launch type: %s", got)
	}
	update := &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("app"),
		CapacityProviderStrategy: []types.CapacityProviderStrategyItem{
			{CapacityProvider: new("web"), Weight: 1},
		},
	}
	_, err := w.client.UpdateService(w.ctx, update)
	wantError(t, err, "InvalidParameterException", "you must force a new deployment")
	update.ForceNewDeployment = true
	must(w.client.UpdateService(w.ctx, update))(t)
	w.kernel.Advance(20 * time.Minute)
	if got := w.providers(); got != "map[web:2]" {
		t.Errorf("by strategy: %s", got)
	}
	if got := w.service("app"); got.LaunchType != "" || len(got.Deployments) != 1 {
		t.Errorf("launch type %q, %d deployments", got.LaunchType, len(got.Deployments))
	}
}
