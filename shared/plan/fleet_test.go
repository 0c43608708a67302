package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

const definition = "arn:aws:ecs:us-east-1:111122223333:task-definition/web:1"

func nodeID(n int) string { return fmt.Sprintf("i-%017d", n) }

// herd is a cluster of n nodes of group win, in the zones a, b and c by turns, all of it read.
func herd(n int) Situation {
	s := Situation{Function: "drain-nodes", Standing: Acting, Policy: policy.Default()}
	s.Policy.Mode, s.Policy.Nodes.Groups = policy.Act, []policy.Group{{Name: "win"}}
	s.Snapshot = fleet.Snapshot{
		Cluster: "prod", Whole: true, Nodes: map[string]fleet.Node{},
		Members: map[string]fleet.Member{}, Left: map[string]fleet.Left{},
		Tasks: map[string][]fleet.Task{}, Services: map[string]fleet.Service{},
		Hosts: map[string]fleet.Host{}, Groups: map[string]fleet.Group{},
		Needs: map[string]fleet.Need{definition: {Definition: definition,
			Resources: fleet.Resources{CPU: 1024, Memory: 2048}, StopTimeout: 30 * time.Second}},
	}
	g := fleet.Group{Name: "win", Max: n, Desired: n, Zones: []string{"a", "b", "c"}}
	for i := range n {
		zone := g.Zones[i%3]
		m := fleet.Member{Instance: nodeID(i), Group: "win", State: fleet.StateInService, Zone: zone}
		s.Members[m.Instance] = m
		s.Nodes[m.Instance] = fleet.Node{
			Cluster: "prod", ARN: "arn/" + m.Instance, Instance: m.Instance, Connected: true,
			Status: fleet.NodeActive, Unused: true, Free: fleet.Resources{CPU: 8192, Memory: 32768},
			Attributes: map[string]string{fleet.AttributeZone: zone,
				fleet.AttributeOSFamily: "WINDOWS_SERVER_2022_CORE"},
		}
		g.Members = append(g.Members, m)
		s.Tasks[m.Instance] = nil
	}
	s.Groups["win"] = g
	return s
}

// change edits one node.
func (s Situation) change(n int, edit func(*fleet.Node)) {
	node := s.Nodes[nodeID(n)]
	edit(&node)
	s.Nodes[nodeID(n)] = node
}

// runs puts a task of the service on a node; one without a service is standalone.
func (s Situation) runs(n int, service string) *fleet.Task {
	id := nodeID(n)
	t := fleet.Task{
		ARN:   fmt.Sprintf("arn:task/prod/%s-%d-%d", service, n, len(s.Tasks[id])),
		Group: "family:batch", Definition: definition, Last: "RUNNING", Desired: "RUNNING",
		Healthy: true, Created: noon.Add(-time.Hour), Started: noon.Add(-time.Hour + time.Minute),
	}
	if service != "" {
		t.Group, t.StartedBy = "service:"+service, "ecs-svc/1"
	}
	s.Tasks[id] = append(s.Tasks[id], t)
	return &s.Tasks[id][len(s.Tasks[id])-1]
}

// serves adds a service that wants so many tasks, of which all run.
func (s Situation) serves(name string, desired, least, most int) {
	s.Services[name] = fleet.Service{Name: name, Desired: desired, Running: desired, Least: least,
		Most: most, Definition: definition}
}

// asked is a voluntary order for a node, made at noon.
func asked(n int, then fleet.Then) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "order-" + nodeID(n), Cluster: "prod", Instance: nodeID(n), Group: "win",
		Origin: fleet.OriginOrder, Reason: "it is odd", Then: then, Step: fleet.StepOrdered,
		AtDeadline: fleet.DeadlineReturn, Deadline: noon.Add(30 * time.Minute),
		Created: noon, Opened: noon,
	}
}

// begun is such an order of a node that drains since noon.
func begun(s Situation, n int, then fleet.Then) fleet.DrainOrder {
	o := asked(n, then)
	o.Step, o.Draining = fleet.StepDraining, noon
	s.change(n, func(n *fleet.Node) { n.Status = fleet.NodeDraining })
	return o
}

// emptyTwice is such an order of which the second look at its empty node is due.
func emptyTwice(s Situation, n int, then fleet.Then) fleet.DrainOrder {
	o := begun(s, n, then)
	o.Emptied = noon.Add(-time.Minute)
	s.Left[o.Instance] = fleet.Left{}
	return o
}

// decided is what is decided about the orders, one line each; nodes are called n0, n1, …
func decided(s Situation, after time.Duration, orders ...fleet.DrainOrder) string {
	s.Orders = orders
	text := DrainOrders(s, noon.Add(after)).String()
	for i := range len(s.Nodes) + 1 {
		text = strings.ReplaceAll(text, nodeID(i), fmt.Sprintf("n%d", i))
	}
	return text
}

// wants fails where what was decided does not begin with, or contain, the words.
func wants(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(got, w) {
			t.Errorf("got\n%s\nwithout %q", got, w)
		}
	}
}
