package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"sashweight/shared/awssim/faults"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(garbage)
	os.Exit(m.Run())
}

// Ten seeds, each over the wire protocols and typed: the same promises, and the same journal.
func TestTenSeedsKeepEveryPromiseThroughBothFrontEnds(t *testing.T) {
	struck := map[string]int{}
	for seed := uint64(1); seed <= 10; seed++ {
		var runs [2]result
		for i, typed := range []bool{true, false} {
			r, err := play(t.Context(), how{seed: seed, typed: typed})
			if err != nil {
				t.Fatal(err)
			}
			runs[i] = r
		}
		r := runs[0]
		if len(r.Broken) > 0 {
			t.Errorf("SEED=%d: %s\n%s", seed, strings.Join(r.Broken, "\n"),
				strings.Join(r.Tail, "\n"))
		}
		if r.Digest != runs[1].Digest {
			t.Errorf("SEED=%d: the front ends wrote different journals, %d and %d lines", seed, r.Lines,
				runs[1].Lines)
		}
		if r.Drains == 0 {
			t.Errorf("SEED=%d: nothing was drained", seed)
		}
		into(struck, r.Faults)
	}
	if never := never(drawn(), struck); len(never) > 0 {
		t.Errorf("faults that never struck: %v", never)
	}
}

func TestRatesAreTheSeeds(t *testing.T) {
	a, b, c := showRates(drawRates(5)), showRates(drawRates(5)), showRates(drawRates(6))
	if a != b || a == c {
		t.Errorf("rates of a seed: %s and %s; of another: %s", a, b, c)
	}
}

func TestFirstDifferenceOfTwoJournals(t *testing.T) {
	for _, c := range []struct {
		x, y string
		line int
		a, b string
	}{
		{"", "", 0, "", ""},
		{"a\nb\n", "a\nb\n", 0, "", ""},
		{"a\nb\n", "a\nc\n", 2, "b", "c"},
		{"a\n", "a\nb\n", 2, "", "b"},
	} {
		line, a, b := firstDifference(c.x, c.y)
		if line != c.line || a != c.a || b != c.b {
			t.Errorf("%q and %q: %d %q %q", c.x, c.y, line, a, b)
		}
	}
}

// well is a pair of runs that found nothing.
func well() pair {
	all := map[string]int{}
	for _, name := range slices.Concat(drawn(), recoveries()) {
		all[name] = 1
	}
	r := result{Seed: 3, Digest: "d", Faults: all, Recoveries: all, Settled: 600}
	return pair{seed: 3, runs: [2]result{r, r}}
}

func TestReportFailsOnWhateverWasFound(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(*pair)
		want string
	}{
		{"all well", func(*pair) {}, ""},
		{"a violation", func(p *pair) {
			p.runs[0].Broken, p.runs[0].Tail = []string{"broken: x"}, []string{"last line"}
		}, "make sim SEED=3)\nbroken: x"},
		{"a journal that differs", func(p *pair) { p.runs[1].Digest = "e" }, "line 7:\n  a\n  b"},
		{"a run that failed", func(p *pair) { p.failed = errors.New("exit 2") },
			"SEED=3 did not end: exit 2"},
		{"a fault that never struck", func(p *pair) {
			p.runs[0].Faults = map[string]int{}
		}, "never happened in 1 seeds: " + faults.EventLost},
		{"a recovery that never ran", func(p *pair) {
			p.runs[0].Recoveries = map[string]int{}
		}, "never happened in 1 seeds: " + callRetried},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := well()
			c.harm(&p)
			s := newSum()
			s.add(p)
			var out bytes.Buffer
			r := report{out: &out, again: func(context.Context, uint64) (int, string, string, error) {
				return 7, "a", "b", nil
			}}
			err := r.print(t.Context(), s)
			if errors.Is(err, errBroken) != (c.want != "") {
				t.Errorf("the end is %v", err)
			}
			if !strings.Contains(out.String(), c.want) {
				t.Errorf("no %q in\n%s", c.want, out.String())
			}
		})
	}
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
	}{{"--help", 0}, {"--nothing", 2}, {"--seed x", 2}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(c.args), &out, &errs); code != c.code {
			t.Errorf("%s: exit %d, want %d: %s", c.args, code, c.code, errs.String())
		}
	}
}
