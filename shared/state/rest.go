package state

import (
	"context"
	"time"

	"sashweight/shared/fleet"
)

// How long a node rests after a drain that failed: the first time an hour, doubling to a day. The
// failures are remembered for a day after the rest.
const (
	restFirst = time.Hour
	restMost  = 24 * time.Hour
	restKept  = 24 * time.Hour
)

const restPrefix = "rest#"

// Rest is the time that a node is left in peace after drains of it that failed.
type Rest struct {
	Instance string
	// Cause is the origin of the orders that failed: another may drain the node.
	Cause fleet.Origin
	// Failed counts the drains that failed in a row.
	Failed int
	Until  time.Time
}

func restKey(instance string, cause fleet.Origin) string {
	return restPrefix + instance + "#" + string(cause)
}

// Rest records that a drain of the instance failed, and returns its rest. A failure within a rest
// is the same one, told again.
func (s *Store) Rest(ctx context.Context, cluster, instance string, cause fleet.Origin) (
	r Rest, err error,
) {
	now := s.Clock.Now()
	pk, sk := clusterKey(cluster), restKey(instance, cause)
	err = s.amend(ctx, pk, sk, func(was item) item {
		r = restOf(was)
		if r.Until.After(now) {
			return nil
		}
		r = Rest{Instance: instance, Cause: cause, Failed: r.Failed + 1}
		r.Until = now.Add(restAfter(r.Failed))
		it := row(pk, sk)
		it["instance"], it["cause"] = text(instance), text(string(cause))
		it["failed"], it["until"] = number(int64(r.Failed)), moment(r.Until)
		it["expires"] = seconds(r.Until.Add(restKept))
		return it
	})
	return r, err
}

func restAfter(failed int) time.Duration {
	d := restFirst
	for range failed - 1 {
		d = min(2*d, restMost)
	}
	return d
}

func restOf(it item) Rest {
	return Rest{
		Instance: textOf(it, "instance"), Cause: fleet.Origin(textOf(it, "cause")),
		Failed: int(numberOf(it, "failed")), Until: momentOf(it, "until"),
	}
}

// Rests reads the rests of the cluster's nodes, those that are over and not forgotten among them.
func (s *Store) Rests(ctx context.Context, cluster string) ([]Rest, error) {
	rows, err := s.rows(ctx, clusterKey(cluster), restPrefix)
	var out []Rest
	for _, it := range rows {
		if s.lives(it) {
			out = append(out, restOf(it))
		}
	}
	return out, err
}

// Forget drops the failures of the instance: a drain of it has succeeded.
func (s *Store) Forget(ctx context.Context, cluster, instance string, cause fleet.Origin) error {
	_, err := s.remove(ctx, clusterKey(cluster), restKey(instance, cause), "", nil)
	return err
}
