package ecs

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/elbv2"
	"sashweight/shared/awssim/wire"
)

// front is a world with a target group behind a load balancer: a check every 30 s, healthy after
// the first, unhealthy after two, a deregistration delay of 300 s.
type front struct {
	*world
	elb   *elb.Client
	group string
}

func newFront(t *testing.T) *front {
	t.Helper()
	w := &front{world: newWorld(t)}
	e := elbv2.New(w.ecs.env, w.machines)
	e.Watch(w.ecs.TargetsChanged)
	server := wire.NewServer(e.Service)
	client := func(name string) *elb.Client {
		return elb.NewFromConfig(server.Typed(wire.Caller{Name: name, AccessKey: name}, "us-east-1"),
			func(o *elb.Options) { o.Retryer = aws.NopRetryer{} })
	}
	w.elb, w.ecs.ELB = client("tester"), client("AWSServiceRoleForECS")
	out := must(w.elb.CreateTargetGroup(w.ctx, &elb.CreateTargetGroupInput{
		Name: new("web"), Port: new(int32(80)), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: new("vpc-1"),
	}))(t)
	w.group = *out.TargetGroups[0].TargetGroupArn
	return w
}

// listener makes a load balancer that forwards to the target group.
func (w *front) listener() {
	b := must(w.elb.CreateLoadBalancer(w.ctx, &elb.CreateLoadBalancerInput{
		Name: new("front"), Subnets: []string{"subnet-a", "subnet-b"},
	}))(w.t)
	must(w.elb.CreateListener(w.ctx, &elb.CreateListenerInput{
		LoadBalancerArn: b.LoadBalancers[0].LoadBalancerArn, Port: new(int32(80)),
		Protocol: elbtypes.ProtocolEnumHttp,
		DefaultActions: []elbtypes.Action{
			{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: new(w.group)},
		},
	}))(w.t)
}

// balance creates the service "web" behind the target group.
func (w *front) balance(desired, least, most, grace int32) error {
	w.define("web", func(c *types.ContainerDefinition) {
		c.PortMappings = []types.PortMapping{{ContainerPort: new(int32(8080))}}
	})
	_, err := w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
		DesiredCount: new(desired), HealthCheckGracePeriodSeconds: new(grace),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: new(least), MaximumPercent: new(most),
		},
		LoadBalancers: []types.LoadBalancer{{
			TargetGroupArn: new(w.group), ContainerName: new("app"), ContainerPort: new(int32(8080)),
		}},
	})
	return err
}

func (w *front) targets() map[string]int {
	out := must(w.elb.DescribeTargetHealth(w.ctx,
		&elb.DescribeTargetHealthInput{TargetGroupArn: new(w.group)}))(w.t)
	states := map[string]int{}
	for _, d := range out.TargetHealthDescriptions {
		states[string(d.TargetHealth.State)]++
	}
	return states
}

// SVC-19: a task counts as healthy when its targets are, whatever time it runs.
func TestBalancedTaskIsHealthyWithItsTarget(t *testing.T) {
	w := newFront(t)
	nodes := w.nodes(2)
	w.listener()
	if err := w.balance(2, 100, 200, 0); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(12 * time.Second)
	if s := w.service("web"); s.RunningCount != 2 || len(w.targets()) != 1 {
		t.Errorf("%d run, targets are %v", s.RunningCount, w.targets())
	}
	w.ecs.EachService(func(s ServiceView) {
		if s.Healthy != 0 {
			t.Errorf("%d tasks are healthy before their targets", s.Healthy)
		}
	})
	w.kernel.Advance(2 * time.Minute)
	w.ecs.EachService(func(s ServiceView) {
		if s.Healthy != 2 {
			t.Errorf("%d tasks are healthy, want 2: %v", s.Healthy, w.targets())
		}
	})
	if !w.hasEvent("web", "registered 1 targets in (target-group "+w.group+")") {
		t.Error("no service event tells of the registration")
	}
	w.drain(nodes[0])
	w.kernel.Advance(20 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:2 STOPPED/STOPPED:1]")
	if got := w.targets(); got["healthy"] != 2 || len(got) != 1 {
		t.Errorf("targets after the drain are %v", got)
	}
}

// SVC-20: before it stops a task is DEACTIVATING for the deregistration delay of its target group.
func TestBalancedTaskIsDeregisteredBeforeItStops(t *testing.T) {
	w := newFront(t)
	w.nodes(1)
	w.listener()
	if err := w.balance(2, 100, 200, 0); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(5 * time.Minute)
	w.scale("web", 1)
	w.kernel.Advance(299 * time.Second)
	w.wantStates(nil, "[DEACTIVATING/STOPPED:1 RUNNING/RUNNING:1]")
	if got := w.targets(); got["draining"] != 1 || got["healthy"] != 1 {
		t.Errorf("targets are %v", got)
	}
	w.kernel.Advance(10 * time.Second)
	w.wantStates(nil, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
	if !w.hasEvent("web", "has begun draining connections on 1 tasks.") {
		t.Error("no service event tells of the draining")
	}
}

// SVC-21: a task whose target is unhealthy after the grace period is replaced; the replacement
// comes first.
func TestUnhealthyTargetIsReplaced(t *testing.T) {
	w := newFront(t)
	w.nodes(2)
	w.listener()
	if err := w.balance(1, 100, 200, 600); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(5 * time.Minute)
	bad := w.ecs.clusters["prod"].tasks[0]
	bad.listen(false) // it hangs
	w.kernel.Advance(4 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]") // within the grace period
	w.kernel.Advance(70 * time.Second)
	w.wantStates(nil, "[PENDING/RUNNING:1 RUNNING/RUNNING:1]")
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
	want := "Task failed ELB health checks in (target-group " + w.group + ")"
	if got := bad.stop.reason; got != want {
		t.Errorf("the task stopped because %q, want %q", got, want)
	}
	if !w.hasEvent("web", "is unhealthy in (target-group "+w.group+
		") due to (reason Health checks failed)") {
		t.Error("no service event says why")
	}
}

// SVC-21: without room for a replacement the unhealthy task stops first.
func TestUnhealthyTargetIsStoppedFirstWithoutRoom(t *testing.T) {
	w := newFront(t)
	w.nodes(1)
	w.listener()
	if err := w.balance(1, 100, 100, 0); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(5 * time.Minute)
	w.ecs.clusters["prod"].tasks[0].listen(false)
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(nil, "[DEACTIVATING/STOPPED:1]")
	w.kernel.Advance(10 * time.Minute)
	if got := w.service("web").RunningCount; got != 1 {
		t.Errorf("%d tasks run, want the replacement", got)
	}
}

// SVC-22: what a service's load balancer must have; changing it is a new deployment.
func TestLoadBalancersAreCheckedAndDeployed(t *testing.T) {
	w := newFront(t)
	w.nodes(1)
	wantError(t, w.balance(1, 100, 200, 0), "InvalidParameterException",
		"does not have an associated load balancer")
	w.listener()
	if err := w.balance(1, 100, 200, 0); err != nil {
		t.Fatal(err)
	}
	for part, b := range map[string]types.LoadBalancer{
		"The container other does not exist": {ContainerName: new("other"),
			ContainerPort: new(int32(8080))},
		"did not have a container port 1 defined": {ContainerName: new("app"),
			ContainerPort: new(int32(1))},
	} {
		b.TargetGroupArn = new(w.group)
		_, err := w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
			Cluster: new("prod"), Service: new("web"), LoadBalancers: []types.LoadBalancer{b},
		})
		wantError(t, err, "InvalidParameterException", part)
	}
	w.kernel.Advance(3 * time.Minute)
	w.update("web", api.UpdateServiceInput{LoadBalancers: []types.LoadBalancer{}})
	if got := len(w.service("web").Deployments); got != 2 {
		t.Errorf("%d deployments without the load balancer, want 2", got)
	}
	w.kernel.Advance(10 * time.Minute)
	if got := w.targets(); len(got) != 0 {
		t.Errorf("targets are left: %v", got)
	}
}
