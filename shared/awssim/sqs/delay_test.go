package sqs_test

import (
	"testing"
	"time"

	"sashweight/shared/awssim/sqs"
)

// SQS-2: a message is invisible for exactly its own delay, or else for its queue's.
func TestAMessageIsInvisibleForExactlyItsDelay(t *testing.T) {
	for _, c := range []struct {
		queue time.Duration
		own   int32
		want  time.Duration
	}{
		{0, 0, 0}, {0, 900, 900 * time.Second}, {time.Minute, 0, time.Minute},
		{time.Minute, 5, 5 * time.Second}, {5 * time.Second, 60, time.Minute},
	} {
		w := newWorld(t, sqs.Options{Delay: c.queue})
		w.send("later", c.own)
		if c.want > 0 {
			w.env.Advance(c.want - time.Nanosecond)
			if got := w.receive(1, 0); len(got) != 0 {
				t.Errorf("%+v: received before its time", c)
			}
			w.env.Advance(time.Nanosecond)
		}
		if got := bodies(w.receive(1, 0)); got != "later" {
			t.Errorf("%+v: got %q at its time", c, got)
		}
	}
}

// LAM-12: whoever waits hears of a message once it is visible, and again when it comes back.
func TestWhoeverWaitsHearsOfEachMessageWhenItIsVisible(t *testing.T) {
	w := newWorld(t, sqs.Options{Visibility: time.Minute})
	begin := w.env.Now()
	var heard []time.Duration
	receipts := 0
	w.send("before", 0)
	w.svc.Watch(w.arn, func() {
		heard = append(heard, w.env.Now().Sub(begin))
		for _, m := range w.svc.Take(w.arn, 10) {
			if receipts++; receipts > 2 {
				w.svc.Done(w.arn, *m.ReceiptHandle)
			}
		}
	})
	w.send("later", 10)
	w.env.Advance(time.Hour)
	want := []time.Duration{0, 10 * time.Second, time.Minute, 70 * time.Second}
	if len(heard) != len(want) {
		t.Fatalf("heard at %v, want %v", heard, want)
	}
	for i := range want {
		if heard[i] != want[i] {
			t.Errorf("heard at %v, want %v", heard, want)
		}
	}
}

// LAM-15: a standard queue may deliver twice, and each copy has to be deleted.
func TestACopyOfAMessageIsDeliveredByItself(t *testing.T) {
	w := newWorld(t, sqs.Options{Visibility: time.Minute})
	w.svc.Copies = func(string) []time.Duration { return []time.Duration{0, 5 * time.Second} }
	taken := map[string]int{}
	w.svc.Watch(w.arn, func() {
		for _, m := range w.svc.Take(w.arn, 10) {
			taken[*m.MessageId]++
			w.svc.Done(w.arn, *m.ReceiptHandle)
		}
	})
	w.send("twice", 0)
	w.env.Advance(time.Hour)
	if len(taken) != 1 || w.counts() != "0 0 0" {
		t.Fatalf("taken %v, left %s", taken, w.counts())
	}
	for id, n := range taken {
		if n != 2 {
			t.Errorf("message %s came %d times, want 2", id, n)
		}
	}
}
