package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
)

// orderLine is one drain order as a machine reads it: the line of the JSON output.
type orderLine struct {
	ID           string        `json:"id"`
	Cluster      string        `json:"cluster"`
	Instance     string        `json:"instance"`
	Group        string        `json:"group,omitempty"`
	Origin       string        `json:"origin"`
	Requester    string        `json:"requester,omitempty"`
	Reason       string        `json:"reason"`
	Then         string        `json:"then,omitempty"`
	AtDeadline   string        `json:"at_deadline,omitempty"`
	Urgent       bool          `json:"urgent"`
	Step         string        `json:"step"`
	Ending       string        `json:"ending,omitempty"`
	EndReason    string        `json:"end_reason,omitempty"`
	WaitsFor     string        `json:"waits_for,omitempty"`
	Created      time.Time     `json:"created,omitzero"`
	Draining     time.Time     `json:"draining,omitzero"`
	Finished     time.Time     `json:"finished,omitzero"`
	Deadline     time.Time     `json:"deadline,omitzero"`
	Due          time.Time     `json:"due,omitzero"`
	Tasks        int           `json:"tasks"`
	ForecastDone time.Time     `json:"forecast_done,omitzero"`
	Blockers     []blockerLine `json:"blockers"`
}

type blockerLine struct {
	Kind   string `json:"kind"`
	Object string `json:"object,omitempty"`
	Reason string `json:"reason"`
	Help   string `json:"help,omitempty"`
}

func lineOf(o fleet.DrainOrder) orderLine {
	l := orderLine{
		ID: o.ID, Cluster: o.Cluster, Instance: o.Instance, Group: o.Group,
		Origin: string(o.Origin), Requester: o.Requester, Reason: o.Reason, Then: string(o.Then),
		AtDeadline: string(o.AtDeadline), Urgent: o.Urgent, Step: string(o.Step),
		Ending: string(o.Ending), WaitsFor: waitsFor(o), Created: o.Created,
		Draining: o.Draining, Finished: o.Finished, Deadline: deadlineOf(o), Due: o.Due,
		Tasks: tasksOf(o), ForecastDone: o.Forecast.Done, Blockers: []blockerLine{},
	}
	if !o.Open() {
		l.EndReason = o.EndReason
	}
	for _, b := range o.Forecast.Blockers {
		l.Blockers = append(l.Blockers, blockerLine{string(b.Kind), b.Object, b.Reason, b.Help})
	}
	return l
}

// waitsFor says why an order has not begun, as it was when somebody last looked at its tasks; ""
// where it has, or that is not known.
func waitsFor(o fleet.DrainOrder) string {
	if !o.Open() || o.Begun() {
		return ""
	}
	return o.EndReason
}

// deadlineOf is when the order's time is over, its extension included.
func deadlineOf(o fleet.DrainOrder) time.Time {
	if o.Extended.After(o.Deadline) {
		return o.Extended
	}
	return o.Deadline
}

// tasksOf is how many tasks the node held when somebody last looked.
func tasksOf(o fleet.DrainOrder) int {
	if !o.Forecast.At.IsZero() {
		return o.Forecast.Tasks
	}
	return o.Tasks
}

// orders reads the open drain orders of one cluster, or of all in which something was begun lately,
// and those that ended within the last day if closed ones are wanted, too. They are sorted by
// cluster, the oldest first.
func (s *stack) orders(ctx context.Context, cluster string, closed bool) (
	[]fleet.DrainOrder, error,
) {
	clusters := []string{cluster}
	if cluster == "" {
		var err error
		if clusters, err = s.store.Clusters(ctx); err != nil {
			return nil, err
		}
	}
	var all []fleet.DrainOrder
	for _, name := range clusters {
		work, err := s.store.Work(ctx, name)
		if err != nil {
			return nil, err
		}
		all = append(all, work.Open()...)
		if !closed {
			continue
		}
		ended, err := s.store.Closed(ctx, name)
		if err != nil {
			return nil, err
		}
		all = append(all, ended...)
	}
	slices.SortStableFunc(all, func(a, b fleet.DrainOrder) int {
		return cmp.Or(cmp.Compare(a.Cluster, b.Cluster), a.Created.Compare(b.Created))
	})
	return all, nil
}

// times writes moments for people, in their time zone and by the account's clock.
type times struct {
	zone *time.Location
	now  time.Time
}

func (s *stack) times() times { return times{zone: s.c.zone, now: s.now()} }

// at is a moment and how far it is off, such as "14:03 (in 6m)"; a dash where there is none.
func (t times) at(m time.Time) string {
	if m.IsZero() {
		return "-"
	}
	return t.clock(m) + " (" + t.off(m) + ")"
}

// clock is the time of day, with the date where that is not today's.
func (t times) clock(m time.Time) string {
	m = m.In(t.zone)
	if m.Format(time.DateOnly) == t.now.In(t.zone).Format(time.DateOnly) {
		return m.Format("15:04")
	}
	return m.Format("Jan 2 15:04")
}

func (t times) off(m time.Time) string {
	switch d := m.Sub(t.now); {
	case d >= time.Second:
		return "in " + span(d)
	case d <= -time.Second:
		return span(-d) + " ago"
	}
	return "now"
}

// span is a duration of two units at most: 40s, 12m, 3h20m, 2d4h.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd%dh", int(d.Hours())/24, int(d.Hours())%24)
}

// who is a requester for people: the last part of an ARN, such as a role's session.
func who(o fleet.DrainOrder) string {
	if o.Requester == "" {
		return string(o.Origin)
	}
	if !strings.HasPrefix(o.Requester, "arn:") {
		return plain(o.Requester)
	}
	last := o.Requester[strings.LastIndexAny(o.Requester, "/:")+1:]
	return plain(last)
}

// plural is a count of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// hinders is a blocker in a sentence, with what would help.
func hinders(b fleet.Blocker) string {
	text := string(b.Kind)
	if b.Object != "" {
		text += " (" + plain(b.Object) + ")"
	}
	text += ": " + plain(b.Reason)
	if b.Help != "" {
		text += "; " + plain(b.Help)
	}
	return text
}
