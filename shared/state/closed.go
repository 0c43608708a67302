package state

import (
	"context"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
)

// orderStays is how long a done order stays where looks read it. Only one row decides whether an
// order is new, so a done one cannot leave it at once; after this time it moves to the closed
// ones, which Put reads, too, and which no tick or look does.
const orderStays = time.Hour

func closedKey(cluster string) string { return "closed#" + cluster }

// Tidy moves the orders of the work that were done more than an hour ago to the closed ones.
func (s *Store) Tidy(ctx context.Context, w Work) error {
	for _, o := range w.Orders {
		if o.Open() || s.Clock.Now().Sub(o.Finished) < orderStays {
			continue
		}
		if err := s.keepClosed(ctx, o); err != nil {
			return err
		}
		condition, values := asRead(o)
		_, err := s.remove(ctx, clusterKey(o.Cluster), orderPrefix+o.Instance, condition, values)
		if err != nil {
			return err
		}
	}
	return nil
}

// keepClosed keeps a done order for the rest of its day. It comes before its own row goes: a put
// that no longer finds the one finds the other.
func (s *Store) keepClosed(ctx context.Context, o fleet.DrainOrder) error {
	it := orderItem(o)
	it["pk"], it["sk"] = text(closedKey(o.Cluster)), text(o.Instance+"#"+o.ID)
	_, err := s.put(ctx, it, "", nil)
	return err
}

// closedAs finds, among the closed orders of the instance, the one that o is a late copy of.
func (s *Store) closedAs(ctx context.Context, o fleet.DrainOrder) (
	done fleet.DrainOrder, ok bool, err error,
) {
	rows, err := s.rows(ctx, closedKey(o.Cluster), o.Instance+"#")
	for _, it := range rows {
		done := orderOf(it)
		if done.Is(o.ID) && s.lives(it) {
			return done, true, nil
		}
	}
	return o, false, err
}

// Closed reads the orders of the cluster that ended within the last day, the latest first.
func (s *Store) Closed(ctx context.Context, cluster string) ([]fleet.DrainOrder, error) {
	recent, err := s.rows(ctx, clusterKey(cluster), orderPrefix)
	if err != nil {
		return nil, err
	}
	moved, err := s.rows(ctx, closedKey(cluster), "")
	if err != nil {
		return nil, err
	}
	var out []fleet.DrainOrder
	for _, it := range slices.Concat(recent, moved) {
		if o := orderOf(it); !o.Open() && s.lives(it) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b fleet.DrainOrder) int {
		return strings.Compare(a.Instance+"#"+a.ID, b.Instance+"#"+b.ID)
	})
	// One that is being moved is in both places.
	out = slices.CompactFunc(out, func(a, b fleet.DrainOrder) bool {
		return a.Instance == b.Instance && a.ID == b.ID
	})
	slices.SortStableFunc(out, func(a, b fleet.DrainOrder) int {
		return b.Finished.Compare(a.Finished)
	})
	return out, nil
}

// lives says that a row has not expired: the table's TTL takes days to tidy (DynamoDB developer
// guide, TTL).
func (s *Store) lives(it item) bool { return numberOf(it, "expires") > s.Clock.Now().Unix() }
