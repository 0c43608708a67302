package autoscaling

import (
	"context"
	"slices"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// maxTargetCall is how many target groups one call may name, pageTargets how many one answer holds
// (Auto Scaling API reference, AttachLoadBalancerTargetGroups and
// DescribeLoadBalancerTargetGroups).
const (
	maxTargetCall = 10
	pageTargets   = 100
)

func (a *AutoScaling) attachTargets(
	ctx context.Context, in *as.AttachLoadBalancerTargetGroupsInput,
) (*as.AttachLoadBalancerTargetGroupsOutput, error) {
	if err := a.attachCall(ctx, in.AutoScalingGroupName, in.TargetGroupARNs); err != nil {
		return nil, err
	}
	return &as.AttachLoadBalancerTargetGroupsOutput{}, nil
}

func (a *AutoScaling) attachSources(
	ctx context.Context, in *as.AttachTrafficSourcesInput,
) (*as.AttachTrafficSourcesOutput, error) {
	arns, err := targetGroups(in.TrafficSources)
	if err != nil {
		return nil, err
	}
	if err := a.attachCall(ctx, in.AutoScalingGroupName, arns); err != nil {
		return nil, err
	}
	return &as.AttachTrafficSourcesOutput{}, nil
}

func (a *AutoScaling) attachCall(ctx context.Context, name *string, arns []string) error {
	g, err := a.named(name)
	if err != nil {
		return err
	}
	if len(arns) > maxTargetCall {
		return tooMany("target groups", maxTargetCall)
	}
	if err := a.checkTargets(ctx, arns); err != nil {
		return err
	}
	a.note(g.name, "target groups attached by", wire.CallerOf(ctx).Name)
	a.attachBalancers(g, arns)
	return nil
}

func (a *AutoScaling) detachTargets(
	ctx context.Context, in *as.DetachLoadBalancerTargetGroupsInput,
) (*as.DetachLoadBalancerTargetGroupsOutput, error) {
	if err := a.detachCall(ctx, in.AutoScalingGroupName, in.TargetGroupARNs); err != nil {
		return nil, err
	}
	return &as.DetachLoadBalancerTargetGroupsOutput{}, nil
}

func (a *AutoScaling) detachSources(
	ctx context.Context, in *as.DetachTrafficSourcesInput,
) (*as.DetachTrafficSourcesOutput, error) {
	arns, err := targetGroups(in.TrafficSources)
	if err != nil {
		return nil, err
	}
	if err := a.detachCall(ctx, in.AutoScalingGroupName, arns); err != nil {
		return nil, err
	}
	return &as.DetachTrafficSourcesOutput{}, nil
}

func (a *AutoScaling) detachCall(ctx context.Context, name *string, arns []string) error {
	g, err := a.named(name)
	if err != nil {
		return err
	}
	if len(arns) > maxTargetCall {
		return tooMany("target groups", maxTargetCall)
	}
	var found []*balancer
	for _, arn := range arns {
		b := g.balancer(arn)
		if b == nil {
			return invalid("Trying to remove Target Groups that are not part of the group %s", g.name)
		}
		found = append(found, b)
	}
	a.note(g.name, "target groups detached by", wire.CallerOf(ctx).Name)
	for _, b := range found {
		a.detachBalancer(b)
	}
	return nil
}

// balancers is one page of a group's target groups.
func (a *AutoScaling) balancers(
	name *string, size *int32, token *string,
) (part []*balancer, next *string, err error) {
	g, err := a.named(name)
	if err != nil {
		return nil, nil, err
	}
	if err := within(size, "maxRecords", 1, pageTargets); err != nil {
		return nil, nil, err
	}
	var arns []string
	for _, b := range g.balancers {
		arns = append(arns, b.arn)
	}
	slices.Sort(arns)
	arns, next, err = page(arns, int(override(pageTargets, size)), token, nil)
	for _, arn := range arns {
		part = append(part, g.balancer(arn))
	}
	return part, next, err
}

func (a *AutoScaling) describeTargets(
	_ context.Context, in *as.DescribeLoadBalancerTargetGroupsInput,
) (*as.DescribeLoadBalancerTargetGroupsOutput, error) {
	found, next, err := a.balancers(in.AutoScalingGroupName, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeLoadBalancerTargetGroupsOutput{
		LoadBalancerTargetGroups: []types.LoadBalancerTargetGroupState{}, NextToken: next,
	}
	for _, b := range found {
		out.LoadBalancerTargetGroups = append(out.LoadBalancerTargetGroups,
			types.LoadBalancerTargetGroupState{
				LoadBalancerTargetGroupARN: new(b.arn), State: new(b.state),
			})
	}
	return out, nil
}

func (a *AutoScaling) describeSources(
	_ context.Context, in *as.DescribeTrafficSourcesInput,
) (*as.DescribeTrafficSourcesOutput, error) {
	found, next, err := a.balancers(in.AutoScalingGroupName, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeTrafficSourcesOutput{
		TrafficSources: []types.TrafficSourceState{}, NextToken: next,
	}
	for _, b := range found {
		if in.TrafficSourceType != nil && *in.TrafficSourceType != trafficELB {
			continue
		}
		out.TrafficSources = append(out.TrafficSources, types.TrafficSourceState{
			Identifier: new(b.arn), TrafficSource: new(b.arn), Type: new(trafficELB),
			State: new(b.state),
		})
	}
	return out, nil
}
