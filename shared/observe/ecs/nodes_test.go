package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/fleet"
)

func TestANodeIsSeenWithWhatItHas(t *testing.T) {
	_, _, r := account(t, 1)
	nodes, err := r.All(t.Context(), "prod")
	if err != nil || len(nodes) != 1 {
		t.Fatalf("%d nodes, %v", len(nodes), err)
	}
	n := nodes[0]
	if !n.Connected || n.AgentVersion == "" || n.Registered.IsZero() || n.External() {
		t.Errorf("the node is %+v", n)
	}
	if n.Zone() != "us-east-1a" || n.Attributes[fleet.AttributeOSType] != "windows" ||
		n.Attributes[fleet.AttributeOSFamily] != "WINDOWS_SERVER_2022_CORE" {
		t.Errorf("its attributes are %v", n.Attributes)
	}
	if n.Total.CPU != 8192 || n.Total.Memory == 0 || n.Free.CPU != 8192 ||
		!slices.Contains(n.Free.Ports, fleet.Port{Number: 3389}) {
		t.Errorf("it has %+v, free %+v", n.Total, n.Free)
	}
}

func TestANodeWithoutItsAgentIsImpaired(t *testing.T) {
	a, _, r := account(t, 1)
	nodes, err := r.All(t.Context(), "prod")
	if err != nil || len(nodes) != 1 {
		t.Fatalf("%d nodes, %v", len(nodes), err)
	}
	n := nodes[0]
	if _, bad := n.Impaired(); bad || len(n.Checks) != 2 {
		t.Errorf("checks are %+v", n.Checks)
	}
	a.Machines.KillAgent(n.Instance)
	a.Advance(time.Hour)
	n, ok, err := r.Node(t.Context(), "prod", n.ARN)
	check, bad := n.Impaired()
	if err != nil || !ok || n.Connected || !bad || check.Type != fleet.CheckAgent ||
		check.Since.IsZero() {
		t.Errorf("without an agent: %+v, %v", n, err)
	}
}

func TestAWholeClusterIsReadOverAllPages(t *testing.T) {
	_, client, r := account(t, 105)
	again, err := r.All(t.Context(), "prod")
	if err != nil || len(again) != 105 {
		t.Fatalf("%d nodes, %v", len(again), err)
	}
	if _, err := client.DeregisterContainerInstance(t.Context(),
		&ecs.DeregisterContainerInstanceInput{
			Cluster: new("prod"), ContainerInstance: &again[3].ARN,
		}); err != nil {
		t.Fatal(err)
	}
	nodes, err := r.All(t.Context(), "prod")
	if err != nil || len(nodes) != 104 {
		t.Errorf("%d nodes, %v, want the deregistered one gone", len(nodes), err)
	}
	if _, ok := find(nodes, again[3].Instance); ok {
		t.Error("the INACTIVE node is among them")
	}
	if !slices.IsSortedFunc(nodes, func(a, b fleet.Node) int {
		return strings.Compare(a.Instance, b.Instance)
	}) {
		t.Error("they are not sorted")
	}
}

func find(nodes []fleet.Node, id string) (fleet.Node, bool) {
	i := slices.IndexFunc(nodes, func(n fleet.Node) bool { return n.Instance == id })
	if i < 0 {
		return fleet.Node{}, false
	}
	return nodes[i], true
}

// registerAgain registers an instance a second time, as an agent does that lost its data.
func registerAgain(t *testing.T, client *ecs.Client, id string) (arn string) {
	t.Helper()
	out, err := client.RegisterContainerInstance(t.Context(), &ecs.RegisterContainerInstanceInput{
		Cluster:                  new("prod"),
		InstanceIdentityDocument: new(`{"instanceId":"` + id + `","availabilityZone":"us-east-1a"}`),
		TotalResources: []types.Resource{
			{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: 1024},
			{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: 2048},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *out.ContainerInstance.ContainerInstanceArn
}

func TestTwoRegistrationsOfOneInstanceAreOneNode(t *testing.T) {
	a, client, r := account(t, 1)
	batch(t, client, 4)
	a.Advance(30 * time.Minute)
	id := ids(a)[0]
	before, err := r.Nodes(t.Context(), "prod", ids(a))
	if err != nil {
		t.Fatal(err)
	}
	leads := registerAgain(t, client, id)
	nodes, err := r.Nodes(t.Context(), "prod", ids(a))
	n := nodes[id]
	if err != nil || n.ARN != leads || n.Twin != before[id].ARN || n.Tasks() != 4 {
		t.Errorf("the node is %+v, %v", n, err)
	}
	all, err := r.All(t.Context(), "prod")
	if err != nil || len(all) != 1 || all[0].Twin != n.Twin {
		t.Errorf("of the whole cluster: %+v, %v", all, err)
	}
	// The tasks of both registrations count.
	left, err := r.Left(t.Context(), n)
	if err != nil || left.Tasks != 4 {
		t.Errorf("left %+v, %v, want 4 tasks", left, err)
	}
	tasks, err := r.Tasks(t.Context(), n)
	if err != nil || len(tasks) != 4 || tasks[0].Node != n.Twin {
		t.Errorf("%+v, %v, want 4 tasks of the twin", tasks, err)
	}
}

func TestAnExternalInstanceIsFoundByItsManagedID(t *testing.T) {
	a, _, r := account(t, 1)
	m := a.Machines.AddExternal(host.Template{
		CPU: 2048, Memory: 4096, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
	})
	a.Advance(time.Minute)
	nodes, err := r.Nodes(t.Context(), "prod", []string{m.InstanceID})
	n, ok := nodes[m.InstanceID]
	if err != nil || !ok || !n.External() || n.Zone() != "" {
		t.Errorf("found %+v, %v", nodes, err)
	}
}
