package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// child is a server that was started, and its address.
type child struct {
	addr string
	cmd  *exec.Cmd
	stop context.CancelFunc
	done chan struct{} // its output has ended
}

// address is where a server says, on its first line, that it listens.
var address = regexp.MustCompile(`http://([0-9.]+:[0-9]+)`)

// startChild runs a server until it has said where it listens.
func startChild(ctx context.Context, dir, program string, args ...string) (*child, error) {
	ctx, stop := context.WithCancel(ctx)
	c := &child{cmd: exec.CommandContext(ctx, program, args...), stop: stop, done: make(chan struct{})}
	c.cmd.Dir, c.cmd.Stderr, c.cmd.WaitDelay = dir, os.Stderr, 5*time.Second
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(os.Interrupt) }
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	go func() {
		_, _ = io.Copy(io.Discard, lines) // a full pipe would stop it
		close(c.done)
	}()
	found := address.FindStringSubmatch(first)
	if found == nil {
		said := fmt.Errorf("start %s: it says no address but %q", program, strings.TrimSpace(first))
		return nil, errors.Join(said, err, c.close())
	}
	c.addr = found[1]
	return c, nil
}

// close interrupts the server and waits for its end.
func (c *child) close() error {
	c.stop()
	<-c.done
	var exit *exec.ExitError
	if err := c.cmd.Wait(); err != nil && !errors.As(err, &exit) &&
		!errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop %s: %w", c.cmd.Path, err)
	}
	return nil
}

// command runs a program to its end. An error has what it wrote.
func command(ctx context.Context, dir, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("run %s %s: %w\n%s", program, strings.Join(args, " "), err, out)
	}
	return nil
}
