package state

import (
	"context"
	"time"
)

const reservedPrefix = "reserved#"

// Reservation is a part of the disruption budget that somebody else than drain-nodes has taken,
// such as a roll-out. It is taken under the cluster's lease, and lapses by itself.
type Reservation struct {
	// Owner names who has it, such as a roll-out's id.
	Owner string
	// Group is the Auto Scaling group, Count how many of its nodes may be unavailable for it.
	Group string
	Count int
	Until time.Time
}

// Reserve takes or prolongs a reservation, or changes its count. ok is false where the owner holds
// one of another group.
func (s *Store) Reserve(ctx context.Context, cluster string, r Reservation) (ok bool, err error) {
	now := s.Clock.Now()
	pk, sk := clusterKey(cluster), reservedPrefix+r.Owner
	err = s.amend(ctx, pk, sk, func(was item) item {
		held := reservationOf(was)
		ok = held.Group == "" || held.Group == r.Group || !held.Until.After(now)
		if !ok {
			return nil
		}
		it := row(pk, sk)
		it["owner"], it["group_name"] = text(r.Owner), text(r.Group)
		it["slots"], it["until"] = number(int64(r.Count)), moment(r.Until)
		it["expires"] = seconds(r.Until.Add(time.Second)) // a moment may be within its second
		return it
	})
	return ok, err
}

func reservationOf(it item) Reservation {
	return Reservation{
		Owner: textOf(it, "owner"), Group: textOf(it, "group_name"),
		Count: int(numberOf(it, "slots")), Until: momentOf(it, "until"),
	}
}

// Unreserve gives the owner's reservation back. ok is false where there was none.
func (s *Store) Unreserve(ctx context.Context, cluster, owner string) (ok bool, err error) {
	return s.remove(ctx, clusterKey(cluster), reservedPrefix+owner, "attribute_exists(pk)", nil)
}

// Reserved reads the reservations of the cluster that have not lapsed, sorted by owner.
func (s *Store) Reserved(ctx context.Context, cluster string) ([]Reservation, error) {
	rows, err := s.rows(ctx, clusterKey(cluster), reservedPrefix)
	var out []Reservation
	for _, it := range rows {
		if r := reservationOf(it); r.Until.After(s.Clock.Now()) {
			out = append(out, r)
		}
	}
	return out, err
}
