package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	// A function's operating system need not have the time zones.
	_ "time/tzdata"
)

// Window is one time window of a week: from Start to End on the clock of each of its Days. An End
// before Start is on the next day.
type Window struct {
	// Days are those on which it begins, by time.Weekday.
	Days [7]bool
	// Start and End are minutes after midnight; End is at most 24 hours.
	Start, End int
}

// has says whether the window is open at a minute of a weekday.
func (w Window) has(day time.Weekday, minute int) bool {
	if w.Start < w.End {
		return w.Days[day] && w.Start <= minute && minute < w.End
	}
	return w.Days[day] && w.Start <= minute || w.Days[(day+6)%7] && minute < w.End
}

// String is the window as a document writes it.
func (w Window) String() string {
	var days []string
	for i := range 7 {
		if day := (time.Monday + time.Weekday(i)) % 7; w.Days[day] {
			days = append(days, day.String()[:3])
		}
	}
	return fmt.Sprintf("%s %02d:%02d-%02d:%02d", strings.Join(days, ","), w.Start/60, w.Start%60,
		w.End/60, w.End%60)
}

// TimeWindows are when something is allowed. Outside of all windows, and without any, it is not.
// They follow the clock on the wall: an hour that daylight saving time skips is no part of any
// window, and one that it repeats is so twice.
type TimeWindows struct {
	// Windows may overlap.
	Windows []Window
	// Zone is whose clock they mean; nil: UTC.
	Zone *time.Location
}

func (t TimeWindows) zone() *time.Location {
	if t.Zone == nil {
		return time.UTC
	}
	return t.Zone
}

// Open says whether a window is open.
func (t TimeWindows) Open(at time.Time) bool {
	local := at.In(t.zone())
	minute := local.Hour()*60 + local.Minute()
	return slices.ContainsFunc(t.Windows, func(w Window) bool {
		return w.has(local.Weekday(), minute)
	})
}

// daysAhead is how far NextOpen looks: a weekly window that the clock skips once comes again.
const daysAhead = 15

// NextOpen returns the first time from at on when a window is open, and false where none ever is.
func (t TimeWindows) NextOpen(at time.Time) (time.Time, bool) {
	if t.Open(at) {
		return at, true
	}
	var next time.Time
	for _, c := range t.openings(at) {
		if c.After(at) && (next.IsZero() || c.Before(next)) && t.Open(c) {
			next = c
		}
	}
	return next, !next.IsZero()
}

// openings are the times after at when a window may open: each start of each window, by each of
// the offsets from UTC that the zone has around that day, and the changes of the offset.
func (t TimeWindows) openings(at time.Time) []time.Time {
	zone := t.zone()
	y, month, d := at.In(zone).Date()
	var out []time.Time
	for ahead := range daysAhead + 1 {
		midnight := time.Date(y, month, d+ahead, 0, 0, 0, 0, time.UTC)
		for _, around := range []int{-1, 2} {
			_, offset := midnight.AddDate(0, 0, around).In(zone).Zone()
			begins := midnight.Add(-time.Duration(offset) * time.Second)
			for _, w := range t.Windows {
				out = append(out, begins.Add(time.Duration(w.Start)*time.Minute).In(zone))
			}
		}
	}
	end := at.AddDate(0, 0, daysAhead)
	for _, change := at.In(zone).ZoneBounds(); !change.IsZero() && change.Before(end); {
		out = append(out, change)
		_, change = change.ZoneBounds()
	}
	return out
}

// Next says in words when something is allowed next, with the zone: "now", a time, or "never" with
// the reason.
func (t TimeWindows) Next(at time.Time) string {
	next, ok := t.NextOpen(at)
	switch {
	case !ok:
		return "never: no time window is set"
	case next.Equal(at):
		return "now"
	}
	return next.In(t.zone()).Format("Mon 2006-01-02 15:04 MST") + " (" + t.zone().String() + ")"
}

// dayNames are the days as a document writes them, by time.Weekday.
var dayNames = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// parseWindow reads one window, as in "Sat,Sun 02:00-05:00"; reason says what is wrong with it.
func parseWindow(text string) (w Window, reason string) {
	days, clock, ok := strings.Cut(text, " ")
	if !ok {
		return w, "is not days and times"
	}
	for part := range strings.SplitSeq(days, ",") {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		from, to := slices.Index(dayNames, first), slices.Index(dayNames, last)
		if from < 0 || to < 0 {
			return w, "has no days"
		}
		for day := from; ; day = (day + 1) % 7 {
			w.Days[day] = true
			if day == to {
				break
			}
		}
	}
	start, end, _ := strings.Cut(clock, "-")
	var startOK, endOK bool
	w.Start, startOK = parseClock(start)
	w.End, endOK = parseClock(end)
	switch {
	case !startOK || !endOK || w.Start == 24*60:
		return w, "has no times"
	case w.Start == w.End:
		return w, "begins when it ends"
	}
	return w, ""
}

// parseClock reads a time of day from 00:00 to 24:00 as minutes.
func parseClock(text string) (minutes int, ok bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	hour, minute := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	minutes = hour*60 + minute
	return minutes, minute < 60 && minutes <= 24*60
}
