package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/placement"
	"sashweight/shared/policy"
)

// healthyAfter is how long a task without a load balancer and without a health check runs before
// ECS counts it as healthy (ECS developer guide, service_definition_parameters).
const healthyAfter = 40 * time.Second

// startPrior is how long a Windows task is taken to need from being asked for to running where no
// task of its service tells better.
const startPrior = 2 * time.Minute

// forecast says whether a node would be emptied by itself, what stands in the way, and when it
// should be done. It returns also the tasks that would seek a place, after those of moving.
func forecast(
	s Situation, o fleet.DrainOrder, now time.Time, moving []placement.Waiting,
) (fleet.Forecast, []placement.Waiting) {
	left, _ := s.tasks(o.Instance)
	f := fleet.Forecast{At: now, Tasks: len(left)}
	f.Blockers = append(f.Blockers, removalBlockers(s, o, o.Then == fleet.ThenTerminate)...)
	seek := seekers(s, o.Instance, left)
	services := servicesOf(left)
	for _, name := range services {
		f.Blockers = append(f.Blockers, serviceBlockers(s, name, now)...)
	}
	f.Blockers = append(f.Blockers, deploymentBlockers(s, services)...)
	if s.Whole {
		f.Blockers = append(f.Blockers, capacityBlockers(s, o.Instance, seek, moving)...)
	}
	f.Blockers = append(f.Blockers, taskBlockers(s, left, now)...)
	if done, ok := expected(s, o, left, now); ok && blocking(f, false) == "" {
		f.Done = done
	}
	return f, seek
}

func servicesOf(tasks []fleet.Task) []string {
	var names []string
	for _, t := range tasks {
		if name := t.Service(); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// seekers are the service tasks that ECS would start elsewhere.
func seekers(s Situation, instance string, left []fleet.Task) []placement.Waiting {
	var out []placement.Waiting
	for _, t := range left {
		service := s.Services[t.Service()]
		if service.Name == "" || service.Daemon || t.Desired == "STOPPED" {
			continue
		}
		need := s.Needs[t.Definition]
		out = append(out, placement.Waiting{
			ID: t.ARN, Need: need, Constraints: service.Constraints, Group: t.Group,
			Family:   s.Nodes[instance].Attributes[fleet.AttributeOSFamily],
			External: s.Nodes[instance].External(), Providers: service.Providers,
		})
	}
	return out
}

// serviceBlockers are why ECS would not move the service's tasks, or why we must not have them
// moved.
func serviceBlockers(s Situation, name string, now time.Time) []fleet.Blocker {
	service, read := s.Services[name]
	if !read {
		return []fleet.Blocker{{Kind: fleet.BlockedUnknown, Object: name,
			Reason: "service " + name + " was not read"}}
	}
	if service.Daemon {
		return nil
	}
	var out []fleet.Blocker
	if up, down := movable(service); up == 0 && down == 0 {
		out = append(out, fleet.Blocker{
			Kind: fleet.BlockedPercent, Object: name,
			Reason: fmt.Sprintf("service %s wants %d tasks, at least %d%% and at most %d%% of them: "+
				"none may stop first and none may start first", name, service.Desired, service.Least,
				service.Most),
			Help: "raise its maximum percent or lower its minimum healthy percent",
		})
	}
	windows := s.Policy.Nodes.Disruption.TimeWindows
	switch move := s.Policy.Move(name); {
	case move == policy.MoveNever:
		out = append(out, fleet.Blocker{Kind: fleet.BlockedMove, Object: name,
			Reason: "the policy says that tasks of service " + name + " must never be moved",
			Help:   "scale the service in, or change its move"})
	case move == policy.MoveInTimeWindows && !windows.Open(now):
		out = append(out, fleet.Blocker{Kind: fleet.BlockedMove, Object: name,
			Reason: "tasks of service " + name + " may be moved only in time windows; " +
				windows.Next(now), Help: "wait for it"})
	}
	return out
}

// movable is how many tasks of the service ECS may start before it stops any, and how many it may
// stop before it starts any: the minimum rounds up, the maximum down (ECS developer guide,
// service-event-messages).
func movable(v fleet.Service) (up, down int) {
	least := (v.Desired*v.Least + 99) / 100
	most := v.Desired * v.Most / 100
	return max(0, most-v.Desired), max(0, v.Desired-least)
}

// capacityBlockers are the tasks that find no place on the other nodes.
func capacityBlockers(
	s Situation, instance string, seek, moving []placement.Waiting,
) []fleet.Blocker {
	placed := placement.Place(append(slices.Clone(moving), seek...), spaces(s, instance))
	var out []fleet.Blocker
	for _, u := range placed.Unplaced {
		i := slices.IndexFunc(seek, func(w placement.Waiting) bool { return w.ID == u.ID })
		if i < 0 {
			continue
		}
		b := fleet.Blocker{Kind: fleet.BlockedCapacity, Object: u.ID,
			Reason: fmt.Sprintf("a task of %s fits on no other node: %s", seek[i].Group,
				strings.Join(u.Reasons, "; ")), Help: "more capacity, which is asked for"}
		if u.Unknown {
			b.Kind = fleet.BlockedUnknown
			b.Reason = fmt.Sprintf("whether a task of %s fits elsewhere is not known: %s",
				seek[i].Group, strings.Join(u.Reasons, "; "))
			b.Help = ""
		}
		out = append(out, b)
	}
	return out
}

// spaces are the nodes that could take tasks: ACTIVE ones that no order is about.
func spaces(s Situation, without string) []placement.Space {
	ordered := map[string]bool{without: true}
	for _, o := range s.Orders {
		ordered[o.Instance] = ordered[o.Instance] || o.Begun() || !o.Voluntary()
	}
	provider := map[string]string{}
	for _, p := range s.Providers {
		provider[p.Group] = p.Name
	}
	var out []placement.Space
	for id, n := range s.Nodes {
		if ordered[id] || n.Status != fleet.NodeActive || s.Members[id].Leaving() {
			continue
		}
		tasks, _ := s.tasks(id)
		out = append(out, placement.Space{
			Node: n, Tasks: tasks, Needs: s.Needs, Provider: provider[s.Members[id].Group],
		})
	}
	slices.SortFunc(out, func(a, b placement.Space) int {
		return strings.Compare(a.Node.Instance, b.Node.Instance)
	})
	return out
}

// taskBlockers are the tasks that nobody moves.
func taskBlockers(s Situation, left []fleet.Task, now time.Time) []fleet.Blocker {
	var out []fleet.Blocker
	rules := s.Policy.Drain
	for _, t := range left {
		id := t.ARN[strings.LastIndexByte(t.ARN, '/')+1:]
		switch {
		case s.daemon(t):
		case t.Protected(now):
			out = append(out, fleet.Blocker{Kind: fleet.BlockedProtected, Object: t.ARN,
				Reason: fmt.Sprintf("task %s of %s is protected until %s", id, t.Group,
					stamp(t.ProtectedUntil)), Help: "end its protection, or wait"})
		case t.Service() == "" && rules.Standalone.Then != policy.ThenStop:
			out = append(out, fleet.Blocker{Kind: fleet.BlockedStandalone, Object: t.ARN,
				Reason: fmt.Sprintf("task %s of %s belongs to no service: nobody starts it again",
					id, t.Group), Help: "wait for its end, or stop it"})
		}
	}
	return out
}

// wantedOf are the tasks that capacity is asked for.
func wantedOf(f fleet.Forecast, seek []placement.Waiting) []Wanted {
	var out []Wanted
	for _, b := range f.Blockers {
		i := slices.IndexFunc(seek, func(w placement.Waiting) bool { return w.ID == b.Object })
		if b.Kind != fleet.BlockedCapacity || i < 0 {
			continue
		}
		same := slices.IndexFunc(out, func(w Wanted) bool {
			return w.Group == seek[i].Group && w.Need.Definition == seek[i].Need.Definition
		})
		if same >= 0 {
			out[same].Count++
			continue
		}
		out = append(out, Wanted{Group: seek[i].Group, Need: seek[i].Need,
			Constraints: seek[i].Constraints, Count: 1})
	}
	return out
}

// foreseen adds to a decision about a node that drains what is thought of its drain, where its
// tasks were looked at and nothing else is written down about the order.
func foreseen(s Situation, o fleet.DrainOrder, d decision, now time.Time) decision {
	_, read := s.tasks(o.Instance)
	if !read || o.Draining.IsZero() || now.Sub(o.Forecast.At) < forecastAgain {
		return d
	}
	for _, a := range d.actions {
		if a.Verb != Heartbeat && a.Verb != Stop {
			return d
		}
	}
	f, _ := forecast(s, o, now, nil)
	o.Forecast = f
	if o.Expected.IsZero() {
		o.Expected = f.Done
	}
	if len(o.Services) == 0 {
		left, _ := s.tasks(o.Instance)
		o.Services = servicesOf(left)
	}
	why := "forecast: not known when it will be empty"
	if !f.Done.IsZero() {
		why = "forecast: empty at " + stamp(f.Done)
	}
	if b := blocking(f, false); b != "" {
		why = "forecast: " + b
	}
	return d.and(Action{Order: o, Node: s.Nodes[o.Instance]}.note(o, why))
}
