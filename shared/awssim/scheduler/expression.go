package scheduler

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// timing is when a schedule invokes: at one time, or every so often.
type timing struct {
	once  time.Time
	every time.Duration
}

// readTiming reads rate(…) and at(yyyy-mm-ddThh:mm:ss). Cron expressions are not simulated, and it
// says so (EventBridge Scheduler user guide, schedule-types).
func readTiming(expression string) (timing, error) {
	inner, isOnce := strings.CutPrefix(expression, "at(")
	if !isOnce {
		every, err := ParseRate(expression)
		return timing{every: every}, err
	}
	inner, closed := strings.CutSuffix(inner, ")")
	at, err := time.Parse("2006-01-02T15:04:05", inner)
	if err != nil || !closed {
		return timing{}, fmt.Errorf("read schedule expression %q: no time as 2026-01-02T15:04:05",
			expression)
	}
	return timing{once: at}, nil
}

// first is the first time that is not over.
func (t timing) first(start, now time.Time) time.Time {
	if t.every == 0 {
		return t.once
	}
	if start.IsZero() {
		return now
	}
	if late := now.Sub(start); late > 0 {
		start = start.Add((late + t.every - 1) / t.every * t.every)
	}
	return start
}

// units are those of a rate. AWS wants the singular for 1 and the plural for all else.
var units = map[string]time.Duration{
	"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
}

// ParseRate reads rate(N minutes|hours|days). Other expressions are an error (EventBridge Scheduler
// user guide, schedule-types).
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
