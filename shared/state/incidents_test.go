package state_test

import (
	"testing"
	"time"

	"sashweight/shared/state"
)

func TestAnIncidentIsBegunAndEndedOnce(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		after time.Duration
		seen  bool
		want  state.Change
		holds int
	}{
		{0, false, state.IncidentNone, 0},
		{time.Minute, true, state.IncidentBegun, 1},
		{10 * time.Second, true, state.IncidentGoesOn, 1},
		{time.Hour, true, state.IncidentGoesOn, 1},
		{14 * time.Minute, false, state.IncidentGoesOn, 1},
		{59 * time.Second, true, state.IncidentGoesOn, 1},
		{14 * time.Minute, false, state.IncidentGoesOn, 1},
		{time.Minute, false, state.IncidentEnded, 0},
		{0, false, state.IncidentNone, 0},
		{time.Hour, true, state.IncidentBegun, 1},
		{8 * 24 * time.Hour, false, state.IncidentEnded, 0},
	} {
		w.pass(c.after)
		got, i, err := w.Incident(t.Context(), cluster, "impaired", c.seen, w.now)
		w.must(err)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		if got != c.want || len(work.Incidents) != c.holds {
			t.Errorf("at %v: got %s, %d hold; want %s, %d", w.now, got, len(work.Incidents), c.want,
				c.holds)
		}
		if got == state.IncidentEnded && i.Ended.IsZero() {
			t.Errorf("ended: got %+v", i)
		}
	}
}

func TestOneOfTwoLooksLearnsOfAnIncident(t *testing.T) {
	w := newWorld(t)
	var changes []state.Change
	var ids []string
	look := func(seen bool) {
		change, i, err := w.Incident(t.Context(), cluster, "impaired", seen, w.now)
		w.must(err)
		changes, ids = append(changes, change), append(ids, i.ID)
	}
	w.between = func() { look(true) }
	look(true)
	w.pass(15 * time.Minute)
	w.between = func() { look(false) }
	look(false)
	w.pass(time.Minute)
	w.between = func() { w.lose = true } // its own write, tried again by the SDK
	look(true)
	want := []state.Change{state.IncidentBegun, state.IncidentGoesOn, state.IncidentEnded,
		state.IncidentNone, state.IncidentBegun}
	for i := range want {
		if changes[i] != want[i] {
			t.Errorf("look %d: got %s, want %s", i, changes[i], want[i])
		}
	}
	if ids[0] != "prod/impaired/2026-11-02T08:00Z" || ids[3] != ids[0] || ids[4] == ids[0] {
		t.Errorf("got %v", ids)
	}
}

func TestAnIncidentIsToldOnce(t *testing.T) {
	w := newWorld(t)
	_, i, err := w.Incident(t.Context(), cluster, "impaired", true, w.now)
	w.must(err)
	if !i.Told.IsZero() {
		t.Errorf("told before: %+v", i)
	}
	w.must(w.TellIncident(t.Context(), cluster, i))
	told := w.now
	w.pass(time.Minute)
	w.must(w.TellIncident(t.Context(), cluster, i))
	_, i, err = w.Incident(t.Context(), cluster, "impaired", true, w.now)
	w.must(err)
	if !i.Told.Equal(told) || !i.Seen.Equal(w.now) {
		t.Errorf("got %+v", i)
	}
}

func TestReplacementsThatFailInARowAreCounted(t *testing.T) {
	w := newWorld(t)
	for i, c := range []struct {
		registered bool
		after      time.Duration
		want       int
	}{
		{true, 0, 0}, {false, 0, 1}, {false, 30 * time.Minute, 2}, {true, time.Minute, 0},
		{false, time.Minute, 1}, {false, 181 * time.Minute, 1}, {false, time.Minute, 2},
	} {
		w.pass(c.after)
		got, err := w.CountReplacement(t.Context(), cluster, c.registered)
		w.must(err)
		work, err := w.Work(t.Context(), cluster)
		w.must(err)
		if got != c.want || work.FailedReplacements != c.want {
			t.Errorf("%d: got %d, %d in the work, want %d", i, got, work.FailedReplacements, c.want)
		}
	}
	w.pass(2 * time.Hour)
	work, err := w.Work(t.Context(), cluster)
	if work.FailedReplacements != 0 || err != nil {
		t.Errorf("long ago: got %d, %v", work.FailedReplacements, err)
	}
}
