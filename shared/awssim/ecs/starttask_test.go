package ecs

import (
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TASK-3
func TestStartTaskUsesTheNamedInstancesOnly(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(3)
	w.define("big", func(c *types.ContainerDefinition) { c.Cpu = 1500 })
	var arns []string
	for _, m := range nodes {
		arns = append(arns, *w.instance(m).ContainerInstanceArn)
	}
	unknown := arns[0][:len(arns[0])-32] + "00000000000000000000000000000000"
	w.drain(nodes[1])
	must(w.client.DeregisterContainerInstance(w.ctx, &api.DeregisterContainerInstanceInput{
		Cluster: new("prod"), ContainerInstance: &arns[2],
	}))(t)
	start := func() (placed int, reasons []string) {
		out := must(w.client.StartTask(w.ctx, &api.StartTaskInput{
			Cluster: new("prod"), TaskDefinition: new("big"),
			ContainerInstances: append(slices.Clone(arns), unknown), StartedBy: new("me"),
		}))(t)
		for _, f := range out.Failures {
			reasons = append(reasons, *f.Reason)
		}
		return len(out.Tasks), reasons
	}
	if n, why := start(); n != 2 || !slices.Equal(why, []string{"INACTIVE", "MISSING"}) {
		t.Errorf("%d tasks started, failures %v", n, why)
	}
	want := []string{"RESOURCE:CPU", "RESOURCE:CPU", "INACTIVE", "MISSING"}
	if n, why := start(); n != 0 || !slices.Equal(why, want) {
		t.Errorf("%d tasks started on full instances, failures %v", n, why)
	}
	_, err := w.client.StartTask(w.ctx, &api.StartTaskInput{
		Cluster: new("prod"), TaskDefinition: new("big"),
		ContainerInstances: slices.Repeat(arns[:1], 11),
	})
	wantError(t, err, "InvalidParameterException", "more than 10")
}

// TASK-4: sizes in overrides count instead of the definition's.
func TestOverriddenSizesCountForPlacing(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	w.define("web")
	run := func(o types.TaskOverride) *api.RunTaskOutput {
		return must(w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: new("web"), Overrides: &o,
		}))(t)
	}
	out := run(types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
		{Name: new("app"), Cpu: new(int32(1024)), Memory: new(int32(1000))},
	}})
	if x := out.Tasks[0]; *x.Cpu != "1024" || *x.Memory != "1000" {
		t.Errorf("the task has %s CPU units and %s MiB", *x.Cpu, *x.Memory)
	}
	left := w.instance(m).RemainingResources
	if left[0].IntegerValue != 1024 || left[1].IntegerValue != 3096 {
		t.Errorf("left are %d CPU units, %d MiB", left[0].IntegerValue, left[1].IntegerValue)
	}
	if out := run(types.TaskOverride{Cpu: new("1025")}); len(out.Tasks) != 0 ||
		*out.Failures[0].Reason != "RESOURCE:CPU" {
		t.Errorf("an overridden task of 1025 CPU units is placed: %v", out.Failures)
	}
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: out.Tasks[0].TaskArn,
	}))(t)
	w.kernel.Advance(time.Minute)
	if left := w.instance(m).RemainingResources; left[0].IntegerValue != 2048 {
		t.Errorf("%d CPU units are left of a stopped task", left[0].IntegerValue)
	}
}

// TASK-5: tags come with the call, from the definition, and from ECS; they are shown when asked.
func TestTasksCarryTheirTags(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	tag := func(k, v string) types.Tag { return types.Tag{Key: &k, Value: &v} }
	must(w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{container("app")},
		Tags: []types.Tag{tag("team", "a"), tag("cost", "1")},
	}))(t)
	out := must(w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web"), EnableECSManagedTags: true,
		Tags: []types.Tag{tag("team", "b")}, PropagateTags: types.PropagateTagsTaskDefinition,
	}))(t)
	arn := out.Tasks[0].TaskArn
	if got := tagText(out.Tasks[0].Tags); got != "team=b cost=1 aws:ecs:clusterName=prod" {
		t.Errorf("RunTask tells %s", got)
	}
	in := &api.DescribeTasksInput{Cluster: new("prod"), Tasks: []string{*arn}}
	if x := must(w.client.DescribeTasks(w.ctx, in))(t).Tasks[0]; len(x.Tags) != 0 {
		t.Error("tags are shown without being asked for")
	}
	must(w.client.TagResource(w.ctx, &api.TagResourceInput{
		ResourceArn: arn, Tags: []types.Tag{tag("cost", "2")},
	}))(t)
	must(w.client.UntagResource(w.ctx, &api.UntagResourceInput{
		ResourceArn: arn, TagKeys: []string{"team"},
	}))(t)
	in.Include = []types.TaskField{types.TaskFieldTags}
	want := "cost=2 aws:ecs:clusterName=prod"
	if x := must(w.client.DescribeTasks(w.ctx, in))(t).Tasks[0]; tagText(x.Tags) != want {
		t.Errorf("after the change: %s", tagText(x.Tags))
	}
	listed := must(w.client.ListTagsForResource(w.ctx, &api.ListTagsForResourceInput{
		ResourceArn: arn,
	}))(t)
	if got := tagText(listed.Tags); got != want {
		t.Errorf("listed are %s", got)
	}
	_, err := w.client.TagResource(w.ctx, &api.TagResourceInput{
		ResourceArn: arn, Tags: []types.Tag{tag("aws:x", "1")},
	})
	wantError(t, err, "InvalidParameterException", "reserved")
}

func tagText(tags []types.Tag) string {
	parts := make([]string, len(tags))
	for n, t := range tags {
		parts[n] = *t.Key + "=" + *t.Value
	}
	return strings.Join(parts, " ")
}
