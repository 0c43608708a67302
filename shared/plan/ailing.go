package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sashweight/shared/fleet"
)

// NewOrder is an order as the policy has it, for whoever says no more than why. Its id names the
// minute: what failed once, or was called off, may be ordered again later.
func NewOrder(s Situation, origin fleet.Origin, instance, reason string, now time.Time,
) fleet.DrainOrder {
	o := fleet.DrainOrder{
		ID:      OrderID(origin, instance) + "-" + now.UTC().Format("20060102T1504"),
		Cluster: s.Cluster, Instance: instance,
		Group: s.Members[instance].Group, Origin: origin, Requester: s.Function, Reason: reason,
		Then: fleet.ThenReplace, AtDeadline: fleet.AtDeadline(s.Policy.Drain.AtDeadline),
		Step: fleet.StepOrdered, Created: now, Opened: now,
	}
	if s.Policy.Drain.Deadline > 0 {
		o.Deadline = now.Add(s.Policy.Drain.Deadline)
	}
	if origin == fleet.OriginHealth {
		o.AtDeadline = fleet.DeadlineForce // a bad host is never given back
	}
	return o
}

// Ailing makes orders for nodes that have to be replaced: their agent or container runtime has
// been impaired for the policy's time, or AWS has scheduled a change of the instance. known are
// the instances that have an order.
func Ailing(s Situation, known map[string]bool, now time.Time) Plan {
	var p Plan
	for _, id := range s.Sorted() {
		if known[id] || s.Nodes[id].Status != fleet.NodeActive {
			continue
		}
		why, origin, wait := ailment(s, s.Nodes[id], now)
		if why == "" {
			continue
		}
		mine := s.Members[id].Group != "" && s.standingOf(s.Members[id].Group) == Acting
		rest := s.Rests[RestKey(id, origin)]
		switch {
		case wait != "":
			p.Holds = append(p.Holds, Hold{id, why + ": " + wait})
		case len(s.Incidents) > 0:
			p.Holds = append(p.Holds, Hold{id, why + ", but " + s.Incidents[0]})
		case rest.Until.After(now):
			p.Holds = append(p.Holds, Hold{id, why + ", but it rests until " + stamp(rest.Until)})
		case !mine || s.Pause != fleet.PauseNone || origin == fleet.OriginHealth &&
			!s.Policy.Nodes.Health.Replace:
			p.Findings = append(p.Findings, fleet.Finding{ID: "node-" + string(origin) + "/" + id,
				Text: fmt.Sprintf("node %s of cluster %s should be replaced: %s", id, s.Cluster, why)})
		default:
			a := Action{Order: NewOrder(s, origin, id, why, now), Node: s.Nodes[id]}
			a.Order.Due = due(s.Hosts[id])
			p.Actions = append(p.Actions, a.with(Adopt, why))
		}
	}
	return p
}

// ailment is why the node has to be replaced; wait is why not yet.
func ailment(s Situation, n fleet.Node, now time.Time) (why string, o fleet.Origin, wait string) {
	host, known := s.Hosts[n.Instance]
	if e, ok := scheduled(host); ok {
		return fmt.Sprintf("AWS has scheduled %s of the instance for %s", e.Code,
			stamp(e.NotBefore)), fleet.OriginSchedule, ""
	}
	check, bad := n.Impaired()
	if !bad {
		return "", "", ""
	}
	since := now.Sub(check.Since)
	why = fmt.Sprintf("%s is impaired since %s", check.Type, stamp(check.Since))
	lives := host.State == "running" && !host.Impaired && host.Ping == "Online"
	switch {
	case since < s.impairedFor():
		wait = fmt.Sprintf("replaced once that has lasted %s", s.impairedFor())
	case !known || host.State == "":
		wait = "EC2 does not say how the instance is"
	case check.Type == fleet.CheckAgent && lives && since < 2*s.impairedFor():
		wait = fmt.Sprintf("EC2 and Systems Manager say that the host lives, so its agent has twice "+
			"as long, %s, to come back", 2*s.impairedFor())
	}
	return why, fleet.OriginHealth, wait
}

// scheduled is the first change that AWS has scheduled for the instance and that its tasks would
// not survive.
func scheduled(h fleet.Host) (first fleet.HostEvent, ok bool) {
	for _, e := range h.Events {
		fatal := slices.ContainsFunc([]string{"retirement", "stop", "reboot", "terminat"},
			func(word string) bool { return strings.Contains(e.Code, word) })
		if fatal && (!ok || e.NotBefore.Before(first.NotBefore)) {
			first, ok = e, true
		}
	}
	return first, ok
}

func due(h fleet.Host) time.Time {
	e, _ := scheduled(h)
	return e.NotBefore
}
