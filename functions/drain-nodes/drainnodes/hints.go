package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"path"

	"go.uber.org/zap"

	"sashweight/events"
	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/plan"
	"sashweight/shared/policy"
	"sashweight/shared/serve"
	"sashweight/shared/state"
	"sashweight/shared/telemetry"
)

// warmPool is the origin of an instance that leaves a warm pool: it never ran a task.
const warmPool = "WarmPool"

// terminate orders a drain for an instance that its group terminates and that a lifecycle hook of
// ours holds.
func (h *Handler) terminate(ctx context.Context, e events.TerminateLifecycle) error {
	if !fleet.Ours(e.Hook, e.Metadata) {
		note(ctx, "hook "+e.Hook+" is not ours")
		return nil
	}
	if !fleet.ValidInstance(e.Instance) {
		return serve.Permanent(fmt.Errorf("order drain of %q: not an EC2 instance id", e.Instance))
	}
	o := fleet.DrainOrder{
		ID: plan.OrderID(fleet.OriginTerminate, e.Instance), Instance: e.Instance, Group: e.Group,
		Origin: fleet.OriginTerminate, Reason: "its group " + e.Group + " terminates it",
		Hook: e.Hook, Token: e.Token, Step: fleet.StepOrdered,
		Created: h.clock.Now(), Opened: e.Time, Beat: e.Time,
	}
	if e.Origin == warmPool {
		return h.release(ctx, o, 0, "it leaves the warm pool and never ran a task")
	}
	return h.held(ctx, o)
}

// held is what becomes of an instance that waits for a lifecycle hook of ours. What was begun is
// brought to its end whatever the policy says by now; only where nothing was begun and nothing may
// be is the hook answered at once.
func (h *Handler) held(ctx context.Context, o fleet.DrainOrder) error {
	doc, err := h.documentFor(ctx, o)
	unmanaged := errors.Is(err, errUnmanaged)
	if err == nil && doc.Policy.ModeOf(Name) == policy.Act {
		o.Cluster = doc.Cluster
		return h.order(ctx, o, doc)
	}
	begun, found := h.begun(ctx, o.Instance)
	switch {
	case found != nil:
		return found
	case begun != "":
		o.Cluster = begun
		return h.order(ctx, o, observessm.Document{Cluster: begun})
	case unmanaged:
		return h.release(ctx, o, 0, "no policy document serves group "+o.Group)
	case err != nil:
		return err
	}
	o.Cluster = doc.Cluster
	return h.release(ctx, o, doc.Version, "report mode: nothing is begun, the hook is not held up")
}

// begun names the cluster in which a drain of the instance is under way; "" where none is.
func (h *Handler) begun(ctx context.Context, instance string) (string, error) {
	clusters, err := h.store.Clusters(ctx)
	if err != nil {
		return "", err
	}
	for _, c := range clusters {
		if o, ok, err := h.store.Order(ctx, c, instance); err != nil || ok && o.Open() {
			return c, err
		}
	}
	return "", nil
}

// spot orders a drain at once for an instance that EC2 takes in two minutes.
func (h *Handler) spot(ctx context.Context, e events.SpotInterruption) error {
	if !fleet.ValidInstance(e.Instance) {
		return serve.Permanent(fmt.Errorf("order drain of %q: not an EC2 instance id", e.Instance))
	}
	members, err := h.groups.Members(ctx, []string{e.Instance})
	if err != nil {
		return err
	}
	member, ok := members[e.Instance]
	if !ok {
		note(ctx, e.Instance+" is in no group")
		return nil
	}
	o := fleet.DrainOrder{
		ID: plan.OrderID(fleet.OriginSpot, e.Instance), Instance: e.Instance, Group: member.Group,
		Origin: fleet.OriginSpot, Reason: "EC2 takes this Spot instance back two minutes after " +
			"its notice", Step: fleet.StepOrdered, Created: h.clock.Now(), Opened: e.Time,
	}
	doc, err := h.documentFor(ctx, o)
	if errors.Is(err, errUnmanaged) {
		note(ctx, "no policy document serves group "+o.Group)
		return nil
	}
	if err != nil {
		return err
	}
	o.Cluster = doc.Cluster
	if doc.Policy.ModeOf(Name) == policy.Report {
		p := plan.Plan{Holds: []plan.Hold{{Instance: o.Instance,
			Reason: "report mode: it would be drained now, " + o.Reason}}}
		return h.record(ctx, o.Cluster, doc.Version, p, "")
	}
	return h.order(ctx, o, doc)
}

// order puts the order and looks at its cluster.
func (h *Handler) order(ctx context.Context, o fleet.DrainOrder, doc observessm.Document) error {
	outcome, _, err := h.store.Put(ctx, o)
	if err != nil {
		return err
	}
	telemetry.Annotate(ctx, zap.String(telemetry.KeyOrder, o.ID))
	if outcome == state.Known {
		recovered(ctx, eventAgain, o.Instance)
	}
	return h.look(ctx, doc, false)
}

// taskStopped looks whether a node that drains is empty now. Most stopped tasks are on nodes that
// do not drain: one call tells.
func (h *Handler) taskStopped(ctx context.Context, e events.TaskStateChange) error {
	if e.LastStatus != "STOPPED" || e.ContainerInstance == "" || e.Cluster == "" {
		return nil
	}
	cluster := path.Base(e.Cluster)
	telemetry.Annotate(ctx, zap.String(telemetry.KeyCluster, cluster))
	node, ok, err := h.nodes.Node(ctx, cluster, e.ContainerInstance)
	if err != nil {
		return err
	}
	if !ok || node.Status != fleet.NodeDraining {
		return nil
	}
	if node.Tasks() > 0 || !node.Unused {
		note(ctx, fmt.Sprintf("%s is not empty: %d tasks by desired status", node.Instance,
			node.Tasks()))
		return nil
	}
	o, ok, err := h.store.Order(ctx, cluster, node.Instance)
	if err != nil || !ok || !o.Open() {
		return err
	}
	return h.advance(ctx, o, node)
}

var errUnmanaged = errors.New("no policy document serves the group")

// documentFor finds the policy document that serves the order's group: errUnmanaged where there
// is none. Where a document is broken and no other serves the group, whether it is managed is
// unknown, which is an error: the sweep takes the node up once the document is mended.
func (h *Handler) documentFor(ctx context.Context, o fleet.DrainOrder) (
	observessm.Document, error,
) {
	docs, err := h.policies.Documents(ctx)
	if err != nil {
		return observessm.Document{}, err
	}
	var serving []observessm.Document
	var broken error
	for _, d := range docs {
		switch {
		case d.Broken != nil:
			broken = fmt.Errorf("policy document of cluster %s: %w", d.Cluster, d.Broken)
		case d.Policy.Serves(o.Group):
			serving = append(serving, d)
		}
	}
	switch {
	case len(serving) == 1:
		return serving[0], nil
	case len(serving) > 1:
		return h.whereRegistered(ctx, serving, o.Instance)
	case broken != nil:
		return observessm.Document{}, broken
	}
	return observessm.Document{}, errUnmanaged
}

// whereRegistered picks, of several clusters that a group serves, the one that has the node; the
// first by name as long as none has it.
func (h *Handler) whereRegistered(
	ctx context.Context, docs []observessm.Document, instance string,
) (observessm.Document, error) {
	for _, d := range docs {
		nodes, err := h.nodes.Nodes(ctx, d.Cluster, []string{instance})
		if err != nil {
			return d, err
		}
		if len(nodes) > 0 {
			return d, nil
		}
	}
	return docs[0], nil
}
