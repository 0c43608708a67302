package elbv2

import (
	"context"
	"errors"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// world is an account with machines and load balancing, and a client of it.
type world struct {
	*ELB
	t      *testing.T
	ctx    context.Context
	client *api.Client
	told   map[string]int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	env := &kernel.Env{
		Kernel:  kernel.New(3, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)),
		Account: "111122223333", Region: "us-east-1", Publish: func(kernel.Event) {},
	}
	w := &world{t: t, ctx: t.Context(), told: map[string]int{}}
	w.ELB = New(env, host.New(env))
	w.Watch(func(arn string) { w.told[arn]++ })
	server := wire.NewServer(w.Service)
	w.client = api.NewFromConfig(server.Config(wire.Caller{AccessKey: "tester"}, "us-east-1"))
	return w
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// machine is a running machine.
func (w *world) machine() string {
	w.t.Helper()
	m := must(w.machines.Launch(host.Template{}, "us-east-1a", ""))(w.t)
	w.env.Advance(time.Minute)
	return m.InstanceID
}

// targets creates a target group of HTTP on port 80 with defaults: a check every 30 s, healthy
// after five, unhealthy after two.
func (w *world) targets(name string) string {
	w.t.Helper()
	out := must(w.client.CreateTargetGroup(w.ctx, &api.CreateTargetGroupInput{
		Name: new(name), Port: new(int32(80)), Protocol: types.ProtocolEnumHttp,
		VpcId: new("vpc-1"),
	}))(w.t)
	return *out.TargetGroups[0].TargetGroupArn
}

// use makes a load balancer with a listener that forwards to the target group.
func (w *world) use(arn string) (balancer, listener string) {
	w.t.Helper()
	b := must(w.client.CreateLoadBalancer(w.ctx, &api.CreateLoadBalancerInput{
		Name: new("front"), Subnets: []string{"subnet-a", "subnet-b"},
	}))(w.t)
	balancer = *b.LoadBalancers[0].LoadBalancerArn
	l := must(w.client.CreateListener(w.ctx, &api.CreateListenerInput{
		LoadBalancerArn: new(balancer), Port: new(int32(80)), Protocol: types.ProtocolEnumHttp,
		DefaultActions: []types.Action{
			{Type: types.ActionTypeEnumForward, TargetGroupArn: new(arn)},
		},
	}))(w.t)
	return balancer, *l.Listeners[0].ListenerArn
}

func (w *world) register(arn, id string, port int32) {
	w.t.Helper()
	must(w.client.RegisterTargets(w.ctx, &api.RegisterTargetsInput{
		TargetGroupArn: new(arn), Targets: []types.TargetDescription{{Id: new(id), Port: new(port)}},
	}))(w.t)
}

func (w *world) deregister(arn, id string) {
	w.t.Helper()
	must(w.client.DeregisterTargets(w.ctx, &api.DeregisterTargetsInput{
		TargetGroupArn: new(arn), Targets: []types.TargetDescription{{Id: new(id)}},
	}))(w.t)
}

// states are the states of all targets of a group with their reasons, in order.
func (w *world) states(arn string) string {
	w.t.Helper()
	out := must(w.client.DescribeTargetHealth(w.ctx,
		&api.DescribeTargetHealthInput{TargetGroupArn: new(arn)}))(w.t)
	text := ""
	for _, d := range out.TargetHealthDescriptions {
		if text != "" {
			text += ", "
		}
		text += string(d.TargetHealth.State)
		if r := d.TargetHealth.Reason; r != "" {
			text += " " + string(r)
		}
	}
	return text
}

func (w *world) want(arn, want string) {
	w.t.Helper()
	if got := w.states(arn); got != want {
		w.t.Errorf("at %s targets are %q, want %q", w.env.Now().Format("15:04:05"), got, want)
	}
}

// refused fails unless err is AWS's error of that code.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
