package autoscaling

import (
	"context"
	"time"

	"sashweight/shared/awssim/wire"
)

// Range is how long something takes: any duration from Least to Most, all alike likely.
type Range struct{ Least, Most time.Duration }

// Timings are how long Auto Scaling takes for what it does by itself. AWS documents none of them.
type Timings struct {
	// Evaluate is until a group looks at its size after a change.
	Evaluate Range
	// Notice is until it sees that EC2 ended or impaired one of its machines.
	Notice Range
	// Proceed is how long an instance stays in Pending:Proceed or Terminating:Proceed, and in
	// EnteringStandby, Detaching or Pending on its way between a group and elsewhere.
	Proceed Range
	// Retry is until a zone in which a launch failed is tried again; it doubles with each further
	// failure up to RetryMost.
	Retry, RetryMost time.Duration
}

// DefaultTimings are those of a new account.
func DefaultTimings() Timings {
	return Timings{
		Evaluate: Range{time.Second, 5 * time.Second},
		Notice:   Range{5 * time.Second, 30 * time.Second},
		Proceed:  Range{500 * time.Millisecond, 2 * time.Second},
		Retry:    time.Minute, RetryMost: 10 * time.Minute,
	}
}

// delay draws how long something takes; no time at all when the account is instant.
func (a *AutoScaling) delay(r Range) time.Duration {
	if a.Instant {
		return 0
	}
	span := int64((r.Most - r.Least) / time.Millisecond)
	ms := a.env.Stream("autoscaling").Int64N(span + 1)
	return r.Least + time.Duration(ms)*time.Millisecond
}

// later has the group look at its size soon.
func (a *AutoScaling) later(g *group) {
	if !g.timer.Waiting() && !g.deleted {
		g.timer = a.env.After(a.delay(a.Timings.Evaluate), func() { a.evaluate(g) })
	}
}

// after does something once a delay has passed: at once when the account is instant.
func (a *AutoScaling) after(r Range, f func()) {
	if a.Instant {
		f()
		return
	}
	a.env.After(a.delay(r), f)
}

// settleRounds is how often an instant account looks at its groups within one call.
const settleRounds = 10

// on registers an operation. When the account is instant, groups reach their size before it
// answers.
func on[I, O any](a *AutoScaling, name string, f func(context.Context, *I) (*O, error)) {
	wire.On(a.Service, name, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if a.Instant {
			a.reach()
		}
		return out, err
	})
}

// reach has every group that wants to look at its size do so now.
func (a *AutoScaling) reach() {
	for range settleRounds {
		waiting := false
		for _, name := range a.names {
			if g := a.groups[name]; g.timer.Waiting() {
				g.timer.Stop()
				a.evaluate(g)
				waiting = true
			}
		}
		if !waiting {
			return
		}
	}
}
