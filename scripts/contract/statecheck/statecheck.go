// Package statecheck says what the state table needs of a DynamoDB-compatible server, as a list of
// steps with the result that each must have. The simulated account and a server that was not
// written here run the same list: where they differ, one of them is not DynamoDB.
package statecheck

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/clock"
	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

// Result is what came of one step.
type Result struct {
	// Name says what was done.
	Name string
	// Want and Got are the observable results, in words. An error is a result, too.
	Want, Got string
}

// OK says that the step did what it must.
func (r Result) OK() bool { return r.Got == r.Want }

// step is one thing to do. Steps build on those before them.
type step struct {
	name string
	want string
	do   func(context.Context, *desk) (string, error)
}

// Server is a DynamoDB-compatible server.
type Server struct {
	// Config is where its client goes.
	Config aws.Config
	// Clock is the server's: a table takes a while to be made.
	Clock clock.Clock
}

// Run makes the table of that name on the server and takes all steps. It goes on after a wrong
// result, so that one run tells everything.
func Run(ctx context.Context, s Server, table string) []Result {
	d := newDesk(s, table)
	var out []Result
	for _, steps := range [][]step{
		tableSteps, orderSteps, claimSteps, leaseSteps, recordSteps, budgetSteps,
	} {
		for _, s := range steps {
			got, err := s.do(ctx, d)
			if err != nil {
				got = "error: " + err.Error()
			}
			out = append(out, Result{Name: s.name, Want: s.want, Got: got})
		}
	}
	return out
}

const (
	cluster  = "contract"
	function = "drain-nodes"
	timeout  = time.Minute
)

// desk is where the steps are taken: two invocations that work on one table at one time.
type desk struct {
	client *dynamodb.Client
	server clock.Clock
	table  string
	// first and second are the stores of two invocations.
	first, second *state.Store
	clock         *hand
	// lease is what the step before got.
	lease state.Lease
	// order is what was read last.
	order fleet.DrainOrder
}

func newDesk(s Server, table string) *desk {
	cfg := s.Config
	d := &desk{
		client: dynamodb.NewFromConfig(cfg), server: s.Clock, table: table,
		first: state.New(cfg, table), second: state.New(cfg, table),
		clock: &hand{now: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)},
	}
	for name, s := range map[string]*state.Store{"first": d.first, "second": d.second} {
		count := 0
		s.Function, s.Timeout, s.Clock = function, timeout, d.clock
		s.Nonce = func() string {
			count++
			return fmt.Sprintf("%s-%d", name, count)
		}
	}
	return d
}

// hand is a clock that moves when it is told to.
type hand struct{ now time.Time }

// Now is the time that the clock was set to.
func (h *hand) Now() time.Time { return h.now }

// Sleep sets the clock forward.
func (h *hand) Sleep(ctx context.Context, d time.Duration) error {
	h.now = h.now.Add(d)
	return ctx.Err()
}

// lapse lets time pass until what somebody holds is free.
func (h *hand) lapse() { h.now = h.now.Add(timeout + time.Minute) }
