package scheduler

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// pageMost is the largest and the usual page (EventBridge Scheduler API reference, ListSchedules).
const pageMost = 100

func (s *Scheduler) getSchedule(
	_ context.Context, in *api.GetScheduleInput,
) (*api.GetScheduleOutput, error) {
	c, err := s.named(in.GroupName, in.Name)
	if err != nil {
		return nil, err
	}
	out := &api.GetScheduleOutput{
		Name: new(c.Name), GroupName: new(c.Group), Arn: new(c.ARN), State: c.state(),
		Description: given(c.Description), ScheduleExpression: new(c.Expression),
		ScheduleExpressionTimezone: new("UTC"), FlexibleTimeWindow: c.window(),
		StartDate: dated(c.Start), EndDate: dated(c.End), CreationDate: new(c.created),
		LastModificationDate: new(c.modified), Target: c.target(),
		ActionAfterCompletion: types.ActionAfterCompletionNone,
	}
	if c.TimeZone != "" {
		out.ScheduleExpressionTimezone = new(c.TimeZone)
	}
	if c.DeleteAfter {
		out.ActionAfterCompletion = types.ActionAfterCompletionDelete
	}
	return out, nil
}

func (c *Schedule) state() types.ScheduleState {
	if c.Disabled {
		return types.ScheduleStateDisabled
	}
	return types.ScheduleStateEnabled
}

func (c *Schedule) window() *types.FlexibleTimeWindow {
	if c.Window == 0 {
		return &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff}
	}
	return &types.FlexibleTimeWindow{
		Mode:                   types.FlexibleTimeWindowModeFlexible,
		MaximumWindowInMinutes: new(int32(c.Window / time.Minute)),
	}
}

func (c *Schedule) target() *types.Target {
	t := &types.Target{
		Arn: new(c.Target), RoleArn: new(c.Role), Input: given(c.Input),
		RetryPolicy: &types.RetryPolicy{
			MaximumRetryAttempts:     new(int32(c.Retry.MaxAttempts)),
			MaximumEventAgeInSeconds: new(int32(c.Retry.MaxAge / time.Second)),
		},
	}
	if c.DeadLetters != "" {
		t.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(c.DeadLetters)}
	}
	return t
}

func given(text string) *string {
	if text == "" {
		return nil
	}
	return new(text)
}

func dated(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t)
}

func (s *Scheduler) listSchedules(
	_ context.Context, in *api.ListSchedulesInput,
) (*api.ListSchedulesOutput, error) {
	if in.GroupName != nil {
		if _, err := s.group(in.GroupName); err != nil {
			return nil, err
		}
	}
	var all []types.ScheduleSummary
	for _, c := range s.schedules {
		if in.GroupName != nil && c.Group != *in.GroupName ||
			in.State != "" && c.state() != in.State ||
			!strings.HasPrefix(c.Name, aws.ToString(in.NamePrefix)) {
			continue
		}
		all = append(all, types.ScheduleSummary{
			Name: new(c.Name), GroupName: new(c.Group), Arn: new(c.ARN), State: c.state(),
			CreationDate: new(c.created), LastModificationDate: new(c.modified),
			Target: &types.TargetSummary{Arn: new(c.Target)},
		})
	}
	key := func(c types.ScheduleSummary) string { return *c.GroupName + "/" + *c.Name }
	page, next, err := pageOf(all, key, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListSchedulesOutput{Schedules: page, NextToken: next}, nil
}

// pageOf sorts a list by its keys and cuts a page out of it; the token is the last key of the page
// before.
func pageOf[T any](
	all []T, key func(T) string, size *int32, token *string,
) (page []T, next *string, err error) {
	if err := checkRange("maxResults", size, 1, pageMost); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	page = []T{}
	for _, x := range all {
		if token != nil && key(x) <= *token {
			continue
		}
		if len(page) == pageMost || size != nil && len(page) == int(*size) {
			return page, new(key(page[len(page)-1])), nil
		}
		page = append(page, x)
	}
	return page, nil, nil
}
