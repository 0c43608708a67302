package main

import (
	"errors"
	"slices"

	"sashweight/shared/awssim/check"
)

// errBroken says that the simulation has found something; the report has said what.
var errBroken = errors.New("a promise was broken")

// sum is what all seeds came to. Counts are of the first of each seed's two runs.
type sum struct {
	seeds, wire               int
	faults, recoveries, deeds map[string]int
	judged, excused           map[string]int
	counts                    check.Counts
	drains, calls             int
	used                      map[string]int // in how many seeds, by function and action
	unused                    map[string]int
	slowest                   result // to settle
	failed, broken, different []pair
}

func newSum() *sum {
	return &sum{
		faults: map[string]int{}, recoveries: map[string]int{}, deeds: map[string]int{},
		judged: map[string]int{}, excused: map[string]int{},
		used: map[string]int{}, unused: map[string]int{},
	}
}

// neverUsed lists what roles allow and no seed needed, sorted.
func (s *sum) neverUsed() []string {
	var out []string
	for name, seeds := range s.unused {
		if seeds == s.seeds-len(s.failed) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (s *sum) add(p pair) {
	s.seeds++
	if p.failed != nil {
		s.failed = append(s.failed, p)
		return
	}
	r := p.runs[0]
	if !r.Typed {
		s.wire++
	}
	into(s.faults, r.Faults)
	into(s.recoveries, r.Recoveries)
	into(s.deeds, r.Deeds)
	into(s.judged, r.Judged)
	into(s.excused, r.Excused)
	for _, name := range r.Used {
		s.used[name]++
	}
	for _, name := range r.Unused {
		s.unused[name]++
	}
	s.counts.LostGrace += r.LostGrace
	s.counts.SpotLost += r.SpotLost
	s.counts.LapsedLost += r.LapsedLost
	s.counts.ReportLost += r.ReportLost
	s.counts.ForcedLost += r.ForcedLost
	s.counts.DeadLost += r.DeadLost
	s.counts.DaemonLost += r.DaemonLost
	s.counts.OwnDeath += r.OwnDeath
	s.drains += r.Drains
	s.calls += r.Calls
	if r.Settled >= s.slowest.Settled {
		s.slowest = r
	}
	if len(r.Broken) > 0 {
		s.broken = append(s.broken, p)
	}
	if !p.same() {
		s.different = append(s.different, p)
	}
}

func into(all, some map[string]int) {
	for name, n := range some {
		all[name] += n
	}
}

// sort puts what was found into the order of seeds: processes end in any order.
func (s *sum) sort() {
	for _, list := range [][]pair{s.failed, s.broken, s.different} {
		slices.SortFunc(list, func(a, b pair) int { return int(a.seed) - int(b.seed) })
	}
}

// never lists what did not happen once among the names.
func never(names []string, counts map[string]int) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return counts[n] > 0 })
}
