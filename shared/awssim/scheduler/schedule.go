package scheduler

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
)

// defaultGroup is the group of schedules that name none.
const defaultGroup = "default"

// Schedule invokes one target, once or again and again.
type Schedule struct {
	// Name is unique within the group.
	Name string
	// Group is the schedule group; empty for the default one.
	Group string
	// ARN is set by Create.
	ARN string
	// Description is free text.
	Description string
	// Expression is rate(N minutes|hours|days) or at(yyyy-mm-ddThh:mm:ss), in UTC.
	Expression string
	// TimeZone is the one that was given; empty for none.
	TimeZone string
	// Start and End bound the invocations of a rate; zero for no bound.
	Start, End time.Time
	// Window is how much later than its time an invocation may come.
	Window time.Duration
	// DeleteAfter removes the schedule after its last invocation.
	DeleteAfter bool
	// Disabled schedules do nothing.
	Disabled bool
	// Target is the ARN of a function, Role the execution role's.
	Target, Role string
	// Input is the payload, JSON, in which the context attributes <aws.scheduler.…> are replaced.
	// Empty stands for {}.
	Input string
	// Retry bounds the tries of one delivery.
	Retry retry.Policy
	// DeadLetters is the ARN of a queue for payloads that could not be delivered; empty for none.
	DeadLetters string

	token             string
	created, modified time.Time
	replaced          bool // updated or deleted: what is planned does not come
}

// Create adds a schedule and returns its ARN. It begins at once; each invocation comes within the
// minute of its time, at a second of the schedule's own (EventBridge Scheduler user guide,
// schedule-types: 60 second precision). An expression that is not understood, an Input that is no
// JSON or a taken name is an error.
func (s *Scheduler) Create(c Schedule) (string, error) {
	t, err := readTiming(c.Expression)
	if err != nil {
		return "", fmt.Errorf("create schedule %s: %w", c.Name, err)
	}
	if c.Input != "" && !json.Valid([]byte(c.Input)) {
		return "", fmt.Errorf("create schedule %s: the input is no JSON", c.Name)
	}
	if c.Group == "" {
		c.Group = defaultGroup
	}
	if s.find(c.Group, c.Name) != nil {
		return "", fmt.Errorf("create schedule %s: it exists", c.Name)
	}
	c.created = s.env.Now()
	s.put(&c, t)
	return c.ARN, nil
}

// put adds a schedule, or puts it in the place of the one of its name, and plans it.
func (s *Scheduler) put(c *Schedule, t timing) {
	c.ARN = s.env.ARN("scheduler", "schedule/"+c.Group+"/"+c.Name)
	c.modified = s.env.Now()
	if old := s.find(c.Group, c.Name); old != nil {
		old.replaced = true
		s.schedules[slices.Index(s.schedules, old)] = c
	} else {
		s.schedules = append(s.schedules, c)
	}
	if c.Disabled {
		return
	}
	offset := s.upTo(time.Minute)
	s.plan(c, t, t.first(c.Start, s.env.Now().Truncate(time.Second)), offset)
}

func (s *Scheduler) remove(c *Schedule) {
	c.replaced = true
	s.schedules = slices.DeleteFunc(s.schedules, func(x *Schedule) bool { return x == c })
}

func (s *Scheduler) find(group, name string) *Schedule {
	for _, c := range s.schedules {
		if c.Group == group && c.Name == name {
			return c
		}
	}
	return nil
}

// Schedules lists the schedules in the order in which they were made.
func (s *Scheduler) Schedules() []Schedule {
	out := make([]Schedule, len(s.schedules))
	for i, c := range s.schedules {
		out[i] = *c
	}
	return out
}
