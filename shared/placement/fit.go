package placement

import (
	"fmt"
	"slices"
	"strings"

	"sashweight/shared/fleet"
)

// windowsFamily begins the os-families of Windows whose build the agent knows (amazon-ecs-agent,
// os_family_windows.go).
const windowsFamily = "WINDOWS_SERVER_"

// Fits says why the node cannot take the task, all reasons; nil when it can. What is not known is a
// reason too. It reads the constraints anew each time: Place is there for many tasks and nodes.
func Fits(w Waiting, s Space) []Refusal {
	var out refusals
	r, wish := newRoom(&s), reader{}.wish(&w)
	r.lasting(wish, &out)
	r.passing(wish, &out)
	return out
}

// lasting adds the refusals that stay while tasks are placed.
func (r *room) lasting(w *wish, out *refusals) {
	if w.Need.Definition == "" {
		out.unknown(NoDefinition, "the task definition was not read")
	}
	if r.node.Status != fleet.NodeActive {
		out.no(NotActive, "the node is "+string(r.node.Status))
	}
	if !r.node.Connected {
		out.no(NotHeard, "the agent is not connected")
	}
	if c, ok := r.node.Impaired(); ok {
		out.unknown(Ailing, "the health check "+c.Type+" is IMPAIRED")
	}
	switch {
	case w.External && !r.node.External():
		out.no(WrongLaunch, "the launch type EXTERNAL takes External nodes only")
	case !w.External && r.node.External():
		out.no(WrongLaunch, "External nodes take the launch type EXTERNAL only")
	}
	if len(w.Providers) > 0 && !slices.Contains(w.Providers, r.provider) {
		out.no(NoProvider, "the node is not of capacity provider "+strings.Join(w.Providers, ", "))
	}
	r.suits(w, out)
	for _, name := range w.Need.Capabilities {
		if _, ok := r.node.Attributes[name]; !ok {
			out.no(NoAttribute, "the node lacks the attribute "+name)
		}
	}
	r.member(w, out, false)
}

// suits: ECS does not look at the operating system on EC2. A task that runs fits nodes of the
// os-family that it runs on; whether its image runs on another is not known here.
func (r *room) suits(w *wish, out *refusals) {
	switch {
	case w.family == "":
		out.unknown(NoFamily, "the os-family that the task runs on is not known")
	case r.family == "":
		out.unknown(NoFamily, "the node's os-family is not known")
	case r.family != w.family:
		out.unknown(NoFamily, fmt.Sprintf("the task runs on %s, the node is %s", w.family, r.family))
	}
}

// certain is the os-family in capitals; empty where it is not known. An agent that does not know
// the build of Windows says no more than windows.
func certain(family string) string {
	f := strings.ToUpper(family)
	if f == "LINUX" || strings.HasPrefix(f, windowsFamily) {
		return f
	}
	return ""
}

// member adds the statements that are not true; moving are those about tasks, which change as tasks
// are placed.
func (r *room) member(w *wish, out *refusals, moving bool) {
	for _, m := range w.members {
		if m.failure != "" {
			if !moving {
				out.unknown(NotMember, m.failure)
			}
			continue
		}
		if moving != (m.expression.groups || m.expression.counts) {
			continue
		}
		switch a := r.match(m.expression); a.Verdict {
		case No:
			out.no(NotMember, "memberOf "+a.Why)
		case Unknown:
			out.unknown(NotMember, "memberOf "+a.Why)
		}
	}
}

// match asks the statement. A task that is placed may run already when ECS looks, or not yet.
func (r *room) match(e Expression) Answer {
	f := facts{r.node, r.groups}
	if !r.complete {
		f.groups = nil
	}
	a := e.match(f)
	if !e.counts || r.placed == 0 {
		return a
	}
	later := *r.node
	later.Running += r.placed
	if b := e.match(facts{&later, f.groups}); b.Verdict != a.Verdict {
		return Answer{Unknown, e.text + ": it depends on how many tasks run by then"}
	}
	return a
}

// passing adds the refusals that come as tasks are placed.
func (r *room) passing(w *wish, out *refusals) {
	r.member(w, out, true)
	if w.distinct {
		switch {
		case slices.Contains(r.groups, w.Group):
			out.no(NotDistinct, "distinctInstance: a task of "+w.Group+" is on it")
		case !r.complete || w.Group == "":
			out.unknown(NotDistinct, "distinctInstance: the node's tasks were not all read")
		}
	}
	if w.Need.CPU > r.cpu {
		out.scarce(NoCPU, w.Need.CPU, r.cpu)
	}
	if w.Need.Memory > r.memory {
		out.scarce(NoMemory, w.Need.Memory, r.memory)
	}
	if w.Need.ENI {
		r.attach(out)
	} else {
		r.reserve(w, out)
	}
}

// reserve looks for the host ports. A task with a network interface of its own needs none.
func (r *room) reserve(w *wish, out *refusals) {
	for _, p := range w.Need.Ports {
		if slices.Contains(r.ports, p) {
			out.no(NoPort, "host port "+portName(p)+" is taken")
		}
	}
	if n := len(w.Need.Ports); n > 0 && n > portsMax-len(r.ports) {
		out.scarce(NoPort, n, portsMax-len(r.ports))
	}
	if n := w.Need.Dynamic; n > 0 && n > dynamicMax-r.dynamic {
		out.scarce(NoPort, n, dynamicMax-r.dynamic)
	}
}

func portName(p fleet.Port) string {
	if p.UDP {
		return fmt.Sprintf("%d/udp", p.Number)
	}
	return fmt.Sprintf("%d/tcp", p.Number)
}

// attach looks for a network interface.
func (r *room) attach(out *refusals) {
	kind := r.node.Attributes[fleet.AttributeType]
	most, known := taskInterfaces(kind)
	switch {
	case r.node.External():
		out.no(NoInterface, "External nodes have no network interfaces for tasks")
	case !known:
		out.unknown(NoInterface, fmt.Sprintf("how many network interfaces %q takes is not known", kind))
	case r.interfaces >= most:
		out.scarce(NoInterface, 1, most-r.interfaces)
	case r.unread:
		out.unknown(NoInterface, "how many network interfaces the node's tasks have was not read")
	}
}
