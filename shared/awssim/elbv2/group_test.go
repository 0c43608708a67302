package elbv2

import (
	"slices"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// ELB-6: the defaults of a target group, its idempotent creation, and its changes.
func TestTargetGroupHasDocumentedDefaults(t *testing.T) {
	w := newWorld(t)
	arn := w.targets("web")
	if again := w.targets("web"); again != arn {
		t.Errorf("creating it again made %s", again)
	}
	_, err := w.client.CreateTargetGroup(w.ctx, &api.CreateTargetGroupInput{
		Name: new("web"), Port: new(int32(81)), Protocol: types.ProtocolEnumHttp,
	})
	refused(t, err, "DuplicateTargetGroupName")
	g := must(w.client.DescribeTargetGroups(w.ctx, &api.DescribeTargetGroupsInput{
		Names: []string{"web"},
	}))(t).TargetGroups[0]
	if g.TargetType != "instance" || *g.HealthCheckIntervalSeconds != 30 ||
		*g.HealthCheckTimeoutSeconds != 5 || *g.HealthyThresholdCount != 5 ||
		*g.UnhealthyThresholdCount != 2 || *g.Matcher.HttpCode != "200" ||
		*g.HealthCheckPath != "/" || *g.HealthCheckPort != "traffic-port" {
		t.Errorf("defaults are %+v", g)
	}
	g = must(w.client.ModifyTargetGroup(w.ctx, &api.ModifyTargetGroupInput{
		TargetGroupArn: &arn, HealthyThresholdCount: new(int32(2)),
	}))(t).TargetGroups[0]
	if *g.HealthyThresholdCount != 2 || *g.UnhealthyThresholdCount != 2 {
		t.Errorf("thresholds are %d and %d", *g.HealthyThresholdCount, *g.UnhealthyThresholdCount)
	}
	attributes := must(w.client.DescribeTargetGroupAttributes(w.ctx,
		&api.DescribeTargetGroupAttributesInput{TargetGroupArn: &arn}))(t).Attributes
	for _, a := range attributes {
		if *a.Key == "deregistration_delay.timeout_seconds" && *a.Value != "300" {
			t.Errorf("the deregistration delay is %s", *a.Value)
		}
	}
	_, err = w.client.ModifyTargetGroupAttributes(w.ctx, &api.ModifyTargetGroupAttributesInput{
		TargetGroupArn: &arn, Attributes: []types.TargetGroupAttribute{
			{Key: new("slow_start.duration_seconds"), Value: new("29")},
		},
	})
	refused(t, err, "ValidationError")
}

// ELB-7: what a listener uses cannot be deleted.
func TestTargetGroupInUseCannotBeDeleted(t *testing.T) {
	w := newWorld(t)
	arn := w.targets("web")
	balancer, listener := w.use(arn)
	_, err := w.client.DeleteTargetGroup(w.ctx, &api.DeleteTargetGroupInput{TargetGroupArn: &arn})
	refused(t, err, "ResourceInUse")
	g := must(w.client.DescribeTargetGroups(w.ctx, &api.DescribeTargetGroupsInput{
		LoadBalancerArn: &balancer,
	}))(t).TargetGroups
	if len(g) != 1 || !slices.Equal(g[0].LoadBalancerArns, []string{balancer}) {
		t.Errorf("the load balancer uses %v", g)
	}
	ls := must(w.client.DescribeListeners(w.ctx, &api.DescribeListenersInput{
		LoadBalancerArn: &balancer,
	}))(t).Listeners
	if len(ls) != 1 || *ls[0].ListenerArn != listener {
		t.Errorf("listeners are %v", ls)
	}
	must(w.client.DeleteLoadBalancer(w.ctx, &api.DeleteLoadBalancerInput{
		LoadBalancerArn: &balancer,
	}))(t)
	must(w.client.DeleteTargetGroup(w.ctx, &api.DeleteTargetGroupInput{TargetGroupArn: &arn}))(t)
	_, err = w.client.DescribeTargetHealth(w.ctx,
		&api.DescribeTargetHealthInput{TargetGroupArn: &arn})
	refused(t, err, "TargetGroupNotFound")
}

func TestTargetGroupsComeInPagesOfOne(t *testing.T) {
	w := newWorld(t)
	want := []string{w.targets("c"), w.targets("a"), w.targets("b")}
	var got []string
	pages := api.NewDescribeTargetGroupsPaginator(w.client,
		&api.DescribeTargetGroupsInput{PageSize: new(int32(1))})
	for pages.HasMorePages() {
		out := must(pages.NextPage(w.ctx))(t)
		if len(out.TargetGroups) != 1 {
			t.Fatalf("a page of one holds %d", len(out.TargetGroups))
		}
		got = append(got, *out.TargetGroups[0].TargetGroupArn)
	}
	if !slices.Equal(got, want) {
		t.Errorf("pages hold %v, want %v", got, want)
	}
}

// ELB-8: a load balancer is being provisioned before it is active; listeners have a port each.
func TestLoadBalancerBecomesActive(t *testing.T) {
	w := newWorld(t)
	arn := w.targets("web")
	balancer, _ := w.use(arn)
	state := func() types.LoadBalancerStateEnum {
		return must(w.client.DescribeLoadBalancers(w.ctx, &api.DescribeLoadBalancersInput{
			Names: []string{"front"},
		}))(t).LoadBalancers[0].State.Code
	}
	if s := state(); s != types.LoadBalancerStateEnumProvisioning {
		t.Errorf("a new load balancer is %s", s)
	}
	w.env.Advance(3 * time.Minute)
	if s := state(); s != types.LoadBalancerStateEnumActive {
		t.Errorf("after three minutes it is %s", s)
	}
	_, err := w.client.CreateListener(w.ctx, &api.CreateListenerInput{
		LoadBalancerArn: &balancer, Port: new(int32(80)), Protocol: types.ProtocolEnumHttp,
		DefaultActions: []types.Action{
			{Type: types.ActionTypeEnumForward, TargetGroupArn: new(arn)},
		},
	})
	refused(t, err, "DuplicateListener")
}

func TestTagsOfTargetGroups(t *testing.T) {
	w := newWorld(t)
	arn := w.targets("web")
	must(w.client.AddTags(w.ctx, &api.AddTagsInput{
		ResourceArns: []string{arn},
		Tags:         []types.Tag{{Key: new("a"), Value: new("1")}, {Key: new("b"), Value: new("2")}},
	}))(t)
	must(w.client.RemoveTags(w.ctx, &api.RemoveTagsInput{
		ResourceArns: []string{arn}, TagKeys: []string{"a"},
	}))(t)
	tags := must(w.client.DescribeTags(w.ctx, &api.DescribeTagsInput{
		ResourceArns: []string{arn},
	}))(t).TagDescriptions[0].Tags
	if len(tags) != 1 || *tags[0].Key != "b" {
		t.Errorf("tags are %v", tags)
	}
}
