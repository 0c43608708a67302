package ecs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// told is one published event, its detail as it would be delivered.
type told struct {
	kind   string
	detail map[string]any
}

// text is a field of the event's detail, as text.
func (e told) text(name string) string { return fmt.Sprint(e.detail[name]) }

// rows counts the entries of a list in the event's detail.
func (e told) rows(name string) int {
	l, ok := e.detail[name].([]any)
	if !ok {
		return -1
	}
	return len(l)
}

// world is an account with ECS only, reached by the real client.
type world struct {
	t        *testing.T
	ctx      context.Context
	kernel   *kernel.Kernel
	machines *host.Machines
	ecs      *ECS
	client   *api.Client
	events   []told
}

// newWorld has a cluster "prod". Images are small and cached work is quick and exact: a task runs
// 10 s after it was placed, a stop takes 5 s.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context()}
	w.kernel = kernel.New(1, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: w.kernel, Account: "111122223333", Region: "us-east-1"}
	env.Publish = w.publish
	w.machines = host.New(env)
	w.machines.Timings.Image = host.Image{
		Size:  1,
		Start: host.Duration{Median: 9 * time.Second},
		Stop:  host.Duration{Median: 4 * time.Second},
	}
	w.ecs = New(env, w.machines)
	server := wire.NewServer(w.ecs.Service)
	caller := wire.Caller{Name: "tester", AccessKey: "TESTER"}
	w.client = api.NewFromConfig(server.Config(caller, "us-east-1"),
		func(o *api.Options) { o.Retryer = aws.NopRetryer{} })
	must(w.client.CreateCluster(w.ctx, &api.CreateClusterInput{ClusterName: new("prod")}))(t)
	return w
}

func (w *world) publish(e kernel.Event) {
	b, err := json.Marshal(e.Detail())
	if err != nil {
		w.t.Fatalf("marshal %s: %v", e.DetailType, err)
	}
	x := told{kind: e.DetailType}
	if err := json.Unmarshal(b, &x.detail); err != nil {
		w.t.Fatalf("unmarshal %s: %v", e.DetailType, err)
	}
	w.events = append(w.events, x)
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// nodes launches machines of 2,048 CPU units and 4,096 MiB over two zones and waits for them.
func (w *world) nodes(n int) []*host.Machine {
	template := host.Template{
		InstanceType: "m5.large", CPU: 2048, Memory: 4096, AMI: "ami-1", Cluster: "prod",
		OSFamily: "WINDOWS_SERVER_2022_CORE", Boot: host.Duration{Median: time.Minute},
		Attributes: map[string]string{"tier": "web"},
	}
	out := make([]*host.Machine, n)
	for i := range out {
		out[i] = must(w.machines.Launch(template, "us-east-1"+string(rune('a'+i%2)), "group"))(w.t)
	}
	w.kernel.Advance(2 * time.Minute)
	return out
}

// container is a container of 256 CPU units and 512 MiB.
func container(name string) types.ContainerDefinition {
	return types.ContainerDefinition{
		Name: new(name), Image: new("repo/" + name), Cpu: 256, Memory: new(int32(512)),
	}
}

// define registers a task definition of one container after edit changed it.
func (w *world) define(family string, edit ...func(*types.ContainerDefinition)) {
	w.t.Helper()
	c := container("app")
	for _, f := range edit {
		f(&c)
	}
	must(w.client.RegisterTaskDefinition(w.ctx, &api.RegisterTaskDefinitionInput{
		Family: new(family), ContainerDefinitions: []types.ContainerDefinition{c},
	}))(w.t)
}

// serve creates a service of the family of its name.
func (w *world) serve(name string, desired, least, most int32) {
	w.t.Helper()
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new(name), TaskDefinition: new(name),
		DesiredCount: new(desired),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: new(least), MaximumPercent: new(most),
		},
	}))(w.t)
}

func (w *world) run(family string, count int32) *api.RunTaskOutput {
	w.t.Helper()
	return must(w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new(family), Count: new(count),
	}))(w.t)
}

func (w *world) service(name string) types.Service {
	w.t.Helper()
	out := must(w.client.DescribeServices(w.ctx, &api.DescribeServicesInput{
		Cluster: new("prod"), Services: []string{name},
	}))(w.t)
	if len(out.Services) != 1 {
		w.t.Fatalf("describe service %s: %v", name, out.Failures)
	}
	return out.Services[0]
}

// instance is the container instance of a machine.
func (w *world) instance(m *host.Machine) types.ContainerInstance {
	w.t.Helper()
	found := must(w.client.ListContainerInstances(w.ctx, &api.ListContainerInstancesInput{
		Cluster: new("prod"), Filter: new("ec2InstanceId in ['" + m.InstanceID + "']"),
	}))(w.t)
	if len(found.ContainerInstanceArns) != 1 {
		w.t.Fatalf("%s has %d container instances", m.InstanceID, len(found.ContainerInstanceArns))
	}
	out := must(w.client.DescribeContainerInstances(w.ctx, &api.DescribeContainerInstancesInput{
		Cluster: new("prod"), ContainerInstances: found.ContainerInstanceArns,
	}))(w.t)
	return out.ContainerInstances[0]
}

func (w *world) setState(m *host.Machine, s types.ContainerInstanceStatus) {
	w.t.Helper()
	out := must(w.client.UpdateContainerInstancesState(w.ctx,
		&api.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), Status: s,
			ContainerInstances: []string{*w.instance(m).ContainerInstanceArn},
		}))(w.t)
	if len(out.Failures) > 0 {
		w.t.Fatalf("set %s: %v", s, *out.Failures[0].Reason)
	}
}

func (w *world) drain(m *host.Machine) { w.setState(m, types.ContainerInstanceStatusDraining) }

// tasks describes all tasks of the instance, or of the cluster when m is nil.
func (w *world) tasks(m *host.Machine) []types.Task {
	w.t.Helper()
	in := &api.ListTasksInput{Cluster: new("prod")}
	if m != nil {
		in.ContainerInstance = w.instance(m).ContainerInstanceArn
	}
	var arns []string
	for _, s := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		in.DesiredStatus = s
		arns = append(arns, must(w.client.ListTasks(w.ctx, in))(w.t).TaskArns...)
	}
	if len(arns) == 0 {
		return nil
	}
	return must(w.client.DescribeTasks(w.ctx, &api.DescribeTasksInput{
		Cluster: new("prod"), Tasks: arns,
	}))(w.t).Tasks
}

// states counts the tasks of a machine (nil: of the cluster) by "lastStatus/desiredStatus".
func (w *world) states(m *host.Machine) string {
	w.t.Helper()
	counts := map[string]int{}
	for _, t := range w.tasks(m) {
		counts[*t.LastStatus+"/"+*t.DesiredStatus]++
	}
	return strings.TrimPrefix(fmt.Sprint(counts), "map")
}

func (w *world) wantStates(m *host.Machine, want string) {
	w.t.Helper()
	if got := w.states(m); got != want {
		w.t.Errorf("at %s: tasks are %s, want %s", w.kernel.Now().Format("15:04:05"), got, want)
	}
}

// wantError checks an API error's code and a part of its message.
func wantError(t *testing.T, err error, code, part string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) {
		t.Fatalf("error is %v, want %s", err, code)
	}
	if e.ErrorCode() != code || !strings.Contains(e.ErrorMessage(), part) {
		t.Errorf("error is %s: %s, want %s: …%s…", e.ErrorCode(), e.ErrorMessage(), code, part)
	}
}
