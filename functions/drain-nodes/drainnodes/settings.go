package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/plan"
	"sashweight/shared/policy"
)

// standing is one cluster's rules as this invocation has read them: what the operator wants, and
// how far it is stopped.
type standing struct {
	cluster string
	// document is the policy that holds: the last good one where the present one is broken.
	document observessm.Document
	state    plan.Standing
	pause    fleet.Pause
	// read is when that was read.
	read time.Time
}

// brakesFresh is for how long a pause that was read need not be read again before something is
// taken away from the fleet.
const brakesFresh = 2 * time.Second

// fresh says that the pause was read just before.
func (st standing) fresh(now time.Time) bool { return now.Sub(st.read) <= brakesFresh }

// mode is the document's standing of the function.
func mode(d observessm.Document) plan.Standing {
	if d.Policy.ModeOf(Name) == policy.Act {
		return plan.Acting
	}
	return plan.Reporting
}

// standings reads what operators have set, in one pass.
func (h *Handler) standings(ctx context.Context) ([]standing, observessm.Settings, error) {
	read := h.clock.Now()
	s, err := h.policies.Settings(ctx)
	if err != nil {
		return nil, s, err
	}
	var out []standing
	for _, d := range s.Documents {
		st := standing{cluster: d.Cluster, document: d, state: mode(d), pause: s.Pause(d.Cluster),
			read: read}
		if d.Broken != nil {
			st.state = plan.Broken
			st.document.Policy, err = h.lastGood(ctx, d.Cluster)
			if err != nil {
				return nil, s, err
			}
		}
		out = append(out, st)
	}
	return out, s, nil
}

// standingOf is one cluster's standing; without a document it is Unmanaged.
func (h *Handler) standingOf(ctx context.Context, cluster string) (standing, error) {
	all, s, err := h.standings(ctx)
	if err != nil {
		return standing{}, err
	}
	for _, st := range all {
		if st.cluster == cluster {
			return st, nil
		}
	}
	return standing{cluster: cluster, document: observessm.Document{Cluster: cluster,
		Policy: policy.Default()}, state: plan.Unmanaged, pause: s.Pause(cluster),
		read: h.clock.Now()}, nil
}

// lastGood is the last document of the cluster that could be read; the defaults, which let nothing
// begin, where none is remembered.
func (h *Handler) lastGood(ctx context.Context, cluster string) (policy.Policy, error) {
	_, text, ok, err := h.store.LastPolicy(ctx, cluster)
	if err != nil || !ok {
		return policy.Default(), err
	}
	if p, err := policy.Parse([]byte(text)); err == nil {
		return p, nil
	}
	return policy.Default(), nil // written by another version of Sashweight
}

var errUnmanaged = errors.New("no policy document serves the group")

// serving finds the cluster whose document serves the group that has the instance: errUnmanaged
// where there is none. Of several it is the one that has the node; where none has it yet, the
// first by name. Where a document that was never good might, that is an error: the sweep takes the
// node up once it is mended.
func (h *Handler) serving(ctx context.Context, group, instance string) (standing, error) {
	all, _, err := h.standings(ctx)
	if err != nil {
		return standing{}, err
	}
	var found []standing
	var broken error
	for _, st := range all {
		if st.document.Policy.Serves(group) {
			found = append(found, st)
		} else if st.state == plan.Broken {
			broken = fmt.Errorf("policy document of cluster %s: %w", st.cluster, st.document.Broken)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && broken != nil:
		return standing{}, broken
	case len(found) == 0:
		return standing{}, errUnmanaged
	}
	for _, st := range found {
		nodes, err := h.nodes.Nodes(ctx, st.cluster, []string{instance})
		if err != nil {
			return standing{}, err
		}
		if len(nodes) > 0 {
			return st, nil
		}
	}
	return found[0], nil
}
