package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sashweight/shared/fleet"
	observeecs "sashweight/shared/observe/ecs"
)

// followEvery is how often an order is looked at that somebody waits for.
const followEvery = 5 * time.Second

// errVanished says that an order is no longer in the table.
var errVanished = errors.New("the order is no longer in the table")

// follow prints what changes about an order until it ends. How it ended is the exit code.
func (s *stack) follow(ctx context.Context, out *output, a answer) error {
	nodes, said := observeecs.New(s.config), ""
	for {
		o, err := s.order(ctx, a)
		if errors.Is(err, errVanished) {
			return endedBy{code: exitOther, err: err}
		}
		if err == nil {
			left := s.left(ctx, nodes, o)
			if now := s.progress(o, left); now != said {
				said = now
				out.print("%s\n", now)
				out.object(followed{orderLine: lineOf(o), Left: left})
			}
			if !o.Open() {
				return ended(o)
			}
			err = out.err
		}
		if err == nil {
			err = s.c.clock.Sleep(ctx, followEvery)
		}
		if err != nil {
			notice := &output{w: s.c.errs}
			notice.print("The order goes on; sashweight drains shows it.\n")
			return err
		}
	}
}

// order reads the order that an answer is about, open or not.
func (s *stack) order(ctx context.Context, a answer) (fleet.DrainOrder, error) {
	o, ok, err := s.store.Order(ctx, a.Cluster, a.Instance)
	if err != nil || ok && o.Is(a.Order) {
		return o, err
	}
	closed, err := s.store.Closed(ctx, a.Cluster) // it ended while this machine slept
	if err != nil {
		return o, err
	}
	for _, o := range closed {
		if o.Instance == a.Instance && o.Is(a.Order) {
			return o, nil
		}
	}
	return o, fmt.Errorf("follow %s: %w", a.Instance, errVanished)
}

// followed is an order and how many of its node's tasks are left; nil where that is not known.
type followed struct {
	orderLine
	Left *int `json:"left"`
}

// left counts the tasks that are left on a node that drains. It is told and decides nothing: where
// it cannot be read, it is left out.
func (s *stack) left(ctx context.Context, r *observeecs.Reader, o fleet.DrainOrder) *int {
	if !o.Open() || o.Draining.IsZero() {
		return nil
	}
	nodes, err := r.Nodes(ctx, o.Cluster, []string{o.Instance})
	if err != nil {
		return nil
	}
	n, ok := nodes[o.Instance]
	if !ok {
		return nil
	}
	left, err := r.Left(ctx, n)
	if err != nil {
		return nil
	}
	return &left.Tasks
}

// progress is one line on how far an order is.
func (s *stack) progress(o fleet.DrainOrder, left *int) string {
	t := s.times()
	if !o.Open() {
		text := fmt.Sprintf("%s  %s", t.clock(o.Finished), o.Ending)
		if o.EndReason != "" {
			text += ": " + plain(o.EndReason)
		}
		text += " (after " + span(o.Finished.Sub(o.Created))
		if !o.Expected.IsZero() {
			text += ", first expected at " + t.clock(o.Expected)
		}
		return text + ")"
	}
	parts := []string{string(o.Step)}
	if left != nil {
		parts = append(parts, plural(*left, "task")+" left")
	}
	if o.Forecast.Free() && !o.Forecast.Done.IsZero() {
		parts = append(parts, "should be done at "+t.clock(o.Forecast.Done))
	}
	if d := deadlineOf(o); !d.IsZero() {
		parts = append(parts, "deadline "+t.clock(d))
	}
	text := strings.Join(parts, ", ")
	for _, b := range o.Forecast.Blockers {
		text += "\n       blocked by " + hinders(b)
	}
	return text
}

// ended is the exit code of an order's ending, as an error unless it ended well.
func ended(o fleet.DrainOrder) error {
	code := exitOther
	switch o.Ending {
	case fleet.EndingDrained, fleet.EndingRemoved:
		return nil
	case fleet.EndingRefused:
		code = exitRefused
	}
	return endedBy{code: code, err: fmt.Errorf("drain %s: ended as: %s", o.Instance, o.Ending)}
}
