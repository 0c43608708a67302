package placement

import (
	"slices"

	"sashweight/shared/fleet"
)

const (
	// portsMax is how many host ports can be reserved on a node, with those that the agent reserves
	// and without dynamic ones (ECS API, PortMapping.hostPort).
	portsMax = 100
	// dynamicMax is how many dynamic host ports Windows has: 49152 to 65535 (ECS API,
	// PortMapping.hostPort).
	dynamicMax = 65535 - 49152 + 1
	// desiredStopped is the desired status of a task that was told to stop.
	desiredStopped = "STOPPED"
)

// room is what a node has left; it shrinks as tasks are placed.
type room struct {
	node     *fleet.Node
	provider string
	// family is the os-family, empty where it is not certain.
	family  string
	cpu     int
	memory  int
	ports   []fleet.Port
	dynamic int
	// groups are the task groups of its tasks that are not told to stop, one a task: ECS goes by the
	// desired status (ECS developer guide, task-placement-constraints).
	groups []string
	// complete says that all those tasks were read.
	complete bool
	// interfaces are how many awsvpc tasks it has; unread says that it may have more.
	interfaces int
	unread     bool
	// placed counts the tasks that were placed on it here.
	placed int
	// tier and zone are numbers: equal rooms share a tier.
	tier, zone int
}

func newRoom(s *Space) *room {
	free := s.Node.Free
	r := &room{
		node: &s.Node, provider: s.Provider,
		family: certain(s.Node.Attributes[fleet.AttributeOSFamily]),
		cpu:    free.CPU, memory: free.Memory, ports: slices.Clone(free.Ports),
	}
	for _, p := range s.Node.Total.Ports {
		if !slices.Contains(r.ports, p) {
			r.ports = append(r.ports, p)
		}
	}
	live := 0
	for _, t := range s.Tasks {
		if t.Over() {
			continue
		}
		live++
		r.hold(t, s.Needs)
	}
	r.complete = len(r.groups) >= s.Node.Tasks()
	// A task that is told to stop is not counted and keeps its network interface until it has.
	r.unread = r.unread || !r.complete || live == 0 && !s.Node.Unused
	return r
}

// hold counts one of the node's own tasks. Its CPU, memory and ports are not free already.
func (r *room) hold(t fleet.Task, needs map[string]fleet.Need) {
	if t.Desired != desiredStopped {
		r.groups = append(r.groups, t.Group)
	}
	need, ok := needs[t.Definition]
	switch {
	case !ok:
		r.unread = true
	case need.ENI:
		r.interfaces++
	}
	r.dynamic += need.Dynamic
}

// take gives the task its share.
func (r *room) take(w *wish) {
	r.cpu -= w.Need.CPU
	r.memory -= w.Need.Memory
	if w.Need.ENI {
		r.interfaces++
	} else {
		r.ports = append(r.ports, w.Need.Ports...)
		r.dynamic += w.Need.Dynamic
	}
	r.groups = append(r.groups, w.Group)
	r.placed++
}
