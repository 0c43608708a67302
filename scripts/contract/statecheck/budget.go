package statecheck

import (
	"context"
	"fmt"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

var budgetSteps = []step{
	{"tidy orders that were just done", "2 orders, 1 closed", tidy},
	{"tidy them after an hour", "1 orders, 1 closed", tidyLater},
	{"order by the closed one's id after it has moved", "known", orderAgain},
	{"reserve slots", "reserved; then: roll-out 2", reserve},
	{"reserve them for another group", "refused; then: roll-out 2", reserveOther},
	{"give them back", "given back; then: none", unreserve},
	{"give them back again", "there were none; then: none", unreserve},
	{"let a node rest", "1 failed, for 1h0m0s", rest},
	{"forget it", "forgotten; then: 0 rests", forget},
	{"count moves", "3 moves", addMoves},
	{"count more", "6 moves", addMoves},
	{"see an incident", "begun", incident},
	{"see it again", "goes on", incident},
}

func tidy(ctx context.Context, d *desk) (string, error) {
	work, err := d.first.Work(ctx, cluster)
	if err != nil {
		return "", err
	}
	if err := d.first.Tidy(ctx, work); err != nil {
		return "", fmt.Errorf("tidy: %w", err)
	}
	if work, err = d.second.Work(ctx, cluster); err != nil {
		return "", err
	}
	closed, err := d.second.Closed(ctx, cluster)
	return fmt.Sprintf("%d orders, %d closed", len(work.Orders), len(closed)), err
}

func tidyLater(ctx context.Context, d *desk) (string, error) {
	if err := d.clock.Sleep(ctx, time.Hour); err != nil {
		return "", err
	}
	return tidy(ctx, d)
}

func reserve(ctx context.Context, d *desk) (string, error) { return reserveFor(ctx, d, "group") }

func reserveOther(ctx context.Context, d *desk) (string, error) {
	return reserveFor(ctx, d, "other")
}

func reserveFor(ctx context.Context, d *desk, group string) (string, error) {
	ok, err := d.first.Reserve(ctx, cluster, state.Reservation{
		Owner: "roll-out", Group: group, Count: 2, Until: d.clock.Now().Add(time.Hour),
	})
	if err != nil {
		return "", err
	}
	return reserved(ctx, d, map[bool]string{true: "reserved", false: "refused"}[ok])
}

func unreserve(ctx context.Context, d *desk) (string, error) {
	ok, err := d.second.Unreserve(ctx, cluster, "roll-out")
	if err != nil {
		return "", err
	}
	return reserved(ctx, d, map[bool]string{true: "given back", false: "there were none"}[ok])
}

func reserved(ctx context.Context, d *desk, text string) (string, error) {
	held, err := d.first.Reserved(ctx, cluster)
	if len(held) == 0 {
		return text + "; then: none", err
	}
	return fmt.Sprintf("%s; then: %s %d", text, held[0].Owner, held[0].Count), err
}

func rest(ctx context.Context, d *desk) (string, error) {
	r, err := d.first.Rest(ctx, cluster, instance, fleet.OriginOrder)
	return fmt.Sprintf("%d failed, for %v", r.Failed, r.Until.Sub(d.clock.Now())), err
}

func forget(ctx context.Context, d *desk) (string, error) {
	if err := d.second.Forget(ctx, cluster, instance, fleet.OriginOrder); err != nil {
		return "", fmt.Errorf("forget: %w", err)
	}
	rests, err := d.first.Rests(ctx, cluster)
	return fmt.Sprintf("forgotten; then: %d rests", len(rests)), err
}

func addMoves(ctx context.Context, d *desk) (string, error) {
	if err := d.first.AddMoves(ctx, cluster, 3, d.clock.Now()); err != nil {
		return "", fmt.Errorf("count moves: %w", err)
	}
	n, err := d.second.Moves(ctx, cluster, d.clock.Now())
	return fmt.Sprintf("%d moves", n), err
}

func incident(ctx context.Context, d *desk) (string, error) {
	change, _, err := d.second.Incident(ctx, cluster, "impaired", true, d.clock.Now())
	return string(change), err
}
