package ecs

import (
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (w *world) deregister(ref string) *types.TaskDefinition {
	w.t.Helper()
	return must(w.client.DeregisterTaskDefinition(w.ctx, &api.DeregisterTaskDefinitionInput{
		TaskDefinition: &ref,
	}))(w.t).TaskDefinition
}

// definitions lists revisions as family:revision.
func (w *world) definitions(in api.ListTaskDefinitionsInput) []string {
	w.t.Helper()
	out := must(w.client.ListTaskDefinitions(w.ctx, &in))(w.t)
	for n, arn := range out.TaskDefinitionArns {
		out.TaskDefinitionArns[n] = arn[strings.LastIndexByte(arn, '/')+1:]
	}
	return out.TaskDefinitionArns
}

// DEF-1: tasks and services go on with an INACTIVE revision; nothing new may have it.
func TestInactiveDefinitionServesOnlyWhatHasIt(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(time.Minute)
	if d := w.deregister("web:2"); d.Status != types.TaskDefinitionStatusInactive ||
		d.DeregisteredAt == nil {
		t.Errorf("status is %s, deregistered at %v", d.Status, d.DeregisteredAt)
	}
	w.wantStates(nil, "[RUNNING/RUNNING:2]")
	w.scale("web", 3) // goes on
	w.kernel.Advance(time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:3]")
	_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web:2"),
	})
	wantError(t, err, "ClientException", "TaskDefinition is inactive")
	_, err = w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), TaskDefinition: new("web:2"),
	})
	wantError(t, err, "ClientException", "TaskDefinition is inactive")
	if out := w.run("web", 1); !strings.HasSuffix(*out.Tasks[0].TaskDefinitionArn, "/web:1") {
		t.Errorf("the latest ACTIVE revision is %s", *out.Tasks[0].TaskDefinitionArn)
	}
	_, err = w.client.DeregisterTaskDefinition(w.ctx, &api.DeregisterTaskDefinitionInput{
		TaskDefinition: new("web"),
	})
	wantError(t, err, "ClientException", "does not exist")
}

// DEF-2: a deleted revision can be seen until nothing has it; its number is never used again.
func TestDeletedDefinitionStaysWhileItIsUsed(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.run("web", 1)
	remove := func(refs ...string) *api.DeleteTaskDefinitionsOutput {
		return must(w.client.DeleteTaskDefinitions(w.ctx, &api.DeleteTaskDefinitionsInput{
			TaskDefinitions: refs,
		}))(t)
	}
	out := remove("web:1", "web:9", "web")
	if len(out.TaskDefinitions) != 0 || len(out.Failures) != 3 ||
		!strings.Contains(*out.Failures[0].Reason, "still in ACTIVE status") {
		t.Fatalf("an ACTIVE revision is deleted: %v", out.Failures)
	}
	w.deregister("web:1")
	out = remove("web:1")
	if len(out.TaskDefinitions) != 1 ||
		out.TaskDefinitions[0].Status != types.TaskDefinitionStatusDeleteInProgress {
		t.Fatalf("the deletion says %v", out)
	}
	w.kernel.Advance(time.Hour)
	status := types.TaskDefinitionStatusDeleteInProgress
	if got := w.definitions(api.ListTaskDefinitionsInput{Status: status}); len(got) != 1 {
		t.Errorf("while a task has it there are %v", got)
	}
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: w.tasks(nil)[0].TaskArn,
	}))(t)
	w.kernel.Advance(time.Minute)
	if got := w.definitions(api.ListTaskDefinitionsInput{Status: status}); len(got) != 0 {
		t.Errorf("after its last task there are %v", got)
	}
	_, err := w.client.DescribeTaskDefinition(w.ctx, &api.DescribeTaskDefinitionInput{
		TaskDefinition: new("web:1"),
	})
	wantError(t, err, "ClientException", "Unable to describe task definition.")
	w.define("web")
	if got := w.definitions(api.ListTaskDefinitionsInput{}); !slices.Equal(got, []string{"web:2"}) {
		t.Errorf("the next revision is %v", got)
	}
}

// DEF-3
func TestDefinitionsAndFamiliesAreListedByStatus(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"web", "api", "web-2", "web"} {
		w.define(name)
	}
	w.deregister("api:1")
	w.deregister("web:1")
	for _, c := range []struct {
		in   api.ListTaskDefinitionsInput
		want string
	}{
		{api.ListTaskDefinitionsInput{}, "web:2 web-2:1"},
		{api.ListTaskDefinitionsInput{Status: "INACTIVE"}, "api:1 web:1"},
		{api.ListTaskDefinitionsInput{Status: "INACTIVE", Sort: "DESC"}, "web:1 api:1"},
		{api.ListTaskDefinitionsInput{FamilyPrefix: new("web")}, "web:2"},
	} {
		if got := strings.Join(w.definitions(c.in), " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ prefix, status, want string }{
		{"", "", "api web web-2"}, {"", "ACTIVE", "web web-2"}, {"", "INACTIVE", "api"},
		{"web", "ALL", "web web-2"}, {"web-", "", "web-2"},
	} {
		in := api.ListTaskDefinitionFamiliesInput{
			Status: types.TaskDefinitionFamilyStatus(c.status), MaxResults: new(int32(1)),
		}
		if c.prefix != "" {
			in.FamilyPrefix = &c.prefix
		}
		got := collect(t, func(token *string) ([]string, *string, error) {
			in.NextToken = token
			out, err := w.client.ListTaskDefinitionFamilies(w.ctx, &in)
			return out.Families, out.NextToken, err
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("families %q %s are %v, want %s", c.prefix, c.status, got, c.want)
		}
	}
}
