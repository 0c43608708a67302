package placement

import (
	"slices"
	"strings"
	"testing"

	"sashweight/shared/fleet"
)

const family = "WINDOWS_SERVER_2022_CORE"

// web is a task that fits on roomy.
func web(id string) Waiting {
	return Waiting{
		ID: id, Group: "service:web", Family: family,
		Need: fleet.Need{
			Definition: "web:1", Resources: fleet.Resources{CPU: 1024, Memory: 2048}, Dynamic: 1,
			Capabilities: []string{"ecs.capability.task-eni"},
		},
	}
}

// roomy is an m5.xlarge without tasks.
func roomy(instance, zone string) Space {
	return Space{Node: fleet.Node{
		ARN: "arn:" + instance, Instance: instance, Status: fleet.NodeActive, Connected: true,
		Unused: true,
		Total:  fleet.Resources{CPU: 4096, Memory: 16383, Ports: reserved},
		Free:   fleet.Resources{CPU: 4096, Memory: 16383, Ports: reserved},
		Attributes: map[string]string{
			fleet.AttributeOSFamily: family, fleet.AttributeOSType: "windows",
			fleet.AttributeType: "m5.xlarge", fleet.AttributeZone: zone, "ecs.capability.task-eni": "",
		},
	}}
}

var reserved = []fleet.Port{{Number: 3389}, {Number: 5985}}

// holding puts tasks of a definition on a node.
func holding(s Space, group string, needs ...fleet.Need) Space {
	s.Needs = map[string]fleet.Need{}
	for _, n := range needs {
		s.Tasks = append(s.Tasks, fleet.Task{
			Node: s.Node.ARN, Group: group, Definition: n.Definition, Last: "RUNNING", Desired: "RUNNING",
		})
		s.Needs[n.Definition] = n
		s.Node.Free.CPU -= n.CPU
		s.Node.Free.Memory -= n.Memory
	}
	s.Node.Running, s.Node.Unused = len(s.Tasks), false
	return s
}

// refused fits the task and compares what is said.
func refused(t *testing.T, w Waiting, s Space, want ...Refusal) {
	t.Helper()
	got := Fits(w, s)
	same := func(a, b Refusal) bool {
		return a.Kind == b.Kind && a.Unknown == b.Unknown && strings.Contains(a.String(), b.What)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("refusals are %v, want %v", got, want)
	}
}

func TestATaskFitsWhereThereIsRoom(t *testing.T) {
	refused(t, web("t"), roomy("i-1", "a"))
}

func TestTheNodeMustBeActiveAndItsAgentHeard(t *testing.T) {
	s := roomy("i-1", "a")
	s.Node.Status, s.Node.Connected = fleet.NodeDraining, false
	s.Node.Checks = []fleet.HealthCheck{{Type: fleet.CheckRuntime, Impaired: true}}
	refused(t, web("t"), s, Refusal{Kind: NotActive, What: "the node is DRAINING"},
		Refusal{Kind: NotHeard, What: "not connected"},
		Refusal{Kind: Ailing, Unknown: true, What: "CONTAINER_RUNTIME"})
}

func TestResourcesMustSuffice(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	s.Node.Free.CPU, s.Node.Free.Memory = 1024, 2048
	refused(t, w, s)
	s.Node.Free.CPU, s.Node.Free.Memory = 1023, 2047
	refused(t, w, s, Refusal{Kind: NoCPU, What: "not enough CPU (need 1024 units, free 1023)"},
		Refusal{Kind: NoMemory, What: "not enough memory (need 2048 MiB, free 2047)"})
}

func TestStaticPortsMustBeFree(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Need.Ports = []fleet.Port{{Number: 3389}, {Number: 5985, UDP: true}}
	refused(t, w, s, Refusal{Kind: NoPort, What: "host port 3389/tcp is taken"})
	w.Need.ENI = true
	refused(t, w, s)
	w.Need.ENI, w.Need.Ports = false, []fleet.Port{{Number: 8080}, {Number: 8081}}
	for n := range 97 {
		s.Node.Free.Ports = append(slices.Clone(s.Node.Free.Ports), fleet.Port{Number: 10000 + n})
	}
	refused(t, w, s, Refusal{Kind: NoPort, What: "not enough host ports (need 2, free 1)"})
	w.Need.Ports, w.Need.Dynamic = nil, dynamicMax+1
	refused(t, w, s, Refusal{Kind: NoPort, What: "not enough host ports"})
}

func TestNetworkInterfacesAreOneLessThanTheTypeTakes(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Need.ENI = true
	awsvpc, bridge := w.Need, web("b").Need
	bridge.Definition = "plain:1"
	refused(t, w, holding(s, "service:x", awsvpc, awsvpc, bridge))
	refused(t, w, holding(s, "service:x", awsvpc, awsvpc, awsvpc),
		Refusal{Kind: NoInterface, What: "no network interface left (need 1, free 0)"})
	s.Node.Attributes[fleet.AttributeType] = "x99.huge"
	refused(t, w, s, Refusal{Kind: NoInterface, Unknown: true, What: `"x99.huge"`})
}

func TestInterfacesOfTasksThatWereNotReadAreUnknown(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Need.ENI = true
	unread := Refusal{Kind: NoInterface, Unknown: true, What: "was not read"}
	s.Node.Unused = false // a task that is told to stop holds its interface
	refused(t, w, s, unread)
	held := holding(s, "service:x", w.Need)
	refused(t, w, held)
	held.Needs = nil
	refused(t, w, held, unread)
	held.Node.Pending = 1
	held.Needs = map[string]fleet.Need{w.Need.Definition: w.Need}
	refused(t, w, held, unread)
}

func TestCapabilitiesMustBeThere(t *testing.T) {
	w := web("t")
	w.Need.Capabilities = append(w.Need.Capabilities, "ecs.capability.gmsa")
	refused(t, w, roomy("i-1", "a"), Refusal{Kind: NoAttribute, What: "ecs.capability.gmsa"})
}

func TestOtherFamiliesThanWhereItRunsAreUnknown(t *testing.T) {
	for _, c := range []struct{ runs, has, says string }{
		{"WINDOWS_SERVER_2019_CORE", family, "runs on WINDOWS_SERVER_2019_CORE, the node is"},
		{"WINDOWS_SERVER_2022_FULL", family, "runs on WINDOWS_SERVER_2022_FULL, the node is"},
		{"", family, "that the task runs on is not known"},
		{family, "", "the node's os-family is not known"},
		{"windows", "windows", "that the task runs on is not known"},
		{family, "LINUX", "the node is LINUX"},
	} {
		w, s := web("t"), roomy("i-1", "a")
		w.Family, s.Node.Attributes[fleet.AttributeOSFamily] = c.runs, c.has
		refused(t, w, s, Refusal{Kind: NoFamily, Unknown: true, What: c.says})
	}
}

func TestConstraintsOfServiceAndDefinitionBind(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	member := func(e string) []fleet.Constraint { return []fleet.Constraint{{Expression: e}} }
	w.Constraints = member("attribute:ecs.os-type == windows")
	w.Need.Constraints = member("attribute:ecs.availability-zone in [a, b]")
	refused(t, w, s)
	w.Constraints = member("attribute:ecs.os-type == linux")
	w.Need.Constraints = member("attribute:ecs.availability-zone =~ (?!b).*")
	refused(t, w, s,
		Refusal{Kind: NotMember, Unknown: true, What: "is not understood"},
		Refusal{Kind: NotMember, What: "memberOf not true: attribute:ecs.os-type == linux"})
	w.Constraints, w.Need.Constraints = member("attribute:retiring != true"), nil
	refused(t, w, s, Refusal{Kind: NotMember, Unknown: true, What: "without a value"})
}

func TestDistinctTasksOfAGroupNeedTheirOwnNodes(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Constraints = []fleet.Constraint{{Distinct: true}}
	refused(t, w, holding(s, "service:other", w.Need))
	held := holding(s, "service:web", w.Need)
	refused(t, w, held, Refusal{Kind: NotDistinct, What: "a task of service:web is on it"})
	held.Tasks[0].Desired, held.Node.Running = "STOPPED", 0
	refused(t, w, held)
	held.Tasks, held.Node.Running = nil, 1
	refused(t, w, held, Refusal{Kind: NotDistinct, Unknown: true, What: "not all read"})
}

func TestStatementsAboutGroupsNeedAllTasks(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Constraints = []fleet.Constraint{{Expression: "task:group != service:other"}}
	held := holding(s, "service:web", w.Need)
	refused(t, w, held)
	held.Node.Pending = 1
	refused(t, w, held, Refusal{Kind: NotMember, Unknown: true, What: "not all read"})
}

func TestLaunchTypesAndProvidersKeepToTheirNodes(t *testing.T) {
	w, s := web("t"), roomy("i-1", "a")
	w.Providers = []string{"blue", "green"}
	refused(t, w, s, Refusal{Kind: NoProvider, What: "blue, green"})
	s.Provider = "green"
	refused(t, w, s)
	s.Node.Instance, w.Providers = "mi-1", nil
	refused(t, w, s, Refusal{Kind: WrongLaunch, What: "External nodes"})
	w.External = true
	refused(t, w, s)
	refused(t, w, roomy("i-1", "a"), Refusal{Kind: WrongLaunch, What: "EXTERNAL takes External"})
}

func TestATaskWithoutADefinitionDoesNotFit(t *testing.T) {
	w := web("t")
	w.Need = fleet.Need{}
	refused(t, w, roomy("i-1", "a"), Refusal{Kind: NoDefinition, Unknown: true, What: "not read"})
}
