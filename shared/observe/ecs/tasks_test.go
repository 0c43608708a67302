package ecs_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/ecs"
)

// serve creates a service of count tasks of its own family, and lets them come to run.
func serve(t *testing.T, a *awssim.Account, client *ecs.Client, name string, count int32) {
	t.Helper()
	if _, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: &name, ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: &name, Memory: new(int32(256)), StopTimeout: new(int32(90)),
		}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateService(t.Context(), &ecs.CreateServiceInput{
		Cluster: new("prod"), ServiceName: &name, TaskDefinition: &name, DesiredCount: &count,
	}); err != nil {
		t.Fatal(err)
	}
	a.Advance(30 * time.Minute)
}

// tasks are those of the only node.
func tasks(t *testing.T, a *awssim.Account, r *observe.Reader) []fleet.Task {
	t.Helper()
	nodes, err := r.Nodes(t.Context(), "prod", ids(a))
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Tasks(t.Context(), nodes[ids(a)[0]])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTasksAreThoseThatAreNotOver(t *testing.T) {
	a, client, r := account(t, 1)
	serve(t, a, client, "web", 2)
	arn := batch(t, client, 1)[0]
	a.Advance(30 * time.Minute)
	before := a.Now()
	if _, err := client.StopTask(t.Context(), &ecs.StopTaskInput{
		Cluster: new("prod"), Task: &arn,
	}); err != nil {
		t.Fatal(err)
	}
	all := tasks(t, a, r)
	if len(all) != 3 {
		t.Fatalf("%d tasks, want the stopping one too: %+v", len(all), all)
	}
	services := 0
	for _, task := range all {
		if task.Node == "" || task.Definition == "" || task.Started.IsZero() || !task.Healthy {
			t.Errorf("task %+v", task)
		}
		if task.Service() == "web" {
			services++
		}
		if task.ARN == arn && (task.Desired != "STOPPED" || task.Stopping.Before(before)) {
			t.Errorf("the stopping task is %+v", task)
		}
	}
	if services != 2 {
		t.Errorf("%d tasks of the service, want 2", services)
	}
}

func TestAStoppedTaskIsReadUntilECSForgetsIt(t *testing.T) {
	a, client, r := account(t, 1)
	arn := batch(t, client, 1)[0]
	a.Advance(30 * time.Minute)
	if _, err := client.StopTask(t.Context(), &ecs.StopTaskInput{
		Cluster: new("prod"), Task: &arn,
	}); err != nil {
		t.Fatal(err)
	}
	a.Advance(10 * time.Minute)
	if all := tasks(t, a, r); len(all) != 0 {
		t.Errorf("%d tasks, want none", len(all))
	}
	task, ok, err := r.Task(t.Context(), "prod", arn)
	if err != nil || !ok || !task.Over() || !task.Stopped.After(task.Stopping) {
		t.Errorf("the stopped task is %+v, %t, %v", task, ok, err)
	}
	a.Advance(24 * time.Hour)
	if _, ok, err := r.Task(t.Context(), "prod", arn); ok || err != nil {
		t.Errorf("a forgotten task is there: %t, %v", ok, err)
	}
}

func TestProtectionIsReadOfServicesTasks(t *testing.T) {
	a, client, r := account(t, 1)
	serve(t, a, client, "web", 2)
	batch(t, client, 1)
	a.Advance(30 * time.Minute)
	var kept string
	for _, task := range tasks(t, a, r) {
		if task.Protected(a.Now()) {
			t.Errorf("%s is protected", task.ARN)
		}
		if task.Service() != "" {
			kept = task.ARN
		}
	}
	if _, err := client.UpdateTaskProtection(t.Context(), &ecs.UpdateTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{kept}, ProtectionEnabled: true,
		ExpiresInMinutes: new(int32(60)),
	}); err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks(t, a, r) {
		if task.Protected(a.Now()) != (task.ARN == kept) {
			t.Errorf("%s is protected until %s", task.ARN, task.ProtectedUntil)
		}
	}
}

func TestProtectionThatCannotBeReadIsAnError(t *testing.T) {
	a, client, r := account(t, 1)
	serve(t, a, client, "web", 1)
	nodes, err := r.Nodes(t.Context(), "prod", ids(a))
	if err != nil {
		t.Fatal(err)
	}
	failing(a, "GetTaskProtection", "INTERNAL")
	if all, err := r.Tasks(t.Context(), nodes[ids(a)[0]]); err == nil {
		t.Errorf("got %+v, want an error", all)
	}
}
