package statecheck

import (
	"context"
	"fmt"

	"sashweight/shared/state"
)

var leaseSteps = []step{
	{"read a lease that is not there", "free, woken 0, served 0", readLease},
	{"wake the holder", "free, woken 1, served 0", wake},
	{"wake it again", "free, woken 2, served 0", wake},
	{"take the lease", "held by first", firstTakes},
	{"take it by what another has read", "held by first, refused", secondTakes},
	{"take it without having read it", "held by first, refused", secondTakesBlindly},
	{"give it back with a wake-up unseen", "kept", releaseUnseen},
	{"give it back", "given back", release},
	{"read it, with the time of the full look", "free, woken 2, served 2, looked 09:04:00",
		readLease},
	{"give it back again", "given back", release},
	{"take it again", "held by first", firstTakes},
	{"take it from the dead", "held by second", secondTakesLater},
	{"give back what has passed on", "given back", releaseOld},
	{"drop what has passed on", "held by second, woken 2, served 2, looked 09:04:00", dropOld},
	{"drop it", "free, woken 2, served 2, looked 09:04:00", drop},
	{"drop it again", "free, woken 2, served 2, looked 09:04:00", drop},
}

// old is a lease that the first invocation held and lost.
var old = state.Lease{Cluster: cluster, Owner: "first-dead"}

func describe(l state.Lease) string {
	text := "free"
	if l.Owner != "" {
		text = "held by " + holder(l)
	}
	text += fmt.Sprintf(", woken %d, served %d", l.Seq, l.Served)
	if !l.LookedAt.IsZero() {
		text += ", looked " + moment(l.LookedAt)
	}
	return text
}

// holder is the invocation whose nonce the lease carries.
func holder(l state.Lease) string {
	for _, name := range []string{"first", "second"} {
		if len(l.Owner) > len(name) && l.Owner[:len(name)] == name {
			return name
		}
	}
	return "a stranger"
}

func readLease(ctx context.Context, d *desk) (string, error) {
	work, err := d.first.Work(ctx, cluster)
	if err != nil {
		return "", err
	}
	return describe(work.Lease), nil
}

func wake(ctx context.Context, d *desk) (string, error) {
	l, err := d.first.Wake(ctx, cluster)
	if err != nil {
		return "", err
	}
	d.lease = l
	return describe(l), nil
}

func take(ctx context.Context, d *desk, s *state.Store, read state.Lease) (string, error) {
	l, ok, err := s.Acquire(ctx, read)
	if err != nil {
		return "", err
	}
	if !ok {
		return "held by " + holder(l) + ", refused", nil
	}
	d.lease = l
	return "held by " + holder(l), nil
}

func firstTakes(ctx context.Context, d *desk) (string, error) {
	return take(ctx, d, d.first, state.Lease{Cluster: cluster})
}

func secondTakes(ctx context.Context, d *desk) (string, error) {
	return take(ctx, d, d.second, d.lease)
}

func secondTakesBlindly(ctx context.Context, d *desk) (string, error) {
	return take(ctx, d, d.second, state.Lease{Cluster: cluster})
}

func secondTakesLater(ctx context.Context, d *desk) (string, error) {
	d.clock.lapse()
	return take(ctx, d, d.second, d.lease)
}

func releaseUnseen(ctx context.Context, d *desk) (string, error) {
	return giveBack(ctx, d, d.lease, d.lease.Seq-1)
}

func release(ctx context.Context, d *desk) (string, error) {
	return giveBack(ctx, d, d.lease, d.lease.Seq)
}

func releaseOld(ctx context.Context, d *desk) (string, error) {
	return giveBack(ctx, d, old, d.lease.Seq)
}

func giveBack(ctx context.Context, d *desk, l state.Lease, seen int64) (string, error) {
	ok, err := d.first.Release(ctx, l, seen, true)
	switch {
	case err != nil:
		return "", err
	case ok:
		return "given back", nil
	}
	return "kept", nil
}

func dropOld(ctx context.Context, d *desk) (string, error) {
	if err := d.first.Drop(ctx, old); err != nil {
		return "", err
	}
	return readLease(ctx, d)
}

func drop(ctx context.Context, d *desk) (string, error) {
	if err := d.second.Drop(ctx, d.lease); err != nil {
		return "", err
	}
	return readLease(ctx, d)
}
