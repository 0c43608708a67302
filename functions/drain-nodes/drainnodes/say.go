package drainnodes

import (
	"context"

	"go.uber.org/zap"

	"sashweight/shared/plan"
	"sashweight/shared/state"
	"sashweight/shared/telemetry"
)

// What can be made good. Each kind is logged when it happens, so that a run tells that its
// recoveries work.
const (
	lostEvent      = "lost event found by the sweep"
	eventAgain     = "event came again and found its order"
	deadLease      = "lease of a dead holder taken over"
	deadClaim      = "claim of a dead attempt taken over"
	answeredBefore = "hook was answered before"
)

// Recoveries lists every kind of recovery.
func Recoveries() []string {
	return []string{lostEvent, eventAgain, deadLease, deadClaim, answeredBefore}
}

func recovered(ctx context.Context, kind, object string) {
	telemetry.FromContext(ctx).Info("recovered", zap.String(telemetry.KeyReason, kind),
		zap.String(telemetry.KeyAbout, object))
}

// note says, in the line that closes the invocation, why nothing more was done.
func note(ctx context.Context, why string) {
	telemetry.Annotate(ctx, zap.String(telemetry.KeyReason, why))
}

func applied(ctx context.Context, a plan.Action) {
	telemetry.Count(ctx, telemetry.ActionsApplied, 1, telemetry.Cluster(a.Order.Cluster))
	telemetry.FromContext(ctx).Info("applied", zap.String(telemetry.KeyAction, string(a.Verb)),
		zap.String(telemetry.KeyInstance, a.Order.Instance),
		zap.String(telemetry.KeyCluster, a.Order.Cluster),
		zap.String(telemetry.KeyEnding, string(a.Ending)),
		zap.String(telemetry.KeyReason, a.Reason))
}

// record keeps a plan before it is carried out, and says it in the log.
func (h *Handler) record(ctx context.Context, d decided) error {
	if d.plan.Empty() {
		return nil
	}
	log := telemetry.FromContext(ctx)
	for _, a := range d.plan.Actions {
		log.Info("planned", zap.String(telemetry.KeyAction, string(a.Verb)),
			zap.String(telemetry.KeyInstance, a.Order.Instance),
			zap.String(telemetry.KeyCluster, d.st.cluster),
			zap.String(telemetry.KeyReason, a.Reason))
	}
	for _, hold := range d.plan.Holds {
		log.Info("held", zap.String(telemetry.KeyInstance, hold.Instance),
			zap.String(telemetry.KeyCluster, d.st.cluster),
			zap.String(telemetry.KeyReason, hold.Reason))
	}
	telemetry.Annotate(ctx, zap.Int(telemetry.KeyActions, len(d.plan.Actions)),
		zap.Int(telemetry.KeyHeld, len(d.plan.Holds)))
	return h.store.Record(ctx, state.Decision{
		Cluster: d.st.cluster, Plan: d.plan.String(), Saw: d.saw,
		PolicyVersion: d.st.document.Version, Build: telemetry.Version,
	})
}
