package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sashweight/events"
	applyscaling "sashweight/shared/apply/autoscaling"
	applyecs "sashweight/shared/apply/ecs"
	applyevents "sashweight/shared/apply/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/telemetry"
)

// undo gives a node back. That it is to be is written first, so that an attempt which dies here is
// taken up by the next.
func (c *carrying) undo(ctx context.Context, a plan.Action) error {
	if c.orders[a.Order.Instance].Step != fleet.StepReturning {
		if ok, err := c.keep(ctx, a.Order); err != nil || !ok {
			return err
		}
	}
	_, failures, err := c.drainer.Activate(ctx, c.cluster, []fleet.Node{a.Node})
	if refusal := failures[a.Node.Instance]; err == nil && !stale(ctx, refusal, c.cluster) {
		err = refusal
	}
	if err != nil {
		return err
	}
	a.Verb = plan.Finish
	a.Order.Rev = c.orders[a.Order.Instance].Rev
	return c.finish(ctx, a)
}

// grow has the group launch one more. What it is told is written first: a second attempt asks for
// the same number.
func (c *carrying) grow(ctx context.Context, a plan.Action) error {
	if ok, err := c.keep(ctx, a.Order); err != nil || !ok {
		return err
	}
	err := c.scaler.Grow(ctx, a.Order.Group, a.From, a.Order.Wanted)
	var moved *applyscaling.StaleError
	if errors.As(err, &moved) {
		note(ctx, err.Error())
		o := c.orders[a.Order.Instance]
		o.Step, o.Replacing, o.Wanted = fleet.StepOrdered, time.Time{}, 0
		_, err = c.keep(ctx, o)
		return err
	}
	if err == nil {
		applied(ctx, a)
	}
	return err
}

func (c *carrying) stop(ctx context.Context, a plan.Action) error {
	told, err := c.drainer.StopTask(ctx, applyecs.Stop{
		Function: Name, Cluster: c.cluster, Task: a.Task.ARN, Reason: a.Reason,
		Protected: a.Force,
	})
	if stale(ctx, err, c.cluster) {
		return nil
	}
	if told {
		applied(ctx, a)
	}
	return err
}

// terminateNode has the group terminate an empty node. That it is asked is written first: the
// terminate event that follows then belongs to this order. A refusal gives the node back.
func (c *carrying) terminateNode(ctx context.Context, a plan.Action) error {
	if ok, err := c.keep(ctx, a.Order); err != nil || !ok {
		return err
	}
	o := c.orders[a.Order.Instance]
	outcome, err := c.scaler.Terminate(ctx, o.Group, o.Instance, a.Decrement)
	var moved *applyscaling.StaleError
	switch {
	case errors.As(err, &moved):
		return c.giveUp(ctx, a, err.Error())
	case err != nil:
		return err
	case outcome.Result == applyscaling.Refused:
		return c.giveUp(ctx, a, outcome.Text)
	case outcome.Result == applyscaling.Ambiguous: // the next look sees whether it goes
		note(ctx, fmt.Sprintf("terminate %s: not known whether it was heard: %s", o.Instance,
			outcome.Text))
		return nil
	}
	applied(ctx, a)
	return nil
}

// giveUp gives a node back that its group would not terminate.
func (c *carrying) giveUp(ctx context.Context, a plan.Action, why string) error {
	note(ctx, why)
	a.Order = c.orders[a.Order.Instance]
	a.Order.Step, a.Order.Ending = fleet.StepReturning, fleet.EndingReturned
	a.Order.EndReason, a.Order.Removing = "its group would not terminate it: "+why, time.Time{}
	a.Ending, a.Reason = a.Order.Ending, a.Order.EndReason
	return c.undo(ctx, a)
}

func (c *carrying) deregister(ctx context.Context, a plan.Action) error {
	for _, arn := range a.Node.ARNs() {
		_, err := c.drainer.Deregister(ctx, c.cluster, arn, true)
		if err != nil && !stale(ctx, err, c.cluster) {
			return err
		}
	}
	applied(ctx, a)
	if a.Node.External() {
		a.Verb = plan.Finish
		return c.finish(ctx, a)
	}
	return nil
}

// remember keeps what an order's end teaches: how long its tasks took to stop, that the node rests
// after a drain that failed, whether a replacement came.
func (c *carrying) remember(ctx context.Context, o fleet.DrainOrder) error {
	if !o.Voluntary() {
		return nil
	}
	var err error
	switch o.Ending {
	case fleet.EndingReturned, fleet.EndingExpired:
		_, err = c.store.Rest(ctx, c.cluster, o.Instance, o.Origin)
	case fleet.EndingDrained, fleet.EndingRemoved, fleet.EndingForced, fleet.EndingDead:
		err = c.store.Forget(ctx, c.cluster, o.Instance, o.Origin)
	case fleet.EndingCancelled, fleet.EndingRefused, fleet.EndingGone, fleet.EndingUnregistered,
		fleet.EndingLost:
	}
	if err != nil || o.Replacing.IsZero() {
		return err
	}
	_, err = c.store.CountReplacement(ctx, c.cluster, o.Replacement != "")
	return err
}

func (h *Handler) publishFinished(ctx context.Context, o fleet.DrainOrder) error {
	took := max(0, o.Finished.Sub(o.Opened))
	telemetry.Count(ctx, telemetry.DrainsFinished, 1, telemetry.Cluster(o.Cluster),
		telemetry.Ending(string(o.Ending)))
	telemetry.Count(ctx, telemetry.DrainDuration, took.Seconds(), telemetry.Cluster(o.Cluster))
	finished := events.DrainFinished{
		Cluster: o.Cluster, Instance: o.Instance, Order: o.ID, Ending: string(o.Ending),
		Tasks: o.Tasks, DurationSeconds: int64(took / time.Second), Reason: o.EndReason,
	}
	if !o.Expected.IsZero() {
		finished.ForecastSeconds = int64(max(0, o.Expected.Sub(o.Opened)) / time.Second)
		wrong := o.Finished.Sub(o.Expected).Abs()
		telemetry.Count(ctx, telemetry.ForecastError, wrong.Seconds(), telemetry.Cluster(o.Cluster))
	}
	detail, err := finished.Detail()
	if err != nil {
		return fmt.Errorf("publish end of order %s: %w", o.ID, err)
	}
	return h.bus.Publish(ctx, []applyevents.Event{{
		Source: events.SourceSashweight, DetailType: events.DetailTypeDrainFinished, Detail: detail,
	}})
}
