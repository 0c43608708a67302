// Package drainnodes empties nodes and sees them off: nodes that their group terminates, that EC2
// takes back, whose agent is dead, that AWS will retire, or that a person or another function
// ordered away. The container instance is set DRAINING, ECS moves the tasks, and when two looks
// find none left the node goes, or stays as it was ordered.
//
// Events are only hints to look. What has to be done stands in the table, one drain order for each
// instance; a sweep makes lost events good. An invocation acts and returns: it never waits.
package drainnodes

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/events"
	applyscaling "sashweight/shared/apply/autoscaling"
	applyecs "sashweight/shared/apply/ecs"
	applyevents "sashweight/shared/apply/events"
	applysns "sashweight/shared/apply/sns"
	applysqs "sashweight/shared/apply/sqs"
	"sashweight/shared/clock"
	observescaling "sashweight/shared/observe/autoscaling"
	observeec2 "sashweight/shared/observe/ec2"
	observeecs "sashweight/shared/observe/ecs"
	observeelb "sashweight/shared/observe/elb"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/state"
)

// Name is the function's, in the template, in policies and in events.
const Name = "drain-nodes"

// Deps is what the function needs of its surroundings.
type Deps struct {
	// Config is where its AWS clients go.
	Config aws.Config
	// Table is the state table's name, Timers the URL of its own queue, Timeout the function's own.
	Table, Timers string
	Timeout       time.Duration
	Clock         clock.Clock
	// Nonce returns a name that nobody used before.
	Nonce func() string
}

// Handler is the function. It keeps nothing between invocations but its clients.
type Handler struct {
	nodes    *observeecs.Reader
	groups   *observescaling.Reader
	policies *observessm.Reader
	hosts    *observeec2.Reader
	targets  *observeelb.Reader
	drainer  *applyecs.Writer
	scaler   *applyscaling.Writer
	bus      *applyevents.Writer
	notices  *applysns.Writer
	timers   *applysqs.Writer
	queue    string
	store    *state.Store
	clock    clock.Clock
}

// New returns the function with its clients built.
func New(d Deps) *Handler {
	store := state.New(d.Config, d.Table)
	store.Function, store.Timeout, store.Clock, store.Nonce = Name, d.Timeout, d.Clock, d.Nonce
	return &Handler{
		nodes:    observeecs.New(d.Config),
		groups:   observescaling.New(d.Config),
		policies: observessm.New(d.Config),
		hosts:    observeec2.New(d.Config),
		targets:  observeelb.New(d.Config),
		drainer:  applyecs.New(d.Config),
		scaler:   applyscaling.New(d.Config),
		bus:      applyevents.New(d.Config),
		notices:  applysns.New(d.Config),
		timers:   applysqs.New(d.Config),
		queue:    d.Timers,
		store:    store,
		clock:    d.Clock,
	}
}

// Handle acts on one event. Events that are no hint for this function are left alone.
func (h *Handler) Handle(ctx context.Context, e events.Event) error {
	switch e := e.(type) {
	case events.TerminateLifecycle:
		return h.terminate(ctx, e)
	case events.SpotInterruption:
		return h.spot(ctx, e)
	case events.RebalanceRecommendation:
		return h.rebalance(ctx, e)
	case events.DrainOrdered:
		return h.ordered(ctx, e)
	case events.DrainsUnwanted:
		return h.unwanted(ctx, e)
	case events.HealthEvent:
		return h.scheduled(ctx, e)
	case events.ContainerInstanceHealth:
		return h.ailing(ctx, e)
	case events.TaskStateChange:
		return h.taskStopped(ctx, e)
	case events.ParameterChange:
		return h.parameter(ctx, e)
	case events.Timers:
		return h.timersDue(ctx, e)
	case events.SweepDue:
		return h.sweep(ctx, e)
	case events.Tick:
		return h.tick(ctx)
	default:
		return fmt.Errorf("handle %T: no hint for %s", e, Name)
	}
}
