package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

func TestStopTimesAreLearnedByImage(t *testing.T) {
	w := newWorld(t)
	for _, d := range []time.Duration{10 * time.Second, 20 * time.Second, -1, 30 * time.Second} {
		w.must(w.LearnStop(t.Context(), "sha256:a", d))
	}
	w.must(w.LearnStop(t.Context(), "sha256:b", 50*time.Hour))
	w.must(w.LearnStop(t.Context(), "", time.Second))
	w.must(w.LearnStop(t.Context(), strings.Repeat("x", 5000), time.Second))
	got, err := w.StopTimes(t.Context(), []string{"sha256:a", "sha256:b", "sha256:c", ""})
	w.must(err)
	want := fleet.Learned{Samples: 3, Mean: 20 * time.Second, Most: 30 * time.Second}
	if got["sha256:a"] != want || got["sha256:b"].Most != time.Hour || len(got) != 2 {
		t.Errorf("got %v", got)
	}
	for range 150 {
		w.must(w.LearnStop(t.Context(), "sha256:a", 40*time.Second))
	}
	got, err = w.StopTimes(t.Context(), []string{"sha256:a"})
	if l := got["sha256:a"]; err != nil || l.Samples != 100 || l.Mean < 35*time.Second {
		t.Errorf("later: got %v, %v", l, err)
	}
	w.pass(91 * 24 * time.Hour)
	if got, err = w.StopTimes(t.Context(), []string{"sha256:a"}); len(got) != 0 || err != nil {
		t.Errorf("unused for long: got %v, %v", got, err)
	}
}

func TestOneLookReadsTwentyFiveStopTimes(t *testing.T) {
	w := newWorld(t)
	var digests []string
	for i := range 30 {
		digests = append(digests, fmt.Sprintf("sha256:%02d", i))
		w.must(w.LearnStop(t.Context(), digests[i], time.Second))
	}
	if got, err := w.StopTimes(t.Context(), digests); len(got) != 25 || err != nil {
		t.Errorf("got %d, %v", len(got), err)
	}
}

func TestTheLastGoodPolicyIsKept(t *testing.T) {
	w := newWorld(t)
	if _, _, ok, err := w.LastPolicy(t.Context(), cluster); ok || err != nil {
		t.Errorf("none yet: %v %v", ok, err)
	}
	for _, c := range []struct {
		version int64
		doc     string
	}{{7, "mode: act"}, {7, "mode: act"}, {7, "mode: act\n# an exception"}, {1, "mode: report"}} {
		w.must(w.KeepPolicy(t.Context(), cluster, c.version, c.doc))
		version, doc, ok, err := w.LastPolicy(t.Context(), cluster)
		if version != c.version || doc != c.doc || !ok || err != nil {
			t.Errorf("got %d %q %v %v", version, doc, ok, err)
		}
	}
	if err := w.KeepPolicy(t.Context(), cluster, 8, strings.Repeat("x", 300<<10)); err == nil {
		t.Error("kept what no row holds")
	}
}

func TestAFindingIsRaisedAnewAfterItWasCleared(t *testing.T) {
	w := newWorld(t)
	f := fleet.Finding{ID: "hook/drain", Text: "its heartbeat is short"}
	raise := func(want bool) {
		t.Helper()
		if got, err := w.Raise(t.Context(), cluster, f); got != want || err != nil {
			t.Errorf("raise: %v %v, want %v", got, err, want)
		}
	}
	raise(true)
	raise(false)
	if got, err := w.Findings(t.Context(), cluster); !slices.Equal(got, []fleet.Finding{f}) ||
		err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	for _, want := range []bool{true, false} {
		if got, err := w.Cleared(t.Context(), cluster, f.ID); got != want || err != nil {
			t.Errorf("cleared: %v %v", got, err)
		}
	}
	raise(true)
}

func TestAClusterHasOneFirstLook(t *testing.T) {
	w := newWorld(t)
	first := func(cluster string, want bool) {
		t.Helper()
		if got, err := w.FirstLook(t.Context(), cluster); got != want || err != nil {
			t.Errorf("%s: %v %v, want %v", cluster, got, err, want)
		}
	}
	w.between = func() { w.lose = true }
	first(cluster, true)
	first(cluster, false)
	w.between = func() { first("test", true) }
	first("test", false)
}
