// Command bench prints the project's figures: a table for people, and a line for each that begins
// with "figure", for machines. A figure that misses its reach is printed all the same. It needs go
// and make, and is run from the module's root.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// limit is how long all measurements may take, the builds included.
const limit = 12 * time.Minute

// garbage is the process's GOGC, as in the simulation: its heap is small, so memory is traded for
// time.
const garbage = 400

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := run(ctx, os.Stdout, os.Stderr)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measurement takes one or more figures.
type measurement struct {
	title string
	take  func(ctx context.Context, dir string) ([]figure, error)
}

var measurements = []measurement{
	{"counting the AWS calls of one drain", drainCalls},
	{"running a fleet of 300 nodes against a bare event heap", heapRatio},
	{"running an account of 300 nodes that scales itself", accountRatio},
	{"growing an account to 5,000 nodes and 50,000 tasks", accountMemory},
	{"starting every function 30 times, and a hello world between", helloRatios},
	{"building every function for linux/arm64", zipSize},
}

// run takes the figures one after the other, so that none disturbs another.
func run(ctx context.Context, out, errs io.Writer) (err error) {
	debug.SetGCPercent(garbage)
	dir, err := os.MkdirTemp("", "sashweight-bench-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var all []figure
	var failed []error
	for _, m := range measurements {
		fmt.Fprintf(errs, "%s…\n", m.title)
		figures, err := m.take(ctx, dir)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", m.title, err))
		}
		all = append(all, figures...)
	}
	return errors.Join(append(failed, show(out, all))...)
}
