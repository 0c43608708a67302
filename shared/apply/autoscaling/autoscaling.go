// Package autoscaling carries out what was decided about lifecycle hooks, about instances of groups
// and about their sizes. It touches no hook that is not ours, and never lowers a size by itself.
package autoscaling

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// continued is the only result that is ever given to a terminate lifecycle hook: ABANDON would
// skip the hooks of others (EC2 Auto Scaling guide, lifecycle-hooks).
const continued = "CONTINUE"

// Writer changes one account's groups and answers their lifecycle hooks.
type Writer struct{ client *autoscaling.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: autoscaling.NewFromConfig(cfg)} }

// Heartbeat restarts the timer of the order's lifecycle hook. ok is false where no action waits
// any more.
func (w *Writer) Heartbeat(ctx context.Context, o fleet.DrainOrder) (ok bool, err error) {
	_, err = w.client.RecordLifecycleActionHeartbeat(ctx,
		&autoscaling.RecordLifecycleActionHeartbeatInput{
			AutoScalingGroupName: &o.Group, LifecycleHookName: &o.Hook, InstanceId: &o.Instance,
			LifecycleActionToken: token(o),
		})
	if awsclient.IsNoActiveLifecycleAction(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("prolong hook %s of %s: %w", o.Hook, o.Instance, err)
	}
	return true, nil
}

// Continue answers the order's terminate lifecycle hook CONTINUE. ok is false where no action
// waits any more: then it was answered before, or has lapsed.
func (w *Writer) Continue(ctx context.Context, o fleet.DrainOrder) (ok bool, err error) {
	_, err = w.client.CompleteLifecycleAction(ctx, &autoscaling.CompleteLifecycleActionInput{
		AutoScalingGroupName: &o.Group, LifecycleHookName: &o.Hook, InstanceId: &o.Instance,
		LifecycleActionToken: token(o), LifecycleActionResult: aws.String(continued),
	})
	if awsclient.IsNoActiveLifecycleAction(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("answer hook %s of %s: %w", o.Hook, o.Instance, err)
	}
	return true, nil
}

// token is the action's; an action that was found by looking has none and is named by its
// instance.
func token(o fleet.DrainOrder) *string {
	if o.Token == "" {
		return nil
	}
	return &o.Token
}
