package autoscaling_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
)

// change edits each group that is described.
func change(a *awssim.Account, f func(*types.AutoScalingGroup)) {
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		out, err := gate(ctx, call, next)
		answer, ok := out.(*autoscaling.DescribeAutoScalingGroupsOutput)
		if !ok || err != nil {
			return out, err
		}
		changed := *answer
		changed.AutoScalingGroups = nil
		for _, g := range answer.AutoScalingGroups {
			f(&g)
			changed.AutoScalingGroups = append(changed.AutoScalingGroups, g)
		}
		return &changed, nil
	}
}

func TestAStackAndALaunchTemplateOfAMixedGroupAreSeen(t *testing.T) {
	a, _, r := account(t)
	group(t, a, "web", 0)
	change(a, func(g *types.AutoScalingGroup) {
		g.Tags = append(g.Tags, types.TagDescription{
			Key: new("aws:cloudformation:stack-name"), Value: new("production"),
		})
		g.MixedInstancesPolicy = &types.MixedInstancesPolicy{LaunchTemplate: &types.LaunchTemplate{
			LaunchTemplateSpecification: &types.LaunchTemplateSpecification{
				LaunchTemplateId: new("lt-7"), Version: new("$Latest"),
			},
		}}
		g.LaunchTemplate = nil
	})
	groups, err := r.Groups(t.Context(), []string{"web"})
	g := groups["web"]
	if err != nil || g.Stack != "production" || g.LaunchTemplate != "lt-7:$Latest" {
		t.Errorf("the group is %+v, %v", g, err)
	}
}
