package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"sashweight/shared/clock"
)

// console is what surrounds a run of the command.
type console struct {
	in        io.Reader
	out, errs io.Writer
	// person says that somebody sits at in and can be asked.
	person bool
	clock  clock.Clock
	// zone is where the person is.
	zone *time.Location
}

// realConsole is the process's own.
func realConsole() *console {
	return &console{
		in: os.Stdin, out: os.Stdout, errs: os.Stderr,
		person: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
		clock:  clock.Real{}, zone: time.Local,
	}
}

// confirmFlags let a verb that changes much ask first. A verb embeds them.
type confirmFlags struct {
	Yes bool `short:"y" help:"Do not ask. Needed where nobody can be asked."`
}

// errNo is the answer to a question that was not yes.
var errNo = errors.New("not confirmed: nothing was done")

// confirm asks, after the consequence was said, and returns nil only for yes. The question goes to
// the error stream: standard output may be read by a program.
func (f confirmFlags) confirm(ctx context.Context, c *console, question string) error {
	switch {
	case f.Yes:
		return nil
	case !c.person:
		return errors.New("nobody can be asked here (no terminal): give --yes")
	}
	if _, err := fmt.Fprintf(c.errs, "%s [y/N] ", question); err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	answer := make(chan string, 1)
	go func() { // a read cannot be interrupted, the command can
		line, _ := bufio.NewReader(c.in).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(c.errs)
		return ctx.Err()
	case said := <-answer:
		if said == "y" || said == "yes" {
			return nil
		}
		return errNo
	}
}
