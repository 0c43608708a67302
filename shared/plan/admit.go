package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/placement"
	"sashweight/shared/policy"
)

// ExaminedMax is how many orders that wait are looked at closely in one look: a storm of orders
// must not become a storm of calls. The others have their turn in the looks that follow.
const ExaminedMax = 5

// askAgain is how long after asking for capacity it is asked for again.
const askAgain = 5 * time.Minute

// verdict is whether a drain may begin.
type verdict struct {
	admit    bool
	hold     string
	forecast fleet.Forecast
	wanted   []Wanted
	// to is the desired capacity that lets one more come first; zero where none does.
	to int
}

// waiting are the voluntary orders for which nothing was done yet: those that were looked at
// longest ago first, then the oldest.
func waiting(s Situation) []fleet.DrainOrder {
	var out []fleet.DrainOrder
	for _, o := range s.Orders {
		if o.Voluntary() && !o.Begun() && !leaves(s, o) && o.Step != fleet.StepReturning {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b fleet.DrainOrder) int {
		if c := a.Forecast.At.Compare(b.Forecast.At); c != 0 {
			return c
		}
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.Instance, b.Instance)
	})
	return out
}

// Examine names the instances whose tasks and services have to be read before DrainOrders can say
// more than that their orders wait: those that the budget has room for, and those of which tasks
// may have to be stopped by us. Where forecasts are made too they are also those that drain and
// have no fresh one. At most twice ExaminedMax, apart from what has to be stopped.
func Examine(s Situation, forecasts bool, now time.Time) []string {
	l := newLedger(s)
	var out []string
	for _, o := range waiting(s) {
		if len(out) == ExaminedMax {
			break
		}
		if outright(s, l, o, now) == "" {
			l.take(o.Instance)
			out = append(out, o.Instance)
		}
	}
	fresh := 0
	for _, o := range s.Orders {
		n, registered := s.Nodes[o.Instance]
		if !registered || n.Status != fleet.NodeDraining && o.Origin != fleet.OriginSpot {
			continue
		}
		switch {
		case mayStop(s, o, now):
			out = append(out, o.Instance)
		case forecasts && fresh < ExaminedMax && now.Sub(o.Forecast.At) >= forecastAgain:
			fresh++
			out = append(out, o.Instance)
		}
	}
	return out
}

// forecastAgain is how old a forecast of a drain under way may be.
const forecastAgain = 5 * time.Minute

// mayStop says that tasks of a draining node may have to be stopped by us now, or that it is dead.
func mayStop(s Situation, o fleet.DrainOrder, now time.Time) bool {
	rules := s.Policy.Drain.Standalone
	return o.Origin == fleet.OriginSpot || dead(s, s.Nodes[o.Instance], now) ||
		!o.Deadline.IsZero() && !now.Before(o.Deadline) ||
		rules.Then == policy.ThenStop && !o.Draining.IsZero() &&
			now.Sub(o.Draining) >= rules.Wait
}

// outright says why the order waits whatever its node holds; "" where that has to be looked at.
func outright(s Situation, l ledger, o fleet.DrainOrder, now time.Time) string {
	rest := s.Rests[RestKey(o.Instance, o.Origin)]
	switch {
	case len(s.Missing) > 0:
		return "not everything could be read: " + s.Missing[0]
	case !s.Whole:
		return "the cluster as a whole was not read"
	case s.Standing == Broken:
		return "the policy document is broken: nothing voluntary begins"
	case len(s.Incidents) > 0:
		return s.Incidents[0]
	case rest.Until.After(now):
		return fmt.Sprintf("it rests until %s: %d drains of it have failed", stamp(rest.Until),
			rest.Failed)
	}
	return l.full(o.Instance)
}

// admissions decides which of the waiting orders may begin: each takes its place in the budget and
// its tasks' room before the next is looked at.
func admissions(s Situation, now time.Time) map[string]verdict {
	out := map[string]verdict{}
	s.Orders, s.Groups = slices.Clone(s.Orders), maps.Clone(s.Groups)
	l := newLedger(s)
	var moving []placement.Waiting
	left := s.Policy.Nodes.Disruption.MovesPerHour - s.Moves
	for _, o := range waiting(s) {
		if why := outright(s, l, o, now); why != "" {
			out[o.Instance] = verdict{hold: why}
			continue
		}
		if _, read := s.tasks(o.Instance); !read {
			out[o.Instance] = verdict{hold: "its turn to be looked at has not come"}
			continue
		}
		f, seek := forecast(s, o, now, moving)
		v := verdict{forecast: f, wanted: wantedOf(f, seek)}
		v.to = growth(s, o)
		switch why := blocking(f, v.to > 0); {
		case why != "":
			v.hold = why
		case len(seek) > left:
			v.hold = fmt.Sprintf("%d tasks may be moved within an hour, %d were", s.Policy.Nodes.
				Disruption.MovesPerHour, s.Moves)
		default:
			v.admit = true
			l.take(o.Instance)
			left -= len(seek)
			moving = append(moving, seek...)
			s.begins(o, v.to, now)
		}
		out[o.Instance] = v
	}
	return out
}

// begins marks an order as begun: nobody's tasks find room on its node any more, and the next one
// more of its group is one more than to.
func (s Situation) begins(o fleet.DrainOrder, to int, now time.Time) {
	i := slices.IndexFunc(s.Orders, func(p fleet.DrainOrder) bool { return p.Instance == o.Instance })
	s.Orders[i].Draining = now
	if g := s.Groups[o.Group]; to > 0 {
		g.Desired = to
		s.Groups[o.Group] = g
	}
}

// blocking is why a drain with this forecast may not begin; "" where it may. Standalone and
// protected tasks are waited for, they do not keep a drain from beginning; where one more node
// comes first there will be capacity.
func blocking(f fleet.Forecast, grows bool) string {
	for _, b := range f.Blockers {
		switch b.Kind {
		case fleet.BlockedStandalone, fleet.BlockedProtected:
		case fleet.BlockedCapacity:
			if !grows {
				return b.Reason
			}
		case fleet.BlockedPercent, fleet.BlockedMove, fleet.BlockedDeployment, fleet.BlockedGroup,
			fleet.BlockedUnknown:
			return b.Reason
		}
	}
	return ""
}

// decision is the next step of an order that waits.
func (v verdict) decision(s Situation, a Action, now time.Time) decision {
	o := a.Order
	if v.admit {
		return do(v.begin(s, a, now))
	}
	if v.forecast.At.IsZero() {
		return hold("%s", v.hold)
	}
	o.Forecast, o.EndReason = v.forecast, v.hold
	if len(v.wanted) == 0 {
		if o.Step == fleet.StepWaiting {
			o.Step = fleet.StepOrdered
		}
		return hold("%s", v.hold).and(a.note(o, "forecast: "+v.hold))
	}
	o.Step = fleet.StepWaiting
	if now.Sub(o.Asked) < askAgain {
		return hold("%s", v.hold).and(a.note(o, "forecast: "+v.hold))
	}
	o.Asked = now
	a.Order, a.Wanted = o, v.wanted
	return hold("%s", v.hold).and(a.with(Ask, v.hold))
}

// begin is the first thing that is done for an order that may begin.
func (v verdict) begin(s Situation, a Action, now time.Time) Action {
	o := &a.Order
	o.Forecast, o.EndReason = v.forecast, ""
	if o.Expected.IsZero() {
		o.Expected = v.forecast.Done
	}
	if v.to > 0 {
		o.Step, o.Replacing, o.Wanted, a.From = fleet.StepReplacing, now, v.to, v.to-1
		return a.with(Grow, "one more first: "+o.Reason)
	}
	return beginDrain(s, a, now)
}
