// Command sim plays the demo's fleet through six virtual hours for many seeds. Each seed draws its
// own faults and its own operator. The invariant checker looks on at every step, then the faults
// stop and everything has to come to its end. Each seed runs twice, in processes of their own with
// one and with two processors, and both must write the same journal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"
)

const about = `Simulates the demo's fleet with faults and an operator drawn from each seed.

Exit codes: 0 all is well; 1 a promise was broken, a journal differed or a drain did not end;
2 the command line was wrong; 130 interrupted.`

// root is the command line.
type root struct {
	Many manyCmd `cmd:"" default:"withargs" help:"Simulate many seeds, or one."`
	One  oneCmd  `cmd:"" hidden:"" help:"Simulate one seed in this process and print its result."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole command, with the exit code as its result.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	exited := -1
	parser, err := kong.New(&root{}, kong.Name("sim"), kong.Description(about),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return fail(errs, err, 1)
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited >= 0:
		return exited
	case err != nil:
		return fail(errs, err, 2)
	}
	switch err = parsed.Run(); {
	case ctx.Err() != nil:
		return 130
	case errors.Is(err, errBroken): // the report has said what
		return 1
	case err != nil:
		return fail(errs, err, 1)
	}
	return 0
}

func fail(w io.Writer, err error, code int) int {
	_, _ = fmt.Fprintf(w, "sim: %v\n", err)
	return code
}

// manyCmd simulates a range of seeds.
type manyCmd struct {
	Seeds uint64 `default:"200" help:"How many seeds."`
	From  uint64 `default:"1" help:"The first seed."`
	Seed  uint64 `help:"Simulate this seed alone."`
	JSON  bool   `help:"Print the results as JSON objects, one a line."`
}

// Run is called by kong.
func (c *manyCmd) Run(ctx context.Context, k *kong.Context) error {
	first, n := c.From, c.Seeds
	if c.Seed > 0 {
		first, n = c.Seed, 1
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	p := newPool(self, runtime.NumCPU())
	bar := newBar(k.Stderr, int(n), c.JSON)
	sum := newSum()
	err = p.play(ctx, first, n, func(pr pair) {
		sum.add(pr)
		bar.step()
	})
	bar.end()
	if err != nil {
		return err
	}
	r := report{out: k.Stdout, json: c.JSON, alone: n == 1, again: p.journals}
	return r.print(ctx, sum)
}
