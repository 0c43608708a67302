package drainnodes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.uber.org/zap"

	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/plan"
	"sashweight/shared/policy"
	"sashweight/shared/state"
	"sashweight/shared/telemetry"
)

// looksMax is how often the holder of a lease looks again because something woke it meanwhile.
// After that it asks for a sweep instead.
const looksMax = 3

// look wakes whoever holds the cluster's lease, or takes it and looks. A burst of events so costs
// two or three looks, and none is lost: the holder releases only when it has seen the last.
func (h *Handler) look(ctx context.Context, doc observessm.Document, full bool) error {
	telemetry.Annotate(ctx, zap.String(telemetry.KeyCluster, doc.Cluster))
	lease, err := h.store.Wake(ctx, doc.Cluster)
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
		recovered(ctx, deadLease, doc.Cluster)
	}
	for range looksMax {
		seen, err := h.lookOnce(ctx, doc, full)
		if err != nil {
			return giveBack(err, h.store.Drop(ctx, held))
		}
		released, err := h.store.Release(ctx, held, seen, full)
		if err != nil || released {
			return err
		}
	}
	if err := h.store.Drop(ctx, held); err != nil {
		return err
	}
	return h.sweepDue(ctx, []sweepDue{{cluster: doc.Cluster, full: full}})
}

// giveBack is the error of a look, with that of giving the lease back after it.
func giveBack(look, drop error) error {
	if drop != nil {
		return fmt.Errorf("%w (and then: %w)", look, drop)
	}
	return look
}

// lookOnce observes, plans and applies once. It returns the wake-ups that it has seen.
func (h *Handler) lookOnce(ctx context.Context, doc observessm.Document, full bool) (int64, error) {
	work, err := h.store.Work(ctx, doc.Cluster)
	if err != nil {
		return 0, err
	}
	seen := work.Lease.Seq
	var all plan.Plan
	if full {
		if err := h.store.Tidy(ctx, work); err != nil {
			return seen, err
		}
		found, err := h.adopted(ctx, doc, work)
		if err != nil {
			return seen, err
		}
		all = found
	}
	orders := withAdopted(work.Open(), all)
	if len(orders) == 0 && all.Empty() {
		return seen, nil
	}
	snapshot, err := h.observe(ctx, doc.Cluster, orders)
	if err != nil {
		return seen, err
	}
	steps := plan.DrainOrders(snapshot, h.clock.Now())
	all.Actions = append(all.Actions, steps.Actions...)
	all.Holds = append(all.Holds, steps.Holds...)
	all.Findings = append(all.Findings, hookFindings(snapshot)...)
	if err := h.record(ctx, doc.Cluster, doc.Version, all, saw(snapshot)); err != nil {
		return seen, err
	}
	return seen, h.apply(ctx, doc.Cluster, all)
}

// adopted looks at all groups of the cluster for what no order stands for.
func (h *Handler) adopted(ctx context.Context, doc observessm.Document, work state.Work) (
	plan.Plan, error,
) {
	waiting, err := h.groups.Waiting(ctx, doc.Policy.Serves)
	if err != nil {
		return plan.Plan{}, err
	}
	draining, err := h.nodes.Draining(ctx, doc.Cluster)
	if err != nil {
		return plan.Plan{}, err
	}
	w := plan.Waiting{
		Cluster: doc.Cluster, Members: waiting, Draining: draining,
		Hooks: map[string][]fleet.Hook{}, Known: map[string]bool{},
		Report: doc.Policy.ModeOf(Name) == policy.Report,
	}
	for _, o := range work.Orders {
		// An instance whose Spot order is done may still come to wait for its terminate hook.
		w.Known[o.Instance] = o.Open() || o.Origin == fleet.OriginTerminate
	}
	for _, m := range waiting {
		if _, read := w.Hooks[m.Group]; !read && !w.Known[m.Instance] {
			if w.Hooks[m.Group], err = h.groups.TerminateHooks(ctx, m.Group); err != nil {
				return plan.Plan{}, err
			}
		}
	}
	return plan.Adopted(w, h.clock.Now()), nil
}

func withAdopted(open []fleet.DrainOrder, p plan.Plan) []fleet.DrainOrder {
	for _, a := range p.Of(plan.Adopt) {
		open = append(open, a.Order)
	}
	return open
}

// observe reads what the open orders are about, and nothing else.
func (h *Handler) observe(ctx context.Context, cluster string, orders []fleet.DrainOrder) (
	fleet.Snapshot, error,
) {
	s := fleet.Snapshot{
		Cluster: cluster, Orders: orders, Hooks: map[string][]fleet.Hook{},
		Left: map[string]fleet.Left{},
	}
	ids := make([]string, 0, len(orders))
	for _, o := range orders {
		ids = append(ids, o.Instance)
	}
	var err error
	if s.Nodes, err = h.nodes.Nodes(ctx, cluster, ids); err != nil {
		return s, err
	}
	if s.Members, err = h.groups.Members(ctx, ids); err != nil {
		return s, err
	}
	for i := range orders {
		if err := h.observeOrder(ctx, &s, &orders[i]); err != nil {
			return s, err
		}
	}
	return s, nil
}

// observeOrder reads the hooks of the order's group, once, while its heartbeat is unknown, and the
// tasks of its node where that looks empty.
func (h *Handler) observeOrder(ctx context.Context, s *fleet.Snapshot, o *fleet.DrainOrder) error {
	if o.Hook != "" && o.Heartbeat == 0 {
		if _, read := s.Hooks[o.Group]; !read {
			hooks, err := h.groups.TerminateHooks(ctx, o.Group)
			if err != nil {
				return err
			}
			s.Hooks[o.Group] = hooks
		}
		for _, hook := range s.Hooks[o.Group] {
			if hook.Name == o.Hook {
				o.Heartbeat = hook.Heartbeat
			}
		}
	}
	n, ok := s.Nodes[o.Instance]
	if !ok || n.Status != fleet.NodeDraining || n.Tasks() > 0 {
		return nil
	}
	left, err := h.nodes.Left(ctx, n)
	s.Left[o.Instance] = left
	return err
}

// advance takes one order on whose node looks empty.
func (h *Handler) advance(ctx context.Context, o fleet.DrainOrder, n fleet.Node) error {
	members, err := h.groups.Members(ctx, []string{o.Instance})
	if err != nil {
		return err
	}
	left, err := h.nodes.Left(ctx, n)
	if err != nil {
		return err
	}
	s := fleet.Snapshot{
		Cluster: o.Cluster, Orders: []fleet.DrainOrder{o}, Members: members,
		Nodes: map[string]fleet.Node{o.Instance: n}, Left: map[string]fleet.Left{o.Instance: left},
	}
	p := plan.DrainOrders(s, h.clock.Now())
	if err := h.record(ctx, o.Cluster, 0, p, saw(s)); err != nil {
		return err
	}
	return h.apply(ctx, o.Cluster, p)
}

func hookFindings(s fleet.Snapshot) []fleet.Finding {
	groups := make([]string, 0, len(s.Hooks))
	for g := range s.Hooks {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	var out []fleet.Finding
	for _, g := range groups {
		out = append(out, plan.HookFindings(s.Hooks[g])...)
	}
	return out
}

// saw is what a decision rested on: a line for each order's node and group member.
func saw(s fleet.Snapshot) string {
	lines := make([]string, 0, len(s.Orders))
	for _, o := range s.Orders {
		n, m, left := s.Nodes[o.Instance], s.Members[o.Instance], s.Left[o.Instance]
		lines = append(lines, fmt.Sprintf(
			"%s order %s %s; node version %d %s running %d pending %d; member %s; left %d in %d looks",
			o.Instance, o.ID, o.Step, n.Version, n.Status, n.Running, n.Pending, m.State, left.Tasks,
			left.Looks))
	}
	return strings.Join(lines, "\n")
}
