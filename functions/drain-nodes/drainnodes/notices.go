package drainnodes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.uber.org/zap"

	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/state"
	"sashweight/shared/telemetry"
)

// keepGood remembers the document, so that it can serve while a later one is broken.
func (h *Handler) keepGood(ctx context.Context, st standing) error {
	return h.store.KeepPolicy(ctx, st.cluster, st.document.Version, st.document.Text)
}

// judgeDocument says what became of a change of the cluster's parameters.
func (h *Handler) judgeDocument(ctx context.Context, st standing) error {
	problems := st.document.Problems()
	if len(problems) == 0 {
		if st.state == plan.Unmanaged {
			return nil
		}
		return h.keepGood(ctx, st)
	}
	lines := make([]string, 0, len(problems))
	for _, p := range problems {
		lines = append(lines, p.Error())
	}
	return h.raise(ctx, st, fleet.Finding{
		ID: "policy/" + st.cluster,
		Text: fmt.Sprintf("the policy document of cluster %s, version %d, is broken, and the last "+
			"good one holds meanwhile:\n%s", st.cluster, st.document.Version,
			strings.Join(lines, "\n")),
	})
}

// incidents says whether something is wrong that is not the nodes' own fault, and tells people of
// its begin and its end. Open ones hold what would make it worse.
func (h *Handler) incidents(
	ctx context.Context, s *plan.Situation, st standing, work state.Work,
) error {
	seen := map[string]string{}
	for _, c := range plan.Causes(*s, work.FailedReplacements) {
		seen[c.Key] = c.Text
	}
	s.Incidents = nil
	for _, key := range []string{plan.CauseImpaired, plan.CauseReplacements} {
		text, now := seen[key]
		open := slices.ContainsFunc(work.Incidents, func(i state.Incident) bool {
			return i.Cause == key
		})
		if !now && !open {
			continue
		}
		change, incident, err := h.store.Incident(ctx, st.cluster, key, now, h.clock.Now())
		if err != nil {
			return err
		}
		if change != state.IncidentEnded {
			s.Incidents = append(s.Incidents, holds(incident))
		}
		if err := h.tell(ctx, st, change, incident, text); err != nil {
			return err
		}
	}
	return nil
}

// holds says that an incident holds what would make it worse.
func holds(i state.Incident) string { return "incident " + i.ID + " holds it" }

// tell pages people when an incident begins and when it ends. Who was to be told of the begin and
// was not, because the teller died, is told by the next look.
func (h *Handler) tell(
	ctx context.Context, st standing, change state.Change, i state.Incident, text string,
) error {
	switch {
	case change == state.IncidentBegun, change == state.IncidentGoesOn && i.Told.IsZero():
		telemetry.Count(ctx, telemetry.Incidents, 1, telemetry.Cluster(st.cluster))
		if err := h.page(ctx, st, "incident "+i.ID, fmt.Sprintf("%s.\n\n"+
			"What we did: health-caused replacement, scale-in and roll-outs of cluster %s hold. "+
			"Scale-out, and the drain of what must go, go on.\n"+
			"It is released after 15 clean minutes. See: sashweight drains --cluster %s", text,
			st.cluster, st.cluster)); err != nil {
			unsent(ctx, err) // the next look tells
			return nil
		}
		return h.store.TellIncident(ctx, st.cluster, i)
	case change == state.IncidentEnded:
		unsent(ctx, h.page(ctx, st, "ended: incident "+i.ID, fmt.Sprintf(
			"Incident %s of cluster %s is over: nothing was seen of it for 15 minutes.", i.ID,
			st.cluster)))
	}
	return nil
}

// page wakes people.
func (h *Handler) page(ctx context.Context, st standing, subject, text string) error {
	telemetry.FromContext(ctx).Warn("page", zap.String(telemetry.KeyAbout, subject),
		zap.String(telemetry.KeyReason, text))
	return h.publish(ctx, st.document.Policy.Notify.Page, subject, text)
}

// unsent writes down that people could not be told: a topic that is gone, or that the function may
// not publish to, keeps no node from being seen off.
func unsent(ctx context.Context, err error) {
	if err != nil {
		telemetry.FromContext(ctx).Error("notice not sent", zap.String(telemetry.KeyError, err.Error()))
	}
}

// inform tells people without waking them.
func (h *Handler) inform(ctx context.Context, st standing, subject, text string) error {
	return h.publish(ctx, st.document.Policy.Notify.Inform, subject, text)
}

func (h *Handler) publish(ctx context.Context, topic, subject, text string) error {
	if topic == "" {
		return nil
	}
	return h.notices.Publish(ctx, topic, "Sashweight: "+subject, text)
}
