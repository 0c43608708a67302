package scheduler

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// group is a schedule group; only groups have tags (EventBridge Scheduler user guide,
// managing-schedule-group).
type group struct {
	name, arn, token string
	created          time.Time
	tags             []types.Tag
}

func (s *Scheduler) newGroup(name string) *group {
	return &group{
		name: name, arn: s.env.ARN("scheduler", "schedule-group/"+name), created: s.env.Now(),
	}
}

func (s *Scheduler) group(name *string) (*group, error) {
	want := cmp.Or(aws.ToString(name), defaultGroup)
	for _, g := range s.groups {
		if g.name == want {
			return g, nil
		}
	}
	return nil, &types.ResourceNotFoundException{
		Message: new("Schedule group " + want + " does not exist."),
	}
}

func (s *Scheduler) createScheduleGroup(
	_ context.Context, in *api.CreateScheduleGroupInput,
) (*api.CreateScheduleGroupOutput, error) {
	if err := checkName(in.Name); err != nil {
		return nil, err
	}
	token := aws.ToString(in.ClientToken)
	if old, err := s.group(in.Name); err == nil {
		if token != "" && old.token == token {
			return &api.CreateScheduleGroupOutput{ScheduleGroupArn: new(old.arn)}, nil
		}
		return nil, &types.ConflictException{
			Message: new("Schedule group " + *in.Name + " already exists."),
		}
	}
	g := s.newGroup(*in.Name)
	g.token = token
	g.tag(in.Tags)
	s.groups = append(s.groups, g)
	return &api.CreateScheduleGroupOutput{ScheduleGroupArn: new(g.arn)}, nil
}

func (s *Scheduler) getScheduleGroup(
	_ context.Context, in *api.GetScheduleGroupInput,
) (*api.GetScheduleGroupOutput, error) {
	g, err := s.group(in.Name)
	if err != nil {
		return nil, err
	}
	return &api.GetScheduleGroupOutput{
		Name: new(g.name), Arn: new(g.arn), State: types.ScheduleGroupStateActive,
		CreationDate: new(g.created), LastModificationDate: new(g.created),
	}, nil
}

// deleteScheduleGroup deletes the group's schedules with it, at once.
func (s *Scheduler) deleteScheduleGroup(
	_ context.Context, in *api.DeleteScheduleGroupInput,
) (*api.DeleteScheduleGroupOutput, error) {
	g, err := s.group(in.Name)
	if err != nil {
		return nil, err
	}
	if g.name == defaultGroup {
		return nil, invalid("The default schedule group cannot be deleted.")
	}
	for _, c := range slices.Clone(s.schedules) {
		if c.Group == g.name {
			s.remove(c)
		}
	}
	s.groups = slices.DeleteFunc(s.groups, func(x *group) bool { return x == g })
	return &api.DeleteScheduleGroupOutput{}, nil
}

func (s *Scheduler) listScheduleGroups(
	_ context.Context, in *api.ListScheduleGroupsInput,
) (*api.ListScheduleGroupsOutput, error) {
	var all []types.ScheduleGroupSummary
	for _, g := range s.groups {
		if strings.HasPrefix(g.name, aws.ToString(in.NamePrefix)) {
			all = append(all, types.ScheduleGroupSummary{
				Name: new(g.name), Arn: new(g.arn), State: types.ScheduleGroupStateActive,
				CreationDate: new(g.created), LastModificationDate: new(g.created),
			})
		}
	}
	key := func(g types.ScheduleGroupSummary) string { return *g.Name }
	page, next, err := pageOf(all, key, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListScheduleGroupsOutput{ScheduleGroups: page, NextToken: next}, nil
}
