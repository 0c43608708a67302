package scheduler

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"sashweight/shared/awssim/wire"
)

const function = "arn:aws:lambda:us-east-1:123456789012:function:tick"

// client reaches the world over the wire.
func (w *world) client() *api.Client {
	cfg := wire.NewServer(w.Service).Config(wire.Caller{AccessKey: "AKID"}, "us-east-1")
	return api.NewFromConfig(cfg)
}

func schedule(name, expression string) *api.CreateScheduleInput {
	return &api.CreateScheduleInput{
		Name: &name, ScheduleExpression: &expression,
		FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		Target: &types.Target{
			Arn: new(function), RoleArn: new("arn:aws:iam::123456789012:role/scheduler"),
			Input: new(`{"a":1}`),
		},
	}
}

func (w *world) make(t *testing.T, in *api.CreateScheduleInput) {
	t.Helper()
	if _, err := w.client().CreateSchedule(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// SCHED-1.
func TestAScheduleReadsBackAsItWasMade(t *testing.T) {
	w := newWorld(1)
	in := schedule("tick", "rate(5 minutes)")
	in.Description, in.State = new("of a test"), types.ScheduleStateDisabled
	in.StartDate, in.EndDate = new(start.Add(time.Hour)), new(start.Add(2*time.Hour))
	in.FlexibleTimeWindow = &types.FlexibleTimeWindow{
		Mode: types.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: new(int32(15)),
	}
	in.Target.DeadLetterConfig = &types.DeadLetterConfig{
		Arn: new("arn:aws:sqs:us-east-1:123456789012:dead"),
	}
	in.Target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: new(int32(0))}
	w.make(t, in)
	got, err := w.client().GetSchedule(t.Context(), &api.GetScheduleInput{Name: new("tick")})
	if err != nil {
		t.Fatal(err)
	}
	if *got.Arn != "arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick" ||
		*got.GroupName != "default" || *got.ScheduleExpression != "rate(5 minutes)" ||
		*got.Description != "of a test" || got.State != types.ScheduleStateDisabled ||
		!got.StartDate.Equal(start.Add(time.Hour)) || !got.CreationDate.Equal(start) ||
		*got.FlexibleTimeWindow.MaximumWindowInMinutes != 15 {
		t.Errorf("got %+v", got)
	}
	target := got.Target
	if *target.Arn != function || *target.Input != `{"a":1}` || target.DeadLetterConfig == nil ||
		*target.RetryPolicy.MaximumRetryAttempts != 0 ||
		*target.RetryPolicy.MaximumEventAgeInSeconds != 86400 {
		t.Errorf("target %+v", target)
	}
}

// SCHED-2.
func TestAOneTimeScheduleInvokesOnceAndMayDeleteItself(t *testing.T) {
	for _, after := range types.ActionAfterCompletion("").Values() {
		w := newWorld(1)
		in := schedule("once", "at(2026-01-02T04:00:00)")
		in.ActionAfterCompletion = after
		w.make(t, in)
		w.env.Advance(48 * time.Hour)
		due := time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC).Sub(start)
		if len(w.at) != 1 || w.at[0] < due || w.at[0] > due+time.Minute+maxLatency {
			t.Errorf("%s: invoked at %v, want once at %v", after, w.at, due)
		}
		if left := len(w.Schedules()) == 1; left != (after == types.ActionAfterCompletionNone) {
			t.Errorf("%s: the schedule is there: %v", after, left)
		}
	}
}

// SCHED-3.
func TestARateKeepsToItsStartAndEnd(t *testing.T) {
	w := newWorld(1)
	in := schedule("some", "rate(10 minutes)")
	in.StartDate, in.EndDate = new(start.Add(time.Hour)), new(start.Add(85*time.Minute))
	in.ActionAfterCompletion = types.ActionAfterCompletionDelete
	w.make(t, in)
	w.env.Advance(24 * time.Hour)
	if len(w.at) != 3 || w.at[0] < time.Hour || w.at[2] > 82*time.Minute {
		t.Errorf("invoked at %v", w.at)
	}
	if len(w.Schedules()) != 0 {
		t.Error("the schedule is still there")
	}
}

// SCHED-4.
func TestAnUpdateReplacesAScheduleAndADeleteEndsIt(t *testing.T) {
	w := newWorld(1)
	in := schedule("tick", "rate(1 minute)")
	in.Description = new("gone with the update")
	w.make(t, in)
	_, err := w.client().UpdateSchedule(t.Context(), &api.UpdateScheduleInput{
		Name: in.Name, ScheduleExpression: new("rate(30 minutes)"), Target: in.Target,
		FlexibleTimeWindow: in.FlexibleTimeWindow,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.env.Advance(time.Hour)
	if n := len(w.at); n < 2 || n > 3 {
		t.Errorf("%d invocations in an hour, want one in 30 minutes", n)
	}
	if c := w.Schedules()[0]; c.Description != "" || !c.created.Equal(start) {
		t.Errorf("after the update %+v", c)
	}
	_, err = w.client().DeleteSchedule(t.Context(), &api.DeleteScheduleInput{Name: in.Name})
	n := len(w.at)
	w.env.Advance(time.Hour)
	if err != nil || len(w.at) != n {
		t.Errorf("%d more invocations after the end, %v", len(w.at)-n, err)
	}
}

// SCHED-5.
func TestAFlexibleWindowDelaysInvocations(t *testing.T) {
	w := newWorld(1)
	in := schedule("loose", "rate(1 hour)")
	in.FlexibleTimeWindow = &types.FlexibleTimeWindow{
		Mode: types.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: new(int32(30)),
	}
	w.make(t, in)
	w.env.Advance(48 * time.Hour)
	late := 0
	for i, at := range w.at {
		wait := at - time.Duration(i)*time.Hour
		if wait < 0 || wait > 31*time.Minute+maxLatency {
			t.Errorf("invocation %d comes %v after its time", i, wait)
		}
		if wait > 2*time.Minute {
			late++
		}
	}
	if late < len(w.at)/2 {
		t.Errorf("%d of %d invocations used the window", late, len(w.at))
	}
}

// SCHED-6.
func TestBadSchedulesAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(*api.CreateScheduleInput){
		"the schedule expression cron(0 * * * ? *) is not simulated yet": func(
			in *api.CreateScheduleInput,
		) {
			in.ScheduleExpression = new("cron(0 * * * ? *)")
		},
		"Invalid Schedule Expression rate(1 minutes).": func(in *api.CreateScheduleInput) {
			in.ScheduleExpression = new("rate(1 minutes)")
		},
		"Invalid Schedule Expression at(2025-01-01T00:00:00).": func(in *api.CreateScheduleInput) {
			in.ScheduleExpression = new("at(2025-01-01T00:00:00)")
		},
		"The StartDate you specify cannot be earlier than 5 minutes ago.": func(
			in *api.CreateScheduleInput,
		) {
			in.StartDate = new(start.Add(-time.Hour))
		},
		"^[0-9a-zA-Z-_.]+$":          func(in *api.CreateScheduleInput) { in.Name = new("a b") },
		"KmsKeyArn is not simulated": func(in *api.CreateScheduleInput) { in.KmsKeyArn = new("k") },
		"at 'state' failed":          func(in *api.CreateScheduleInput) { in.State = "ON" },
		"must be valid JSON": func(in *api.CreateScheduleInput) {
			in.Target.Input = new("{")
		},
		"sns:1 is not simulated yet": func(in *api.CreateScheduleInput) {
			in.Target.Arn = new("arn:aws:sns:1")
		},
		"between 60 and 86400": badRetry,
		"needs MaximumWindowInMinute": func(in *api.CreateScheduleInput) {
			in.FlexibleTimeWindow.Mode = types.FlexibleTimeWindowModeFlexible
		},
	} {
		w := newWorld(1)
		in := schedule("tick", "rate(1 minute)")
		spoil(in)
		_, err := w.client().CreateSchedule(t.Context(), in)
		var failed *types.ValidationException
		if !errors.As(err, &failed) || !strings.Contains(failed.ErrorMessage(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		if len(w.Schedules()) != 0 {
			t.Errorf("%s: a schedule was made", want)
		}
	}
}

func badRetry(in *api.CreateScheduleInput) {
	in.Target.RetryPolicy = &types.RetryPolicy{MaximumEventAgeInSeconds: new(int32(59))}
}

// SCHED-7.
func TestANameIsTakenUnlessTheTokenIsTheSame(t *testing.T) {
	w := newWorld(1)
	in := schedule("tick", "rate(1 minute)")
	in.ClientToken = new("one")
	w.make(t, in)
	w.make(t, in)
	in.ClientToken = new("two")
	_, err := w.client().CreateSchedule(t.Context(), in)
	var taken *types.ConflictException
	if !errors.As(err, &taken) || taken.ErrorMessage() != "Schedule tick already exists." ||
		!strings.Contains(err.Error(), "StatusCode: 409") || len(w.Schedules()) != 1 {
		t.Errorf("got %v, %d schedules", err, len(w.Schedules()))
	}
}

// SCHED-8.
func TestWhatIsNotThereIsNotFound(t *testing.T) {
	c, ctx := newWorld(1).client(), context.Background()
	for want, do := range map[string]func() error{
		"Schedule no does not exist.": func() error {
			_, err := c.GetSchedule(ctx, &api.GetScheduleInput{Name: new("no")})
			return err
		},
		"Schedule group other does not exist.": func() error {
			_, err := c.ListSchedules(ctx, &api.ListSchedulesInput{GroupName: new("other")})
			return err
		},
		"Resource arn:aws:x/y does not exist.": func() error {
			_, err := c.ListTagsForResource(ctx,
				&api.ListTagsForResourceInput{ResourceArn: new("arn:aws:x/y")})
			return err
		},
	} {
		err := do()
		var missing *types.ResourceNotFoundException
		if !errors.As(err, &missing) || missing.ErrorMessage() != want ||
			!strings.Contains(err.Error(), "StatusCode: 404") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
