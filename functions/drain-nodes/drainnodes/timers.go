package drainnodes

import (
	"context"
	"fmt"
	"time"

	"sashweight/events"
	"sashweight/shared/fleet"
)

// lookAgain is what the message of an order's timer says that it is for.
const lookAgain = "look again"

// keep writes what changed in an order outside of a plan, and sends its timer's message.
func (h *Handler) keep(ctx context.Context, before, after fleet.DrainOrder) error {
	ok, err := h.store.Advance(ctx, before, after)
	if err != nil || !ok {
		return err
	}
	return h.sendTimer(ctx, before, after)
}

// sendTimer sends a message to the function itself for when the order's timer is due. There is at
// most one outstanding for each order and step: only a new time sends one.
func (h *Handler) sendTimer(ctx context.Context, before, after fleet.DrainOrder) error {
	if after.Timer.IsZero() || after.Timer.Equal(before.Timer) {
		return nil
	}
	t := events.Timer{Timer: lookAgain, Cluster: after.Cluster, Order: after.ID,
		Instance: after.Instance, At: after.Timer}
	return h.send(ctx, t, min(max(0, after.Timer.Sub(h.clock.Now())), timerMax))
}

func (h *Handler) send(ctx context.Context, t events.Timer, delay time.Duration) error {
	body, err := t.Body()
	if err != nil {
		return fmt.Errorf("send timer of %s: %w", t.Instance, err)
	}
	return h.timers.Send(ctx, h.queue, body, delay)
}
