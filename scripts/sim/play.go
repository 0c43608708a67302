package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/check"
)

const (
	// span is how long the fleet lives with faults and its operator.
	span = 6 * time.Hour
	// settleMost is how long everything may take to end once faults and deeds have stopped: the
	// longest standalone task, a full look after the last lost event, and the last retries.
	settleMost = 2 * time.Hour
)

// how is how one seed is played.
type how struct {
	seed  uint64
	typed bool
	// journal, when set, takes every line of the journal.
	journal io.Writer
}

// typedSeed says which front end a seed uses: every tenth goes over the wire.
func typedSeed(seed uint64) bool { return seed%10 != 0 }

// result is what one run of a seed came to.
type result struct {
	Seed   uint64 `json:"seed"`
	Typed  bool   `json:"typed"`
	Rates  string `json:"rates"`
	Digest string `json:"digest"`
	Lines  uint64 `json:"lines"`
	// Faults, Recoveries and Deeds are how often each struck, ran and was done.
	Faults     map[string]int `json:"faults"`
	Recoveries map[string]int `json:"recoveries"`
	Deeds      map[string]int `json:"deeds"`
	check.Counts
	// Judged and Excused are how often each invariant had something to judge, and how often what
	// would have broken one was excused.
	Judged  map[string]int `json:"judged"`
	Excused map[string]int `json:"excused"`

	Drains int `json:"drains"`
	Calls  int `json:"calls"`
	// Used and Unused are what each function's role was asked for, and what it allows and no call
	// needed, as "function action".
	Used   []string `json:"used"`
	Unused []string `json:"unused"`
	// Settled is how long the fleet took to come to rest, in virtual seconds.
	Settled int64 `json:"settled_s"`
	// Broken are the violations and what did not end; Tail the journal's last lines then.
	Broken []string `json:"broken,omitempty"`
	Tail   []string `json:"tail,omitempty"`
}

// game is one run under way.
type game struct {
	how
	world   *simulated.World
	checker *check.Checker
	tally   *tally
	op      *operator
	result  result
}

// play runs one seed in this process.
func play(ctx context.Context, h how) (result, error) {
	rates := drawRates(h.seed)
	w, err := simulated.New(awssim.Options{Seed: h.seed, Rates: rates, Typed: h.typed, Limits: true})
	if err != nil {
		return result{}, err
	}
	w.Journal.Out = h.journal
	g := &game{
		how: h, world: w, checker: check.New(w.Account), tally: newTally(w),
		op:     newOperator(w, h.seed),
		result: result{Seed: h.seed, Typed: h.typed, Rates: showRates(rates)},
	}
	g.checker.Mode = g.op.mode
	simulated.CheckRules(w, g.checker)
	if err := g.live(ctx); err != nil && !errors.Is(err, errBroken) {
		return g.result, fmt.Errorf("seed %d: %w", h.seed, err)
	}
	g.sum()
	return g.result, nil
}

// live is the fleet's whole life. A broken promise ends it: what follows one says little.
func (g *game) live(ctx context.Context) error {
	if err := simulated.DemoFleet(ctx, g.world); err != nil {
		return err
	}
	if err := g.op.foreignHook(ctx); err != nil {
		return err
	}
	end := g.world.Now().Add(span)
	for g.world.Now().Before(end) {
		g.advance(g.op.pause())
		if err := g.ended(ctx); err != nil {
			return err
		}
		err := errors.Join(g.op.undo(ctx, g.world.Now()), g.op.act(ctx))
		if err != nil {
			return err
		}
	}
	g.world.Faults.Stop()
	g.checker.Calm()
	if err := g.op.undo(ctx, end.Add(span)); err != nil {
		return err
	}
	return g.settle(ctx)
}

// ended is why the fleet's life has to end early: nil while it goes on.
func (g *game) ended(ctx context.Context) error {
	if g.checker.Err() != nil {
		return errBroken
	}
	return ctx.Err()
}

// advance lets time pass, up to the step that breaks a promise: the journal's last lines then tell
// how it came to that.
func (g *game) advance(d time.Duration) {
	until := g.world.Now().Add(d)
	for at, ok := g.world.NextAt(); ok && !at.After(until); at, ok = g.world.NextAt() {
		g.world.Step()
		if g.checker.Err() != nil {
			return
		}
	}
	g.world.AdvanceTo(until)
}

// settle lets everything come to its end.
func (g *game) settle(ctx context.Context) error {
	began := g.world.Now()
	for {
		g.advance(time.Minute)
		if err := g.ended(ctx); err != nil {
			return err
		}
		quiet := g.checker.Settled(0)
		took := g.world.Now().Sub(began)
		g.result.Settled = int64(took / time.Second)
		// Ten quiet minutes first: what nobody has noticed yet has to be found by a full look.
		if quiet == nil && took >= 10*time.Minute {
			return nil
		}
		if took >= settleMost {
			g.result.Broken = append(g.result.Broken, quiet.Error())
			return nil
		}
	}
}

func (g *game) sum() {
	r := &g.result
	r.Digest, r.Lines = g.world.Journal.Digest(), g.world.Journal.Lines()
	r.Faults, r.Deeds, r.Recoveries = g.world.Faults.Struck(), g.op.done, g.tally.recoveries
	r.Counts, r.Judged, r.Excused = g.checker.Counts, g.checker.Judged, g.checker.Excused
	r.Calls, r.Drains = g.tally.calls, g.tally.drains
	for _, f := range g.world.Lambda.Functions() {
		for _, action := range g.world.IAM.Used(f.Role) {
			r.Used = append(r.Used, f.Name+" "+action)
		}
		for _, action := range g.world.IAM.Unused(f.Role) {
			r.Unused = append(r.Unused, f.Name+" "+action)
		}
	}
	for _, v := range g.checker.Violations() {
		r.Broken = append(r.Broken, v.Error())
	}
	if len(r.Broken) > 0 {
		r.Tail = g.world.Journal.Tail()
	}
}
