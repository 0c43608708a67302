package plan

import (
	"fmt"
	"slices"
	"time"

	"sashweight/shared/fleet"
)

// HeartbeatLeast is the shortest heartbeat that a lifecycle hook of ours should have: below it one
// lost sweep lets the hook lapse.
const HeartbeatLeast = 2 * time.Minute

// Waiting is what a full look at the groups of one cluster found.
type Waiting struct {
	Cluster string
	// Members are the instances in Terminating:Wait, sorted by id.
	Members []fleet.Member
	// Hooks, by group: the terminate lifecycle hooks that are ours.
	Hooks map[string][]fleet.Hook
	// Known are the instances with an order, open or recently done.
	Known map[string]bool
	// Draining are the cluster's DRAINING nodes, sorted by instance.
	Draining []fleet.Node
	// Report says whether the mode forbids to begin anything on nodes of the group.
	Report func(group string) bool
	// Deadline is how long a drain may take, AtDeadline what happens then.
	Deadline   time.Duration
	AtDeadline fleet.AtDeadline
}

// Adopted makes good what was lost: instances whose terminate hook of ours waits although nobody
// made an order, and nodes that drain without one. In report mode, where nothing is begun, such a
// hook is answered at once, so that the fleet moves as it would without us.
func Adopted(w Waiting, now time.Time) Plan {
	var p Plan
	waiting := map[string]bool{}
	for _, m := range w.Members {
		waiting[m.Instance] = true
		hooks := w.Hooks[m.Group]
		if len(hooks) == 0 || w.Known[m.Instance] {
			continue
		}
		o := fleet.DrainOrder{
			ID: OrderID(fleet.OriginTerminate, m.Instance), Cluster: w.Cluster,
			Instance: m.Instance, Group: m.Group, Origin: fleet.OriginTerminate,
			Requester: m.Group,
			Reason:    "its group terminates it; found by looking, without its event",
			Hook:      hooks[0].Name, Heartbeat: hooks[0].Heartbeat,
			Step: fleet.StepOrdered, Created: now, Opened: now, Urgent: true,
			AtDeadline: w.AtDeadline, Deadline: now.Add(w.Deadline),
		}
		a := Action{Verb: Adopt, Order: o, Reason: o.Reason}
		if w.Report != nil && w.Report(m.Group) {
			a.Verb = Release
			a.Reason = "report mode: nothing is begun, the hook is not held up"
		}
		p.Actions = append(p.Actions, a)
	}
	for _, n := range w.Draining {
		if w.Known[n.Instance] || waiting[n.Instance] {
			continue
		}
		p.Findings = append(p.Findings, fleet.Finding{
			ID: "draining-without-order/" + n.Instance,
			Text: fmt.Sprintf("%s drains in cluster %s without an order: set it ACTIVE again, or "+
				"remove it when it is empty", n.Instance, w.Cluster),
		})
	}
	return p
}

// OrderID names the order of an instance: there is one for each origin.
func OrderID(origin fleet.Origin, instance string) string {
	return string(origin) + "-" + instance
}

// HookFindings says what is wrong with the lifecycle hooks that are ours; they are served all the
// same.
func HookFindings(hooks []fleet.Hook) []fleet.Finding {
	var out []fleet.Finding
	for _, h := range hooks {
		id := h.Group + "/" + h.Name
		if h.Heartbeat < HeartbeatLeast {
			out = append(out, fleet.Finding{
				ID: "hook-heartbeat/" + id,
				Text: fmt.Sprintf("lifecycle hook %s of group %s has a heartbeat of %s: under %s one "+
					"lost sweep lets it lapse; set ten minutes", h.Name, h.Group, h.Heartbeat,
					HeartbeatLeast),
			})
		}
		if h.Default == "ABANDON" {
			out = append(out, fleet.Finding{
				ID: "hook-default/" + id,
				Text: fmt.Sprintf("lifecycle hook %s of group %s ends with ABANDON when it lapses, "+
					"which skips other hooks; set CONTINUE", h.Name, h.Group),
			})
		}
	}
	slices.SortFunc(out, func(a, b fleet.Finding) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}
