// Package autoscaling reads Auto Scaling groups, their instances and their lifecycle hooks and
// returns them as fleet values. It calls only Describe operations.
package autoscaling

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/fleet"
)

// instancesMax is how many ids one DescribeAutoScalingInstances takes (EC2 Auto Scaling API
// reference).
const instancesMax = 50

const terminating = "autoscaling:EC2_INSTANCE_TERMINATING"

// Reader reads one account's Auto Scaling groups.
type Reader struct{ client *autoscaling.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: autoscaling.NewFromConfig(cfg)} }

// Members finds the groups' view of the given instances, by id. An instance that no group has is
// absent.
func (r *Reader) Members(ctx context.Context, ids []string) (map[string]fleet.Member, error) {
	members := map[string]fleet.Member{}
	for some := range slices.Chunk(ids, instancesMax) {
		pages := autoscaling.NewDescribeAutoScalingInstancesPaginator(r.client,
			&autoscaling.DescribeAutoScalingInstancesInput{InstanceIds: some})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("describe %d instances: %w", len(some), err)
			}
			for _, i := range page.AutoScalingInstances {
				members[aws.ToString(i.InstanceId)] = fleet.Member{
					Instance: aws.ToString(i.InstanceId), Group: aws.ToString(i.AutoScalingGroupName),
					State: aws.ToString(i.LifecycleState),
				}
			}
		}
	}
	return members, nil
}

// Waiting returns the instances in Terminating:Wait of the groups that serves names, sorted by id.
func (r *Reader) Waiting(ctx context.Context, serves func(group string) bool) (
	[]fleet.Member, error,
) {
	var waiting []fleet.Member
	pages := autoscaling.NewDescribeAutoScalingGroupsPaginator(r.client,
		&autoscaling.DescribeAutoScalingGroupsInput{MaxRecords: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("describe groups: %w", err)
		}
		for _, g := range page.AutoScalingGroups {
			if !serves(aws.ToString(g.AutoScalingGroupName)) {
				continue
			}
			for _, i := range g.Instances {
				if m := memberOf(g, i); m.Waiting() {
					waiting = append(waiting, m)
				}
			}
		}
	}
	slices.SortFunc(waiting, func(a, b fleet.Member) int {
		return strings.Compare(a.Instance, b.Instance)
	})
	return waiting, nil
}

func memberOf(g types.AutoScalingGroup, i types.Instance) fleet.Member {
	return fleet.Member{
		Instance: aws.ToString(i.InstanceId), Group: aws.ToString(g.AutoScalingGroupName),
		State: string(i.LifecycleState),
	}
}

// TerminateHooks returns the group's terminate lifecycle hooks that are ours, sorted by name.
func (r *Reader) TerminateHooks(ctx context.Context, group string) ([]fleet.Hook, error) {
	out, err := r.client.DescribeLifecycleHooks(ctx,
		&autoscaling.DescribeLifecycleHooksInput{AutoScalingGroupName: &group})
	if err != nil {
		return nil, fmt.Errorf("describe lifecycle hooks of group %s: %w", group, err)
	}
	var hooks []fleet.Hook
	for _, h := range out.LifecycleHooks {
		if aws.ToString(h.LifecycleTransition) == terminating &&
			fleet.Ours(aws.ToString(h.LifecycleHookName), aws.ToString(h.NotificationMetadata)) {
			hooks = append(hooks, hookOf(group, h))
		}
	}
	slices.SortFunc(hooks, func(a, b fleet.Hook) int { return strings.Compare(a.Name, b.Name) })
	return hooks, nil
}

func hookOf(group string, h types.LifecycleHook) fleet.Hook {
	return fleet.Hook{
		Group: group, Name: aws.ToString(h.LifecycleHookName),
		Heartbeat: time.Duration(aws.ToInt32(h.HeartbeatTimeout)) * time.Second,
		Default:   aws.ToString(h.DefaultResult),
	}
}
