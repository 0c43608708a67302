package autoscaling

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awssim/wire"
)

// ask is what names an action in a request.
type ask struct{ group, hook, token, instance *string }

// find is the action that a request means, by its token or else by the instance; nil when there
// has never been one. It may be closed.
func (a *AutoScaling) find(q ask) (*action, error) {
	g, err := a.named(q.group)
	if err != nil {
		return nil, err
	}
	if err := required(q.hook, "lifecycleHookName"); err != nil {
		return nil, err
	}
	if q.token != nil {
		x := a.byToken[*q.token]
		if x == nil || x.Group != g.name || x.Hook != *q.hook {
			return nil, nil
		}
		return x, nil
	}
	if q.instance == nil {
		return nil, invalid("Either InstanceId or LifecycleActionToken must be specified")
	}
	return a.byInstance[actionKey{g.name, *q.hook, *q.instance}], nil
}

// noAction is the error for an action that is not open (any more).
func (q ask) noAction() error {
	if q.token != nil {
		return invalid("No active Lifecycle Action found with token %s", *q.token)
	}
	return invalid("No active Lifecycle Action found with instance ID %s", aws.ToString(q.instance))
}

func (a *AutoScaling) completeAction(
	ctx context.Context, in *as.CompleteLifecycleActionInput,
) (*as.CompleteLifecycleActionOutput, error) {
	if err := required(in.LifecycleActionResult, "lifecycleActionResult"); err != nil {
		return nil, err
	}
	result := *in.LifecycleActionResult
	if err := checkResult(result, "LifecycleActionResult"); err != nil {
		return nil, err
	}
	q := ask{
		in.AutoScalingGroupName, in.LifecycleHookName, in.LifecycleActionToken, in.InstanceId,
	}
	x, err := a.find(q)
	if err != nil {
		return nil, err
	}
	if x == nil {
		return nil, q.noAction()
	}
	x.Attempts++
	a.views = nil
	if !x.Open {
		return nil, q.noAction()
	}
	x.Answers++
	x.AnsweredBy = wire.CallerOf(ctx).Name
	a.noteAction(x, "answered", result, "by", x.AnsweredBy)
	a.close(x, result, "Lifecycle Action Completed with "+result+" Result")
	return &as.CompleteLifecycleActionOutput{}, nil
}

func (a *AutoScaling) recordHeartbeat(
	ctx context.Context, in *as.RecordLifecycleActionHeartbeatInput,
) (*as.RecordLifecycleActionHeartbeatOutput, error) {
	q := ask{
		in.AutoScalingGroupName, in.LifecycleHookName, in.LifecycleActionToken, in.InstanceId,
	}
	x, err := a.find(q)
	if err != nil {
		return nil, err
	}
	if x == nil || !x.Open {
		return nil, q.noAction()
	}
	x.Heartbeats++
	a.wind(x)
	a.noteAction(x, "heartbeat by", wire.CallerOf(ctx).Name, "until", stamp(x.timer.When()))
	return &as.RecordLifecycleActionHeartbeatOutput{}, nil
}
