package scheduler

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

func (s *Scheduler) createSchedule(
	_ context.Context, in *api.CreateScheduleInput,
) (*api.CreateScheduleOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	c, t, err := s.read(in)
	if err != nil {
		return nil, err
	}
	if old := s.find(g.name, c.Name); old != nil {
		if c.token != "" && old.token == c.token {
			return &api.CreateScheduleOutput{ScheduleArn: new(old.ARN)}, nil
		}
		return nil, &types.ConflictException{Message: new("Schedule " + c.Name + " already exists.")}
	}
	c.created = s.env.Now()
	s.put(c, t)
	s.env.Journal.Add("state", "schedule "+c.Group+"/"+c.Name+" created: "+c.Expression)
	return &api.CreateScheduleOutput{ScheduleArn: new(c.ARN)}, nil
}

// updateSchedule replaces the whole schedule: what the call leaves out is the default again
// (EventBridge Scheduler API reference, UpdateSchedule).
func (s *Scheduler) updateSchedule(
	_ context.Context, in *api.UpdateScheduleInput,
) (*api.UpdateScheduleOutput, error) {
	old, err := s.named(in.GroupName, in.Name)
	if err != nil {
		return nil, err
	}
	c, t, err := s.read(&api.CreateScheduleInput{
		Name: in.Name, GroupName: in.GroupName, Description: in.Description,
		ScheduleExpression:         in.ScheduleExpression,
		ScheduleExpressionTimezone: in.ScheduleExpressionTimezone,
		FlexibleTimeWindow:         in.FlexibleTimeWindow, Target: in.Target, State: in.State,
		StartDate: in.StartDate, EndDate: in.EndDate, KmsKeyArn: in.KmsKeyArn,
		ActionAfterCompletion: in.ActionAfterCompletion,
	})
	if err != nil {
		return nil, err
	}
	c.created, c.token = old.created, old.token
	s.put(c, t)
	s.env.Journal.Add("state", "schedule "+c.Group+"/"+c.Name+" updated: "+c.Expression)
	return &api.UpdateScheduleOutput{ScheduleArn: new(c.ARN)}, nil
}

// read makes a schedule of a call's input.
func (s *Scheduler) read(in *api.CreateScheduleInput) (*Schedule, timing, error) {
	c := &Schedule{
		Name: aws.ToString(in.Name), Group: cmp.Or(aws.ToString(in.GroupName), defaultGroup),
		Description: aws.ToString(in.Description), Expression: aws.ToString(in.ScheduleExpression),
		TimeZone: aws.ToString(in.ScheduleExpressionTimezone),
		Start:    aws.ToTime(in.StartDate), End: aws.ToTime(in.EndDate),
		DeleteAfter: in.ActionAfterCompletion == types.ActionAfterCompletionDelete,
		Disabled:    in.State == types.ScheduleStateDisabled, token: aws.ToString(in.ClientToken),
	}
	if err := checkName(in.Name); err != nil {
		return nil, timing{}, err
	}
	if in.KmsKeyArn != nil {
		return nil, timing{}, notSimulated("KmsKeyArn")
	}
	if err := checkChoices(in); err != nil {
		return nil, timing{}, err
	}
	if err := c.takeWindow(in.FlexibleTimeWindow); err != nil {
		return nil, timing{}, err
	}
	if err := c.takeTarget(in.Target); err != nil {
		return nil, timing{}, err
	}
	t, err := s.checkTiming(c)
	return c, t, err
}

func (s *Scheduler) deleteSchedule(
	_ context.Context, in *api.DeleteScheduleInput,
) (*api.DeleteScheduleOutput, error) {
	c, err := s.named(in.GroupName, in.Name)
	if err != nil {
		return nil, err
	}
	s.remove(c)
	s.env.Journal.Add("state", "schedule "+c.Group+"/"+c.Name+" deleted")
	return &api.DeleteScheduleOutput{}, nil
}

// named finds a schedule, or says that it or its group does not exist.
func (s *Scheduler) named(groupName, name *string) (*Schedule, error) {
	g, err := s.group(groupName)
	if err != nil {
		return nil, err
	}
	if c := s.find(g.name, aws.ToString(name)); c != nil {
		return c, nil
	}
	return nil, &types.ResourceNotFoundException{
		Message: new("Schedule " + aws.ToString(name) + " does not exist."),
	}
}
