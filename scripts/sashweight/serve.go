package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/clock"
)

// serveCmd offers the account to any AWS client.
type serveCmd struct {
	Port    int     `default:"4566" help:"Port to listen on; 0 picks a free one."`
	Host    string  `default:"127.0.0.1" help:"Address to listen on; beyond loopback anybody calls."`
	Speed   float64 `default:"1" help:"Virtual seconds per second."`
	Account string  `default:"123456789012" help:"The account's 12-digit id."`
	Region  string  `default:"us-east-1" help:"The account's Region."`
	Empty   bool    `help:"Start with nothing instead of the demo's fleet and our functions."`
	Seed    uint64  `default:"1" help:"What everything random is drawn from."`
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

// served is the world behind the port. The lock is held by whoever touches the world: the kernel
// knows only one goroutine.
type served struct {
	cmd   *serveCmd
	clock clock.Clock

	lock  sync.Mutex
	world *simulated.World
	began time.Time // when world's time was origin, by the wall clock
	from  time.Time
}

// step is how often virtual time follows the wall clock while no call comes.
const step = 20 * time.Millisecond

// fleetAge is how long before the present a served world with the demo's fleet begins: by then
// everything runs.
const fleetAge = 40 * time.Minute

// reset makes the world anew.
func (s *served) reset(ctx context.Context) error {
	now := s.clock.Now()
	o := awssim.Options{
		Seed: s.cmd.Seed, ID: s.cmd.Account, Region: s.cmd.Region, Start: now.Truncate(time.Second),
	}
	var w *simulated.World
	var err error
	if s.cmd.Empty {
		w = &simulated.World{Account: awssim.New(o)}
	} else {
		o.Start = o.Start.Add(-fleetAge)
		if w, err = simulated.New(o); err != nil {
			return err
		}
		if err := simulated.DemoFleet(ctx, w); err != nil {
			return err
		}
	}
	w.Server.Lock = &s.lock
	s.world, s.began, s.from = w, now, w.Now()
	return nil
}

// catchUp moves the world to the present. The lock must be held.
func (s *served) catchUp() {
	passed := s.clock.Now().Sub(s.began)
	s.world.AdvanceTo(s.from.Add(time.Duration(float64(passed) * s.cmd.Speed)))
}

// run lets time pass until the context ends, and then closes the server.
func (s *served) run(ctx context.Context, server *http.Server) {
	for s.clock.Sleep(ctx, step) == nil {
		s.lock.Lock()
		s.catchUp()
		s.lock.Unlock()
	}
	_ = server.Close() // in-flight calls of a simulated account lose nothing
}

// ServeHTTP answers AWS's protocols, and Sashweight's own calls below /_sashweight/.
func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "POST /_sashweight/reset":
		s.lock.Lock()
		err := s.reset(r.Context())
		s.lock.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		s.lock.Lock()
		s.catchUp()
		server := s.world.Server
		s.lock.Unlock()
		server.ServeHTTP(w, r)
	}
}

// greet says where the account is and how to reach it.
func (s *served) greet(w io.Writer, addr string) error {
	what := "the demo's fleet and Sashweight's functions deployed"
	table := s.world.Table()
	if s.cmd.Empty {
		what = "nothing in it"
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
