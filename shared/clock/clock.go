// Package clock is the only reader of the wall clock. Everything else asks a Clock, so that the
// same code runs on real time in Lambda and on virtual time in the simulated account.
package clock

import (
	"context"
	"time"
)

// A Clock tells the time and waits. The simulated account is one, too.
type Clock interface {
	// Now is the present moment in UTC.
	Now() time.Time
	// Sleep returns nil once d has passed, or the context's error if that ends first.
	// A d of zero or less does not wait; it still reports a context that has ended.
	Sleep(ctx context.Context, d time.Duration) error
}

// Real is the machine's own clock.
type Real struct{}

// Now reads the wall clock, in UTC.
func (Real) Now() time.Time { return time.Now().UTC() }

// Sleep waits for d of real time or for the end of ctx, whichever is first.
func (Real) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
