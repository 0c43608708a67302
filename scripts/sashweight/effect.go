package main

import (
	"time"

	"sashweight/shared/fleet"
)

// effect is what a brake, or its end, means for one open order.
type effect struct {
	Cluster  string `json:"cluster"`
	Instance string `json:"instance"`
	Group    string `json:"group,omitempty"`
	Step     string `json:"step"`
	Effect   string `json:"effect"`
	// Tasks is how many the node held when somebody last looked; nil where nobody has.
	Tasks *int `json:"tasks"`
	// Lapses is when the node goes by itself while nobody tends to it.
	Lapses time.Time `json:"lapses,omitzero"`
}

// What a brake does to an order.
const (
	goesOn    = "goes on"      // it must go, or nothing holds it
	undone    = "is undone"    // the node still serves, and is made ACTIVE again
	cancelled = "is cancelled" // it has not begun
	waits     = "does not begin"
	stays     = "stays as it is" // nothing is written, not even to undo
	hookEnds  = "its lifecycle hook lapses"
	spotEnds  = "EC2 takes it"
)

func effectOf(o fleet.DrainOrder, p fleet.Pause) effect {
	e := effect{
		Cluster: o.Cluster, Instance: o.Instance, Group: o.Group, Step: string(o.Step),
		Effect: goesOn,
	}
	if n := tasksOf(o); n > 0 || !o.Forecast.At.IsZero() || !o.Draining.IsZero() {
		e.Tasks = &n
	}
	switch {
	case p == fleet.PauseNone:
	case p == fleet.PauseVoluntary && mustGo(o):
	case p == fleet.PauseVoluntary && o.Draining.IsZero():
		e.Effect = cancelled
	case p == fleet.PauseVoluntary:
		e.Effect = undone
	case o.Origin == fleet.OriginTerminate || o.Hook != "":
		e.Effect, e.Lapses = hookEnds, lapseOf(o)
	case !o.Due.IsZero() || o.Origin == fleet.OriginSpot:
		e.Effect, e.Lapses = spotEnds, o.Due
	case o.Begun():
		e.Effect = stays
	default:
		e.Effect = waits
	}
	return e
}

// mustGo says that the node goes whatever we do: its group terminates it, or EC2 takes it.
func mustGo(o fleet.DrainOrder) bool {
	return o.Origin == fleet.OriginTerminate || o.Origin == fleet.OriginSpot || !o.Removing.IsZero()
}

// lapseOf is when a lifecycle hook lapses to which nobody sends heartbeats any more; zero where the
// table does not know.
func lapseOf(o fleet.DrainOrder) time.Time {
	began := o.Beat
	if began.IsZero() {
		began = o.Opened
	}
	if began.IsZero() || o.Heartbeat == 0 {
		return time.Time{}
	}
	return began.Add(o.Heartbeat)
}

// sayCost prints before a pause of everything what it will cost.
func (b *brake) sayCost() {
	out := b.out
	if out.json {
		out = b.errs // the question is for a person, too
	}
	out.print("A pause of everything leaves nodes to their fate. In %s, now:\n", where(b.Cluster))
	for _, e := range b.Orders {
		out.print("  %s\n", b.sentence(e))
	}
	switch {
	case b.Unread != "":
		out.print("  what is open cannot be read: %s\n", b.Unread)
	case len(b.Orders) == 0:
		out.print("  no drain is open\n")
	}
	out.print("A node that is taken away while the pause holds is not drained: its tasks run until " +
		"the\nlifecycle hook lapses, and end with it.\n")
}

// sentence says what happens to one node.
func (b *brake) sentence(e effect) string {
	text := plain(e.Instance) + " in " + plain(e.Cluster)
	if e.Group != "" {
		text += ", group " + plain(e.Group)
	}
	text += ", " + e.Step + ": " + e.Effect
	if e.Effect == hookEnds || e.Effect == spotEnds {
		if e.Lapses.IsZero() {
			text += " (when is not known)"
		} else {
			text += " at " + b.times.at(e.Lapses)
		}
		if e.Tasks != nil {
			text += ", with " + plural(*e.Tasks, "task") + " on it when last seen"
		}
	}
	return text
}

// sayOrders prints what becomes of the open orders.
func (b *brake) sayOrders() {
	switch {
	case b.Unread != "":
		b.out.print("What is open cannot be read: %s\n", b.Unread)
	case len(b.Orders) == 0:
		b.out.print("No drain is open.\n")
	}
	for _, e := range b.Orders {
		b.out.print("  %s\n", b.sentence(e))
	}
}
