// Command contract checks the simulated account and the state table against programs that were not
// written here: Debian's AWS CLI and boto3 drive served accounts, and the state table runs on
// dynalite, a DynamoDB-compatible server from npm.
//
// It installs what it needs: awscli and python3-boto3 with apt-get where they are missing (as
// root), dynalite with npm into a folder that it removes. Each check is a line; any failure makes
// it exit with 1. With --skip-missing, a part whose programs cannot be had is named and left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// limit is how long everything may take, the installation included.
const limit = 10 * time.Minute

func main() {
	skip := flag.Bool("skip-missing", false, "leave parts out whose programs cannot be had")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := run(ctx, os.Stdout, *skip)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, skip bool) (err error) {
	dir, err := os.MkdirTemp("", "sashweight-contract-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &report{out: out}
	for _, part := range []func(context.Context, *report, string) error{checkState, checkAccount} {
		one := part(ctx, r, dir)
		if skip && errors.Is(one, errMissing) {
			fmt.Fprintf(out, "\nLeft out: %v\n", one)
			continue
		}
		err = errors.Join(err, one)
	}
	return errors.Join(err, r.close())
}

// report prints checks and counts them.
type report struct {
	out          io.Writer
	good, failed int
}

func (r *report) title(text string) { fmt.Fprintf(r.out, "\n%s\n", text) }

// check prints one check. err is what was wrong, nil for nothing.
func (r *report) check(name string, err error) {
	if err != nil {
		r.failed++
		fmt.Fprintf(r.out, "  FAILED %s: %v\n", name, err)
		return
	}
	r.good++
	fmt.Fprintf(r.out, "  ok     %s\n", name)
}

func (r *report) close() error {
	fmt.Fprintf(r.out, "\n%d checks passed, %d failed\n", r.good, r.failed)
	if r.failed > 0 {
		return fmt.Errorf("%d of %d checks failed", r.failed, r.good+r.failed)
	}
	return nil
}
