package simulated

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/check"
	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

// Calls counts the AWS calls of the functions.
type Calls struct {
	// ByOperation counts by "service Operation".
	ByOperation map[string]int
	// Sweeps counts those of invocations that a schedule or a sweep began.
	Sweeps int

	world *World
}

// CountCalls counts the functions' calls from now on.
func CountCalls(w *World) *Calls {
	c := &Calls{ByOperation: map[string]int{}, world: w}
	w.Watch(c.made)
	return c
}

func (c *Calls) made(m awssim.Made) {
	i, ok := c.world.Lambda.Current()
	if !ok {
		return
	}
	c.ByOperation[m.Call.Scope+" "+m.Call.Operation]++
	if strings.Contains(i.Cause, "Sweep") || strings.Contains(i.Cause, "Tick") {
		c.Sweeps++
	}
}

// All is the number of calls.
func (c *Calls) All() int {
	n := 0
	for _, k := range c.ByOperation {
		n += k
	}
	return n
}

// ByService is the counts by service, the largest first, in one line.
func (c *Calls) ByService() string {
	counts := map[string]int{}
	for op, n := range c.ByOperation {
		service, _, _ := strings.Cut(op, " ")
		counts[service] += n
	}
	names := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(names, func(a, b string) int { return counts[b] - counts[a] })
	parts := make([]string, 0, len(names))
	for _, n := range names {
		parts = append(parts, fmt.Sprintf("%s %d", n, counts[n]))
	}
	return strings.Join(parts, ", ")
}

// Drain is one order as it ended.
type Drain struct {
	Instance string `json:"instance"`
	Group    string `json:"group"`
	Because  string `json:"because"`
	Ending   string `json:"ending"`
	Tasks    int    `json:"tasks"`
	Took     string `json:"took"`
}

// Summary is what a run comes to.
type Summary struct {
	Drains     []Drain `json:"drains"`
	Calls      int     `json:"calls"`
	ByService  string  `json:"calls_by_service"`
	SweepCalls int     `json:"sweep_calls"`
	// LostGrace counts the tasks that were cut off without their stop timeout by our doing,
	// SpotLost those that EC2 cut off when it took a Spot instance.
	LostGrace int `json:"lost_grace"`
	SpotLost  int `json:"spot_lost"`
}

// Sum reads the orders out of the state table, and counts.
func Sum(ctx context.Context, w *World, calls *Calls, lost check.Counts) (Summary, error) {
	s := Summary{
		Calls: calls.All(), ByService: calls.ByService(), SweepCalls: calls.Sweeps,
		LostGrace: lost.LostGrace, SpotLost: lost.SpotLost,
	}
	store := state.New(w.UserConfig(), w.Table())
	store.Clock = w.Kernel
	work, err := store.Work(ctx, DemoCluster)
	if err != nil {
		return s, err
	}
	for _, o := range work.Orders {
		s.Drains = append(s.Drains, drainOf(o))
	}
	return s, nil
}

func drainOf(o fleet.DrainOrder) Drain {
	d := Drain{
		Instance: o.Instance, Group: o.Group, Because: o.Reason, Ending: string(o.Ending),
		Tasks: o.Tasks, Took: "-",
	}
	if o.Open() {
		d.Ending = "open: " + string(o.Step)
	} else {
		d.Took = o.Finished.Sub(o.Opened).Round(time.Second).String()
	}
	return d
}

// Reset begins to count anew.
func (c *Calls) Reset() { c.ByOperation, c.Sweeps = map[string]int{}, 0 }
