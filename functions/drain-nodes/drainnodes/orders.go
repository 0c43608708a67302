package drainnodes

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"sashweight/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/serve"
	"sashweight/shared/state"
)

// Answer is what became of an order, for whoever invoked the function with it.
type Answer struct {
	Order    string `json:"order"`
	Cluster  string `json:"cluster"`
	Instance string `json:"instance"`
	// Outcome is created, joined, known or refused.
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

// ordered makes the order of a person or of another function, and answers what became of it.
func (h *Handler) ordered(ctx context.Context, e events.DrainOrdered) error {
	answer := Answer{Order: e.Order, Cluster: e.Cluster, Instance: e.Instance, Outcome: "refused"}
	st, node, why, err := h.whereIs(ctx, e.Cluster, e.Instance)
	if err != nil {
		return err
	}
	answer.Cluster = st.cluster
	if why != "" {
		return h.unknownNode(ctx, e, answer, why)
	}
	o, err := h.orderOf(ctx, e, node)
	if err != nil {
		return err
	}
	if reports(st, o.Group) {
		return h.refuse(ctx, answer, "report mode: nothing is begun in cluster "+st.cluster)
	}
	if st.pause != fleet.PauseNone {
		return h.refuse(ctx, answer, "the operator has paused cluster "+st.cluster)
	}
	outcome, now, err := h.put(ctx, o, st)
	if err != nil {
		return err
	}
	answer.Order, answer.Outcome = now.ID, string(outcome)
	if outcome == state.Known && !now.Open() {
		answer.Reason = fmt.Sprintf("it ended %s: %s", now.Ending, now.EndReason)
	}
	serve.Reply(ctx, answer)
	if err := h.look(ctx, st, eventLook); err != nil || outcome == state.Known {
		return err
	}
	return h.explain(ctx, answer)
}

// explain answers with what the first look at an order has decided: that it cannot be, or why it
// waits.
func (h *Handler) explain(ctx context.Context, a Answer) error {
	o, ok, err := h.store.Order(ctx, a.Cluster, a.Instance)
	if err != nil || !ok || o.ID != a.Order || o.EndReason == "" {
		return err
	}
	if a.Reason = o.EndReason; o.Ending == fleet.EndingRefused {
		a.Outcome = "refused"
	}
	serve.Reply(ctx, a)
	return nil
}

// unknownNode answers an order about a node that no cluster has: one that comes again after its
// node is gone is known, any other is refused.
func (h *Handler) unknownNode(
	ctx context.Context, e events.DrainOrdered, a Answer, why string,
) error {
	clusters, err := h.store.Clusters(ctx)
	if err != nil {
		return err
	}
	for _, c := range clusters {
		o, ok, err := h.store.Order(ctx, c, e.Instance)
		if err != nil {
			return err
		}
		if ok && (o.ID == e.Order || slices.Contains(o.Joined, e.Order)) {
			a.Order, a.Cluster, a.Outcome = o.ID, c, string(state.Known)
			if !o.Open() {
				a.Reason = fmt.Sprintf("it ended %s: %s", o.Ending, o.EndReason)
			}
			serve.Reply(ctx, a)
			return nil
		}
	}
	return h.refuse(ctx, a, why)
}

// refuse answers an order that was not made.
func (h *Handler) refuse(ctx context.Context, a Answer, why string) error {
	note(ctx, "refused: "+why)
	a.Reason = why
	serve.Reply(ctx, a)
	return nil
}

// orderOf is the order as it was asked for.
func (h *Handler) orderOf(ctx context.Context, e events.DrainOrdered, n fleet.Node) (
	fleet.DrainOrder, error,
) {
	now := h.clock.Now()
	o := fleet.DrainOrder{
		ID: e.Order, Instance: e.Instance, Origin: fleet.OriginOrder, Requester: e.Requester,
		Reason: e.Reason, Then: fleet.Then(e.Then), Deadline: e.Deadline,
		AtDeadline: fleet.AtDeadline(e.AtDeadline), Urgent: e.Urgent, Step: fleet.StepOrdered,
		Created: now, Opened: now,
	}
	if o.Reason == "" {
		o.Reason = "ordered by " + o.Requester
	}
	if o.Then == "" {
		o.Then = fleet.ThenReplace
		if n.External() {
			o.Then = fleet.ThenKeep
		}
	}
	if n.External() {
		return o, nil
	}
	members, err := h.groups.Members(ctx, []string{e.Instance})
	o.Group = members[e.Instance].Group
	return o, err
}

// whereIs finds the managed cluster that has the instance; why says why there is none.
func (h *Handler) whereIs(ctx context.Context, cluster, instance string) (
	st standing, n fleet.Node, why string, err error,
) {
	all, _, err := h.standings(ctx)
	if err != nil {
		return st, n, "", err
	}
	for _, st := range all {
		if cluster != "" && st.cluster != path.Base(cluster) {
			continue
		}
		nodes, err := h.nodes.Nodes(ctx, st.cluster, []string{instance})
		if err != nil {
			return st, n, "", err
		}
		if n, ok := nodes[instance]; ok {
			return st, n, "", nil
		}
	}
	if cluster != "" {
		return standing{cluster: path.Base(cluster)}, n, fmt.Sprintf(
			"cluster %s has no node %s, or no policy document", path.Base(cluster), instance), nil
	}
	return st, n, "no cluster with a policy document has a node " + instance, nil
}

// unwanted marks the voluntary orders of a cluster, or of one of its groups, as not wanted any
// more: demand rises. Orders about nodes that are bad go on.
func (h *Handler) unwanted(ctx context.Context, e events.DrainsUnwanted) error {
	cluster := path.Base(e.Cluster)
	work, err := h.store.Work(ctx, cluster)
	if err != nil {
		return err
	}
	var failed []error
	marked := 0
	for _, o := range work.Open() {
		bad := o.Origin == fleet.OriginHealth || o.Origin == fleet.OriginSchedule
		if !o.Voluntary() || bad || o.Cancel != "" || e.Group != "" && o.Group != e.Group {
			continue
		}
		after := o
		after.Cancel = "capacity is needed: " + e.Reason
		_, err := h.store.Advance(ctx, o, after)
		failed = append(failed, err)
		marked++
	}
	if err := errors.Join(failed...); err != nil || marked == 0 {
		return err
	}
	st, err := h.standingOf(ctx, cluster)
	if err != nil {
		return err
	}
	return h.look(ctx, st, eventLook)
}

// scheduled looks at the clusters that have the instances of which AWS Health says that they will
// be changed. The event is a hint: EC2 itself says what is scheduled.
func (h *Handler) scheduled(ctx context.Context, e events.HealthEvent) error {
	if e.Service != "EC2" || e.Category != "scheduledChange" {
		return nil
	}
	var ids []string
	for _, id := range e.Entities {
		if fleet.ValidInstance(id) {
			ids = append(ids, id)
		}
	}
	members, err := h.groups.Members(ctx, ids)
	if err != nil || len(members) == 0 {
		return err
	}
	var looked []string
	for _, id := range slices.Sorted(maps.Keys(members)) {
		st, err := h.serving(ctx, members[id].Group, id)
		if errors.Is(err, errUnmanaged) || slices.Contains(looked, st.cluster) {
			continue
		}
		if err != nil {
			return err
		}
		looked = append(looked, st.cluster)
		if err := h.look(ctx, st, fullLook); err != nil {
			return err
		}
	}
	return nil
}

// ailing looks at a cluster of which a node's health has changed. What is to be done about it
// depends on how long it lasts: the sweep tells.
func (h *Handler) ailing(ctx context.Context, e events.ContainerInstanceHealth) error {
	if e.Status != "IMPAIRED" {
		return nil
	}
	st, err := h.standingOf(ctx, path.Base(e.Cluster))
	if err != nil || st.state == plan.Unmanaged {
		return err
	}
	return h.look(ctx, st, fullLook)
}

// parameter reads and judges what an operator has changed, answers by a notice, and looks at the
// cluster: a pause or another mode may undo what is under way.
func (h *Handler) parameter(ctx context.Context, e events.ParameterChange) error {
	below, ours := strings.CutPrefix(e.Name, "/sashweight/")
	if !ours {
		return nil
	}
	parts := strings.Split(below, "/")
	if below == "pause" {
		return h.tick(ctx)
	}
	if parts[0] != "clusters" || len(parts) < 2 {
		return nil
	}
	st, err := h.standingOf(ctx, parts[1])
	if err != nil {
		return err
	}
	if err := h.judgeDocument(ctx, st); err != nil {
		return err
	}
	return h.look(ctx, st, eventLook)
}
