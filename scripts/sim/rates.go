package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"sashweight/shared/awssim/faults"
)

// drawn lists the faults that a simulation draws, in the order of faults.Names.
func drawn() []string {
	return slices.DeleteFunc(faults.Names(), func(name string) bool { return most[name] == 0 })
}

// most is the highest rate of each fault, in the terms of faults.Rates. An invocation makes some
// ten to fifty calls, so that at the highest rate a good part of them crashes. Hosts that hang and
// zones that go are not drawn: a node that cannot be emptied waits for its hook's end, as drains
// have no deadline yet.
var most = map[string]float64{
	faults.EventLost: 0.3, faults.EventDoubled: 0.2, faults.EventLate: 0.1,
	faults.EventReordered: 0.3, faults.Throttled: 0.05, faults.CrashBefore: 0.008,
	faults.CrashAfter: 0.008, faults.ServerError: 0.03, faults.AnswerLost: 0.02,
	faults.StaleRead: 0.05, faults.PartialFailure: 0.05, faults.NoAnswer: 0.002,
	faults.SlowBoot: 0.3, faults.NeverRegisters: 0.1, faults.AgentLost: 0.05,
	faults.PoisonHost: 0.02, faults.DiskFull: 0.01, faults.SpotLost: 0.05, faults.AMIWithdrawn: 0.1,
	faults.NoCapacity: 0.3,
}

// stream is one concern's random numbers of a seed.
func stream(seed uint64, concern string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte("sim " + concern))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// drawRates gives each fault a rate of its own, one in four of them none.
func drawRates(seed uint64) faults.Rates {
	r := stream(seed, "rates")
	rates := faults.Rates{}
	for _, name := range drawn() {
		rate := most[name] * r.Float64()
		if r.IntN(4) > 0 {
			rates[name] = rate
		}
	}
	return rates
}

// showRates is the rates in one line.
func showRates(rates faults.Rates) string {
	parts := make([]string, 0, len(rates))
	for _, name := range drawn() {
		parts = append(parts, fmt.Sprintf("%s %.2f%%", name, 100*rates[name]))
	}
	return strings.Join(parts, ", ")
}
