package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sashweight/functions/drain-nodes/drainnodes"
	"sashweight/functions/simulated"
	"sashweight/shared/clock"
	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

// hand is a clock that only a sleep moves.
type hand struct {
	now time.Time
	// slept is called after each sleep.
	slept func()
}

func (h *hand) Now() time.Time { return h.now }

func (h *hand) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	h.now = h.now.Add(d)
	if h.slept != nil {
		h.slept()
	}
	return ctx.Err()
}

var _ clock.Clock = (*hand)(nil)

// cli is the command beside a served account, on one clock.
type cli struct {
	*testing.T
	clock  *hand
	served *served
	addr   string
	// function answers in the place of drain-nodes, with a body and the kind of its error; nil lets
	// the deployed one run.
	function func(payload []byte) (body, failed string)
}

func newCLI(t *testing.T) *cli {
	t.Helper()
	someAWS(t)
	c := &cli{T: t, clock: &hand{now: time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)}}
	c.served = &served{clock: c.clock, cmd: &serveCmd{
		Speed: 1, Account: "123456789012", Region: "us-east-1", Seed: 1,
	}}
	if err := c.served.reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.addr = server.URL
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ENDPOINT_URL", c.addr)
	return c
}

// ServeHTTP is the served account, but for what the test answers in the function's place.
func (c *cli) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.function == nil || !strings.HasSuffix(r.URL.Path, "/invocations") {
		c.served.ServeHTTP(w, r)
		return
	}
	payload, err := io.ReadAll(r.Body)
	if err != nil {
		c.Error(err)
	}
	body, failed := c.function(payload)
	if failed != "" {
		w.Header().Set("X-Amz-Function-Error", failed)
	}
	_, _ = w.Write([]byte(body))
}

// result is what one run of the command left behind.
type result struct {
	code      int
	out, errs string
}

func (r result) String() string {
	return fmt.Sprintf("exit code %d\n%s--- errors\n%s", r.code, r.out, r.errs)
}

// has says whether all texts were printed, to whichever stream, in this order.
func (r result) has(texts ...string) bool {
	rest := r.out + r.errs
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			return false
		}
		rest = after
	}
	return true
}

// run runs the command where nobody can be asked.
func (c *cli) run(args ...string) result {
	c.Helper()
	return c.answer("", args...)
}

// answer runs the command with somebody who answers its question; "" is nobody.
func (c *cli) answer(text string, args ...string) result {
	c.Helper()
	return c.within(c.Context(), text, args...)
}

func (c *cli) within(ctx context.Context, text string, args ...string) result {
	c.Helper()
	var out, errs bytes.Buffer
	code := run(ctx, args, &console{
		in: strings.NewReader(text), out: &out, errs: &errs, person: text != "",
		clock: c.clock, zone: time.UTC,
	})
	return result{code: code, out: out.String(), errs: errs.String()}
}

// store is the account's table.
func (c *cli) store() *state.Store {
	c.Helper()
	s := state.New(clientOf(c.addr, "us-east-1"), c.served.world.Table())
	s.Function, s.Timeout, s.Clock = drainnodes.Name, time.Minute, c.clock
	s.Nonce = func() string { return "test" }
	return s
}

// put writes an open order into the table and returns it as it is there.
func (c *cli) put(o fleet.DrainOrder) {
	c.Helper()
	if o.Cluster == "" {
		o.Cluster = simulated.DemoCluster
	}
	o.Created = c.clock.now.Add(-time.Minute)
	if _, _, err := c.store().Put(c.Context(), o); err != nil {
		c.Fatal(err)
	}
}

// end closes the order of a node.
func (c *cli) end(instance string, ending fleet.Ending) {
	c.Helper()
	ctx, store := context.Background(), c.store() // the command may have been interrupted
	o, found, err := store.Order(ctx, simulated.DemoCluster, instance)
	if err != nil || !found {
		c.Fatalf("order of %s: %t, %v", instance, found, err)
	}
	o.Ending, o.Finished = ending, c.clock.now
	if ok, err := store.Close(ctx, o); !ok || err != nil {
		c.Fatalf("close order of %s: %t, %v", instance, ok, err)
	}
}

// hooked is an order whose lifecycle hook waits since two minutes, for ten.
func (c *cli) hooked(instance string) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "order-" + instance, Instance: instance, Origin: fleet.OriginTerminate,
		Reason: "its group terminates it",
		Group:  "win2022-core", Hook: "sashweight-drain", Heartbeat: 10 * time.Minute,
		Step: fleet.StepOrdered, Opened: c.clock.now.Add(-2 * time.Minute),
		Beat: c.clock.now.Add(-2 * time.Minute),
	}
}
