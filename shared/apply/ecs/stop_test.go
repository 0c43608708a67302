package ecs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	apply "sashweight/shared/apply/ecs"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/ecs"
)

// served is a cluster with one node and one task of a service on it.
func served(t *testing.T) (*awssim.Account, *ecs.Client, fleet.Node, string) {
	t.Helper()
	a, client, ids := awssimtest.Cluster(t, 1)
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("web"), Memory: new(int32(256)),
		}},
	})
	if err == nil {
		_, err = client.CreateService(t.Context(), &ecs.CreateServiceInput{
			Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
			DesiredCount: new(int32(1)),
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	a.Advance(30 * time.Minute)
	r := observe.New(a.UserConfig())
	nodes, err := r.Nodes(t.Context(), "prod", ids)
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := r.Tasks(t.Context(), nodes[ids[0]])
	if err != nil || len(tasks) != 1 {
		t.Fatalf("tasks %+v, %v", tasks, err)
	}
	return a, client, nodes[ids[0]], tasks[0].ARN
}

func TestAStopIsKnownAsOursAndGivenOnce(t *testing.T) {
	a, client, _, arn := served(t)
	w := apply.New(a.UserConfig())
	s := apply.Stop{
		Function: "drain-nodes", Cluster: "prod", Task: arn, Reason: strings.Repeat("ü", 200),
	}
	if ok, err := w.StopTask(t.Context(), s); err != nil || !ok {
		t.Fatalf("stop: %t, %v", ok, err)
	}
	out, err := client.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{
		Cluster: new("prod"), Tasks: []string{arn},
	})
	if err != nil {
		t.Fatal(err)
	}
	reason := *out.Tasks[0].StoppedReason
	if !strings.HasPrefix(reason, "sashweight/drain-nodes: ü") || len(reason) > 255 ||
		strings.ContainsRune(reason, '\uFFFD') {
		t.Errorf("the reason is %q", reason)
	}
	if ok, err := w.StopTask(t.Context(), s); err != nil || ok {
		t.Errorf("again: %t, %v, want nothing done", ok, err)
	}
	s.Task = strings.Repeat("0", 32)
	if ok, err := w.StopTask(t.Context(), s); err != nil || ok {
		t.Errorf("one that is gone: %t, %v, want nothing done", ok, err)
	}
}

func TestATaskThatWasProtectedMeanwhileIsLeftAlone(t *testing.T) {
	a, client, _, arn := served(t)
	if _, err := client.UpdateTaskProtection(t.Context(), &ecs.UpdateTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{arn}, ProtectionEnabled: true,
	}); err != nil {
		t.Fatal(err)
	}
	w := apply.New(a.UserConfig())
	s := apply.Stop{Function: "drain-nodes", Cluster: "prod", Task: arn}
	ok, err := w.StopTask(t.Context(), s)
	var stale *apply.StaleError
	if ok || !errors.As(err, &stale) || stale.Found != "protected" {
		t.Errorf("%t, %v, want it stale", ok, err)
	}
	s.Protected = true
	if ok, err := w.StopTask(t.Context(), s); err != nil || !ok {
		t.Errorf("told so: %t, %v, want it stopped", ok, err)
	}
}

func TestADeadNodeIsDeregisteredAndALiveOneNotByForce(t *testing.T) {
	a, _, n, _ := served(t)
	w := apply.New(a.UserConfig())
	ok, err := w.Deregister(t.Context(), "prod", n.ARN, true)
	var stale *apply.StaleError
	if ok || !errors.As(err, &stale) {
		t.Errorf("with its agent connected: %t, %v, want it stale", ok, err)
	}
	if ok, err = w.Deregister(t.Context(), "prod", n.ARN, false); ok || err == nil {
		t.Errorf("with a task on it: %t, %v, want ECS's refusal", ok, err)
	}
	a.Machines.KillAgent(n.Instance)
	a.Advance(time.Minute)
	if ok, err = w.Deregister(t.Context(), "prod", n.ARN, true); !ok || err != nil {
		t.Errorf("dead: %t, %v", ok, err)
	}
	if ok, err = w.Deregister(t.Context(), "prod", n.ARN, true); ok || err != nil {
		t.Errorf("again: %t, %v, want nothing done", ok, err)
	}
}

func TestAMarkIsShownUntilItIsTakenAway(t *testing.T) {
	a, _, n, _ := served(t)
	w, r := apply.New(a.UserConfig()), observe.New(a.UserConfig())
	mark := func() (string, bool) {
		t.Helper()
		again, _, err := r.Node(t.Context(), "prod", n.ARN)
		if err != nil {
			t.Fatal(err)
		}
		value, ok := again.Attributes["sashweight.drain"]
		return value, ok
	}
	if err := w.Mark(t.Context(), n, "order 7/ü"); err != nil {
		t.Fatal(err)
	}
	if got, _ := mark(); got != "order-7/-" {
		t.Errorf("the mark is %q", got)
	}
	if err := w.Unmark(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if got, ok := mark(); ok {
		t.Errorf("the mark %q stayed", got)
	}
	if err := w.Unmark(t.Context(), n); err != nil {
		t.Errorf("without a mark: %v", err)
	}
}
