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

// Work reads the cluster's lease and orders, strongly consistent. A row of an unknown schema is a
// *SchemaError.
func (s *Store) Work(ctx context.Context, cluster string) (Work, error) {
	w := Work{Lease: Lease{Cluster: cluster}}
	rows, err := s.rows(ctx, clusterKey(cluster), "")
	if err != nil {
		return w, err
	}
	for _, it := range rows {
		switch kind, _, _ := strings.Cut(textOf(it, "sk"), "#"); kind + "#" {
		case leaseKey + "#":
			w.Lease = s.leaseOf(cluster, it)
		case orderPrefix:
			w.Orders = append(w.Orders, orderOf(it))
		}
	}
	return w, nil
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
