package scheduler

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/wire"
)

// validName is what schedules and groups may be called (EventBridge Scheduler API reference,
// CreateSchedule).
var validName = regexp.MustCompile(`^[0-9a-zA-Z_.-]{1,64}$`)

// The bounds of a schedule (EventBridge Scheduler API reference, FlexibleTimeWindow and
// RetryPolicy), times in minutes and seconds.
const (
	maxWindow   = 1440
	maxAttempts = 185
	minAge      = 60
	maxAge      = 86400
	// startSlack is how far in the past a start date may lie.
	startSlack = 5 * time.Minute
)

func invalid(format string, args ...any) error {
	return wire.Error("ValidationException", format, args...)
}

func notSimulated(what string) error { return invalid("%s is not simulated yet", what) }

func checkName(name *string) error {
	if !validName.MatchString(aws.ToString(name)) {
		return invalid("1 validation error detected: Value '%s' at 'name' failed to satisfy "+
			"constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$",
			aws.ToString(name))
	}
	return nil
}

func checkRange(path string, value *int32, least, most int32) error {
	if value != nil && (*value < least || *value > most) {
		return invalid("1 validation error detected: Value '%d' at '%s' failed to satisfy "+
			"constraint: Member must have value between %d and %d", *value, path, least, most)
	}
	return nil
}

// checkTiming reads the expression as the API answers for it.
func (s *Scheduler) checkTiming(c *Schedule) (timing, error) {
	if strings.HasPrefix(c.Expression, "cron(") {
		return timing{}, notSimulated("the schedule expression " + c.Expression)
	}
	t, err := readTiming(c.Expression)
	now := s.env.Now()
	switch {
	case err != nil, t.every == 0 && !t.once.After(now):
		return timing{}, invalid("Invalid Schedule Expression %s.", c.Expression)
	case t.every == 0 && c.TimeZone != "" && c.TimeZone != "UTC":
		return timing{}, notSimulated("the time zone " + c.TimeZone)
	case t.every > 0 && !c.Start.IsZero() && c.Start.Before(now.Add(-startSlack)):
		return timing{}, invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
	case !c.End.IsZero() && !c.Start.IsZero() && !c.End.After(c.Start):
		return timing{}, invalid("The EndDate you specify must come after the StartDate.")
	}
	return t, nil
}

func (c *Schedule) takeWindow(w *types.FlexibleTimeWindow) error {
	if w == nil || w.Mode == "" {
		return invalid("1 validation error detected: Value null at 'flexibleTimeWindow' failed to " +
			"satisfy constraint: Member must not be null")
	}
	const path = "flexibleTimeWindow.maximumWindowInMinutes"
	switch minutes := w.MaximumWindowInMinutes; {
	case w.Mode == types.FlexibleTimeWindowModeOff && minutes == nil:
		return nil
	case w.Mode == types.FlexibleTimeWindowModeFlexible && minutes != nil:
		c.Window = time.Duration(*minutes) * time.Minute
		return checkRange(path, minutes, 1, maxWindow)
	}
	return invalid("A flexible time window needs MaximumWindowInMinutes, and only it has one.")
}

func (c *Schedule) takeTarget(t *types.Target) error {
	if t == nil || aws.ToString(t.Arn) == "" || aws.ToString(t.RoleArn) == "" {
		return invalid("1 validation error detected: Value null at 'target' failed to satisfy " +
			"constraint: Member must not be null")
	}
	c.Target, c.Role, c.Input = *t.Arn, *t.RoleArn, aws.ToString(t.Input)
	switch {
	case !strings.HasPrefix(c.Target, "arn:aws:lambda:"):
		return notSimulated("the target " + c.Target)
	case t.EcsParameters != nil || t.EventBridgeParameters != nil || t.KinesisParameters != nil ||
		t.SageMakerPipelineParameters != nil || t.SqsParameters != nil:
		return invalid("Parameters of another kind of target do not fit %s.", c.Target)
	case c.Input != "" && !json.Valid([]byte(c.Input)):
		return invalid("Invalid Input: it must be valid JSON.")
	}
	if t.DeadLetterConfig != nil {
		c.DeadLetters = aws.ToString(t.DeadLetterConfig.Arn)
	}
	return c.takeRetry(t.RetryPolicy)
}

func (c *Schedule) takeRetry(p *types.RetryPolicy) error {
	c.Retry = retry.Default()
	if p == nil {
		return nil
	}
	if n := p.MaximumRetryAttempts; n != nil {
		c.Retry.MaxAttempts = int(*n)
	}
	if n := p.MaximumEventAgeInSeconds; n != nil {
		c.Retry.MaxAge = time.Duration(*n) * time.Second
	}
	err := checkRange("target.retryPolicy.maximumRetryAttempts", p.MaximumRetryAttempts, 0,
		maxAttempts)
	if err != nil {
		return err
	}
	return checkRange("target.retryPolicy.maximumEventAgeInSeconds", p.MaximumEventAgeInSeconds,
		minAge, maxAge)
}

// checkChoices refuses values that are none of an enum's.
func checkChoices(in *api.CreateScheduleInput) error {
	if in.State != "" && !slices.Contains(in.State.Values(), in.State) {
		return choice("state", string(in.State), "ENABLED, DISABLED")
	}
	after := in.ActionAfterCompletion
	if after != "" && !slices.Contains(after.Values(), after) {
		return choice("actionAfterCompletion", string(after), "NONE, DELETE")
	}
	return nil
}

func choice(path, value, values string) error {
	return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: "+
		"Member must satisfy enum value set: [%s]", value, path, values)
}
