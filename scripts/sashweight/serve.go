package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"sashweight/shared/clock"
)

// serveCmd offers the account to any AWS client.
type serveCmd struct {
	Port    int     `default:"4566" help:"Port to listen on; 0 picks a free one."`
	Host    string  `default:"127.0.0.1" help:"Address to listen on; beyond loopback anybody calls."`
	Speed   float64 `default:"1" help:"Virtual seconds per second."`
	Account string  `default:"123456789012" help:"The account's 12-digit id."`
	Region  string  `default:"us-east-1" help:"The fleet's Region. Others begin empty when called."`
	Empty   bool    `help:"Start with nothing instead of the demo's fleet and our functions."`
	Instant bool    `help:"No life cycle takes time: calls return with tasks running, groups at size."`
	Seed    uint64  `default:"1" help:"What everything random is drawn from."`
}

// Help is called by kong for what stands under the command's name.
func (c *serveCmd) Help() string {
	return `Clients sign as they do for AWS; any key and secret do. The Region that a call is
signed for has its own state: --region begins with the demo's fleet (unless --empty), every other
one empty. All follow the wall clock, at --speed.

To point another project's tests at it, leave nothing to wait for and begin each test anew:

  sashweight serve --empty --instant &
  export AWS_ENDPOINT_URL=http://127.0.0.1:4566
  curl -X POST $AWS_ENDPOINT_URL/_sashweight/reset

With --instant, RunTask answers with RUNNING tasks, StopTask with STOPPED ones, CreateService and
UpdateService with their tasks running, groups reach their size within the call. Lifecycle hooks
still wait for their answer, alarms for their periods. What is not simulated is refused by name.`
}

// Validate is called by kong.
func (c *serveCmd) Validate() error {
	if c.Port < 0 || c.Port > 65535 {
		return fmt.Errorf("--port %d: a port is from 0 to 65535", c.Port)
	}
	if c.Speed <= 0 || c.Speed > 3600 {
		return fmt.Errorf("--speed %g: more than 0, at most 3600", c.Speed)
	}
	if _, err := strconv.ParseUint(c.Account, 10, 64); err != nil || len(c.Account) != 12 {
		return fmt.Errorf("--account %q: an account id has 12 digits", c.Account)
	}
	return nil
}

// Run is called by kong.
func (c *serveCmd) Run(ctx context.Context, k *kong.Context) error {
	s := &served{cmd: c, clock: clock.Real{}}
	if err := s.reset(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", net.JoinHostPort(c.Host, strconv.Itoa(c.Port)))
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if err := s.greet(k.Stdout, l.Addr().String()); err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go s.run(ctx, server)
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// greet says where the account is and how to reach it.
func (s *served) greet(w io.Writer, addr string) error {
	what := "the demo's fleet and Sashweight's functions deployed"
	table := s.world.Table()
	if s.cmd.Empty {
		what = "nothing in it"
	}
	if s.cmd.Instant {
		what += " and nothing to wait for"
	}
	text := fmt.Sprintf("Simulated AWS account %s in %s on http://%s, with %s.\n",
		s.cmd.Account, s.cmd.Region, addr, what)
	text += fmt.Sprintf("  export AWS_ENDPOINT_URL=http://%s AWS_REGION=%s AWS_DEFAULT_REGION=%s\n"+
		"  export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x\n  aws ecs list-clusters\n",
		addr, s.cmd.Region, s.cmd.Region)
	if table != "" {
		text += "  state table: " + table + "\n"
	}
	text += fmt.Sprintf("  start again: curl -X POST http://%s/_sashweight/reset\nCtrl-C ends it.\n",
		addr)
	_, err := io.WriteString(w, text)
	return err
}
