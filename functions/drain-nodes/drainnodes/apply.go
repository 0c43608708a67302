package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"sashweight/events"
	applyecs "sashweight/shared/apply/ecs"
	applyevents "sashweight/shared/apply/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/telemetry"
)

// apply carries a plan out in its order. One node's trouble does not keep the others from going
// on: what failed is returned together, and is taken up again by the retry or the next sweep.
func (h *Handler) apply(ctx context.Context, cluster string, p plan.Plan) error {
	var failed []error
	for _, f := range p.Findings {
		failed = append(failed, h.raise(ctx, cluster, f))
	}
	failed = append(failed, h.adoptAll(ctx, p)...)
	for _, a := range p.Of(plan.Heartbeat) {
		failed = append(failed, h.heartbeat(ctx, a))
	}
	failed = append(failed, h.drainAll(ctx, cluster, p.Of(plan.Drain))...)
	for _, a := range p.Actions {
		var err error
		switch a.Verb {
		case plan.Answer, plan.Finish:
			err = h.finish(ctx, a)
		case plan.Release:
			err = h.answerReleased(ctx, a)
		case plan.Adopt, plan.Heartbeat, plan.Drain: // done above
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// adoptAll puts the orders that were found by looking. What else the plan does for them, it does
// with the orders as they are in the table then.
func (h *Handler) adoptAll(ctx context.Context, p plan.Plan) []error {
	var failed []error
	for _, a := range p.Of(plan.Adopt) {
		_, now, err := h.store.Put(ctx, a.Order)
		failed = append(failed, err)
		if err != nil {
			continue
		}
		recovered(ctx, lostEvent, a.Order.Instance)
		applied(ctx, a)
		for i, other := range p.Actions {
			if other.Order.Instance == now.Instance {
				p.Actions[i].Order.Rev, p.Actions[i].Order.Step = now.Rev, now.Step
			}
		}
	}
	return failed
}

// drainAll sets the nodes DRAINING in as few calls as there can be, and records it.
func (h *Handler) drainAll(ctx context.Context, cluster string, actions []plan.Action) []error {
	if len(actions) == 0 {
		return nil
	}
	nodes := make([]fleet.Node, 0, len(actions))
	for _, a := range actions {
		nodes = append(nodes, a.Node)
	}
	done, failures, err := h.drainer.Drain(ctx, cluster, nodes)
	failed := []error{err}
	for _, a := range actions {
		refusal := failures[a.Order.Instance]
		var stale *applyecs.StaleError
		switch {
		case errors.As(refusal, &stale):
			telemetry.Count(ctx, telemetry.ActionsStale, 1, telemetry.Cluster(cluster))
			note(ctx, stale.Error())
		case refusal != nil:
			failed = append(failed, refusal)
		case slices.ContainsFunc(done, func(n fleet.Node) bool { return n.ARN == a.Node.ARN }):
			failed = append(failed, h.markDraining(ctx, a))
			applied(ctx, a)
		}
	}
	return failed
}

// markDraining records that the node was told to drain and what it held. Where the order was
// written meanwhile the next look does it.
func (h *Handler) markDraining(ctx context.Context, a plan.Action) error {
	before, after := a.Order, a.Order
	before.Heartbeat = 0 // the look may have read it just now
	after.Step, after.Draining, after.Tasks = fleet.StepDraining, h.clock.Now(), a.Node.Tasks()
	_, err := h.store.Advance(ctx, before, after)
	return err
}

func (h *Handler) heartbeat(ctx context.Context, a plan.Action) error {
	o := a.Order
	waiting, err := h.hooks.Heartbeat(ctx, o)
	if err != nil {
		return err
	}
	if !waiting { // answered or lapsed since the look: the next look finds that out
		note(ctx, "hook of "+o.Instance+" no longer waits")
		return nil
	}
	o.Beat = h.clock.Now()
	applied(ctx, a)
	return h.store.MarkBeat(ctx, o)
}

// finish ends an order, with the answer to its hook where one waits. The claim makes sure that of
// several attempts at once only one answers.
func (h *Handler) finish(ctx context.Context, a plan.Action) error {
	o := a.Order
	if a.Verb == plan.Answer {
		ok, again, err := h.store.Claim(ctx, o, a.Ending)
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
		if err := h.answer(ctx, o); err != nil {
			return err
		}
	}
	o.Ending, o.Finished = a.Ending, h.clock.Now()
	if closed, err := h.store.Close(ctx, o); err != nil || !closed {
		return err
	}
	if o.Claim != "" && a.Verb == plan.Finish {
		recovered(ctx, deadClaim, o.Instance)
	}
	applied(ctx, a)
	return h.publishFinished(ctx, o)
}

func (h *Handler) answer(ctx context.Context, o fleet.DrainOrder) error {
	waited, err := h.hooks.Continue(ctx, o)
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

func (h *Handler) publishFinished(ctx context.Context, o fleet.DrainOrder) error {
	took := o.Finished.Sub(o.Opened)
	telemetry.Count(ctx, telemetry.DrainsFinished, 1, telemetry.Cluster(o.Cluster),
		telemetry.Ending(string(o.Ending)))
	telemetry.Count(ctx, telemetry.DrainDuration, took.Seconds(), telemetry.Cluster(o.Cluster))
	detail, err := events.DrainFinished{
		Cluster: o.Cluster, Instance: o.Instance, Order: o.ID, Ending: string(o.Ending),
		Tasks: o.Tasks, DurationSeconds: int64(max(0, took) / time.Second),
	}.Detail()
	if err != nil {
		return fmt.Errorf("publish end of order %s: %w", o.ID, err)
	}
	return h.bus.Publish(ctx, []applyevents.Event{{
		Source: events.SourceSashweight, DetailType: events.DetailTypeDrainFinished, Detail: detail,
	}})
}

// release answers a hook at once where nothing was begun and nothing will be.
func (h *Handler) release(
	ctx context.Context, o fleet.DrainOrder, version int64, why string,
) error {
	a := plan.Action{Verb: plan.Release, Order: o, Reason: why}
	p := plan.Plan{Actions: []plan.Action{a}}
	if err := h.record(ctx, o.Cluster, version, p, "the event only"); err != nil {
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

func (h *Handler) raise(ctx context.Context, cluster string, f fleet.Finding) error {
	isNew, err := h.store.Raise(ctx, cluster, f)
	if err != nil || !isNew {
		return err
	}
	telemetry.Count(ctx, telemetry.Findings, 1, telemetry.Cluster(cluster))
	telemetry.FromContext(ctx).Warn("finding", zap.String(telemetry.KeyFinding, f.ID),
		zap.String(telemetry.KeyReason, f.Text))
	return nil
}
