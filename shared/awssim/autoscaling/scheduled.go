package autoscaling

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// Limits of scheduled actions (EC2 Auto Scaling user guide, ec2-auto-scaling-quotas; Auto Scaling
// API reference, DescribeScheduledActions).
const (
	maxScheduled  = 125
	pageScheduled = 100
)

// scheduled is a change of a group's sizes at a time.
type scheduled struct {
	group             *group
	name, arn         string
	at                time.Time
	min, max, desired *int32
	timer             *kernel.Timer
}

func (s *scheduled) key() string { return policyKey(s.group.name, s.name) }

func (s *scheduled) output() types.ScheduledUpdateGroupAction {
	return types.ScheduledUpdateGroupAction{
		AutoScalingGroupName: new(s.group.name), ScheduledActionName: new(s.name),
		ScheduledActionARN: new(s.arn), StartTime: new(s.at), Time: new(s.at),
		MinSize: copied(s.min), MaxSize: copied(s.max), DesiredCapacity: copied(s.desired),
	}
}

// putScheduled plans a change, or changes the plan. It happens once: recurrence is not simulated.
func (a *AutoScaling) putScheduled(
	ctx context.Context, in *as.PutScheduledUpdateGroupActionInput,
) (*as.PutScheduledUpdateGroupActionOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	at := in.StartTime
	if at == nil {
		at = in.Time
	}
	if err := a.checkScheduled(in, at); err != nil {
		return nil, err
	}
	key := policyKey(g.name, *in.ScheduledActionName)
	s := a.scheduled[key]
	if s == nil {
		if g.planned >= maxScheduled {
			return nil, wire.Error("LimitExceeded", "You may only define up to %d scheduled actions "+
				"for an Auto Scaling group", maxScheduled)
		}
		g.planned++
		s = &scheduled{group: g, name: *in.ScheduledActionName}
		s.arn = a.env.ARN("autoscaling", "scheduledUpdateGroupAction:"+a.env.UUID("scheduled")+
			":autoScalingGroupName/"+g.name+":scheduledActionName/"+s.name)
		a.scheduled[key] = s
	}
	s.at, s.min, s.max = *at, copied(in.MinSize), copied(in.MaxSize)
	s.desired = copied(in.DesiredCapacity)
	s.timer.Stop()
	s.timer = a.env.At(s.at, func() { a.happen(s) })
	a.note(g.name, "scheduled action", s.name, stamp(s.at), "by", wire.CallerOf(ctx).Name)
	return &as.PutScheduledUpdateGroupActionOutput{}, nil
}

func (a *AutoScaling) checkScheduled(
	in *as.PutScheduledUpdateGroupActionInput, at *time.Time,
) error {
	switch {
	case in.ScheduledActionName == nil:
		return required(in.ScheduledActionName, "scheduledActionName")
	case aws.ToString(in.Recurrence) != "":
		return invalid("Recurrence is not simulated yet")
	case at == nil:
		return invalid("At least one of StartTime and Recurrence must be specified")
	case !at.After(a.env.Now()):
		return invalid("Given start time is in the past")
	case in.MinSize == nil && in.MaxSize == nil && in.DesiredCapacity == nil:
		return invalid("At least one of MinSize, MaxSize and DesiredCapacity must be specified")
	}
	return onlyKnown(in, "AutoScalingGroupName", "ScheduledActionName", "StartTime", "Time",
		"MinSize", "MaxSize", "DesiredCapacity")
}

// happen does what was planned, once; nothing while ScheduledActions is suspended, and no desired
// capacity outside of the group's new bounds.
func (a *AutoScaling) happen(s *scheduled) {
	g := s.group
	delete(a.scheduled, s.key())
	g.planned--
	least, most := override(g.min, s.min), override(g.max, s.max)
	if g.deleted || !g.runs(processSchedule) || least > most {
		return
	}
	desired := max(least, min(override(g.desired, s.desired), most))
	if desired > g.desired && !g.runs(processLaunch) ||
		desired < g.desired && !g.runs(processTerminate) {
		return
	}
	g.min, g.max, g.out = least, most, nil
	a.note(g.name, "scheduled action", s.name, "executed")
	a.resize(g, desired, s.name, "a scheduled action update of AutoScalingGroup constraints")
}

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
	s := a.scheduled[policyKey(g.name, *in.ScheduledActionName)]
	if s == nil {
		return nil, invalid("Scheduled action name not found")
	}
	s.timer.Stop()
	delete(a.scheduled, s.key())
	g.planned--
	return &as.DeleteScheduledActionOutput{}, nil
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
