package state_test

import (
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

func TestRestsDoubleToADayAndAreForgotten(t *testing.T) {
	w := newWorld(t)
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 24, 24} {
		r, err := w.Rest(t.Context(), cluster, instance, fleet.OriginHealth)
		w.must(err)
		if got := r.Until.Sub(w.now); got != want*time.Hour || r.Failed != i+1 {
			t.Errorf("failure %d: got %v, %d failed", i+1, got, r.Failed)
		}
		w.pass(time.Minute)
		again, err := w.Rest(t.Context(), cluster, instance, fleet.OriginHealth)
		if again != r || err != nil {
			t.Errorf("told again: got %+v, %v", again, err)
		}
		w.pass(want * time.Hour)
	}
	rest := func(cause fleet.Origin) {
		_, err := w.Rest(t.Context(), cluster, instance, cause)
		w.must(err)
	}
	rest(fleet.OriginOrder)
	count := func() int {
		rests, err := w.Rests(t.Context(), cluster)
		w.must(err)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		if len(work.Rests) != len(rests) {
			t.Errorf("%d rests in the work, %d of them", len(work.Rests), len(rests))
		}
		return len(rests)
	}
	if got := count(); got != 2 {
		t.Errorf("got %d rests, want one for each cause", got)
	}
	w.must(w.Forget(t.Context(), cluster, instance, fleet.OriginHealth))
	if got := count(); got != 1 {
		t.Errorf("forgotten: got %d rests", got)
	}
	w.pass(26 * time.Hour)
	if got := count(); got != 0 {
		t.Errorf("expired: got %d rests", got)
	}
	if r, err := w.Rest(t.Context(), cluster, instance, fleet.OriginOrder); r.Failed != 1 ||
		err != nil {
		t.Errorf("after it expired: %+v %v", r, err)
	}
}

func TestReservationsAreOneForEachOwnerAndLapse(t *testing.T) {
	w := newWorld(t)
	until := start.Add(time.Hour)
	for _, c := range []struct {
		r    state.Reservation
		want bool
	}{
		{state.Reservation{Owner: "b", Group: "g", Count: 1, Until: until}, true},
		{state.Reservation{Owner: "b", Group: "g", Count: 2, Until: until}, true},
		{state.Reservation{Owner: "b", Group: "other", Count: 1, Until: until}, false},
		{state.Reservation{Owner: "a", Group: "g", Count: 3, Until: until.Add(1e6)}, true},
	} {
		if ok, err := w.Reserve(t.Context(), cluster, c.r); ok != c.want || err != nil {
			t.Errorf("%+v: %v %v", c.r, ok, err)
		}
	}
	slots := func() (slots []int) {
		held, err := w.Reserved(t.Context(), cluster)
		w.must(err)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		for i, r := range held {
			if work.Reserved[i] != r {
				t.Errorf("the work has %+v", work.Reserved)
			}
			slots = append(slots, r.Count)
		}
		return slots
	}
	if got := slots(); len(got) != 2 || got[0] != 3 || got[1] != 2 {
		t.Errorf("got %v", got)
	}
	for _, want := range []bool{true, false} {
		if ok, err := w.Unreserve(t.Context(), cluster, "a"); ok != want || err != nil {
			t.Errorf("release: %v %v", ok, err)
		}
	}
	w.pass(time.Hour)
	if got := slots(); len(got) != 0 {
		t.Errorf("lapsed: got %v", got)
	}
	other := state.Reservation{Owner: "b", Group: "other", Count: 1, Until: until.Add(time.Hour)}
	if ok, err := w.Reserve(t.Context(), cluster, other); !ok || err != nil {
		t.Errorf("after it lapsed: %v %v", ok, err)
	}
}

func TestMovesAreOfTheLastHour(t *testing.T) {
	w := newWorld(t)
	add := func(n int) { w.must(w.AddMoves(t.Context(), cluster, n, w.now)) }
	moves := func() int {
		n, err := w.Moves(t.Context(), cluster, w.now)
		w.must(err)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		if work.Moves != n {
			t.Errorf("the work has %d, want %d", work.Moves, n)
		}
		return n
	}
	add(3)
	w.pass(30 * time.Minute)
	add(4)
	add(0)
	w.between = func() { add(5) }
	add(1)
	if got := moves(); got != 13 {
		t.Errorf("got %d, want 13", got)
	}
	w.pass(31 * time.Minute)
	if got := moves(); got != 10 {
		t.Errorf("got %d, want 10", got)
	}
	w.between = func() { w.lose = true }
	add(2)
	if got := moves(); got != 12 {
		t.Errorf("answer lost: got %d, want 12", got)
	}
	for range 200 {
		w.pass(time.Minute)
		add(1)
	}
	if got := moves(); got != 61 {
		t.Errorf("one a minute: got %d", got)
	}
}
