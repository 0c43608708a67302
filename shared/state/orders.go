package state

import (
	"context"
	"strings"

	"sashweight/shared/fleet"
)

const orderPrefix = "order#"

// Work is what the table holds of one cluster that a look needs, all of it in one partition.
type Work struct {
	Lease Lease
	// Orders are the drain orders by instance, sorted; those that were done within the last hour
	// are among them.
	Orders []fleet.DrainOrder
	// Rests are those of its nodes, over or not; Reserved what others have of its disruption
	// budget; Incidents those that go on.
	Rests     []Rest
	Reserved  []Reservation
	Incidents []Incident
	// Moves counts the tasks moved within the last hour, FailedReplacements the replacements in a
	// row that did not join.
	Moves, FailedReplacements int
}

// Open returns the orders that are not done.
func (w Work) Open() []fleet.DrainOrder {
	var out []fleet.DrainOrder
	for _, o := range w.Orders {
		if o.Open() {
			out = append(out, o)
		}
	}
	return out
}

// Work reads what there is of the cluster, strongly consistent, in one query. A row of an unknown
// schema is a *SchemaError.
func (s *Store) Work(ctx context.Context, cluster string) (Work, error) {
	w := Work{Lease: Lease{Cluster: cluster}}
	rows, err := s.rows(ctx, clusterKey(cluster), "")
	if err != nil {
		return w, err
	}
	for _, it := range rows {
		if it["expires"] == nil || s.lives(it) {
			s.add(&w, it)
		}
	}
	return w, nil
}

func (s *Store) add(w *Work, it item) {
	now := s.Clock.Now()
	switch sk, _, _ := strings.Cut(textOf(it, "sk"), "#"); sk + "#" {
	case leaseKey + "#":
		w.Lease = s.leaseOf(w.Lease.Cluster, it)
	case orderPrefix:
		w.Orders = append(w.Orders, orderOf(it))
	case restPrefix:
		w.Rests = append(w.Rests, restOf(it))
	case reservedPrefix:
		if r := reservationOf(it); r.Until.After(now) {
			w.Reserved = append(w.Reserved, r)
		}
	case incidentPrefix:
		if i := incidentOf(it); i.Ended.IsZero() {
			w.Incidents = append(w.Incidents, i)
		}
	case movesKey + "#":
		w.Moves = movesOf(it, now)
	case replacementsKey + "#":
		w.FailedReplacements = int(numberOf(it, "failed"))
	}
}

// Order reads one order, strongly consistent; ok is false where there is none. One that has been
// done for more than an hour is not found: see Closed.
func (s *Store) Order(ctx context.Context, cluster, instance string) (
	o fleet.DrainOrder, ok bool, err error,
) {
	it, err := s.get(ctx, clusterKey(cluster), orderPrefix+instance)
	if err != nil || it == nil {
		return o, false, err
	}
	return orderOf(it), true, nil
}
