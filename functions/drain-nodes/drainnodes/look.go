package drainnodes

import (
	"context"
	"fmt"

	"go.uber.org/zap"

	"sashweight/events"
	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/state"
	"sashweight/shared/telemetry"
)

// looksMax is how often the holder of a lease looks again because something woke it meanwhile.
// After that it asks for a sweep instead.
const looksMax = 3

// depth is how much a look reads.
type depth int

const (
	// eventLook reads what the open orders are about.
	eventLook depth = iota
	// sweepLook reads also what forecasts of drains under way need.
	sweepLook
	// fullLook reads the whole cluster, also for what no order stands for.
	fullLook
)

// look wakes whoever holds the cluster's lease, or takes it and looks. A burst of events so costs
// two or three looks, and none is lost: the holder releases only when it has seen the last.
func (h *Handler) look(ctx context.Context, st standing, deep depth) error {
	telemetry.Annotate(ctx, zap.String(telemetry.KeyCluster, st.cluster))
	lease, err := h.store.Wake(ctx, st.cluster)
	if err != nil {
		return err
	}
	dead := lease.Owner != "" && !lease.Expires.After(h.clock.Now())
	held, ok, err := h.store.Acquire(ctx, lease)
	if err != nil {
		return err
	}
	if !ok {
		note(ctx, "another look is under way and will look again")
		return nil
	}
	if dead {
		recovered(ctx, deadLease, st.cluster)
	}
	for i := range looksMax {
		if i > 0 { // what the operator wants may have changed since the first look
			if st, err = h.standingOf(ctx, st.cluster); err != nil {
				return giveBack(err, h.store.Drop(ctx, held))
			}
		}
		seen, err := h.lookOnce(ctx, st, deep)
		if err != nil {
			return giveBack(err, h.store.Drop(ctx, held))
		}
		released, err := h.store.Release(ctx, held, seen, deep == fullLook)
		if err != nil || released {
			return err
		}
	}
	if err := h.store.Drop(ctx, held); err != nil {
		return err
	}
	return h.sweepDue(ctx, []sweepDue{{cluster: st.cluster, full: deep == fullLook}})
}

// giveBack is the error of a look, with that of giving the lease back after it.
func giveBack(look, drop error) error {
	if drop != nil {
		return fmt.Errorf("%w (and then: %w)", look, drop)
	}
	return look
}

// lookOnce observes, plans and applies once. It returns the wake-ups that it has seen.
func (h *Handler) lookOnce(ctx context.Context, st standing, deep depth) (int64, error) {
	work, err := h.store.Work(ctx, st.cluster)
	if err != nil {
		return 0, err
	}
	seen := work.Lease.Seq
	orders := work.Open()
	if deep != fullLook && len(orders) == 0 {
		return seen, nil
	}
	now := h.clock.Now()
	s, err := h.situation(ctx, st, work, deep)
	if err != nil {
		return seen, err
	}
	var all plan.Plan
	if deep == fullLook {
		if all, err = h.wholeLook(ctx, &s, st, work); err != nil {
			return seen, err
		}
		s.Orders = withAdopted(s.Orders, all)
	}
	if err := h.examine(ctx, &s, deep, now); err != nil {
		return seen, err
	}
	steps := plan.DrainOrders(s, now)
	all.Actions = append(all.Actions, steps.Actions...)
	all.Holds = append(all.Holds, steps.Holds...)
	all.Findings = append(all.Findings, hookFindings(s.Snapshot)...)
	d := decided{st: st, plan: all, saw: saw(s.Snapshot), before: orders}
	if err := h.record(ctx, d); err != nil {
		return seen, err
	}
	if err := h.apply(ctx, d); err != nil || deep == eventLook {
		return seen, err
	}
	return seen, h.learn(ctx, s, now)
}

// wholeLook looks at the whole cluster for what no order stands for: hooks of ours that wait, nodes
// that drain, nodes that are ill or that AWS will change.
func (h *Handler) wholeLook(ctx context.Context, s *plan.Situation, st standing, work state.Work) (
	plan.Plan, error,
) {
	now := h.clock.Now()
	if err := h.observeIll(ctx, s); err != nil {
		return plan.Plan{}, err
	}
	if err := h.incidents(ctx, s, st, work); err != nil {
		return plan.Plan{}, err
	}
	known := map[string]bool{}
	for _, o := range work.Open() {
		known[o.Instance] = true
	}
	p := plan.Ailing(*s, known, now)
	if err := h.observeGroups(ctx, s, p); err != nil {
		return p, err
	}
	found, err := h.adopted(ctx, *s, st, work)
	p.Actions = append(p.Actions, found.Actions...)
	p.Findings = append(p.Findings, found.Findings...)
	return p, err
}

// adopted finds hooks of ours that wait and nodes that drain although no order stands for them.
func (h *Handler) adopted(ctx context.Context, s plan.Situation, st standing, work state.Work) (
	plan.Plan, error,
) {
	w := plan.Waiting{
		Cluster: st.cluster, Hooks: map[string][]fleet.Hook{}, Known: map[string]bool{},
		Report:     func(group string) bool { return reports(st, group) },
		Deadline:   st.document.Policy.Drain.Deadline,
		AtDeadline: fleet.AtDeadline(st.document.Policy.Drain.AtDeadline),
	}
	explained := map[string]bool{}
	for _, o := range work.Orders {
		// An instance whose other order is done, or has no hook yet, may still come to wait for a
		// terminate hook of ours.
		w.Known[o.Instance] = o.Open() && o.Hook != "" || o.Origin == fleet.OriginTerminate
		explained[o.Instance] = o.Open() || o.Ending.Emptied()
	}
	for _, id := range s.Sorted() {
		if n := s.Nodes[id]; n.Status == fleet.NodeDraining && !explained[id] {
			w.Draining = append(w.Draining, n)
		}
	}
	for _, id := range s.SortedMembers() {
		m := s.Members[id]
		if !m.Waiting() {
			continue
		}
		w.Members = append(w.Members, m)
		if _, read := w.Hooks[m.Group]; !read && !w.Known[m.Instance] {
			var err error
			if w.Hooks[m.Group], err = h.groups.TerminateHooks(ctx, m.Group); err != nil {
				return plan.Plan{}, err
			}
		}
	}
	if s.Pause == fleet.PauseEverything {
		return plan.Plan{}, nil
	}
	return plan.Adopted(w, h.clock.Now()), nil
}

// withAdopted adds the orders that are about to be made. What joins an order that is open already
// is left to the next look, which sees them as one.
func withAdopted(open []fleet.DrainOrder, p plan.Plan) []fleet.DrainOrder {
	known := map[string]bool{}
	for _, o := range open {
		known[o.Instance] = true
	}
	for _, a := range p.Of(plan.Adopt) {
		if !known[a.Order.Instance] {
			open = append(open, a.Order)
		}
	}
	return open
}

// advance takes one order on whose node looks empty, or whose moment has come.
func (h *Handler) advance(ctx context.Context, o fleet.DrainOrder) error {
	if o.Origin != fleet.OriginTerminate || o.Emptied.IsZero() || o.Node == "" {
		st, err := h.standingOf(ctx, o.Cluster)
		if err != nil {
			return err
		}
		return h.look(ctx, st, eventLook)
	}
	node, registered, err := h.nodes.Node(ctx, o.Cluster, o.Node)
	if err != nil {
		return err
	}
	// Of a node that goes anyway the policy has no say any more; a pause has.
	st := standing{cluster: o.Cluster, state: plan.Acting, read: h.clock.Now()}
	if _, st.pause, err = h.policies.BrakesOf(ctx, o.Cluster); err != nil {
		return err
	}
	members, err := h.groups.Members(ctx, []string{o.Instance})
	if err != nil {
		return err
	}
	s := plan.Situation{Function: Name, Policy: st.document.Policy, Standing: st.state,
		Pause: st.pause, Snapshot: fleet.Snapshot{
			Cluster: o.Cluster, Orders: []fleet.DrainOrder{o}, Members: members,
			Nodes: map[string]fleet.Node{}, Left: map[string]fleet.Left{},
		}}
	if registered {
		s.Nodes[o.Instance] = node
	}
	if registered && node.Status == fleet.NodeDraining && node.Tasks() == 0 {
		if s.Left[o.Instance], err = h.nodes.Left(ctx, node); err != nil {
			return err
		}
	}
	d := decided{st: st, plan: plan.DrainOrders(s, h.clock.Now()), saw: saw(s.Snapshot),
		before: s.Orders}
	if err := h.record(ctx, d); err != nil {
		return err
	}
	return h.apply(ctx, d)
}

// capacityNeeded asks for room for the tasks that found none.
func capacityNeeded(a plan.Action) events.CapacityNeeded {
	e := events.CapacityNeeded{
		Cluster: a.Order.Cluster, Requester: Name, Order: a.Order.ID, Reason: a.Reason,
	}
	for _, w := range a.Wanted {
		need := events.TaskNeed{Definition: w.Need.Definition, Count: w.Count,
			CPU: int64(w.Need.CPU), Memory: int64(w.Need.Memory)}
		for _, c := range append(w.Need.Constraints, w.Constraints...) {
			text := c.Expression
			if c.Distinct {
				text = "distinctInstance"
			}
			need.Constraints = append(need.Constraints, text)
		}
		e.Tasks = append(e.Tasks, need)
	}
	return e
}
