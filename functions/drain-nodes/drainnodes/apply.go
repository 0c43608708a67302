package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.uber.org/zap"

	"sashweight/events"
	applyecs "sashweight/shared/apply/ecs"
	applyevents "sashweight/shared/apply/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/telemetry"
)

// decided is a plan, what it rests on, and the orders as they were read.
type decided struct {
	st     standing
	plan   plan.Plan
	saw    string
	before []fleet.DrainOrder
}

// carrying is a plan in the course of being carried out.
type carrying struct {
	*Handler
	cluster string
	// orders are the orders as they are now, by instance: each write changes them.
	orders map[string]fleet.DrainOrder
	// pause is read once more before the first thing that takes something away from the fleet.
	pause  fleet.Pause
	braked bool
}

// apply carries a plan out in its order. One node's trouble does not keep the others from going
// on: what failed is returned together, and is taken up again by the retry or the next sweep.
func (h *Handler) apply(ctx context.Context, d decided) error {
	c := carrying{Handler: h, cluster: d.st.cluster, orders: map[string]fleet.DrainOrder{},
		pause: d.st.pause, braked: d.st.fresh(h.clock.Now())}
	for _, o := range d.before {
		c.orders[o.Instance] = o
	}
	var failed []error
	for _, f := range d.plan.Findings {
		failed = append(failed, h.raise(ctx, d.st, f))
	}
	drains := d.plan.Of(plan.Drain)
	for _, a := range d.plan.Actions {
		if a.Verb.Destructive() {
			if err := c.brake(ctx, a); err != nil {
				failed = append(failed, err)
				continue
			}
		}
		if a.Verb != plan.Drain {
			failed = append(failed, c.carry(ctx, a))
		} else if drains != nil { // all of them in as few calls as there can be
			failed = append(failed, c.drainAll(ctx, drains)...)
			drains = nil
		}
	}
	return errors.Join(failed...)
}

// errBraked says that the operator has stopped what was about to be done.
var errBraked = errors.New("the operator has paused the cluster meanwhile")

// brake reads the operator's pause once more before what cannot be taken back.
func (c *carrying) brake(ctx context.Context, a plan.Action) error {
	if !c.braked {
		_, pause, err := c.policies.BrakesOf(ctx, c.cluster)
		if err != nil {
			return err
		}
		c.pause, c.braked = pause, true
	}
	if c.pause == fleet.PauseEverything || c.pause == fleet.PauseVoluntary && a.Order.Voluntary() &&
		a.Verb != plan.Answer {
		return fmt.Errorf("%s %s: %w", a.Verb, a.Order.Instance, errBraked)
	}
	return nil
}

// carry carries out one action.
func (c *carrying) carry(ctx context.Context, a plan.Action) error {
	switch a.Verb {
	case plan.Adopt:
		return c.adopt(ctx, a)
	case plan.Heartbeat:
		return c.heartbeat(ctx, a)
	case plan.Note:
		return c.note(ctx, a)
	case plan.Undo:
		return c.undo(ctx, a)
	case plan.Ask:
		return c.ask(ctx, a)
	case plan.Grow:
		return c.grow(ctx, a)
	case plan.Stop:
		return c.stop(ctx, a)
	case plan.Terminate:
		return c.terminateNode(ctx, a)
	case plan.Deregister:
		return c.deregister(ctx, a)
	case plan.Answer, plan.Finish:
		return c.finish(ctx, a)
	case plan.Release:
		return c.answerReleased(ctx, a)
	case plan.Drain: // all at once
	}
	return nil
}

// keep writes what changed in the order, and sends its timer's message. ok is false where another
// look has changed it meanwhile: that look decides.
func (c *carrying) keep(ctx context.Context, o fleet.DrainOrder) (ok bool, err error) {
	before := c.orders[o.Instance]
	o.Rev = before.Rev
	if before.Beat.After(o.Beat) { // its hook was prolonged since the decision
		o.Beat = before.Beat
	}
	ok, err = c.store.Advance(ctx, before, o)
	if err != nil || !ok {
		return ok, err
	}
	o.Rev++
	c.orders[o.Instance] = o
	return true, c.sendTimer(ctx, before, o)
}

func (c *carrying) adopt(ctx context.Context, a plan.Action) error {
	_, o, err := c.store.Put(ctx, a.Order)
	if err != nil {
		return err
	}
	c.orders[o.Instance] = o
	if o.Origin == fleet.OriginTerminate {
		recovered(ctx, lostEvent, a.Order.Instance)
	}
	applied(ctx, a)
	return nil
}

func (c *carrying) note(ctx context.Context, a plan.Action) error {
	ok, err := c.keep(ctx, a.Order)
	if ok {
		applied(ctx, a)
	}
	return err
}

// drainAll sets the nodes DRAINING in as few calls as there can be, and records it.
func (c *carrying) drainAll(ctx context.Context, actions []plan.Action) []error {
	nodes := make([]fleet.Node, 0, len(actions))
	for _, a := range actions {
		nodes = append(nodes, a.Node)
	}
	done, failures, err := c.drainer.Drain(ctx, c.cluster, nodes)
	failed := []error{err}
	for _, a := range actions {
		refusal := failures[a.Order.Instance]
		switch {
		case stale(ctx, refusal, c.cluster):
		case refusal != nil:
			failed = append(failed, refusal)
		case slices.ContainsFunc(done, func(n fleet.Node) bool { return n.ARN == a.Node.ARN }):
			_, err := c.keep(ctx, a.Order)
			failed = append(failed, err)
			if a.Order.Voluntary() {
				failed = append(failed, c.store.AddMoves(ctx, c.cluster, a.Order.Tasks, c.clock.Now()))
			}
			applied(ctx, a)
		}
	}
	return failed
}

// stale says, and counts, that what was to be changed is no longer as the plan had seen it.
func stale(ctx context.Context, err error, cluster string) bool {
	var moved *applyecs.StaleError
	if !errors.As(err, &moved) {
		return false
	}
	telemetry.Count(ctx, telemetry.ActionsStale, 1, telemetry.Cluster(cluster))
	note(ctx, err.Error())
	return true
}

func (c *carrying) heartbeat(ctx context.Context, a plan.Action) error {
	o := a.Order
	waiting, err := c.scaler.Heartbeat(ctx, o)
	if err != nil {
		return err
	}
	if !waiting { // answered or lapsed since the look: the next look finds that out
		note(ctx, "hook of "+o.Instance+" no longer waits")
		return nil
	}
	o.Beat = c.clock.Now()
	now := c.orders[o.Instance]
	now.Beat = o.Beat
	c.orders[o.Instance] = now
	applied(ctx, a)
	return c.store.MarkBeat(ctx, o)
}

// ask publishes that capacity is needed, and then remembers it: asked twice is asked once.
func (c *carrying) ask(ctx context.Context, a plan.Action) error {
	detail, err := capacityNeeded(a).Detail()
	if err != nil {
		return fmt.Errorf("ask for capacity for %s: %w", a.Order.Instance, err)
	}
	err = c.bus.Publish(ctx, []applyevents.Event{{
		Source: events.SourceSashweight, DetailType: events.DetailTypeCapacityNeeded, Detail: detail,
	}})
	if err != nil {
		return err
	}
	return c.note(ctx, a)
}

// finish ends an order, with the answer to its hook where one waits. The claim makes sure that of
// several attempts at once only one answers.
func (c *carrying) finish(ctx context.Context, a plan.Action) error {
	o := a.Order
	if a.Verb == plan.Answer {
		ok, again, err := c.store.Claim(ctx, o, a.Ending)
		if err != nil {
			return err
		}
		if !ok {
			note(ctx, "another attempt answers the hook of "+o.Instance)
			return nil
		}
		if again {
			recovered(ctx, deadClaim, o.Instance)
		}
		if err := c.answer(ctx, o); err != nil {
			return err
		}
		if o.Step == fleet.StepRemoving && a.Ending == fleet.EndingDead {
			// A dead node's container instance is still to go.
			applied(ctx, a)
			return c.keepAfterAnswer(ctx, o)
		}
	}
	o.Ending, o.Finished = a.Ending, c.clock.Now()
	closed, err := c.store.Close(ctx, o)
	if err != nil || !closed {
		return err
	}
	if o.Claim != "" && a.Verb == plan.Finish && a.Ending != fleet.EndingDead {
		recovered(ctx, deadClaim, o.Instance)
	}
	applied(ctx, a)
	if err := c.remember(ctx, o); err != nil {
		return err
	}
	return c.publishFinished(ctx, o)
}

// keepAfterAnswer writes that a dead node's hook was answered.
func (c *carrying) keepAfterAnswer(ctx context.Context, o fleet.DrainOrder) error {
	now, ok, err := c.store.Order(ctx, o.Cluster, o.Instance)
	if err != nil || !ok {
		return err
	}
	c.orders[o.Instance] = now
	o.Rev, o.Removing = now.Rev, c.clock.Now()
	_, err = c.keep(ctx, o)
	return err
}

func (h *Handler) answer(ctx context.Context, o fleet.DrainOrder) error {
	waited, err := h.scaler.Continue(ctx, o)
	if err != nil {
		return err
	}
	if waited {
		telemetry.Count(ctx, telemetry.HooksAnswered, 1, telemetry.Cluster(o.Cluster),
			telemetry.Group(o.Group))
	} else {
		recovered(ctx, answeredBefore, o.Instance)
	}
	return nil
}

// release answers a hook at once where nothing was begun and nothing will be.
func (h *Handler) release(
	ctx context.Context, o fleet.DrainOrder, version int64, why string,
) error {
	a := plan.Action{Verb: plan.Release, Order: o, Reason: why}
	d := decided{st: standing{cluster: o.Cluster}, plan: plan.Plan{Actions: []plan.Action{a}},
		saw: "the event only"}
	d.st.document.Version = version
	if err := h.record(ctx, d); err != nil {
		return err
	}
	return h.answerReleased(ctx, a)
}

func (h *Handler) answerReleased(ctx context.Context, a plan.Action) error {
	if err := h.answer(ctx, a.Order); err != nil {
		return err
	}
	applied(ctx, a)
	return nil
}

func (h *Handler) raise(ctx context.Context, st standing, f fleet.Finding) error {
	if _, muted := st.document.Policy.Muted(f.ID, h.clock.Now()); muted {
		return nil
	}
	isNew, err := h.store.Raise(ctx, st.cluster, f)
	if err != nil || !isNew {
		return err
	}
	telemetry.Count(ctx, telemetry.Findings, 1, telemetry.Cluster(st.cluster))
	telemetry.FromContext(ctx).Warn("finding", zap.String(telemetry.KeyFinding, f.ID),
		zap.String(telemetry.KeyReason, f.Text))
	unsent(ctx, h.inform(ctx, st, "finding "+f.ID, f.Text))
	return nil
}
