package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sashweight/events"
	applyevents "sashweight/shared/apply/events"
	"sashweight/shared/plan"
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
	all, _, err := h.standings(ctx)
	if err != nil {
		return err
	}
	clusters, err := h.store.Clusters(ctx)
	if err != nil {
		return err
	}
	sound := map[string]bool{}
	for _, st := range all {
		if st.state == plan.Broken {
			note(ctx, fmt.Sprintf("policy document of cluster %s: %v", st.cluster,
				st.document.Broken))
		}
		sound[st.cluster] = st.state != plan.Broken
		if !slices.Contains(clusters, st.cluster) {
			clusters = append(clusters, st.cluster)
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
	st, err := h.standingOf(ctx, e.Cluster)
	if err != nil {
		return err
	}
	depth := sweepLook
	switch {
	case st.state == plan.Broken || st.state == plan.Unmanaged:
		note(ctx, "cluster "+e.Cluster+" has no sound policy document: nothing new begins")
	case e.Full:
		depth = fullLook
		if err := errors.Join(h.keepGood(ctx, st), h.store.Remember(ctx, st.cluster)); err != nil {
			return err
		}
	}
	return h.look(ctx, st, depth)
}
