package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"

	"sashweight/shared/awssim/check"
)

// report prints what a simulation came to.
type report struct {
	out  io.Writer
	json bool
	// alone: there was one seed, which need not know every fault and recovery.
	alone bool
	// again finds the first line in which a seed's journals differ.
	again func(ctx context.Context, seed uint64) (line int, a, b string, err error)
	bad   bool
	err   error
}

func (r *report) say(format string, args ...any) {
	if _, err := lipgloss.Fprintf(r.out, format+"\n", args...); err != nil && r.err == nil {
		r.err = fmt.Errorf("print report: %w", err)
	}
}

// print writes the report. It returns errBroken where something was found.
func (r *report) print(ctx context.Context, s *sum) error {
	s.sort()
	r.bad = len(s.failed)+len(s.broken)+len(s.different) > 0
	var missing []string
	if !r.alone {
		missing = append(never(drawn(), s.faults), never(recoveries(), s.recoveries)...)
		r.bad = r.bad || len(missing) > 0
	}
	if r.json {
		r.object(s, missing)
	} else {
		r.table(s)
		r.troubles(ctx, s)
		for _, name := range missing {
			r.say("never happened in %d seeds: %s", s.seeds, name)
		}
	}
	if r.err == nil && r.bad {
		return errBroken
	}
	return r.err
}

func (r *report) table(s *sum) {
	t := table.New().Headers("what", "how often")
	rows := func(kind string, names []string, counts map[string]int) {
		for _, n := range names {
			t.Row(kind+": "+n, fmt.Sprint(counts[n]))
		}
	}
	rows("deed", deedNames(), s.deeds)
	rows("fault", drawn(), s.faults)
	rows("recovery", recoveries(), s.recoveries)
	rows("judged", check.Invariants(), s.judged)
	rows("excused", check.Excuses(), s.excused)
	t.Row("drain orders ended", fmt.Sprint(s.drains))
	t.Row("AWS calls by the functions", fmt.Sprint(s.calls))
	t.Row("tasks cut off: by our doing", fmt.Sprint(s.counts.LostGrace))
	t.Row("tasks cut off: Spot", fmt.Sprint(s.counts.SpotLost))
	t.Row("tasks cut off: a hook lapsed", fmt.Sprint(s.counts.LapsedLost))
	t.Row("tasks cut off: report mode", fmt.Sprint(s.counts.ReportLost))
	t.Row("tasks cut off: the order's time was over", fmt.Sprint(s.counts.ForcedLost))
	t.Row("tasks cut off: the agent was dead", fmt.Sprint(s.counts.DeadLost))
	t.Row("tasks cut off: daemons", fmt.Sprint(s.counts.DaemonLost))
	t.Row("tasks cut off: the machine died", fmt.Sprint(s.counts.OwnDeath))
	r.say("%s", t.Render())
	r.say("The functions' roles were asked for %d actions. Allowed and called in no seed (Lambda "+
		"itself writes logs, traces and dead letters): %s.", len(s.used),
		strings.Join(s.neverUsed(), ", "))
	r.say("Seeds: %d, each played twice; %d of them over the wire protocols, the others through the "+
		"typed front end. Every promise was checked at every step.", s.seeds, s.wire)
	if r.alone && len(s.failed) == 0 {
		r.say("Rates of faults: %s.", s.slowest.Rates)
	}
	r.say("Once faults had stopped, the slowest seed (%d) took %d virtual minutes to come to rest.",
		s.slowest.Seed, s.slowest.Settled/60)
}

func (r *report) troubles(ctx context.Context, s *sum) {
	for _, p := range s.failed {
		r.say("\nSEED=%d did not end: %v", p.seed, p.failed)
	}
	for _, p := range s.broken {
		run := p.runs[0]
		r.say("\nSEED=%d (again: make sim SEED=%d)\n%s", p.seed, p.seed,
			strings.Join(run.Broken, "\n"))
		r.say("Rates of faults: %s.\nThe journal's last lines:\n%s", run.Rates,
			strings.Join(run.Tail, "\n"))
	}
	for _, p := range s.different {
		r.say("\nSEED=%d: two runs wrote different journals (again: make sim SEED=%d)", p.seed, p.seed)
		line, a, b, err := r.again(ctx, p.seed)
		switch {
		case err != nil:
			r.say("%v", err)
		case line == 0:
			r.say("two more runs wrote the same journal")
		default:
			r.say("line %d:\n  %s\n  %s", line, a, b)
		}
	}
}

// object prints the sums for machines.
func (r *report) object(s *sum, missing []string) {
	seeds := func(pairs []pair) []uint64 {
		out := make([]uint64, 0, len(pairs))
		for _, p := range pairs {
			out = append(out, p.seed)
		}
		return out
	}
	var violations []string
	for _, p := range s.broken {
		violations = append(violations, p.runs[0].Broken...)
	}
	b, err := json.Marshal(map[string]any{
		"seeds": s.seeds, "wire": s.wire, "faults": s.faults, "recoveries": s.recoveries,
		"deeds": s.deeds, "judged": s.judged, "excused": s.excused,
		"cut_off": s.counts, "drains": s.drains, "calls": s.calls,
		"slowest_settled_s": s.slowest.Settled, "failed": seeds(s.failed),
		"broken": seeds(s.broken), "different": seeds(s.different), "never": missing,
		"violations": violations, "used": slices.Sorted(maps.Keys(s.used)),
		"never_used": s.neverUsed(),
	})
	if err == nil {
		_, err = r.out.Write(append(b, '\n'))
	}
	r.err = err
}

func deedNames() []string {
	names := make([]string, 0, len(deeds))
	for _, d := range deeds {
		names = append(names, d.name)
	}
	return names
}
