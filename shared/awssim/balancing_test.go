package awssim_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	providers "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// AS-101: a group of the account registers its instances in Elastic Load Balancing by itself, and
// waits for them to leave.
func TestGroupRegistersItsInstancesInTheAccountsTargetGroups(t *testing.T) {
	a, client := tracked(t)
	balancing := elb.NewFromConfig(a.UserConfig())
	made, err := balancing.CreateTargetGroup(t.Context(), &elb.CreateTargetGroupInput{
		Name: new("web"), Port: new(int32(80)), Protocol: elbtypes.ProtocolEnumHttp,
		VpcId: new("vpc-1"),
	})
	check(t, err)
	arn := *made.TargetGroups[0].TargetGroupArn
	_, err = client.AttachLoadBalancerTargetGroups(t.Context(),
		&autoscaling.AttachLoadBalancerTargetGroupsInput{
			AutoScalingGroupName: new("web"), TargetGroupARNs: []string{arn},
		})
	check(t, err)
	targets := func() int {
		a.Advance(time.Minute)
		out, err := balancing.DescribeTargetHealth(t.Context(),
			&elb.DescribeTargetHealthInput{TargetGroupArn: new(arn)})
		check(t, err)
		return len(out.TargetHealthDescriptions)
	}
	if n := targets(); n != 4 {
		t.Errorf("%d targets, want 4", n)
	}
	_, err = client.SetDesiredCapacity(t.Context(), &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: new("web"), DesiredCapacity: new(int32(3)),
	})
	check(t, err)
	if n := targets(); n != 3 {
		t.Errorf("%d targets after scale-in, want 3", n)
	}
}

// AS-30: a capacity provider marks its group as ECS's once a cluster has it.
func TestCapacityProviderTagsItsGroup(t *testing.T) {
	a, client := tracked(t)
	clusters := ecs.NewFromConfig(a.UserConfig())
	groups, err := client.DescribeAutoScalingGroups(t.Context(),
		&autoscaling.DescribeAutoScalingGroupsInput{})
	check(t, err)
	_, err = clusters.CreateCapacityProvider(t.Context(), &ecs.CreateCapacityProviderInput{
		Name: new("fleet"),
		AutoScalingGroupProvider: &providers.AutoScalingGroupProvider{
			AutoScalingGroupArn: groups.AutoScalingGroups[0].AutoScalingGroupARN,
		},
	})
	check(t, err)
	_, err = clusters.CreateCluster(t.Context(), &ecs.CreateClusterInput{
		ClusterName: new("win"), CapacityProviders: []string{"fleet"},
	})
	check(t, err)
	a.Advance(time.Minute)
	tags, err := client.DescribeTags(t.Context(), &autoscaling.DescribeTagsInput{})
	check(t, err)
	if len(tags.Tags) != 1 || *tags.Tags[0].Key != "AmazonECSManaged" ||
		!*tags.Tags[0].PropagateAtLaunch {
		t.Errorf("tags are %+v", tags.Tags)
	}
}
