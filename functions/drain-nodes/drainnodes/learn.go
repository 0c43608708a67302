package drainnodes

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/plan"
)

// learnEvery is how far back a sweep looks for tasks that have stopped: the time since the last.
const learnEvery = time.Minute

// learn records how long the tasks of draining nodes took to stop, by image: one measurement of
// each image in each sweep. Only sweeps do: what an event begins should cost few calls.
func (h *Handler) learn(ctx context.Context, s plan.Situation, now time.Time) error {
	took := map[string]time.Duration{}
	for _, o := range s.Orders {
		n, ok := s.Nodes[o.Instance]
		if !ok || n.Status != fleet.NodeDraining || o.Draining.IsZero() || n.External() {
			continue
		}
		left, err := h.nodes.Stopping(ctx, n)
		if err != nil {
			return err
		}
		for _, t := range left.Stopped {
			if t.Stopping.IsZero() || now.Sub(t.Stopped) > learnEvery {
				continue
			}
			for _, digest := range t.Images {
				took[digest] = max(took[digest], t.Stopped.Sub(t.Stopping))
			}
		}
	}
	var failed []error
	for _, digest := range slices.Sorted(maps.Keys(took)) {
		failed = append(failed, h.store.LearnStop(ctx, digest, took[digest]))
	}
	return errors.Join(failed...)
}
