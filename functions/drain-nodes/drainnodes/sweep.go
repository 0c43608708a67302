package drainnodes

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sashweight/events"
	applyevents "sashweight/shared/apply/events"
	observessm "sashweight/shared/observe/ssm"
)

// fullEvery is how often a cluster is looked at for what no event or order told: every five
// minutes. It is half a minute less, because ticks come each minute and a look ends seconds after
// its tick.
const fullEvery = 4*time.Minute + 30*time.Second

// sweepDue is one cluster that has to be looked at.
type sweepDue struct {
	cluster string
	full    bool
}

// tick asks for a sweep of each cluster that has open work or whose full look is due. It reads the
// table only: nobody reads a whole cluster every minute. A cluster whose document is broken or was
// deleted gets no full look, but what was begun there goes on.
func (h *Handler) tick(ctx context.Context) error {
	docs, err := h.policies.Documents(ctx)
	if err != nil {
		return err
	}
	clusters, err := h.store.Clusters(ctx)
	if err != nil {
		return err
	}
	sound := map[string]bool{}
	for _, d := range docs {
		if d.Broken != nil {
			note(ctx, fmt.Sprintf("policy document of cluster %s: %v", d.Cluster, d.Broken))
			continue
		}
		sound[d.Cluster] = true
		if !slices.Contains(clusters, d.Cluster) {
			clusters = append(clusters, d.Cluster)
		}
	}
	var due []sweepDue
	for _, c := range clusters {
		work, err := h.store.Work(ctx, c)
		if err != nil {
			return err
		}
		full := sound[c] && h.clock.Now().Sub(work.Lease.LookedAt) >= fullEvery
		if full || work.Lease.OpenWork() || len(work.Open()) > 0 {
			due = append(due, sweepDue{cluster: c, full: full})
		}
	}
	return h.sweepDue(ctx, due)
}

// sweepDue publishes one event for each cluster.
func (h *Handler) sweepDue(ctx context.Context, due []sweepDue) error {
	var out []applyevents.Event
	for _, d := range due {
		detail, err := events.SweepDue{Function: Name, Cluster: d.cluster, Full: d.full}.Detail()
		if err != nil {
			return fmt.Errorf("ask for sweep of cluster %s: %w", d.cluster, err)
		}
		out = append(out, applyevents.Event{
			Source: events.SourceSashweight, DetailType: events.DetailTypeSweepDue, Detail: detail,
		})
	}
	return h.bus.Publish(ctx, out)
}

// sweep looks at one cluster. Without a sound document only what was begun there goes on.
func (h *Handler) sweep(ctx context.Context, e events.SweepDue) error {
	docs, err := h.policies.Documents(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.Cluster == e.Cluster && d.Broken == nil {
			return h.look(ctx, d, e.Full)
		}
	}
	note(ctx, "cluster "+e.Cluster+" has no sound policy document: nothing new begins")
	return h.look(ctx, observessm.Document{Cluster: e.Cluster}, false)
}
