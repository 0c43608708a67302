// Command sashweight plays, serves and explains the project: see `sashweight --help`.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/alecthomas/kong"

	"sashweight"
	"sashweight/shared/awssim/deploy"
	"sashweight/shared/telemetry"
)

const about = `Sashweight drains, scales and refreshes Windows container fleets on Amazon ECS.

demo, serve and decode need no AWS account and touch none: what they show is a simulated one. The
other verbs work on the account and Region that the AWS CLI would use, or on one that
sashweight serve offers (--endpoint-url).

Exit codes: 0 done; 1 it failed, or an input was bad; 2 the command line was wrong;
130 interrupted (Ctrl-C). A verb with more of them says so in its own --help.`

// root is the command line: a verb a file.
type root struct {
	Demo    demoCmd          `cmd:"" help:"Play a day of a Windows fleet: what was done, and why."`
	Serve   serveCmd         `cmd:"" help:"Offer the simulated account to AWS clients on a port."`
	Decode  decodeCmd        `cmd:"" help:"Say what an event is, what about, and who listens."`
	Drain   drainCmd         `cmd:"" help:"Order that a node is emptied, and what becomes of it."`
	Drains  drainsCmd        `cmd:"" help:"List the open drain orders, with forecast and blockers."`
	Pause   pauseCmd         `cmd:"" help:"Stop what need not be done now, or everything."`
	Resume  resumeCmd        `cmd:"" help:"Take a pause away."`
	Policy  policyCmd        `cmd:"" help:"Check, show and set policy documents."`
	Version kong.VersionFlag `help:"Print the version and exit."`
}

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], realConsole())
	stop()
	os.Exit(code)
}

// run is the whole command, with the exit code as its result.
func run(ctx context.Context, args []string, c *console) int {
	exited := -1
	parser, err := kong.New(&root{}, kong.Name("sashweight"), kong.Description(about),
		kong.UsageOnError(), kong.Writers(c.out, c.errs),
		kong.Vars{"version": telemetry.Version, "endpoint_help": endpointHelp,
			"then": thenHelp, "at_deadline": atDeadlineHelp},
		kong.ExplicitGroups([]kong.Group{{Key: "aws", Title: "Which AWS account:"}}),
		kong.Exit(func(code int) { exited = code }),
		kong.Bind(listenersOf(listeners), c), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return fail(c.errs, err, exitFailed)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited >= 0: // --help and --version have said what they had to
		return exited
	case err != nil:
		return fail(c.errs, err, exitUsage)
	}
	err = parsed.Run()
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		return exitInterrupted
	}
	var ended endedBy
	if errors.As(err, &ended) {
		return fail(c.errs, err, ended.code)
	}
	return fail(c.errs, err, exitFailed)
}

// endedBy is an error with an exit code of its own.
type endedBy struct {
	code int
	err  error
}

func (e endedBy) Error() string { return e.err.Error() }
func (e endedBy) Unwrap() error { return e.err }

func fail(w io.Writer, err error, code int) int {
	if _, err := fmt.Fprintf(w, "sashweight: %s\n", explained(err)); err != nil {
		return exitFailed
	}
	return code
}

// templateRules reads the template's rules, once.
var templateRules = sync.OnceValues(func() ([]deploy.RuleInfo, error) {
	return deploy.Rules(sashweight.Template)
})

// listeners names the functions whose rules in the template match an event.
func listeners(raw []byte) []string {
	rules, err := templateRules()
	if err != nil {
		return []string{"unknown: " + err.Error()}
	}
	var out []string
	for _, r := range rules {
		if r.Pattern.Match(raw) {
			out = append(out, fmt.Sprintf("%s (rule %s)", r.Function, r.Rule))
		}
	}
	return out
}
