package fleet

import (
	"slices"
	"time"
)

// joinedMax bounds the ids that an order remembers of those that joined it.
const joinedMax = 16

// Is says that the order is, or was joined by, the one of that id.
func (o DrainOrder) Is(id string) bool { return o.ID == id || slices.Contains(o.Joined, id) }

// Join is the open order o after p came for the same instance: the earlier deadline and the harder
// ending hold, and what must be done at once stays so. It keeps its id, and what was ordered
// first becomes of the empty node.
func (o DrainOrder) Join(p DrainOrder) DrainOrder {
	o.Joined = append(slices.Clone(o.Joined), p.ID)
	o.Joined = o.Joined[max(0, len(o.Joined)-joinedMax):]
	if p.AtDeadline.Harder(o.AtDeadline) {
		o.AtDeadline = p.AtDeadline
	}
	o.Deadline, o.Due = earlier(o.Deadline, p.Deadline), earlier(o.Due, p.Due)
	o.Urgent = o.Urgent || p.Urgent
	if o.Group == "" {
		o.Group = p.Group
	}
	if o.Then == "" {
		o.Then = p.Then
	}
	if p.Hook != "" {
		o.Hook, o.Token, o.Beat = p.Hook, p.Token, p.Beat
	}
	if p.Heartbeat != 0 {
		o.Heartbeat = p.Heartbeat
	}
	if o.overruled(p) {
		o.Origin, o.Reason = p.Origin, p.Reason
		if o.Step == StepReturning { // what must go does not return
			o.Step = StepOrdered
		}
	}
	return o
}

// overruled says that p's origin takes the place of o's: the node must go now, whoever ordered
// what. The hook of an instance that is being removed is the consequence of our own write, and
// changes nothing about why.
func (o DrainOrder) overruled(p DrainOrder) bool {
	switch {
	case o.Step == StepRemoving:
		return false
	case p.Origin == OriginTerminate:
		return o.Origin != OriginTerminate
	case p.Origin == OriginSpot:
		return o.Origin != OriginTerminate && o.Origin != OriginSpot
	}
	return false
}

// Settles says that the order, which is done, leaves nothing to do for p: EC2 takes the Spot
// instance anyway, and its group launches another by itself. Only a lifecycle hook has to be
// answered.
func (o DrainOrder) Settles(p DrainOrder) bool {
	return !o.Open() && o.Origin == OriginSpot && p.Origin != OriginTerminate &&
		p.Created.Before(o.Due)
}

// earlier is the earlier of two times; the zero time is none.
func earlier(t, u time.Time) time.Time {
	if t.IsZero() || !u.IsZero() && u.Before(t) {
		return u
	}
	return t
}
