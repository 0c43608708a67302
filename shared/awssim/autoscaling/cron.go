package autoscaling

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// cron is when something recurs: the five fields of a cron expression, in UTC (EC2 Auto Scaling
// user guide, scheduled-scaling-recurring-schedules). Each field is a set of numbers.
type cron struct {
	minutes, hours, days, months, weekdays uint64
	// anyDay and anyWeekday: the field is *. Only when neither is, either of them is enough.
	anyDay, anyWeekday bool
}

// span is what a field may hold; its names begin at least.
type span struct {
	least, most int
	names       []string
}

var (
	monthNames = []string{
		"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
	}
	weekdayNames = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

	cronSpans = []span{{0, 59, nil}, {0, 23, nil}, {1, 31, nil}, {1, 12, monthNames},
		{0, 7, weekdayNames}}
)

// parseCron reads a cron expression; ok is false when it is none.
func parseCron(text string) (c cron, ok bool) {
	fields := strings.Fields(text)
	if len(fields) != len(cronSpans) {
		return c, false
	}
	for n, set := range []*uint64{&c.minutes, &c.hours, &c.days, &c.months, &c.weekdays} {
		for _, part := range strings.Split(fields[n], ",") {
			some, ok := cronSpans[n].set(part)
			if !ok {
				return c, false
			}
			*set |= some
		}
	}
	c.weekdays |= c.weekdays >> 7 & 1 // 7 is Sunday too
	c.anyDay, c.anyWeekday = fields[2] == "*", fields[4] == "*"
	return c, true
}

// set is one part of a field: *, a value or a range, each with a step or not.
func (s span) set(part string) (set uint64, ok bool) {
	part, step, stepped := strings.Cut(part, "/")
	from, to := s.least, s.most
	if part != "*" {
		low, high, isRange := strings.Cut(part, "-")
		if from, ok = s.value(low); !ok {
			return 0, false
		}
		switch {
		case isRange:
			if to, ok = s.value(high); !ok || to < from {
				return 0, false
			}
		case !stepped:
			to = from
		}
	}
	every := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if every = n; err != nil || n < 1 {
			return 0, false
		}
	}
	for n := from; n <= to; n += every {
		set |= 1 << n
	}
	return set, true
}

func (s span) value(text string) (int, bool) {
	if n := slices.Index(s.names, strings.ToUpper(text)); n >= 0 {
		return s.least + n, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= s.least && n <= s.most
}

func has(set uint64, n int) bool { return set>>n&1 == 1 }

func (c cron) on(day time.Time) bool {
	if !has(c.months, int(day.Month())) {
		return false
	}
	date, weekday := has(c.days, day.Day()), has(c.weekdays, int(day.Weekday()))
	if c.anyDay || c.anyWeekday {
		return date && weekday
	}
	return date || weekday
}

// searchDays is how far the next time is looked for: a 29 February comes within eight years.
const searchDays = 8*366 + 1

// next is the first time that is not before a moment; ok is false when there is none.
func (c cron) next(from time.Time) (at time.Time, ok bool) {
	from = from.UTC()
	day := from.Truncate(24 * time.Hour)
	for range searchDays {
		if c.on(day) {
			for minute := range 24 * 60 {
				at := day.Add(time.Duration(minute) * time.Minute)
				if has(c.hours, minute/60) && has(c.minutes, minute%60) && !at.Before(from) {
					return at, true
				}
			}
		}
		day = day.Add(24 * time.Hour)
	}
	return time.Time{}, false
}
