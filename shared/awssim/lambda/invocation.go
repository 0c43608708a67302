package lambda

import (
	"context"
	"time"
)

// Invocation says which invocation runs. The handler's context carries it; whoever builds handlers
// translates it into what the function's code expects.
type Invocation struct {
	// Function is the short name, such as drain-nodes.
	Function string
	// ARN is the function's.
	ARN string
	// Role is the ARN of the role that it runs under.
	Role string
	// RequestID stays the same over all attempts at one event.
	RequestID string
	// Cause says what asked for it: a rule and its event, or a schedule.
	Cause string
	// Attempt counts the runs of this event, from 1. Throttled tries do not count.
	Attempt int
	// Deadline is the virtual time at which the invocation is ended. The context does not carry it:
	// the standard library would hold it against the wall clock.
	Deadline time.Time
}

type invocationKey struct{}

// FromContext is the invocation that a handler's context belongs to; ok is false elsewhere.
func FromContext(ctx context.Context) (i Invocation, ok bool) {
	i, ok = ctx.Value(invocationKey{}).(Invocation)
	return i, ok
}

// Current is the invocation that runs at this moment; ok is false outside of any.
func (l *Lambda) Current() (i Invocation, ok bool) {
	r, ok := l.running[l.env.Running()]
	if !ok {
		return Invocation{}, false
	}
	return r.Invocation, true
}

// InFlight counts the invocations that run, waiting or not.
func (l *Lambda) InFlight() int { return len(l.running) }
