package placement

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sashweight/shared/fleet"
)

// sized is a web task of a group that takes some memory.
func sized(id string, memory int) Waiting {
	w := web(id)
	w.Need.CPU, w.Need.Memory, w.Need.Definition = 0, memory, fmt.Sprintf("d:%d", memory)
	return w
}

// left is a node with some memory left.
func left(instance, zone string, memory int) Space {
	s := roomy(instance, zone)
	s.Node.Free.Memory = memory
	return s
}

// unplaced says that one task has no place, and why.
func unplaced(t *testing.T, got Placed, reasons ...string) {
	t.Helper()
	if len(got.Unplaced) != 1 || !slices.Equal(got.Unplaced[0].Reasons, reasons) {
		t.Errorf("unplaced are %+v, want one for %q", got.Unplaced, reasons)
	}
}

func TestTasksTakeRoomFromEachOther(t *testing.T) {
	tasks := []Waiting{web("t1"), web("t2"), web("t3"), web("t4"), web("t5")}
	got := Place(tasks, []Space{roomy("i-1", "a")})
	unplaced(t, got, "1 node: not enough CPU (need 1024 units, free 0)")
	if len(got.Where) != 4 || got.Unplaced[0].Unknown {
		t.Errorf("placed are %+v", got)
	}
}

func TestTheLargestTaskComesFirst(t *testing.T) {
	got := Place([]Waiting{sized("s", 1000), sized("l", 3000), sized("m", 2000)},
		[]Space{left("i-1", "a", 3000), left("i-2", "a", 3000)})
	want := map[string]string{"l": "i-1", "m": "i-2", "s": "i-2"}
	if !maps.Equal(got.Where, want) {
		t.Errorf("placed are %+v", got)
	}
}

func TestTheFullestNodeComesFirst(t *testing.T) {
	got := Place([]Waiting{sized("t", 1000)}, []Space{left("i-1", "a", 8000), left("i-2", "a", 1500)})
	if got.Where["t"] != "i-2" {
		t.Errorf("placed are %+v", got)
	}
}

func TestZonesAreSpreadOverWhereNodesAreEqual(t *testing.T) {
	tasks := []Waiting{web("t1"), web("t2"), web("t3"), web("t4")}
	nodes := []Space{roomy("i-1", "a"), roomy("i-2", "a"), roomy("i-3", "b"), roomy("i-4", "c")}
	got := Place(tasks, nodes)
	zones := map[string]int{}
	for _, n := range nodes {
		for _, instance := range got.Where {
			if instance == n.Node.Instance {
				zones[n.Node.Zone()]++
			}
		}
	}
	if zones["a"]+zones["b"]+zones["c"] != 4 || zones["a"] < 1 || zones["b"] < 1 || zones["c"] < 1 {
		t.Errorf("placed are %+v", got)
	}
}

func TestPortsInterfacesAndDistinctTasksAreTaken(t *testing.T) {
	port, eni, distinct := web("t1"), web("t1"), web("t1")
	port.Need.Ports = []fleet.Port{{Number: 8080}}
	eni.Need.ENI, eni.Need.CPU, eni.Need.Memory = true, 1, 1
	distinct.Constraints = []fleet.Constraint{{Distinct: true}}
	for _, c := range []struct {
		one    Waiting
		many   int
		reason string
	}{
		{port, 2, "1 node: host port 8080/tcp is taken"},
		{eni, 4, "1 node: no network interface left (need 1, free 0)"},
		{distinct, 2, "1 node: distinctInstance: a task of service:web is on it"},
	} {
		tasks := make([]Waiting, c.many)
		for n := range tasks {
			tasks[n] = c.one
			tasks[n].ID = fmt.Sprint("t", n)
		}
		unplaced(t, Place(tasks, []Space{roomy("i-1", "a")}), c.reason)
	}
}

func TestStatementsSeeWhatWasPlaced(t *testing.T) {
	near, few := sized("near", 1000), sized("few", 900)
	near.Group, few.Group = "service:near", "service:few"
	near.Constraints = []fleet.Constraint{{Expression: "not(task:group == service:web)"}}
	few.Constraints = []fleet.Constraint{{Expression: "runningTasksCount < 1"}}
	node := roomy("i-1", "a")
	unplaced(t, Place([]Waiting{sized("big", 2000), near}, []Space{node}),
		"1 node: memberOf what the statement excludes is true")
	got := Place([]Waiting{sized("big", 2000), few}, []Space{node})
	unplaced(t, got,
		"1 node: memberOf runningTasksCount < 1: it depends on how many tasks run by then")
	if !got.Unplaced[0].Unknown {
		t.Error("it is certain")
	}
}

func TestReasonsCountEachNodeOnce(t *testing.T) {
	draining := roomy("i-9", "a")
	draining.Node.Status, draining.Node.Free.Memory = fleet.NodeDraining, 0
	other := roomy("i-8", "a")
	other.Node.Attributes[fleet.AttributeOSFamily] = "WINDOWS_SERVER_2019_CORE"
	got := Place([]Waiting{sized("t", 4096)}, []Space{
		left("i-1", "a", 1000), left("i-2", "a", 2048), left("i-3", "b", 12), draining, other,
	})
	unplaced(t, got, "3 nodes: not enough memory (need 4096 MiB, most free 2048)",
		"1 node: the node is DRAINING",
		"1 node: the task runs on "+family+", the node is WINDOWS_SERVER_2019_CORE")
	if !got.Unplaced[0].Unknown {
		t.Error("the node of the other family certainly does not take it")
	}
	unplaced(t, Place([]Waiting{web("t")}, nil), "there is no node")
}

// A task that runs in one place only is not left without because a larger one took it.
func TestTasksWithFewNodesComeFirstWhereLargestFirstFails(t *testing.T) {
	picky := sized("picky", 1000)
	picky.Constraints = []fleet.Constraint{{Expression: "attribute:ecs.availability-zone == a"}}
	got := Place([]Waiting{sized("large", 2000), picky},
		[]Space{left("i-1", "a", 2000), left("i-2", "b", 3000)})
	if len(got.Unplaced) > 0 || got.Where["picky"] != "i-1" {
		t.Errorf("placed are %+v", got)
	}
}

// crowd is a random cluster and what waits for it.
func crowd(r *rand.Rand, tasks, nodes int) (waiting []Waiting, spaces []Space) {
	for n := range nodes {
		zone, memory := pick(r, "a", "b", "c"), 2048*(1+r.IntN(8))
		s := left(fmt.Sprintf("i-%04d", n), zone, memory)
		if r.IntN(3) == 0 {
			s = holding(s, "service:s"+fmt.Sprint(r.IntN(5)), sized("", 1024).Need)
		}
		spaces = append(spaces, s)
	}
	for n := range tasks {
		k := r.IntN(20)
		w := sized(fmt.Sprintf("t-%04d", n), 512*(1+k%6))
		w.Group = fmt.Sprint("service:s", k)
		w.Need.CPU, w.Need.ENI = 128*(k%4), k%5 == 0
		switch k % 4 {
		case 0:
			w.Constraints = []fleet.Constraint{{Distinct: true}}
		case 1:
			w.Constraints = []fleet.Constraint{{Expression: "attribute:ecs.availability-zone =~ [ab]"}}
		case 2:
			w.Need.Ports = []fleet.Port{{Number: 8000 + k}}
		}
		waiting = append(waiting, w)
	}
	return waiting, spaces
}

// Whatever is placed fits there when the tasks come one after another, and the order of the
// arguments does not matter.
func TestWhatIsPlacedFitsInAnyOrderOfTheArguments(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		tasks, nodes := crowd(r, 60, 12)
		got := Place(tasks, nodes)
		if len(got.Where)+len(got.Unplaced) != len(tasks) {
			t.Errorf("seed %d: %d + %d of %d", seed, len(got.Where), len(got.Unplaced), len(tasks))
		}
		rooms := map[string]Space{}
		for _, s := range nodes {
			rooms[s.Node.Instance] = s
		}
		for _, w := range tasks {
			if instance, ok := got.Where[w.ID]; ok {
				if refusals := Fits(w, rooms[instance]); refusals != nil {
					t.Fatalf("seed %d: %s on %s: %v", seed, w.ID, instance, refusals)
				}
				rooms[instance] = with(rooms[instance], w)
			}
		}
		r.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
		r.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		if again := Place(tasks, nodes); !reflect.DeepEqual(got, again) {
			t.Errorf("seed %d: %+v, then %+v", seed, got, again)
		}
	}
}

// with is the node once the task runs on it.
func with(s Space, w Waiting) Space {
	n := &s.Node
	n.Free.CPU, n.Free.Memory = n.Free.CPU-w.Need.CPU, n.Free.Memory-w.Need.Memory
	n.Free.Ports = append(slices.Clone(n.Free.Ports), w.Need.Ports...)
	n.Running, n.Unused = n.Running+1, false
	s.Tasks = append(slices.Clone(s.Tasks), fleet.Task{
		Group: w.Group, Definition: w.ID, Last: "RUNNING", Desired: "RUNNING",
	})
	s.Needs = maps.Clone(s.Needs)
	if s.Needs == nil {
		s.Needs = map[string]fleet.Need{}
	}
	s.Needs[w.ID] = w.Need
	return s
}
