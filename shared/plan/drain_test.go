package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

const id = "i-0123456789abcdef0"

// held is an order of a node that its group terminates, made at noon.
func held() fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "terminate-" + id, Cluster: "prod", Instance: id, Group: "win",
		Origin: fleet.OriginTerminate, Reason: "its group win terminates it",
		Hook: "sashweight-drain", Token: "t", Heartbeat: 10 * time.Minute,
		Step: fleet.StepOrdered, Created: noon, Opened: noon, Beat: noon,
	}
}

// world is a snapshot of one order, its node and its group member.
func world(o fleet.DrainOrder, status fleet.NodeStatus, member string) Situation {
	s := Situation{Standing: Acting, Policy: policy.Default(), Snapshot: fleet.Snapshot{
		Cluster: "prod", Orders: []fleet.DrainOrder{o}, Nodes: map[string]fleet.Node{},
		Members: map[string]fleet.Member{}, Left: map[string]fleet.Left{},
	}}
	if status != "" {
		s.Nodes[id] = fleet.Node{Cluster: "prod", ARN: "arn", Instance: id, Status: status,
			Running: 3}
	}
	if member != "" {
		s.Members[id] = fleet.Member{Instance: id, Group: "win", State: member}
	}
	return s
}

// step is one case: an order, what was seen, and what has to be done next.
type step struct {
	name   string
	order  fleet.DrainOrder
	status fleet.NodeStatus
	member string
	left   *fleet.Left
	after  time.Duration
	want   string
}

func steps() []step {
	spot := held()
	spot.Origin, spot.Hook, spot.Token = fleet.OriginSpot, "", ""
	started := held()
	started.Step, started.Draining = fleet.StepDraining, noon
	emptied := started
	emptied.Emptied = noon
	spotEmptied := spot
	spotEmptied.Emptied = noon
	claimed := started
	claimed.Claimed, claimed.Claim = noon.Add(75*time.Second), fleet.EndingDrained
	found := held()
	found.Beat, found.Token = time.Time{}, ""

	return []step{
		{"an ACTIVE node is drained", held(), fleet.NodeActive, "Terminating:Wait", nil, 0,
			"drain i (its group win terminates it)"},
		{"a DRAINING node with tasks waits", started, fleet.NodeDraining, "Terminating:Wait", nil,
			199 * time.Second, "hold i (3 tasks left)"},
		{"one already DRAINING is a normal start", held(), fleet.NodeDraining, "Terminating:Wait",
			nil, 0, "hold i (3 tasks left)"},
		{"one empty look is not enough", started, fleet.NodeDraining, "Terminating:Wait",
			&fleet.Left{}, 0, "note i (no task left; a second look confirms it)"},
		{"a second look at once is not enough", emptied, fleet.NodeDraining, "Terminating:Wait",
			&fleet.Left{}, 4 * time.Second, "hold i (no task left; a second look confirms it)"},
		{"a task that comes up after an empty look counts", emptied, fleet.NodeDraining,
			"Terminating:Wait", &fleet.Left{Tasks: 1}, 5 * time.Second,
			"note i (a task came up after a look that found none)"},
		{"stopping tasks are waited for", started, fleet.NodeDraining, "Terminating:Wait",
			&fleet.Left{Tasks: 2}, 0, "hold i (2 tasks are not stopped yet)"},
		{"two empty looks answer the hook", emptied, fleet.NodeDraining, "Terminating:Wait",
			&fleet.Left{}, 5 * time.Second, "answer i (no task left in two looks)"},
		{"a Spot node has no hook to answer", spotEmptied, fleet.NodeDraining, "InService",
			&fleet.Left{}, 5 * time.Second, "finish i (no task left in two looks)"},
		{"a third of a heartbeat prolongs the hook", started, fleet.NodeDraining, "Terminating:Wait", nil,
			200 * time.Second, "heartbeat i (a third of its 10m0s heartbeat has passed)\n" +
				"hold i (3 tasks left)"},
		{"a hook found by looking is prolonged at once", found, fleet.NodeActive,
			"Terminating:Wait", nil, 0, "heartbeat i (when its 10m0s heartbeat began is unknown)\n" +
				"drain i (its group win terminates it)"},
		{"an unregistered node is waited for", held(), "", "Terminating:Wait", nil,
			3 * time.Minute, "hold i (not registered in cluster prod yet; waits until 12:15:00 at most)"},
		{"an unregistered node is not waited for longer", held(), "", "Terminating:Wait", nil,
			15 * time.Minute, "answer i (not in cluster prod after 15m0s: nothing to empty)"},
		{"a node that left the cluster is not waited for", started, "", "Terminating:Wait", nil,
			time.Minute, "answer i (it left cluster prod)"},
		{"a failed registration holds no task", held(), fleet.NodeRegistrationFailed,
			"Terminating:Wait", nil, 0, "answer i (its registration failed)"},
		{"REGISTERING is neither", held(), fleet.NodeRegistering, "Terminating:Wait", nil, 0,
			"hold i (container instance is REGISTERING)"},
		{"an event alone drains nothing", held(), fleet.NodeActive, "InService", nil, time.Minute,
			"hold i (its group has it InService: only an event says it goes)"},
		{"an event that stays alone is dropped", held(), fleet.NodeActive, "InService", nil,
			2 * time.Minute, "finish i (its group has it InService: it need not go)"},
		{"a gone instance needs nothing", held(), "", "", nil, 0,
			"finish i (its group no longer has it)"},
		{"a released instance needs nothing", started, fleet.NodeDraining, "Terminating:Proceed",
			nil, 0, "finish i (its lifecycle hook was answered or has lapsed)"},
		{"an answer under way is left to its attempt", claimed, fleet.NodeDraining,
			"Terminating:Wait", &fleet.Left{}, time.Minute,
			"hold i (another attempt answers its hook)"},
		{"a dead attempt's answer counts", claimed, fleet.NodeDraining, "Terminating:Proceed", nil,
			2 * time.Minute,
			"finish i (its lifecycle hook was answered by an attempt that ended there)"},
		{"a Spot node that is taken is gone", spot, "", "", nil, 2 * time.Minute,
			"finish i (EC2 took it back)"},
	}
}

func TestNextStepOfAnOrder(t *testing.T) {
	for _, c := range steps() {
		t.Run(c.name, func(t *testing.T) {
			s := world(c.order, c.status, c.member)
			if c.left != nil {
				s.Left[id] = *c.left
			}
			got := strings.ReplaceAll(DrainOrders(s, noon.Add(c.after)).String(), id, "i")
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestEndingOfADeadAttemptIsTheOneItClaimed(t *testing.T) {
	o := held()
	o.Claimed, o.Claim = noon, fleet.EndingDrained
	p := DrainOrders(world(o, "", ""), noon.Add(time.Second))
	if len(p.Actions) != 1 || p.Actions[0].Ending != fleet.EndingDrained {
		t.Errorf("got %v, want one finish with the ending drained", p.Actions)
	}
}

func TestTheOldestHeartbeatComesFirst(t *testing.T) {
	old, older, active := held(), held(), held()
	old.Instance, old.Draining = "i-aaaaaaaaaaaaaaaaa", noon
	older.Instance, older.Draining = "i-bbbbbbbbbbbbbbbbb", noon
	older.Beat = noon.Add(-time.Minute)
	active.Beat = noon.Add(time.Hour)
	s := world(active, fleet.NodeActive, "Terminating:Wait")
	s.Orders = []fleet.DrainOrder{active, old, older}
	for _, o := range s.Orders[1:] {
		s.Nodes[o.Instance] = fleet.Node{Instance: o.Instance, Status: fleet.NodeDraining, Running: 1}
		s.Members[o.Instance] = fleet.Member{Instance: o.Instance, State: "Terminating:Wait"}
	}
	var got []string
	for _, a := range DrainOrders(s, noon.Add(5*time.Minute)).Actions {
		got = append(got, string(a.Verb)+" "+a.Order.Instance[:3])
	}
	if strings.Join(got, ", ") != "heartbeat i-b, heartbeat i-a, drain i-0" {
		t.Errorf("got %v", got)
	}
}

func TestDrainsComeBeforeAnswers(t *testing.T) {
	a, b := held(), held()
	a.Instance, a.Draining, a.Emptied = "i-aaaaaaaaaaaaaaaaa", noon, noon.Add(-time.Minute)
	s := world(b, fleet.NodeActive, "Terminating:Wait")
	s.Orders = []fleet.DrainOrder{a, b}
	s.Nodes[a.Instance] = fleet.Node{Instance: a.Instance, Status: fleet.NodeDraining}
	s.Members[a.Instance] = fleet.Member{Instance: a.Instance, State: "Terminating:Wait"}
	s.Left[a.Instance] = fleet.Left{}
	p := DrainOrders(s, noon)
	if len(p.Actions) != 2 || p.Actions[0].Verb != Drain || p.Actions[1].Verb != Answer {
		t.Errorf("got %v, want the drain, then the answer", p.Actions)
	}
}

func TestAdopted(t *testing.T) {
	member := fleet.Member{Instance: id, Group: "win", State: "Terminating:Wait"}
	hook := fleet.Hook{Group: "win", Name: "sashweight-drain", Heartbeat: 10 * time.Minute}
	draining := fleet.Node{Instance: id, Status: fleet.NodeDraining}
	ours := map[string][]fleet.Hook{"win": {hook}}
	for _, c := range []struct {
		name string
		w    Waiting
		want []string
	}{
		{"a waiting hook of ours without an order gets one",
			Waiting{Members: []fleet.Member{member}, Hooks: ours}, []string{"adopt"}},
		{"in report mode it is answered at once",
			Waiting{Members: []fleet.Member{member}, Hooks: ours, Report: func(string) bool { return true }},
			[]string{"release"}},
		{"another's hook is not touched", Waiting{Members: []fleet.Member{member}}, nil},
		{"one with an order is known", Waiting{Members: []fleet.Member{member}, Hooks: ours,
			Known: map[string]bool{id: true}}, nil},
		{"a node that drains without an order is a finding",
			Waiting{Draining: []fleet.Node{draining}}, []string{"finding"}},
		{"it is none where the node also waits for its hook", Waiting{
			Members: []fleet.Member{member}, Hooks: ours, Draining: []fleet.Node{draining},
		}, []string{"adopt"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Adopted(c.w, noon)
			var got []string
			for _, line := range strings.Split(p.String(), "\n") {
				if word, _, _ := strings.Cut(line, " "); word != "" {
					got = append(got, word)
				}
			}
			if strings.Join(got, ",") != strings.Join(c.want, ",") {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestHooksThatHarmAFleetWithoutUsAreFindings(t *testing.T) {
	good := fleet.Hook{Group: "win", Name: "a", Heartbeat: 2 * time.Minute, Default: "CONTINUE"}
	short, abandon := good, good
	short.Name, short.Heartbeat = "b", 119*time.Second
	abandon.Name, abandon.Default = "c", "ABANDON"
	got := HookFindings([]fleet.Hook{good, abandon, short})
	if len(got) != 2 || got[0].ID != "hook-default/win/c" || got[1].ID != "hook-heartbeat/win/b" {
		t.Errorf("got %v, want the default of c and the heartbeat of b", got)
	}
}
