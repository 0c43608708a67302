package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/elbv2"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// balanced is a world with load balancing, a listener that uses the target group arn, and machines
// that answer at port 80 as soon as they run.
func balanced(t *testing.T) (w *world, arn string) {
	t.Helper()
	w = newWorld(t)
	w.machines.Watch(func(m *host.Machine) {
		w.machines.Listen(m.InstanceID, 80, m.State == host.Running)
	})
	e := elbv2.New(w.env, w.machines)
	e.Watch(w.TargetsChanged)
	w.ELB = elb.NewFromConfig(wire.NewServer(e.Service).Typed(
		wire.Caller{Name: "AWSServiceRoleForAutoScaling", AccessKey: "role"}, "us-east-1"))
	ctx := context.Background()
	g, err := w.ELB.CreateTargetGroup(ctx, &elb.CreateTargetGroupInput{
		Name: new("web"), Port: new(int32(80)), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: new("vpc-1"),
	})
	must(t, err)
	arn = *g.TargetGroups[0].TargetGroupArn
	b, err := w.ELB.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{
		Name: new("front"), Subnets: []string{"subnet-a", "subnet-b"},
	})
	must(t, err)
	_, err = w.ELB.CreateListener(ctx, &elb.CreateListenerInput{
		LoadBalancerArn: b.LoadBalancers[0].LoadBalancerArn, Port: new(int32(80)),
		Protocol: elbtypes.ProtocolEnumHttp, DefaultActions: []elbtypes.Action{
			{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: new(arn)},
		},
	})
	must(t, err)
	return w, arn
}

// targets counts the targets of a target group by their state.
func (w *world) targets(arn string) map[elbtypes.TargetHealthStateEnum]int {
	w.t.Helper()
	out, err := w.ELB.DescribeTargetHealth(context.Background(),
		&elb.DescribeTargetHealthInput{TargetGroupArn: new(arn)})
	must(w.t, err)
	n := map[elbtypes.TargetHealthStateEnum]int{}
	for _, d := range out.TargetHealthDescriptions {
		n[d.TargetHealth.State]++
	}
	return n
}

// attached are the states of the target groups of "web".
func (w *world) attached() (states string) {
	w.t.Helper()
	p := as.NewDescribeLoadBalancerTargetGroupsPaginator(w.client,
		&as.DescribeLoadBalancerTargetGroupsInput{
			AutoScalingGroupName: new("web"), MaxRecords: new(int32(1)),
		})
	for p.HasMorePages() {
		out, err := p.NextPage(context.Background())
		must(w.t, err)
		for _, x := range out.LoadBalancerTargetGroups {
			states += *x.State + " "
		}
	}
	return states
}

func balancedRequest(arn string, desired int32) *as.CreateAutoScalingGroupInput {
	in := request("web", 0, desired, 5)
	in.TargetGroupARNs = []string{arn}
	in.LifecycleHookSpecificationList = []types.LifecycleHookSpecification{drainHook("drain")}
	return in
}

// AS-31, AS-32
func TestInstancesAreRegisteredInServiceAndDrainedBeforeTheirHooks(t *testing.T) {
	w, arn := balanced(t)
	w.create(balancedRequest(arn, 2))
	if got := w.attached(); got != "Adding " {
		t.Errorf("at first the target group is %s", got)
	}
	w.env.Advance(2 * time.Minute)
	if got := w.attached(); got != "InService " || w.targets(arn)["healthy"] != 2 {
		t.Errorf("it is %s with %v", got, w.targets(arn))
	}
	if g := w.show("web"); len(g.TargetGroupARNs) != 1 || len(g.TrafficSources) != 1 {
		t.Errorf("the group tells %v and %v", g.TargetGroupARNs, g.TrafficSources)
	}
	id := w.ids[0]
	must(t, w.terminate1(id, true))
	w.env.Advance(299 * time.Second)
	if got := w.state(id); got != "Terminating" || w.targets(arn)["draining"] != 1 {
		t.Errorf("within the delay it is %s with %v", got, w.targets(arn))
	}
	if s := w.history[len(w.history)-1].status(); s != "WaitingForELBConnectionDraining" {
		t.Errorf("its activity is %s", s)
	}
	w.env.Advance(2 * time.Second)
	if got := w.state(id); got != "Terminating:Wait" || len(w.targets(arn)) != 1 {
		t.Errorf("after the delay it is %s with %v", got, w.targets(arn))
	}
}

// AS-31
func TestDetachedTargetGroupIsRemovingUntilItsInstancesAreDeregistered(t *testing.T) {
	w, arn := balanced(t)
	w.fleet(0, 2, 5)
	ctx := context.Background()
	_, err := w.client.AttachTrafficSources(ctx, &as.AttachTrafficSourcesInput{
		AutoScalingGroupName: new("web"),
		TrafficSources:       []types.TrafficSourceIdentifier{{Identifier: new(arn)}},
	})
	must(t, err)
	w.env.Advance(time.Minute)
	if got := w.attached(); got != "InService " || w.targets(arn)["healthy"] != 2 {
		t.Errorf("attached it is %s with %v", got, w.targets(arn))
	}
	_, err = w.client.DetachLoadBalancerTargetGroups(ctx, &as.DetachLoadBalancerTargetGroupsInput{
		AutoScalingGroupName: new("web"), TargetGroupARNs: []string{arn},
	})
	must(t, err)
	w.env.Advance(4 * time.Minute)
	if got := w.attached(); got != "Removing " || w.targets(arn)["draining"] != 2 {
		t.Errorf("detached it is %s with %v", got, w.targets(arn))
	}
	w.env.Advance(2 * time.Minute)
	if got := w.attached(); got != "" || len(w.ids) != 2 {
		t.Errorf("at last it is %s with %d instances", got, len(w.ids))
	}
	_, err = w.client.AttachLoadBalancerTargetGroups(ctx, &as.AttachLoadBalancerTargetGroupsInput{
		AutoScalingGroupName: new("web"), TargetGroupARNs: []string{arn + "0"},
	})
	refused(t, err, "ValidationError", "Provided Target Groups may not be valid. Please ensure "+
		"they exist and try again.")
}

// AS-33
func TestUnhealthyTargetIsReplacedAfterTheGracePeriodWhenTheGroupAsksELB(t *testing.T) {
	for _, kind := range []string{"EC2", "ELB"} {
		w, arn := balanced(t)
		in := balancedRequest(arn, 1)
		in.HealthCheckType, in.HealthCheckGracePeriod = new(kind), new(int32(600))
		w.create(in)
		w.env.Advance(2 * time.Minute)
		id := w.ids[0]
		w.machines.Listen(id, 80, false)
		w.env.Advance(7 * time.Minute)
		if got := w.state(id); got != "InService" || w.targets(arn)["unhealthy"] != 1 {
			t.Errorf("%s: in the grace period it is %s with %v", kind, got, w.targets(arn))
		}
		w.env.Advance(3 * time.Minute)
		want := map[string]string{"EC2": "InService", "ELB": "Terminating"}[kind]
		if got := w.state(id); got != want {
			t.Errorf("%s: after the grace period it is %s, want %s", kind, got, want)
		}
	}
}

// AS-34
func TestInstanceOfTheTimeWithoutAddToLoadBalancerIsNotRegisteredLater(t *testing.T) {
	w, arn := balanced(t)
	w.create(balancedRequest(arn, 0))
	w.suspendOnly("AddToLoadBalancer")
	w.scale(1)
	w.env.Advance(2 * time.Minute)
	_, err := w.client.ResumeProcesses(context.Background(),
		&as.ResumeProcessesInput{AutoScalingGroupName: new("web")})
	must(t, err)
	w.scale(2)
	w.env.Advance(2 * time.Minute)
	if n := len(w.ids); n != 2 || w.targets(arn)["healthy"] != 1 {
		t.Errorf("%d instances, targets %v", n, w.targets(arn))
	}
}

// AS-31
func TestDeletedGroupLeavesNothingInItsTargetGroups(t *testing.T) {
	w, arn := balanced(t)
	w.create(balancedRequest(arn, 2))
	w.env.Advance(2 * time.Minute)
	_, err := w.client.DeleteAutoScalingGroup(context.Background(), &as.DeleteAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), ForceDelete: new(true),
	})
	must(t, err)
	w.env.Advance(6 * time.Minute)
	if n := len(w.AutoScaling.targets) + len(w.targets(arn)) + len(w.ids); n != 0 {
		t.Errorf("left are %v, %v, %v", w.AutoScaling.targets, w.targets(arn), w.ids)
	}
}
