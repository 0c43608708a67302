package drainnodes

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/plan"
	"sashweight/shared/state"
)

// situation reads what the open orders are about, and the whole cluster where something voluntary
// waits to begin, or where the look is a full one.
func (h *Handler) situation(
	ctx context.Context, st standing, work state.Work, deep depth,
) (plan.Situation, error) {
	orders := work.Open()
	s := plan.Situation{
		Moves: work.Moves, Rests: map[string]plan.Rest{}, Reserved: map[string]int{},
		Function: Name, Policy: st.document.Policy, Standing: st.state, Pause: st.pause,
		Snapshot: fleet.Snapshot{
			Cluster: st.cluster, Orders: slices.Clone(orders), Nodes: map[string]fleet.Node{},
			Members: map[string]fleet.Member{}, Hooks: map[string][]fleet.Hook{},
			Left: map[string]fleet.Left{}, Groups: map[string]fleet.Group{},
			Tasks: map[string][]fleet.Task{}, Services: map[string]fleet.Service{},
			Needs: map[string]fleet.Need{}, Hosts: map[string]fleet.Host{},
			Delays: map[string]time.Duration{}, StopTimes: map[string]fleet.Learned{},
		},
	}
	for _, r := range work.Rests {
		s.Rests[plan.RestKey(r.Instance, r.Cause)] = plan.Rest{Failed: r.Failed, Until: r.Until}
	}
	for _, r := range work.Reserved {
		s.Reserved[r.Group] += r.Count
	}
	for _, i := range work.Incidents {
		s.Incidents = append(s.Incidents, holds(i))
	}
	if deep == fullLook || slices.ContainsFunc(orders, waits) {
		return s, h.observeWhole(ctx, &s, st, deep)
	}
	ids := make([]string, 0, len(orders))
	for _, o := range orders {
		ids = append(ids, o.Instance)
	}
	var err error
	if s.Nodes, err = h.nodes.Nodes(ctx, st.cluster, ids); err != nil {
		return s, err
	}
	if s.Members, err = h.groups.Members(ctx, ec2Only(ids)); err != nil {
		return s, err
	}
	return s, h.observeOrders(ctx, &s, deep)
}

// waits says that something voluntary waits to begin, or for a node that comes first.
func waits(o fleet.DrainOrder) bool {
	return o.Voluntary() && o.Draining.IsZero()
}

func ec2Only(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), fleet.ExternalInstance)
}

// observeWhole reads every node of the cluster and every group that serves it.
func (h *Handler) observeWhole(
	ctx context.Context, s *plan.Situation, st standing, deep depth,
) error {
	nodes, err := h.nodes.All(ctx, st.cluster)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		s.Nodes[n.Instance] = n
	}
	groups, err := h.groups.Served(ctx, st.document.Policy.Serves)
	if err != nil {
		return err
	}
	for _, g := range groups {
		for _, m := range g.Members {
			s.Members[m.Instance] = m
		}
	}
	var others []string
	for _, o := range s.Orders { // of a group that no document serves any more
		if _, known := s.Members[o.Instance]; !known {
			others = append(others, o.Instance)
		}
	}
	if others = ec2Only(others); len(others) > 0 {
		more, err := h.groups.Members(ctx, others)
		if err != nil {
			return err
		}
		maps.Copy(s.Members, more)
	}
	if s.Providers, err = h.nodes.Providers(ctx, st.cluster); err != nil {
		return err
	}
	s.Whole = true
	return h.observeOrders(ctx, s, deep)
}

// observeOrders reads, for each order, what its next step hangs on.
func (h *Handler) observeOrders(ctx context.Context, s *plan.Situation, deep depth) error {
	var groups, dead []string
	for i := range s.Orders {
		o := &s.Orders[i]
		if err := h.observeOrder(ctx, s, o, deep); err != nil {
			return err
		}
		n, ok := s.Nodes[o.Instance]
		if _, ill := n.Impaired(); ok && !n.External() && (ill || !n.Connected) {
			dead = append(dead, o.Instance)
		}
		if o.Origin != fleet.OriginTerminate && o.Origin != fleet.OriginSpot && o.Group != "" {
			groups = append(groups, o.Group)
		}
	}
	slices.Sort(groups)
	if groups = slices.Compact(groups); len(groups) > 0 {
		read, err := h.groups.Groups(ctx, groups)
		if err != nil {
			return err
		}
		maps.Copy(s.Groups, read)
	}
	return h.observeHosts(ctx, s, dead)
}

// observeOrder reads the order's hook while its heartbeat is unknown, and the tasks of its node
// where that looks empty.
func (h *Handler) observeOrder(
	ctx context.Context, s *plan.Situation, o *fleet.DrainOrder, deep depth,
) error {
	// Right after its event a hook waits for long enough: the next sweep reads for how long.
	if o.Hook != "" && o.Heartbeat == 0 && (deep != eventLook || o.Beat.IsZero()) {
		if err := h.observeHook(ctx, s, o); err != nil {
			return err
		}
	}
	n, ok := s.Nodes[o.Instance]
	if !ok || n.Status != fleet.NodeDraining || n.Tasks() > 0 {
		return nil
	}
	left, err := h.nodes.Left(ctx, n)
	if err == nil {
		s.Left[o.Instance] = left
	}
	return err
}

// observeGroups reads the groups of the orders that are about to be made.
func (h *Handler) observeGroups(ctx context.Context, s *plan.Situation, p plan.Plan) error {
	var names []string
	for _, a := range p.Of(plan.Adopt) {
		if _, read := s.Groups[a.Order.Group]; !read && a.Order.Group != "" {
			names = append(names, a.Order.Group)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	read, err := h.groups.Groups(ctx, slices.Compact(names))
	maps.Copy(s.Groups, read)
	return err
}

// observeHook reads the hooks of the order's group, once, while its heartbeat is unknown.
func (h *Handler) observeHook(ctx context.Context, s *plan.Situation, o *fleet.DrainOrder) error {
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
	return nil
}

// observeHosts asks EC2 and Systems Manager about the instances.
func (h *Handler) observeHosts(ctx context.Context, s *plan.Situation, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	hosts, err := h.hosts.Hosts(ctx, ids)
	if err != nil {
		return err
	}
	pings, err := h.policies.Pings(ctx, ids)
	if err != nil {
		return err
	}
	for id, host := range hosts {
		host.Ping = pings[id]
		s.Hosts[id] = host
	}
	return nil
}

// observeIll asks EC2 about all instances of the cluster, for what is scheduled, and Systems
// Manager about those that are impaired.
func (h *Handler) observeIll(ctx context.Context, s *plan.Situation) error {
	var ids, ill []string
	for _, id := range s.Sorted() {
		if s.Nodes[id].External() {
			continue
		}
		ids = append(ids, id)
		if _, bad := s.Nodes[id].Impaired(); bad {
			ill = append(ill, id)
		}
	}
	hosts, err := h.hosts.Hosts(ctx, ids)
	if err != nil {
		return err
	}
	maps.Copy(s.Hosts, hosts)
	return h.observeHosts(ctx, s, ill)
}

// examine reads the tasks, and what they need, of the nodes about which more has to be known: those
// whose orders may begin now, those that drain without a forecast, those with tasks that have to be
// stopped by us, and dead ones.
func (h *Handler) examine(ctx context.Context, s *plan.Situation, deep depth, now time.Time,
) error {
	ids := plan.Examine(*s, deep != eventLook, now)
	for _, id := range ids {
		n, ok := s.Nodes[id]
		if !ok {
			continue
		}
		tasks, err := h.nodes.Tasks(ctx, n)
		if err != nil {
			return err
		}
		s.Tasks[id] = tasks
	}
	if len(ids) == 0 {
		return nil
	}
	return h.observeNeeds(ctx, s, ids)
}

// observeNeeds reads the services and task definitions of the tasks that were read.
func (h *Handler) observeNeeds(ctx context.Context, s *plan.Situation, ids []string) error {
	var services, definitions, targets []string
	for _, id := range ids {
		for _, t := range s.Tasks[id] {
			if name := t.Service(); name != "" {
				services = append(services, name)
			}
			definitions = append(definitions, t.Definition)
		}
	}
	for _, o := range s.Orders {
		services = append(services, o.Services...)
	}
	slices.Sort(services)
	slices.Sort(definitions)
	var err error
	if s.Services, err = h.nodes.Services(ctx, s.Cluster, slices.Compact(services)); err != nil {
		return err
	}
	if s.Needs, err = h.nodes.Needs(ctx, slices.Compact(definitions)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(s.Services)) {
		targets = append(targets, s.Services[name].Targets...)
	}
	slices.Sort(targets)
	if targets = slices.Compact(targets); len(targets) > 0 {
		if s.Delays, err = h.targets.Delays(ctx, targets); err != nil {
			return err
		}
	}
	s.StopTimes, err = h.store.StopTimes(ctx, digests(s, ids))
	return err
}

// digestsMax is how many images' stop times one look reads.
const digestsMax = 25

// digests are those of the images of the tasks that were read.
func digests(s *plan.Situation, ids []string) []string {
	var out []string
	for _, id := range ids {
		for _, t := range s.Tasks[id] {
			out = append(out, t.Images...)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), digestsMax)]
}

func hookFindings(s fleet.Snapshot) []fleet.Finding {
	var out []fleet.Finding
	for _, g := range slices.Sorted(maps.Keys(s.Hooks)) {
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
			"%s order %s %s; node version %d %s running %d pending %d; member %s; left %d",
			o.Instance, o.ID, o.Step, n.Version, n.Status, n.Running, n.Pending, m.State, left.Tasks))
	}
	return strings.Join(lines, "\n")
}
