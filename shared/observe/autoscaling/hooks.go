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

const terminating = "autoscaling:EC2_INSTANCE_TERMINATING"

// TerminateHooks returns the group's terminate lifecycle hooks that are ours, sorted by name.
func (r *Reader) TerminateHooks(ctx context.Context, group string) ([]fleet.Hook, error) {
	ours, _, err := r.Hooks(ctx, group)
	return ours, err
}

// Hooks returns all terminate lifecycle hooks of the group, ours and those of others, sorted by
// name. One call has them all: a group has at most 50 (EC2 Auto Scaling guide,
// ec2-auto-scaling-quotas).
func (r *Reader) Hooks(ctx context.Context, group string) (ours, others []fleet.Hook, err error) {
	out, err := r.client.DescribeLifecycleHooks(ctx,
		&autoscaling.DescribeLifecycleHooksInput{AutoScalingGroupName: &group})
	if err != nil {
		return nil, nil, fmt.Errorf("describe lifecycle hooks of group %s: %w", group, err)
	}
	for _, h := range out.LifecycleHooks {
		switch {
		case aws.ToString(h.LifecycleTransition) != terminating:
		case fleet.Ours(aws.ToString(h.LifecycleHookName), aws.ToString(h.NotificationMetadata)):
			ours = append(ours, hookOf(group, h))
		default:
			others = append(others, hookOf(group, h))
		}
	}
	byName := func(a, b fleet.Hook) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(ours, byName)
	slices.SortFunc(others, byName)
	return ours, others, nil
}

func hookOf(group string, h types.LifecycleHook) fleet.Hook {
	return fleet.Hook{
		Group: group, Name: aws.ToString(h.LifecycleHookName),
		Heartbeat: time.Duration(aws.ToInt32(h.HeartbeatTimeout)) * time.Second,
		Default:   aws.ToString(h.DefaultResult),
	}
}
