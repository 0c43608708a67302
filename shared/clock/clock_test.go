package clock

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSleepLastsAsLongAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := Real{}.Now()
		if err := (Real{}).Sleep(t.Context(), 90*time.Second); err != nil {
			t.Fatalf("sleep: %v", err)
		}
		if got, want := (Real{}).Now().Sub(start), 90*time.Second; got != want {
			t.Errorf("slept %s, want %s", got, want)
		}
	})
}

func TestSleepEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := Real{}.Now()
		if err := (Real{}).Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("sleep returned %v, want %v", err, context.DeadlineExceeded)
		}
		if got, want := (Real{}).Now().Sub(start), 5*time.Second; got != want {
			t.Errorf("slept %s, want %s", got, want)
		}
	})
}

func TestSleepOfNothingReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := Real{}.Now()
		for _, d := range []time.Duration{0, -time.Minute} {
			if err := (Real{}).Sleep(t.Context(), d); err != nil {
				t.Errorf("sleep %s: %v", d, err)
			}
		}
		if got := (Real{}).Now().Sub(start); got != 0 {
			t.Errorf("slept %s, want nothing", got)
		}
	})
}

func TestSleepReportsAContextThatHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, d := range []time.Duration{0, time.Hour} {
		if err := (Real{}).Sleep(ctx, d); !errors.Is(err, context.Canceled) {
			t.Errorf("sleep %s returned %v, want %v", d, err, context.Canceled)
		}
	}
}

func TestNowIsInUTC(t *testing.T) {
	if got, want := (Real{}).Now().Location(), time.UTC; got != want {
		t.Errorf("location is %s, want %s", got, want)
	}
}
