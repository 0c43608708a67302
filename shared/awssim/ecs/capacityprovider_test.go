package ecs

import (
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (w *fleet) provider(name string) types.CapacityProvider {
	w.t.Helper()
	out := must(w.client.DescribeCapacityProviders(w.ctx, &api.DescribeCapacityProvidersInput{
		CapacityProviders: []string{name},
	}))(w.t)
	if len(out.CapacityProviders) != 1 {
		w.t.Fatalf("describe capacity provider %s: %v", name, out.Failures)
	}
	return out.CapacityProviders[0]
}

// CP-1: defaults and states of a capacity provider.
func TestCapacityProviderHasDefaultsAndStates(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	out := must(w.client.CreateCapacityProvider(w.ctx, &api.CreateCapacityProviderInput{
		Name: new("second"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: w.group().AutoScalingGroupARN,
		},
	}))(t).CapacityProvider
	g := out.AutoScalingGroupProvider
	if out.Status != "ACTIVE" || out.UpdateStatus != "CREATE_COMPLETE" ||
		g.ManagedDraining != "ENABLED" || g.ManagedTerminationProtection != "DISABLED" ||
		g.ManagedScaling.Status != "DISABLED" || *g.ManagedScaling.TargetCapacity != 100 ||
		*g.ManagedScaling.InstanceWarmupPeriod != 300 ||
		*g.ManagedScaling.MinimumScalingStepSize != 1 ||
		*g.ManagedScaling.MaximumScalingStepSize != 10000 {
		t.Errorf("defaults are %+v of %+v", *g, *out)
	}
	must(w.client.UpdateCapacityProvider(w.ctx, &api.UpdateCapacityProviderInput{
		Name: new("second"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{
			ManagedScaling: &types.ManagedScaling{TargetCapacity: new(int32(90))},
		},
	}))(t)
	for _, want := range []string{"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"} {
		p := w.provider("second")
		target := *p.AutoScalingGroupProvider.ManagedScaling.TargetCapacity
		if string(p.UpdateStatus) != want || target != 90 {
			t.Errorf("the update is %s, want %s", p.UpdateStatus, want)
		}
		w.kernel.Advance(time.Minute)
	}
	must(w.client.DeleteCapacityProvider(w.ctx, &api.DeleteCapacityProviderInput{
		CapacityProvider: out.CapacityProviderArn,
	}))(t)
	if got := w.provider("second").UpdateStatus; got != "DELETE_IN_PROGRESS" {
		t.Errorf("the deletion is %s", got)
	}
	w.kernel.Advance(time.Minute)
	_, err := w.client.DeleteCapacityProvider(w.ctx, &api.DeleteCapacityProviderInput{
		CapacityProvider: new("second"),
	})
	wantError(t, err, "InvalidParameterException", "does not exist")
	_, err = w.client.DeleteCapacityProvider(w.ctx, &api.DeleteCapacityProviderInput{
		CapacityProvider: new("web"),
	})
	wantError(t, err, "ClientException", "in use")
}

// CP-1: what a capacity provider cannot be.
func TestWrongCapacityProvidersAreRefused(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	protection := types.ManagedTerminationProtectionEnabled
	on := types.ManagedScalingStatusEnabled
	for _, x := range []struct {
		title, code, part string
		p                 types.AutoScalingGroupProvider
	}{
		{"fargate-like", "InvalidParameterException", "cannot be prefixed",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web")}},
		{"web", "InvalidParameterException", "already exists",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web")}},
		{"x", "ClientException", "Auto Scaling group ARN is invalid",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("none")}},
		{"x", "InvalidParameterException", "managed scaling setting must be enabled",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web"),
				ManagedTerminationProtection: protection}},
		{"x", "InvalidParameterException", "instance protection from scale in",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web"),
				ManagedTerminationProtection: protection,
				ManagedScaling:               &types.ManagedScaling{Status: on}}},
		{"x", "InvalidParameterException", "targetCapacity must be between 1 and 100",
			types.AutoScalingGroupProvider{AutoScalingGroupArn: new("web"),
				ManagedScaling: &types.ManagedScaling{TargetCapacity: new(int32(101))}}},
	} {
		_, err := w.client.CreateCapacityProvider(w.ctx, &api.CreateCapacityProviderInput{
			Name: new(x.title), AutoScalingGroupProvider: &x.p,
		})
		wantError(t, err, x.code, x.part)
	}
}

func TestCapacityProvidersComeInPagesOfOne(t *testing.T) {
	w := newFleet(t, 0, 0, 1)
	for _, name := range []string{"b", "a"} {
		must(w.client.CreateCapacityProvider(w.ctx, &api.CreateCapacityProviderInput{
			Name: new(name), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: new("web"),
			},
		}))(t)
	}
	for _, size := range []*int32{new(int32(1)), nil} {
		var names []string
		in := &api.DescribeCapacityProvidersInput{MaxResults: size}
		for more := true; more; more = in.NextToken != nil {
			out := must(w.client.DescribeCapacityProviders(w.ctx, in))(t)
			for _, p := range out.CapacityProviders {
				names = append(names, *p.Name)
			}
			in.NextToken = out.NextToken
		}
		if got := strings.Join(names, " "); got != "web b a" {
			t.Errorf("pages hold %q", got)
		}
	}
	out := must(w.client.DescribeCapacityProviders(w.ctx, &api.DescribeCapacityProvidersInput{
		CapacityProviders: []string{"none"},
	}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != missing {
		t.Errorf("failures are %v", out.Failures)
	}
}

func (w *fleet) put(providers ...string) error {
	_, err := w.client.PutClusterCapacityProviders(w.ctx, &api.PutClusterCapacityProvidersInput{
		Cluster: new("prod"), CapacityProviders: append([]string{}, providers...),
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
	})
	return err
}

// CP-2: the cluster's attachments, and which providers can be taken away.
func TestClusterTellsItsCapacityProviders(t *testing.T) {
	w := newFleet(t, 0, 0, 1)
	describe := func() types.Cluster {
		return must(w.client.DescribeClusters(w.ctx, &api.DescribeClustersInput{
			Clusters: []string{"prod"}, Include: []types.ClusterField{types.ClusterFieldAttachments},
		}))(t).Clusters[0]
	}
	c := describe()
	if !slices.Equal(c.CapacityProviders, []string{"web"}) ||
		*c.AttachmentsStatus != updateComplete || len(c.Attachments) != 1 ||
		*c.Attachments[0].Type != "as_policy" || *c.Attachments[0].Status != "CREATED" ||
		!strings.HasPrefix(*c.Attachments[0].Details[1].Value, "ECSManagedAutoScalingPolicy-") {
		t.Errorf("the cluster has %v, %s, %v", c.CapacityProviders, *c.AttachmentsStatus, c.Attachments)
	}
	w.run("app", 1)
	var inUse *types.ResourceInUseException
	wantError(t, w.put(), inUse.ErrorCode(), "in use")
	arn := *w.tasks(nil)[0].TaskArn
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{Cluster: new("prod"), Task: &arn}))(t)
	w.wantStates(nil, "[STOPPED/STOPPED:1]")
	must(0, w.put())(t)
	if got := *describe().AttachmentsStatus; got != updateInProgress {
		t.Errorf("the attachments are %s", got)
	}
	var busy *types.UpdateInProgressException
	wantError(t, w.put("web"), busy.ErrorCode(), "UPDATE_COMPLETE")
	w.kernel.Advance(time.Minute)
	wantError(t, w.put("FARGATE"), "InvalidParameterException", "FARGATE is not simulated yet")
	must(0, w.put("web"))(t)
}

// CP-3: base first, then by weight.
func TestStrategyGivesBaseThenWeight(t *testing.T) {
	item := func(base, weight int32) types.CapacityProviderStrategyItem {
		return types.CapacityProviderStrategyItem{Base: base, Weight: weight}
	}
	for _, x := range []struct {
		items []types.CapacityProviderStrategyItem
		count int
		want  []int
	}{
		{[]types.CapacityProviderStrategyItem{item(0, 1), item(0, 1)}, 6, []int{3, 3}},
		{[]types.CapacityProviderStrategyItem{item(0, 1), item(0, 4)}, 10, []int{2, 8}},
		{[]types.CapacityProviderStrategyItem{item(2, 1), item(0, 3)}, 6, []int{3, 3}},
		{[]types.CapacityProviderStrategyItem{item(0, 1), item(4, 0)}, 6, []int{2, 4}},
		{[]types.CapacityProviderStrategyItem{item(0, 0)}, 3, []int{3}},
	} {
		s := &share{items: x.items, has: make([]int, len(x.items))}
		for range x.count {
			s.has[s.next()]++
		}
		if !slices.Equal(s.has, x.want) {
			t.Errorf("%d tasks over %v: %v, want %v", x.count, x.items, s.has, x.want)
		}
	}
}

// CP-3: strategies that ECS refuses.
func TestWrongStrategiesAreRefused(t *testing.T) {
	w := newFleet(t, 0, 0, 1)
	item := types.CapacityProviderStrategyItem{CapacityProvider: new("web")}
	for _, x := range []struct {
		part   string
		launch types.LaunchType
		items  []types.CapacityProviderStrategyItem
	}{
		{"both a launch type and capacity provider strategy", types.LaunchTypeEc2,
			[]types.CapacityProviderStrategyItem{item}},
		{"not associated with the cluster", "",
			[]types.CapacityProviderStrategyItem{{CapacityProvider: new("other")}}},
		{"weight greater than 0", "", []types.CapacityProviderStrategyItem{item, item}},
		{"FARGATE_SPOT is not simulated yet", "",
			[]types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT")}}},
	} {
		_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: new("app"), LaunchType: x.launch,
			CapacityProviderStrategy: x.items,
		})
		wantError(t, err, "InvalidParameterException", x.part)
	}
	_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("app"), LaunchType: types.LaunchTypeEc2,
	})
	wantError(t, err, "InvalidParameterException", "No Container Instances were found")
}
