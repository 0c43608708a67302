package kernel

import (
	"errors"
	"testing"
	"time"
)

func TestASignalWakesWhoWaitsForIt(t *testing.T) {
	k := New(1, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	began, s := k.Now(), k.NewSignal()
	k.After(time.Minute, s.Fire)
	var inside, outside time.Duration
	k.Go("waits", func(*Proc) {
		if err := s.Await(); err != nil {
			t.Error(err)
		}
		inside = k.Now().Sub(began)
	}, nil)
	killed := k.Go("is killed", func(*Proc) {
		_ = s.Await()
		t.Error("a killed coroutine went on")
	}, nil)
	k.After(time.Second, killed.Kill)
	if err := s.Await(); err != nil {
		t.Fatal(err)
	}
	outside = k.Now().Sub(began)
	k.Advance(0)
	if inside != time.Minute || outside != time.Minute {
		t.Errorf("went on after %s inside, %s outside", inside, outside)
	}
	if err := s.Await(); err != nil || k.Now().Sub(began) != time.Minute {
		t.Errorf("a fired signal is waited for: %v", err)
	}
}

func TestASignalThatCannotComeIsAnError(t *testing.T) {
	k := New(1, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	s := k.NewSignal()
	var inStep error
	k.After(0, func() { inStep = s.Await() })
	if err := s.Await(); !errors.Is(err, ErrNever) {
		t.Errorf("in a world that has ended: %v", err)
	}
	if !errors.Is(inStep, ErrInStep) {
		t.Errorf("in a step: %v", inStep)
	}
}
