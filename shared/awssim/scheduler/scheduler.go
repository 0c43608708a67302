// Package scheduler is EventBridge Scheduler: schedules of a rate that invoke a function.
package scheduler

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/kernel"
)

// Schedule invokes one target again and again.
type Schedule struct {
	// Name is unique within the default group.
	Name string
	// ARN is set by Create.
	ARN string
	// Expression is rate(N minutes|hours|days).
	Expression string
	// Disabled schedules do nothing.
	Disabled bool
	// Target is the ARN of a function.
	Target string
	// Input is the payload, JSON, in which the context attributes <aws.scheduler.…> are replaced.
	Input string
	// Retry bounds the tries of one delivery.
	Retry retry.Policy
	// DeadLetters is the ARN of a queue for payloads that could not be delivered; empty for none.
	DeadLetters string
}

// Scheduler is the schedules of one account.
type Scheduler struct {
	// Invoke calls a function asynchronously by its ARN; cause says on whose behalf.
	Invoke func(functionARN string, payload []byte, cause string) error
	// Send puts a message into a dead-letter queue by its ARN, with string attributes.
	Send func(queueARN, body string, attributes map[string]string) error

	env       *kernel.Env
	schedules []*Schedule
}

// New returns an account without schedules.
func New(env *kernel.Env) *Scheduler { return &Scheduler{env: env} }

// Create adds a schedule and returns its ARN. It begins at once; each invocation comes within the
// minute of its time, at a second of the schedule's own (EventBridge Scheduler user guide,
// schedule-types: 60 second precision). An expression that is not understood, an Input that is no
// JSON or a taken name is an error.
func (s *Scheduler) Create(c Schedule) (string, error) {
	every, err := ParseRate(c.Expression)
	if err != nil {
		return "", fmt.Errorf("create schedule %s: %w", c.Name, err)
	}
	if !json.Valid([]byte(c.Input)) {
		return "", fmt.Errorf("create schedule %s: the input is no JSON", c.Name)
	}
	for _, other := range s.schedules {
		if other.Name == c.Name {
			return "", fmt.Errorf("create schedule %s: it exists", c.Name)
		}
	}
	c.ARN = s.env.ARN("scheduler", "schedule/default/"+c.Name)
	s.schedules = append(s.schedules, &c)
	if !c.Disabled {
		offset := s.upTo(time.Minute)
		s.plan(&c, every, s.env.Now().Truncate(time.Second), offset)
	}
	return c.ARN, nil
}

// Schedules lists the schedules in the order in which they were made.
func (s *Scheduler) Schedules() []Schedule {
	out := make([]Schedule, len(s.schedules))
	for i, c := range s.schedules {
		out[i] = *c
	}
	return out
}

// units are those of a rate. AWS wants the singular for 1 and the plural for all else.
var units = map[string]time.Duration{
	"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
}

// ParseRate reads rate(N minutes|hours|days). Cron and one-time expressions are not simulated, and
// it says so (EventBridge Scheduler user guide, schedule-types).
func ParseRate(expression string) (time.Duration, error) {
	inner, isRate := strings.CutPrefix(expression, "rate(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !isRate || !closed {
		return 0, fmt.Errorf("read schedule expression %q: only rate(…) is simulated", expression)
	}
	number, unit, _ := strings.Cut(inner, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0, fmt.Errorf("read schedule expression %q: %q is no positive number", expression,
			number)
	}
	singular, plural := strings.CutSuffix(unit, "s")
	d, known := units[singular]
	if !known || plural != (n > 1) {
		return 0, fmt.Errorf("read schedule expression %q: unknown unit %q for %d", expression,
			unit, n)
	}
	return time.Duration(n) * d, nil
}

func (s *Scheduler) upTo(d time.Duration) time.Duration {
	return time.Duration(s.env.Stream("schedule").Int64N(int64(d))).Truncate(time.Millisecond)
}
