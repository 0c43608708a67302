package kernel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

func TestEntriesRunInTheOrderOfTheirTimeThenOfTheirAge(t *testing.T) {
	k := New(1, start)
	var ran []string
	note := func(s string) func() { return func() { ran = append(ran, s) } }
	k.After(2*time.Second, note("c"))
	k.After(time.Second, note("a"))
	k.After(time.Second, note("b"))
	k.Advance(time.Minute)
	if got := strings.Join(ran, ""); got != "abc" {
		t.Errorf("ran %s, want abc", got)
	}
	if got, want := k.Now(), start.Add(time.Minute); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
}

func TestAStoppedTimerLeavesTheQueueAtOnce(t *testing.T) {
	k := New(1, start)
	var timers []*Timer
	ran := 0
	for i := range 100 {
		timers = append(timers, k.After(time.Duration(i*37%100)*time.Second, func() { ran++ }))
	}
	for i := 0; i < 100; i += 2 {
		if !timers[i].Stop() {
			t.Fatalf("timer %d was not waiting", i)
		}
	}
	if got := len(k.queue); got != 50 {
		t.Errorf("%d entries wait, want 50", got)
	}
	k.Advance(time.Hour)
	if ran != 50 {
		t.Errorf("%d ran, want 50", ran)
	}
	if timers[1].Stop() {
		t.Error("a timer that ran was still waiting")
	}
}

func TestEntriesOfThePastRunNow(t *testing.T) {
	k := New(1, start)
	k.At(start.Add(-time.Hour), func() {})
	k.Step()
	if got := k.Now(); got != start {
		t.Errorf("time ran back to %s", got)
	}
}

func TestCoroutinesInterleaveWhereTheySleep(t *testing.T) {
	k := New(1, start)
	var said []string
	for i, d := range []time.Duration{3 * time.Second, 2 * time.Second} {
		k.Go("p", func(p *Proc) {
			for range 2 {
				p.Sleep(d)
				said = append(said, fmt.Sprintf("%d@%s", i, k.Now().Sub(start)))
			}
		}, func() { said = append(said, fmt.Sprintf("%d ended", i)) })
	}
	k.Advance(time.Minute)
	want := []string{"1@2s", "0@3s", "1@4s", "1 ended", "0@6s", "0 ended"}
	if !slices.Equal(said, want) {
		t.Errorf("got %v, want %v", said, want)
	}
}

func TestAKilledCoroutineRunsNothingMore(t *testing.T) {
	k := New(1, start)
	deferred, after, ended := false, false, false
	p := k.Go("p", func(p *Proc) {
		defer func() { deferred = true }()
		p.Sleep(time.Hour)
		after = true
	}, func() { ended = true })
	k.Advance(time.Minute)
	p.Kill()
	k.Advance(2 * time.Hour)
	if deferred || after || ended || !p.Killed() {
		t.Errorf("deferred %v, after %v, ended %v, killed %v", deferred, after, ended, p.Killed())
	}
}

func TestACoroutineMayKillItself(t *testing.T) {
	k := New(1, start)
	after, ended := false, false
	k.Go("p", func(p *Proc) {
		p.Kill()
		after = true
	}, func() { ended = true })
	k.Advance(time.Minute)
	if after || ended {
		t.Errorf("after %v, ended %v", after, ended)
	}
}

func TestSleepReturnsTheContextsError(t *testing.T) {
	k := New(1, start)
	ctx, cancel := context.WithCancel(t.Context())
	if err := k.Sleep(ctx, time.Second); err != nil {
		t.Fatal(err)
	}
	if got := k.Now(); got != start.Add(time.Second) {
		t.Errorf("it is %s", got)
	}
	cancel()
	if err := k.Sleep(ctx, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}

func TestAdvancingFromInsideAnInvocationIsABug(t *testing.T) {
	k := New(1, start)
	k.After(time.Minute, func() {})
	k.Go("p", func(*Proc) { k.Advance(time.Hour) }, nil)
	defer func() {
		if recover() == nil {
			t.Error("the world was advanced from inside an invocation")
		}
	}()
	k.Advance(time.Second)
}

func TestStreamsAreIndependentAndSplitFromTheSeed(t *testing.T) {
	a, b := New(7, start), New(7, start)
	b.Stream("another").Uint64()
	if x, y := a.Stream("boot").Uint64(), b.Stream("boot").Uint64(); x != y {
		t.Error("a new concern reshuffled another")
	}
	if x, y := a.Stream("boot").Uint64(), New(8, start).Stream("boot").Uint64(); x == y {
		t.Error("another seed draws the same")
	}
}

func TestIDsAreUniqueAndTheSameInEachRun(t *testing.T) {
	a, b := New(1, start), New(1, start)
	seen := map[string]bool{}
	for range 1000 {
		id := a.HexID("instance", 17)
		if len(id) != 17 || seen[id] || id != b.HexID("instance", 17) {
			t.Fatalf("id %q: length, uniqueness or repeatability", id)
		}
		seen[id] = true
	}
	if got := len(a.UUID("event")); got != 36 {
		t.Errorf("a UUID of %d characters", got)
	}
}

func TestTheJournalKeepsUntrustedTextOnOneLine(t *testing.T) {
	k := New(1, start)
	var out strings.Builder
	k.Journal.Out = &out
	k.Journal.Add("call", "evil\nstate forged \x1b[2J")
	if got := strings.Count(out.String(), "\n"); got != 1 || strings.Contains(out.String(), "\x1b") {
		t.Errorf("got %q", out.String())
	}
}

func TestTheJournalsDigestTellsJournalsApart(t *testing.T) {
	digest := func(lines ...string) string {
		k := New(1, start)
		for _, l := range lines {
			k.Journal.Add("state", l)
		}
		return k.Journal.Digest()
	}
	first, again, other := digest("a", "b"), digest("a", "b"), digest("b", "a")
	if first != again || first == other {
		t.Error("the digest does not follow the lines")
	}
}

func TestTheJournalKeepsItsLastLines(t *testing.T) {
	k := New(1, start)
	for i := range 120 {
		k.Journal.Add("state", fmt.Sprint(i))
	}
	tail := k.Journal.Tail()
	if len(tail) != 50 || !strings.HasSuffix(tail[0], " 70") || !strings.HasSuffix(tail[49], " 119") {
		t.Errorf("got %d lines from %q to %q", len(tail), tail[0], tail[len(tail)-1])
	}
}
