package ecs

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// balanceAwsvpc creates the service "own", whose tasks have interfaces, behind the target group.
func (w *front) balanceAwsvpc() error {
	c := container("app")
	c.PortMappings = []types.PortMapping{{ContainerPort: new(int32(8080))}}
	must(w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new("own"), NetworkMode: types.NetworkModeAwsvpc,
		ContainerDefinitions: []types.ContainerDefinition{c},
	}))(w.t)
	_, err := w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("own"), TaskDefinition: new("own"),
		DesiredCount:         new(int32(2)),
		NetworkConfiguration: w.in("us-east-1a"),
		LoadBalancers: []types.LoadBalancer{{
			TargetGroupArn: new(w.group), ContainerName: new("app"), ContainerPort: new(int32(8080)),
		}},
	})
	return err
}

// SVC-25: tasks with interfaces are targets by their own address, and in target groups by IP only.
func TestTaskWithInterfaceIsATargetByItsAddress(t *testing.T) {
	w := newFront(t)
	w.listener()
	w.pods(1)
	wantError(t, w.balanceAwsvpc(), "InvalidParameterException", "has target type instance, which "+
		"is incompatible with the awsvpc network mode")
	out := must(w.elb.CreateTargetGroup(w.ctx, &elb.CreateTargetGroupInput{
		Name: new("own"), Port: new(int32(80)), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: new("vpc-1"), TargetType: elbtypes.TargetTypeEnumIp,
	}))(t)
	b := must(w.elb.DescribeLoadBalancers(w.ctx, &elb.DescribeLoadBalancersInput{}))(t)
	w.group = *out.TargetGroups[0].TargetGroupArn
	must(w.elb.CreateListener(w.ctx, &elb.CreateListenerInput{
		LoadBalancerArn: b.LoadBalancers[0].LoadBalancerArn, Port: new(int32(81)),
		Protocol: elbtypes.ProtocolEnumHttp, DefaultActions: []elbtypes.Action{
			{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: new(w.group)},
		},
	}))(t)
	if err := w.balanceAwsvpc(); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(3 * time.Minute)
	if got := w.targets(); got["healthy"] != 2 || len(got) != 1 {
		t.Fatalf("targets are %v", got)
	}
	health := must(w.elb.DescribeTargetHealth(w.ctx,
		&elb.DescribeTargetHealthInput{TargetGroupArn: &w.group}))(t)
	address := *w.tasks(nil)[0].Containers[0].NetworkInterfaces[0].PrivateIpv4Address
	if at := health.TargetHealthDescriptions[0].Target; *at.Id != address || *at.Port != 8080 {
		t.Errorf("the target is %s:%d, want %s:8080", *at.Id, *at.Port, address)
	}
	w.scale("own", 1)
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(nil, "[DEACTIVATING/STOPPED:1 RUNNING/RUNNING:1]")
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
	w.ecs.clusters["prod"].services[0].live[0].listen(false)
	w.kernel.Advance(2 * time.Minute)
	if s := w.service("own"); !strings.Contains(events(s), ") (port 8080) is unhealthy in") ||
		!strings.Contains(events(s), "(task ") {
		t.Errorf("no event tells of the unhealthy task: %s", events(s))
	}
}

func events(s types.Service) string {
	var b strings.Builder
	for _, e := range s.Events {
		b.WriteString(*e.Message + "\n")
	}
	return b.String()
}
