package autoscaling

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/smithy-go"
)

// maxScheduledBatch is how many scheduled actions one call puts or deletes (Auto Scaling API
// reference, BatchPutScheduledUpdateGroupAction and BatchDeleteScheduledAction).
const maxScheduledBatch = 50

func (a *AutoScaling) deleteScheduled(
	_ context.Context, in *as.DeleteScheduledActionInput,
) (*as.DeleteScheduledActionOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := required(in.ScheduledActionName, "scheduledActionName"); err != nil {
		return nil, err
	}
	if err := a.unplan(g, *in.ScheduledActionName); err != nil {
		return nil, err
	}
	return &as.DeleteScheduledActionOutput{}, nil
}

// unplan forgets a planned change.
func (a *AutoScaling) unplan(g *group, name string) error {
	s := a.scheduled[policyKey(g.name, name)]
	if s == nil {
		return invalid("Scheduled action name not found")
	}
	s.timer.Stop()
	delete(a.scheduled, s.key())
	g.planned--
	return nil
}

// putScheduledBatch plans several changes; each one that is refused is told by itself.
func (a *AutoScaling) putScheduledBatch(
	ctx context.Context, in *as.BatchPutScheduledUpdateGroupActionInput,
) (*as.BatchPutScheduledUpdateGroupActionOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if len(in.ScheduledUpdateGroupActions) > maxScheduledBatch {
		return nil, tooMany("scheduled actions", maxScheduledBatch)
	}
	out := &as.BatchPutScheduledUpdateGroupActionOutput{}
	for _, x := range in.ScheduledUpdateGroupActions {
		if err := a.plan(ctx, g, x); err != nil {
			out.FailedScheduledUpdateGroupActions = append(out.FailedScheduledUpdateGroupActions,
				refusedAction(x.ScheduledActionName, err))
		}
	}
	return out, nil
}

func (a *AutoScaling) deleteScheduledBatch(
	_ context.Context, in *as.BatchDeleteScheduledActionInput,
) (*as.BatchDeleteScheduledActionOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if len(in.ScheduledActionNames) > maxScheduledBatch {
		return nil, tooMany("scheduled actions", maxScheduledBatch)
	}
	out := &as.BatchDeleteScheduledActionOutput{}
	for _, name := range in.ScheduledActionNames {
		if err := a.unplan(g, name); err != nil {
			out.FailedScheduledActions = append(out.FailedScheduledActions,
				refusedAction(&name, err))
		}
	}
	return out, nil
}

func refusedAction(name *string, err error) types.FailedScheduledUpdateGroupActionRequest {
	out := types.FailedScheduledUpdateGroupActionRequest{
		ScheduledActionName: new(aws.ToString(name)), ErrorMessage: new(err.Error()),
	}
	if api := smithy.APIError(nil); errors.As(err, &api) {
		out.ErrorCode, out.ErrorMessage = new(api.ErrorCode()), new(api.ErrorMessage())
	}
	return out
}

func (a *AutoScaling) describeScheduled(
	_ context.Context, in *as.DescribeScheduledActionsInput,
) (*as.DescribeScheduledActionsOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pageScheduled); err != nil {
		return nil, err
	}
	if in.AutoScalingGroupName != nil {
		if _, err := a.named(in.AutoScalingGroupName); err != nil {
			return nil, err
		}
	}
	wanted := func(key string) bool {
		s := a.scheduled[key]
		return (in.AutoScalingGroupName == nil || *in.AutoScalingGroupName == s.group.name) &&
			(len(in.ScheduledActionNames) == 0 ||
				slices.Contains(in.ScheduledActionNames, s.name)) &&
			(in.StartTime == nil || !s.at.Before(*in.StartTime)) &&
			(in.EndTime == nil || !s.at.After(*in.EndTime))
	}
	keys, next, err := page(slices.Sorted(maps.Keys(a.scheduled)),
		int(override(pageDefault, in.MaxRecords)), in.NextToken, wanted)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeScheduledActionsOutput{
		ScheduledUpdateGroupActions: []types.ScheduledUpdateGroupAction{}, NextToken: next,
	}
	for _, key := range keys {
		out.ScheduledUpdateGroupActions = append(out.ScheduledUpdateGroupActions,
			a.scheduled[key].output())
	}
	return out, nil
}
