package ecs

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// fleet is a world with a group "web" behind the capacity provider "web" of the cluster "prod".
// Its machines have 2,048 CPU units and 4,096 MiB: eight tasks of define each.
type fleet struct {
	*world
	groups  *as.Client
	metrics []kernel.Metric
}

// newFleet has a group of the given size; edit changes the capacity provider before it is made.
func newFleet(
	t *testing.T, least, desired, most int32, edit ...func(*types.AutoScalingGroupProvider),
) *fleet {
	t.Helper()
	w := &fleet{world: newWorld(t)}
	env := w.ecs.env
	publish := env.Publish
	env.Publish = func(x kernel.Event) {
		publish(x)
		w.ecs.Hear(x)
	}
	env.PutMetric = func(m kernel.Metric) { w.metrics = append(w.metrics, m) }
	w.machines.AddTemplate(host.Template{
		ID: "lt-1", Name: "web", Version: "1", InstanceType: "m5.large", CPU: 2048, Memory: 4096,
		AMI: "ami-1", Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
		Boot: host.Duration{Median: 4 * time.Minute},
	})
	server := wire.NewServer(autoscaling.New(env, w.machines).Service)
	client := func(name string) *as.Client {
		return as.NewFromConfig(server.Typed(wire.Caller{Name: name, AccessKey: name}, "us-east-1"),
			func(o *as.Options) { o.Retryer = aws.NopRetryer{} })
	}
	w.groups, w.ecs.AutoScaling = client("tester"), client("AWSServiceRoleForECS")
	must(w.groups.CreateAutoScalingGroup(w.ctx, &as.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), MinSize: new(least), DesiredCapacity: new(desired),
		MaxSize: new(most), AvailabilityZones: []string{"us-east-1a", "us-east-1b"},
		LaunchTemplate: &groups.LaunchTemplateSpecification{LaunchTemplateName: new("web")},
	}))(t)
	w.define("app")
	w.provide("web", edit...)
	w.kernel.Advance(time.Minute)
	return w
}

// provide makes a capacity provider of the group "web" with managed scaling and without managed
// draining, and gives it to the cluster as its default.
func (w *fleet) provide(name string, edit ...func(*types.AutoScalingGroupProvider)) {
	w.t.Helper()
	in := &types.AutoScalingGroupProvider{
		AutoScalingGroupArn: new("web"), ManagedDraining: types.ManagedDrainingDisabled,
		ManagedScaling: &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
	}
	for _, f := range edit {
		f(in)
	}
	must(w.client.CreateCapacityProvider(w.ctx, &api.CreateCapacityProviderInput{
		Name: new(name), AutoScalingGroupProvider: in,
	}))(w.t)
	must(w.client.PutClusterCapacityProviders(w.ctx, &api.PutClusterCapacityProvidersInput{
		Cluster: new("prod"), CapacityProviders: []string{name},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{
			{CapacityProvider: new(name), Weight: 1},
		},
	}))(w.t)
}

// group is the group "web" as it is now.
func (w *fleet) group() groups.AutoScalingGroup {
	w.t.Helper()
	return must(w.groups.DescribeAutoScalingGroups(w.ctx,
		&as.DescribeAutoScalingGroupsInput{}))(w.t).AutoScalingGroups[0]
}

func (w *fleet) desired() int {
	w.t.Helper()
	return int(*w.group().DesiredCapacity)
}

func (w *fleet) setDesired(n int32) {
	w.t.Helper()
	must(w.groups.SetDesiredCapacity(w.ctx, &as.SetDesiredCapacityInput{
		AutoScalingGroupName: new("web"), DesiredCapacity: new(n),
	}))(w.t)
}

// until advances the world second by second until ok, at most for limit, and returns how long it
// took.
func (w *fleet) until(limit time.Duration, ok func() bool) time.Duration {
	w.t.Helper()
	from := w.kernel.Now()
	for !ok() {
		if w.kernel.Now().Sub(from) > limit {
			w.t.Fatalf("nothing happened within %s", limit)
		}
		w.kernel.Advance(time.Second)
	}
	return w.kernel.Now().Sub(from)
}

// reservation is the latest value of CapacityProviderReservation.
func (w *fleet) reservation() float64 {
	w.t.Helper()
	for n := len(w.metrics) - 1; n >= 0; n-- {
		m := w.metrics[n]
		if m.Name != "CapacityProviderReservation" {
			continue
		}
		want := "[CapacityProviderName web ClusterName prod]"
		if got := fmt.Sprint(m.Dimensions); got != want || m.Namespace != "AWS/ECS/ManagedScaling" {
			w.t.Fatalf("the metric is %s %s, want %s", m.Namespace, got, want)
		}
		return m.Value
	}
	w.t.Fatal("there is no metric CapacityProviderReservation")
	return 0
}

// fill runs tasks, ten a call.
func (w *fleet) fill(n int32) {
	w.t.Helper()
	for ; n > 0; n -= 10 {
		out := w.run("app", min(n, 10))
		if len(out.Failures) > 0 {
			w.t.Fatalf("RunTask failed: %s", *out.Failures[0].Reason)
		}
	}
}

// serveDistinct creates a service that has one task on an instance at most.
func (w *fleet) serveDistinct(name string, desired int32) {
	w.t.Helper()
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new(name), TaskDefinition: new(name),
		DesiredCount: new(desired), PlacementConstraints: []types.PlacementConstraint{
			{Type: types.PlacementConstraintTypeDistinctInstance},
		},
	}))(w.t)
}
