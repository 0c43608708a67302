package scheduler

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
)

// maxLatency is what an invocation takes at most beyond the schedule's own second.
const maxLatency = 2 * time.Second

// plan waits for the next time of a schedule, until it is replaced or its end has come.
func (s *Scheduler) plan(c *Schedule, t timing, due time.Time, offset time.Duration) {
	if t.every > 0 && !c.End.IsZero() && due.After(c.End) {
		s.completed(c)
		return
	}
	at := due.Add(offset + s.upTo(maxLatency))
	if c.Window > 0 {
		at = at.Add(time.Duration(s.env.Stream("schedule window").Int64N(int64(c.Window))))
	}
	s.env.At(at.Truncate(time.Millisecond), func() {
		if c.replaced {
			return
		}
		s.deliver(c, due)
		if t.every == 0 {
			s.completed(c)
			return
		}
		s.plan(c, t, due.Add(t.every), offset)
	})
}

// completed is called when a schedule has made its last invocation (EventBridge Scheduler user
// guide, managing-schedule-delete).
func (s *Scheduler) completed(c *Schedule) {
	if c.DeleteAfter {
		s.env.Journal.Add("state", "schedule "+c.Group+"/"+c.Name+" deleted after its completion")
		s.remove(c)
	}
}

// deliver invokes the target; every attempt has an execution id of its own (EventBridge Scheduler
// user guide, managing-schedule-context-attributes).
func (s *Scheduler) deliver(c *Schedule, due time.Time) {
	at := due.Format(time.RFC3339)
	var input string
	try := func(attempt int) error {
		n := strconv.Itoa(attempt)
		input = strings.NewReplacer(
			"<aws.scheduler.schedule-arn>", c.ARN,
			"<aws.scheduler.scheduled-time>", at,
			"<aws.scheduler.execution-id>", s.env.HexID("execution", 16),
			"<aws.scheduler.attempt-number>", n,
		).Replace(cmp.Or(c.Input, "{}"))
		s.env.Journal.Add("deliver", c.Name, "due", at, "attempt="+n)
		err := s.Invoke(c.Target, []byte(input), "schedule "+c.Name)
		s.attempted(c, err)
		return err
	}
	retry.Deliver(s.env.Kernel, c.Retry, try, func(f retry.Failure) { s.giveUp(c, input, f) })
}

// giveUp sends the payload to the dead-letter queue with the attributes that Scheduler adds
// (EventBridge Scheduler user guide, configuring-schedule-dlq).
func (s *Scheduler) giveUp(c *Schedule, input string, f retry.Failure) {
	s.env.Journal.Add("deliver", c.Name, "given up: "+f.Code+": "+f.Message)
	s.measure(c, "InvocationDroppedCount")
	if c.DeadLetters == "" {
		return
	}
	attributes := map[string]string{
		"SCHEDULE_ARN": c.ARN, "TARGET_ARN": c.Target, "ERROR_CODE": f.Code,
		"ERROR_MESSAGE": f.Message, "RETRY_ATTEMPTS": strconv.Itoa(f.Attempts),
	}
	if f.Condition != "" {
		attributes["EXHAUSTED_RETRY_CONDITION"] = f.Condition
	}
	if err := s.Send(c.DeadLetters, input, attributes); err != nil {
		s.env.Journal.Add("deliver", c.Name, "dead letter refused: "+err.Error())
		s.measure(c, "InvocationsFailedToBeSentToDeadLetterCount")
		return
	}
	s.measure(c, "InvocationsSentToDeadLetterCount")
}
