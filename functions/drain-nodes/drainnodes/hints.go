package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"path"
	"time"

	"go.uber.org/zap"

	"sashweight/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
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
		Requester: e.Group, Urgent: true, Hook: e.Hook, Token: e.Token, Step: fleet.StepOrdered,
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
	st, err := h.serving(ctx, o.Group, o.Instance)
	unmanaged := errors.Is(err, errUnmanaged)
	if err != nil && !unmanaged {
		if begun, found := h.begun(ctx, o.Instance); found != nil || begun == "" {
			return errors.Join(err, found)
		}
	}
	if err == nil && (st.pause == fleet.PauseEverything || !reports(st, o.Group)) {
		return h.order(ctx, o, st)
	}
	begun, found := h.begun(ctx, o.Instance)
	switch {
	case found != nil:
		return found
	case begun != "":
		if st, err = h.standingOf(ctx, begun); err != nil {
			return err
		}
		return h.order(ctx, o, st)
	case unmanaged:
		return h.release(ctx, o, 0, "no policy document serves group "+o.Group)
	}
	o.Cluster = st.cluster
	return h.release(ctx, o, st.document.Version,
		"report mode: nothing is begun, the hook is not held up")
}

// reports says that nothing may be begun on nodes of the group.
func reports(st standing, group string) bool {
	s := plan.Situation{Function: Name, Policy: st.document.Policy, Standing: st.state}
	return s.Reports(group)
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
	return h.atRisk(ctx, e.Instance, fleet.DrainOrder{
		Origin: fleet.OriginSpot, Urgent: true, Opened: e.Time, Due: e.Time.Add(plan.SpotNotice),
		AtDeadline: fleet.DeadlineForce, Deadline: e.Time.Add(plan.SpotNotice),
		Reason: "EC2 takes this Spot instance back two minutes after its notice",
	})
}

// rebalance orders a replacement for a Spot instance at risk, where the policy wants that and its
// group does not do it by itself.
func (h *Handler) rebalance(ctx context.Context, e events.RebalanceRecommendation) error {
	return h.atRisk(ctx, e.Instance, fleet.DrainOrder{
		Origin: fleet.OriginRebalance, Opened: e.Time, Then: fleet.ThenReplace,
		Reason: "EC2 says that this Spot instance is at risk",
	})
}

// atRisk makes the order for an instance of which an event of EC2 says that it may go.
func (h *Handler) atRisk(ctx context.Context, instance string, o fleet.DrainOrder) error {
	if !fleet.ValidInstance(instance) {
		return serve.Permanent(fmt.Errorf("order drain of %q: not an EC2 instance id", instance))
	}
	members, err := h.groups.Members(ctx, []string{instance})
	if err != nil {
		return err
	}
	member, ok := members[instance]
	if !ok {
		note(ctx, instance+" is in no group")
		return nil
	}
	st, err := h.serving(ctx, member.Group, instance)
	if errors.Is(err, errUnmanaged) {
		note(ctx, "no policy document serves group "+member.Group)
		return nil
	}
	if err != nil {
		return err
	}
	o.ID, o.Instance, o.Group = plan.OrderID(o.Origin, instance), instance, member.Group
	o.Requester, o.Step, o.Created = Name, fleet.StepOrdered, h.clock.Now()
	if o.Origin == fleet.OriginRebalance {
		o.ID += "-" + o.Opened.UTC().Format("20060102T150405") // each may come again, and more than one
		if no, err := h.noRebalance(ctx, st, o.Group); err != nil || no != "" {
			note(ctx, no)
			return err
		}
	}
	if reports(st, o.Group) {
		p := plan.Plan{Holds: []plan.Hold{{Instance: o.Instance,
			Reason: "report mode: it would be drained now, " + o.Reason}}}
		return h.record(ctx, decided{st: st, plan: p})
	}
	return h.order(ctx, o, st)
}

// noRebalance says why a recommendation is not followed; "" where it is.
func (h *Handler) noRebalance(ctx context.Context, st standing, group string) (string, error) {
	if !st.document.Policy.Nodes.Rebalance {
		return "the policy does not want nodes replaced at rebalance recommendations", nil
	}
	groups, err := h.groups.Groups(ctx, []string{group})
	if err == nil && groups[group].CapacityRebalance {
		return "group " + group + " replaces its Spot instances at risk by itself", nil
	}
	return "", err
}

// order puts the order and looks at its cluster.
func (h *Handler) order(ctx context.Context, o fleet.DrainOrder, st standing) error {
	_, _, err := h.put(ctx, o, st)
	if err != nil {
		return err
	}
	return h.look(ctx, st, eventLook)
}

// put makes the order, with what the policy says of its time.
func (h *Handler) put(ctx context.Context, o fleet.DrainOrder, st standing) (
	state.Outcome, fleet.DrainOrder, error,
) {
	rules := st.document.Policy.Drain
	o.Cluster = st.cluster
	if o.Deadline.IsZero() && rules.Deadline > 0 {
		o.Deadline = o.Created.Add(rules.Deadline)
	}
	if o.AtDeadline == "" {
		o.AtDeadline = fleet.AtDeadline(rules.AtDeadline)
	}
	outcome, now, err := h.store.Put(ctx, o)
	if err != nil {
		return "", o, err
	}
	telemetry.Annotate(ctx, zap.String(telemetry.KeyOrder, now.ID))
	if outcome == state.Known {
		recovered(ctx, eventAgain, o.Instance)
	}
	return outcome, now, nil
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
	return h.firstEmpty(ctx, o, node)
}

// firstEmpty is the first of two looks at a node that seems empty. The second comes from the
// function's own queue, seconds later.
func (h *Handler) firstEmpty(ctx context.Context, o fleet.DrainOrder, n fleet.Node) error {
	left, err := h.nodes.Stopping(ctx, n)
	if err != nil || left.Tasks > 0 || !o.Emptied.IsZero() || o.Draining.IsZero() {
		return err
	}
	after := o
	after.Emptied = h.clock.Now()
	after.Timer = after.Emptied.Add(plan.Confirm)
	return h.keep(ctx, o, after)
}

// timersDue looks again at what was to be looked at to the second.
func (h *Handler) timersDue(ctx context.Context, e events.Timers) error {
	var failed []string
	for _, bad := range e.Malformed {
		note(ctx, bad.Err.Error()) // it would be malformed the next time too
	}
	for _, t := range e.Timers {
		if err := h.timer(ctx, t); err != nil {
			note(ctx, err.Error())
			failed = append(failed, t.MessageID)
		}
	}
	serve.Reply(ctx, serve.Failed(failed...))
	return nil
}

// timer looks at the order that a message is about, or at its whole cluster.
func (h *Handler) timer(ctx context.Context, t events.Timer) error {
	telemetry.Annotate(ctx, zap.String(telemetry.KeyCluster, t.Cluster))
	if wait := t.At.Sub(h.clock.Now()); wait > 0 {
		return h.send(ctx, t, min(wait, timerMax))
	}
	if t.Instance == "" {
		st, err := h.standingOf(ctx, t.Cluster)
		if err != nil {
			return err
		}
		return h.look(ctx, st, eventLook)
	}
	o, ok, err := h.store.Order(ctx, t.Cluster, t.Instance)
	if err != nil || !ok || !o.Open() {
		return err
	}
	return h.advance(ctx, o)
}

// timerMax is the longest delay of a message (SQS API reference, SendMessage).
const timerMax = 15 * time.Minute
