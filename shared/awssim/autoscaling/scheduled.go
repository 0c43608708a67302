package autoscaling

import (
	"context"
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

// scheduled is a change of a group's sizes at a time, or at each time of a cron expression.
type scheduled struct {
	group             *group
	name, arn         string
	at                time.Time // the next time
	recurrence        string
	cron              cron
	end               *time.Time
	zone              *string
	min, max, desired *int32
	timer             *kernel.Timer
}

func (s *scheduled) key() string { return policyKey(s.group.name, s.name) }

func (s *scheduled) output() types.ScheduledUpdateGroupAction {
	out := types.ScheduledUpdateGroupAction{
		AutoScalingGroupName: new(s.group.name), ScheduledActionName: new(s.name),
		ScheduledActionARN: new(s.arn), StartTime: new(s.at), Time: new(s.at),
		MinSize: copied(s.min), MaxSize: copied(s.max), DesiredCapacity: copied(s.desired),
		EndTime: copied(s.end), TimeZone: copied(s.zone),
	}
	if s.recurrence != "" {
		out.Recurrence = new(s.recurrence)
	}
	return out
}

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
	err = a.plan(ctx, g, types.ScheduledUpdateGroupActionRequest{
		ScheduledActionName: in.ScheduledActionName, StartTime: at, EndTime: in.EndTime,
		Recurrence: in.Recurrence, TimeZone: in.TimeZone, MinSize: in.MinSize,
		MaxSize: in.MaxSize, DesiredCapacity: in.DesiredCapacity,
	})
	if err != nil {
		return nil, err
	}
	return &as.PutScheduledUpdateGroupActionOutput{}, nil
}

// plan plans a change, or changes the plan.
func (a *AutoScaling) plan(
	ctx context.Context, g *group, in types.ScheduledUpdateGroupActionRequest,
) error {
	at, c, err := a.when(in)
	if err != nil {
		return err
	}
	key := policyKey(g.name, *in.ScheduledActionName)
	s := a.scheduled[key]
	if s == nil {
		if g.planned >= maxScheduled {
			return wire.Error("LimitExceeded", "You may only define up to %d scheduled actions "+
				"for an Auto Scaling group", maxScheduled)
		}
		g.planned++
		s = &scheduled{group: g, name: *in.ScheduledActionName}
		s.arn = a.env.ARN("autoscaling", "scheduledUpdateGroupAction:"+a.env.UUID("scheduled")+
			":autoScalingGroupName/"+g.name+":scheduledActionName/"+s.name)
		a.scheduled[key] = s
	}
	s.at, s.min, s.max = at, copied(in.MinSize), copied(in.MaxSize)
	s.desired, s.recurrence, s.cron = copied(in.DesiredCapacity), aws.ToString(in.Recurrence), c
	s.end, s.zone = copied(in.EndTime), copied(in.TimeZone)
	s.timer.Stop()
	s.timer = a.env.At(s.at, func() { a.happen(s) })
	a.note(g.name, "scheduled action", s.name, stamp(s.at), "by", wire.CallerOf(ctx).Name)
	return nil
}

// when is the first time of a planned change, and how it recurs: between its start and its end, at
// the times of the cron expression (Auto Scaling API reference, PutScheduledUpdateGroupAction).
func (a *AutoScaling) when(in types.ScheduledUpdateGroupActionRequest) (
	at time.Time, c cron, err error,
) {
	at = a.env.Now()
	if err := checkPlan(in, at); err != nil {
		return at, c, err
	}
	at = override(at, in.StartTime)
	if text := aws.ToString(in.Recurrence); text != "" {
		var ok bool
		if c, ok = parseCron(text); ok {
			at, ok = c.next(at)
		}
		if !ok {
			return at, c, invalid("Given recurrence string: %s is invalid", text)
		}
	}
	return at, c, nil
}

func checkPlan(in types.ScheduledUpdateGroupActionRequest, now time.Time) error {
	zone := aws.ToString(in.TimeZone)
	switch {
	case in.ScheduledActionName == nil:
		return required(in.ScheduledActionName, "scheduledActionName")
	case in.StartTime == nil && aws.ToString(in.Recurrence) == "":
		return invalid("At least one of StartTime and Recurrence must be specified")
	case in.StartTime != nil && !in.StartTime.After(now):
		return invalid("Given start time is in the past")
	case in.EndTime != nil && !in.EndTime.After(override(now, in.StartTime)):
		return invalid("End time must be after start time")
	case in.MinSize == nil && in.MaxSize == nil && in.DesiredCapacity == nil:
		return invalid("At least one of MinSize, MaxSize and DesiredCapacity must be specified")
	case zone != "" && zone != "UTC" && zone != "Etc/UTC":
		return invalid("TimeZone %s is not simulated yet", zone)
	}
	return nil
}

// happen does what was planned, and plans its next time, if any.
func (a *AutoScaling) happen(s *scheduled) {
	a.carryOut(s)
	if s.recurrence != "" {
		at, ok := s.cron.next(s.at.Add(time.Minute))
		if ok && (s.end == nil || !at.After(*s.end)) {
			s.at = at
			s.timer = a.env.At(at, func() { a.happen(s) })
			return
		}
	}
	delete(a.scheduled, s.key())
	s.group.planned--
}

// carryOut changes the sizes: nothing while ScheduledActions is suspended, and no desired capacity
// outside of the group's new bounds.
func (a *AutoScaling) carryOut(s *scheduled) {
	g := s.group
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
