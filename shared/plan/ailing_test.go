package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

type ailingCase struct {
	name  string
	set   func(*Situation)
	after time.Duration
	want  string
}

func ailingCases() []ailingCase {
	living := fleet.Host{State: "running", Ping: "Online"}
	host := func(h fleet.Host) func(*Situation) {
		return func(s *Situation) { s.Hosts[nodeID(0)] = h }
	}
	dead := func(edit func(*Situation)) func(*Situation) {
		return func(s *Situation) {
			s.Hosts[nodeID(0)] = fleet.Host{State: "running", Ping: "ConnectionLost"}
			edit(s)
		}
	}
	same := func(*Situation) {}
	const ten = 10 * time.Minute
	return []ailingCase{
		{"it flaps", dead(same), ten - 1, "hold i (AGENT_CONNECTIVITY is impaired since"},
		{"it has lasted", dead(same), ten, "adopt i (AGENT_CONNECTIVITY is impaired since"},
		{"the host lives", host(living), ten, "hold i (AGENT_CONNECTIVITY is impaired since"},
		{"the host lives, for long", host(living), 2 * ten, "adopt i"},
		{"EC2 was not asked", func(*Situation) {}, ten, "hold i"},
		{"its own status check fails", host(fleet.Host{State: "running", Impaired: true,
			Ping: "Online"}), ten, "adopt i"},
		{"the runtime, whatever the host says", func(s *Situation) {
			s.change(0, impair(noon, fleet.CheckRuntime))
			s.Hosts[nodeID(0)] = living
		}, ten, "adopt i (CONTAINER_RUNTIME"},
		{"an incident", dead(func(s *Situation) { s.Incidents = []string{"fire"} }), ten, "hold i"},
		{"it rests", dead(func(s *Situation) {
			s.Rests = map[string]Rest{
				RestKey(nodeID(0), fleet.OriginHealth): {Until: noon.Add(time.Hour)},
			}
		}), ten, "hold i"},
		{"report mode", dead(func(s *Situation) { s.Policy.Mode = policy.Report }), ten,
			"finding node-health/i"},
		{"a pause", dead(func(s *Situation) { s.Pause = fleet.PauseVoluntary }), ten,
			"finding node-health/i"},
		{"the policy does not replace", dead(func(s *Situation) {
			s.Policy.Nodes.Health.Replace = false
		}), ten, "finding node-health/i"},
		{"no group of ours", dead(func(s *Situation) { delete(s.Members, nodeID(0)) }), ten,
			"finding node-health/i"},
		{"it drains", dead(func(s *Situation) {
			s.change(0, func(n *fleet.Node) { n.Status = fleet.NodeDraining })
		}), ten, ""},
	}
}

func TestAilingNodesAreReplaced(t *testing.T) {
	for _, c := range ailingCases() {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			s.change(0, impair(noon, fleet.CheckAgent))
			c.set(&s)
			p := Ailing(s, nil, noon.Add(c.after))
			got := strings.ReplaceAll(p.String(), nodeID(0), "i")
			if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := Ailing(s, map[string]bool{nodeID(0): true}, noon.Add(c.after)); !again.Empty() {
				t.Errorf("got %v for a node that has an order", again)
			}
		})
	}
}

func TestScheduledChangesThatTasksDoNotSurviveReplaceTheNode(t *testing.T) {
	at := noon.Add(48 * time.Hour)
	for code, want := range map[string]bool{
		"instance-retirement": true, "instance-stop": true, "instance-reboot": true,
		"system-reboot": true, "system-maintenance": false,
	} {
		s := herd(4)
		s.Policy.Nodes.Health.Replace = false // that is about ill nodes
		s.Hosts[nodeID(0)] = fleet.Host{State: "running", Events: []fleet.HostEvent{
			{Code: code, NotBefore: at.Add(time.Hour)}, {Code: code, NotBefore: at},
		}}
		p := Ailing(s, nil, noon)
		if (len(p.Actions) == 1) != want {
			t.Errorf("%s: got %v, want replaced %t", code, p, want)
			continue
		}
		if want && (!p.Actions[0].Order.Due.Equal(at) || !p.Actions[0].Order.Voluntary()) {
			t.Errorf("%s: got %+v, want a voluntary order, due at the first", code, p.Actions[0].Order)
		}
	}
}

func TestBadHostIsNeverGivenBack(t *testing.T) {
	s := herd(4)
	o := NewOrder(s, fleet.OriginHealth, nodeID(0), "its agent is dead", noon)
	if o.AtDeadline != fleet.DeadlineForce || o.Then != fleet.ThenReplace || o.Group != "win" ||
		!o.Deadline.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("got %+v", o)
	}
	if o = NewOrder(s, fleet.OriginOrder, nodeID(0), "", noon); o.AtDeadline != fleet.DeadlineReturn {
		t.Errorf("got %s, want the policy's ending", o.AtDeadline)
	}
}
