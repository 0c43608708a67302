package state_test

import (
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

func TestTheSameIDIsOneOrder(t *testing.T) {
	w := newWorld(t)
	w.put(ordered("one"))
	joining := ordered("two")
	joining.AtDeadline = fleet.DeadlineForce
	for _, c := range []struct {
		order fleet.DrainOrder
		want  state.Outcome
	}{
		{ordered("one"), state.Known}, {joining, state.Joined}, {joining, state.Known},
		{ordered("one"), state.Known},
	} {
		got, now := w.put(c.order)
		if got != c.want || now.ID != "one" {
			t.Errorf("%s: got %s %s, want %s of one", c.order.ID, got, now.ID, c.want)
		}
	}
	if got := w.stored(); got.Rev != 2 || got.AtDeadline != fleet.DeadlineForce {
		t.Errorf("got rev %d, %s", got.Rev, got.AtDeadline)
	}
}

func TestTwoPutsAtOnceAreOneOrder(t *testing.T) {
	w := newWorld(t)
	other := hooked()
	w.between = func() { w.put(other) }
	if got, now := w.put(ordered("one")); got != state.Joined || now.Hook == "" {
		t.Errorf("got %s, hook %q", got, now.Hook)
	}
	third := ordered("three")
	third.Urgent = true
	w.between = func() { w.put(third) }
	if got, now := w.put(ordered("two")); got != state.Joined || !now.Urgent || now.Rev != 4 {
		t.Errorf("got %s, %+v", got, now)
	}
	if got := w.stored(); len(got.Joined) != 3 || !got.Urgent {
		t.Errorf("got %+v", got)
	}
}

func TestAPutWhoseAnswerIsLostIsStillCreated(t *testing.T) {
	w := newWorld(t)
	w.must(w.AddMoves(t.Context(), cluster, 1, start)) // the network is there
	w.lose = true
	if got, _ := w.put(ordered("one")); got != state.Created {
		t.Errorf("remembering lost: got %s", got)
	}
	before := w.stored()
	after := before
	after.Step = fleet.StepWaiting
	w.lose = true
	if ok, err := w.Advance(t.Context(), before, after); !ok || err != nil {
		t.Errorf("advance: %v %v", ok, err)
	}
	w.between = func() { w.lose = true } // the write after the nonce
	o := ordered("one")
	o.Instance = "i-0b"
	if got, _ := w.put(o); got != state.Created {
		t.Errorf("creation lost: got %s", got)
	}
}

func TestAnOrderAfterAClosedOneIsNew(t *testing.T) {
	w := newWorld(t)
	_, first := w.put(ordered("one"))
	first.Ending, first.EndReason, first.Finished = fleet.EndingReturned, "it was blocked", w.now
	if ok, err := w.Close(t.Context(), first); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if ok, err := w.Close(t.Context(), first); ok || err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if got, now := w.put(ordered("one")); got != state.Known || now.EndReason == "" {
		t.Errorf("late copy: %s %+v", got, now)
	}
	got, now := w.put(ordered("two"))
	if got != state.Created || now.Step != fleet.StepOrdered || w.stored().Ending != "" {
		t.Errorf("got %s %+v", got, w.stored())
	}
	if got, now := w.put(ordered("one")); got != state.Known || now.Open() {
		t.Errorf("late copy after a new one: %s %+v", got, now)
	}
}

func TestAJoinedOrderIsNotClosedByAnEarlierLook(t *testing.T) {
	w := newWorld(t)
	_, looked := w.put(ordered("one"))
	w.put(hooked())
	looked.Ending, looked.Finished = fleet.EndingReturned, w.now
	if ok, err := w.Close(t.Context(), looked); ok || err != nil {
		t.Errorf("closed: %v %v", ok, err)
	}
	if got := w.stored(); !got.Open() || got.Hook == "" {
		t.Errorf("got %+v", got)
	}
}

func TestBeatsAndClaimsDoNotStopAnAdvance(t *testing.T) {
	w := newWorld(t)
	_, before := w.put(hooked())
	beat := before
	beat.Beat = start.Add(5 * time.Minute)
	w.must(w.MarkBeat(t.Context(), beat))
	if ok, _, err := w.Claim(t.Context(), before, fleet.EndingDrained); !ok || err != nil {
		t.Fatal(ok, err)
	}
	after := before
	after.Tasks = 4
	if ok, err := w.Advance(t.Context(), before, after); !ok || err != nil {
		t.Fatal(ok, err)
	}
	got := w.stored()
	if !got.Beat.Equal(beat.Beat) || got.Tasks != 4 || got.Claim != fleet.EndingDrained {
		t.Errorf("got %+v", got)
	}
}

func TestADoneOrderIsMovedAfterAnHourAndKeptForADay(t *testing.T) {
	w := newWorld(t)
	w.put(ordered("one"))
	_, o := w.put(ordered("two"))
	o.Ending, o.Finished = fleet.EndingRemoved, w.now
	if ok, err := w.Close(t.Context(), o); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, c := range []struct {
		after             time.Duration
		in, closed        int
		again, joinsAgain state.Outcome
	}{
		{59 * time.Minute, 1, 1, state.Known, state.Known},
		{2 * time.Minute, 0, 1, state.Known, state.Known},
		{22 * time.Hour, 0, 1, state.Known, state.Known},
		{2 * time.Hour, 0, 0, state.Created, state.Joined},
	} {
		w.pass(c.after)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		w.must(w.Tidy(t.Context(), work))
		work, err = w.Work(t.Context(), cluster)
		w.must(err)
		closed, err := w.Closed(t.Context(), cluster)
		w.must(err)
		again, _ := w.put(ordered("one"))
		joins, _ := w.put(ordered("two"))
		if len(work.Orders) != c.in || len(closed) != c.closed || again != c.again ||
			joins != c.joinsAgain {
			t.Errorf("%v later: %d orders, %d closed, %s, %s", c.after, len(work.Orders),
				len(closed), again, joins)
		}
	}
}
