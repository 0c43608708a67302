package statecheck

import (
	"context"
	"fmt"

	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

var claimSteps = []step{
	{"claim an order that is not there", "refused; then: no order, no broken row", claimAbsent},
	{"claim the answer of the hook", "claimed", firstClaims},
	{"claim it in another invocation", "refused", secondClaims},
	{"claim it after the first has died", "claimed again", secondClaimsLater},
	{"claim it while the second has it", "refused", firstClaims},
	{"close the order", "closed", closeOrder},
	{"close it again, by what was read before", "was closed", closeOrder},
	{"read the closed order", "terminate, step done, hook drain, beat 09:05:00, 4 tasks, " +
		"heartbeat 10m0s, ending drained at 09:02:00", readOrder},
	{"claim the closed order", "refused", secondClaimsLater},
	{"mark the closed order draining", "refused; then: terminate, step done, hook drain, " +
		"beat 09:05:00, 4 tasks, heartbeat 10m0s, ending drained at 09:02:00", markDraining},
	{"put the closed order", "known", putTerminate},
}

func firstClaims(ctx context.Context, d *desk) (string, error) { return claim(ctx, d, d.first) }

func secondClaims(ctx context.Context, d *desk) (string, error) { return claim(ctx, d, d.second) }

func secondClaimsLater(ctx context.Context, d *desk) (string, error) {
	d.clock.lapse()
	return claim(ctx, d, d.second)
}

func claim(ctx context.Context, d *desk, s *state.Store) (string, error) {
	ok, again, err := s.Claim(ctx, terminateOrder(d), fleet.EndingDrained)
	switch {
	case err != nil:
		return "", err
	case ok && again:
		return "claimed again", nil
	case ok:
		return "claimed", nil
	}
	return "refused", nil
}

// claimAbsent claims an order whose row has gone: nothing may be written, because a row without its
// schema would stop every later look at the cluster.
func claimAbsent(ctx context.Context, d *desk) (string, error) {
	o := terminateOrder(d)
	o.Instance = "i-0fedcba9876543210"
	ok, _, err := d.first.Claim(ctx, o, fleet.EndingDrained)
	if err != nil {
		return "", err
	}
	if ok {
		return "claimed", nil
	}
	if _, there, err := d.first.Order(ctx, o.Cluster, o.Instance); err != nil || there {
		return "refused; then: an order", err
	}
	return "refused; then: no order, no broken row", nil
}

func closeOrder(ctx context.Context, d *desk) (string, error) {
	o := d.order
	o.Ending, o.Finished = fleet.EndingDrained, d.clock.Now()
	ok, err := d.second.Close(ctx, o)
	switch {
	case err != nil:
		return "", fmt.Errorf("close: %w", err)
	case ok:
		return "closed", nil
	}
	return "was closed", nil
}
