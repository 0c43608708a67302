package autoscaling

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/fleet"
)

// stackTag is the tag that CloudFormation gives to what it makes (CloudFormation user guide,
// aws-properties-resource-tags).
const stackTag = "aws:cloudformation:stack-name"

// Groups reads groups by name, with their open instance refresh: one more call for each. A group
// that does not exist is absent.
func (r *Reader) Groups(ctx context.Context, names []string) (map[string]fleet.Group, error) {
	groups := map[string]fleet.Group{}
	for some := range slices.Chunk(names, namesMax) {
		found, err := r.describe(ctx, &autoscaling.DescribeAutoScalingGroupsInput{
			AutoScalingGroupNames: some,
		})
		if err != nil {
			return nil, err
		}
		for _, g := range found {
			if g.Refresh, err = r.refresh(ctx, g.Name); err != nil {
				return nil, err
			}
			groups[g.Name] = g
		}
	}
	return groups, nil
}

// Served returns all groups that serves names, sorted by name, without their instance refreshes.
func (r *Reader) Served(ctx context.Context, serves func(group string) bool) (
	[]fleet.Group, error,
) {
	all, err := r.describe(ctx, &autoscaling.DescribeAutoScalingGroupsInput{
		MaxRecords: aws.Int32(pageMax),
	})
	return slices.DeleteFunc(all, func(g fleet.Group) bool { return !serves(g.Name) }), err
}

// Waiting returns the instances in Terminating:Wait of the groups that serves names, sorted by id.
func (r *Reader) Waiting(ctx context.Context, serves func(group string) bool) (
	[]fleet.Member, error,
) {
	groups, err := r.Served(ctx, serves)
	return WaitingOf(groups), err
}

// WaitingOf returns the instances in Terminating:Wait of groups, sorted by id.
func WaitingOf(groups []fleet.Group) []fleet.Member {
	var waiting []fleet.Member
	for _, g := range groups {
		for _, m := range g.Members {
			if m.Waiting() {
				waiting = append(waiting, m)
			}
		}
	}
	sortMembers(waiting)
	return waiting
}

func (r *Reader) describe(ctx context.Context, in *autoscaling.DescribeAutoScalingGroupsInput) (
	[]fleet.Group, error,
) {
	var groups []fleet.Group
	pages := autoscaling.NewDescribeAutoScalingGroupsPaginator(r.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("describe groups: %w", err)
		}
		for _, g := range page.AutoScalingGroups {
			groups = append(groups, groupOf(g))
		}
	}
	slices.SortFunc(groups, func(a, b fleet.Group) int { return strings.Compare(a.Name, b.Name) })
	return groups, nil
}

func groupOf(g types.AutoScalingGroup) fleet.Group {
	out := fleet.Group{
		Name: aws.ToString(g.AutoScalingGroupName), Min: int(aws.ToInt32(g.MinSize)),
		Max: int(aws.ToInt32(g.MaxSize)), Desired: int(aws.ToInt32(g.DesiredCapacity)),
		Zones:             slices.Sorted(slices.Values(g.AvailabilityZones)),
		CapacityRebalance: aws.ToBool(g.CapacityRebalance), RetainOnAbandon: retains(g),
		LaunchTemplate: templateOf(g),
	}
	for _, p := range g.SuspendedProcesses {
		out.Suspended = append(out.Suspended, aws.ToString(p.ProcessName))
	}
	slices.Sort(out.Suspended)
	for _, i := range g.Instances {
		out.Members = append(out.Members, memberOf(out.Name, i))
	}
	sortMembers(out.Members)
	for _, tag := range g.Tags {
		if aws.ToString(tag.Key) == stackTag {
			out.Stack = aws.ToString(tag.Value)
		}
	}
	return out
}

func sortMembers(members []fleet.Member) {
	slices.SortFunc(members, func(a, b fleet.Member) int {
		return strings.Compare(a.Instance, b.Instance)
	})
}

func retains(g types.AutoScalingGroup) bool {
	p := g.InstanceLifecyclePolicy
	return p != nil && p.RetentionTriggers != nil &&
		p.RetentionTriggers.TerminateHookAbandon == types.RetentionActionRetain
}

// templateOf names what the group launches from: template:version, or the launch configuration.
func templateOf(g types.AutoScalingGroup) string {
	t := g.LaunchTemplate
	if p := g.MixedInstancesPolicy; t == nil && p != nil && p.LaunchTemplate != nil {
		t = p.LaunchTemplate.LaunchTemplateSpecification
	}
	if t == nil {
		return aws.ToString(g.LaunchConfigurationName)
	}
	name := aws.ToString(t.LaunchTemplateName)
	if name == "" {
		name = aws.ToString(t.LaunchTemplateId)
	}
	if version := aws.ToString(t.Version); version != "" {
		name += ":" + version
	}
	return name
}

// refresh is the id of the group's instance refresh that is not over; empty where there is none.
func (r *Reader) refresh(ctx context.Context, group string) (string, error) {
	pages := autoscaling.NewDescribeInstanceRefreshesPaginator(r.client,
		&autoscaling.DescribeInstanceRefreshesInput{
			AutoScalingGroupName: &group, MaxRecords: aws.Int32(pageMax),
		})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", fmt.Errorf("describe instance refreshes of group %s: %w", group, err)
		}
		for _, x := range page.InstanceRefreshes {
			if !refreshOver(x.Status) {
				return aws.ToString(x.InstanceRefreshId), nil
			}
		}
	}
	return "", nil
}

// refreshOver says that nothing follows the status (EC2 Auto Scaling API reference,
// InstanceRefresh). A status that we do not know counts as open.
func refreshOver(s types.InstanceRefreshStatus) bool {
	return slices.Contains([]types.InstanceRefreshStatus{
		types.InstanceRefreshStatusSuccessful, types.InstanceRefreshStatusFailed,
		types.InstanceRefreshStatusCancelled, types.InstanceRefreshStatusRollbackFailed,
		types.InstanceRefreshStatusRollbackSuccessful,
	}, s)
}
