package autoscaling

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// told is one event that was published.
type told struct {
	kind, source string
	bestEffort   bool
	resources    []string
	detail       map[string]any
}

// world is an account with nothing but machines and Auto Scaling, and a client of it.
type world struct {
	*AutoScaling
	t      *testing.T
	client *as.Client
	events []told
}

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	env := &kernel.Env{
		Kernel: kernel.New(7, start), Account: "111122223333", Region: "us-east-1",
		Publish: func(e kernel.Event) {
			if e.Source == "aws.autoscaling" {
				w.events = append(w.events, hear(t, e))
			}
		},
	}
	machines := host.New(env)
	w.AutoScaling = New(env, machines)
	for _, version := range []string{"1", "2"} {
		machines.AddTemplate(host.Template{
			ID: "lt-0aa", Name: "win2022", Version: version, InstanceType: "m5.2xlarge",
			Boot: host.Duration{Median: 5 * time.Minute},
		})
	}
	server := wire.NewServer(w.Service)
	server.Callers = func(key string) wire.Caller { return wire.Caller{Name: key, AccessKey: key} }
	w.client = as.NewFromConfig(server.Config(wire.Caller{AccessKey: "tester"}, "us-east-1"))
	return w
}

// hear keeps an event as its JSON says it.
func hear(t *testing.T, e kernel.Event) told {
	raw, err := json.Marshal(e.Detail())
	if err != nil {
		t.Fatal(err)
	}
	x := told{
		kind: e.DetailType, source: e.Source, bestEffort: e.BestEffort, resources: e.Resources,
	}
	if err := json.Unmarshal(raw, &x.detail); err != nil {
		t.Fatal(err)
	}
	return x
}

// group is a request for a group of the given sizes over three zones.
func request(name string, least, desired, most int32) *as.CreateAutoScalingGroupInput {
	return &as.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new(name),
		MinSize:              new(least), DesiredCapacity: new(desired), MaxSize: new(most),
		AvailabilityZones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		LaunchTemplate:    &types.LaunchTemplateSpecification{LaunchTemplateName: new("win2022")},
	}
}

// drainHook is a terminate hook of ten minutes.
func drainHook(name string) types.LifecycleHookSpecification {
	return types.LifecycleHookSpecification{
		LifecycleHookName: new(name), LifecycleTransition: new(terminating),
		HeartbeatTimeout: new(int32(600)), DefaultResult: new(resultContinue),
		NotificationMetadata: new("sashweight"),
	}
}

func (w *world) create(in *as.CreateAutoScalingGroupInput) {
	w.t.Helper()
	if _, err := w.client.CreateAutoScalingGroup(context.Background(), in); err != nil {
		w.t.Fatal(err)
	}
}

// fleet creates the group "web" with hooks and lets it come into service.
func (w *world) fleet(least, desired, most int32, hooks ...types.LifecycleHookSpecification) {
	w.t.Helper()
	in := request("web", least, desired, most)
	in.LifecycleHookSpecificationList = hooks
	w.create(in)
	w.env.Advance(2 * time.Minute)
}

func (w *world) show(name string) types.AutoScalingGroup {
	w.t.Helper()
	out, err := w.client.DescribeAutoScalingGroups(context.Background(),
		&as.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(out.AutoScalingGroups) != 1 {
		w.t.Fatalf("%d groups named %s", len(out.AutoScalingGroups), name)
	}
	return out.AutoScalingGroups[0]
}

// states counts the instances of "web" by lifecycle state.
func (w *world) states() map[types.LifecycleState]int {
	w.t.Helper()
	n := map[types.LifecycleState]int{}
	for _, i := range w.show("web").Instances {
		n[i.LifecycleState]++
	}
	return n
}

// state is the lifecycle state of one instance; "" when it is gone.
func (w *world) state(id string) string {
	w.t.Helper()
	out, err := w.client.DescribeAutoScalingInstances(context.Background(),
		&as.DescribeAutoScalingInstancesInput{InstanceIds: []string{id}})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(out.AutoScalingInstances) == 0 {
		return ""
	}
	return *out.AutoScalingInstances[0].LifecycleState
}

func (w *world) terminate1(id string, decrement bool) error {
	_, err := w.client.TerminateInstanceInAutoScalingGroup(context.Background(),
		&as.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: new(id), ShouldDecrementDesiredCapacity: new(decrement),
		})
	return err
}

func (w *world) scale(desired int32) {
	w.t.Helper()
	_, err := w.client.SetDesiredCapacity(context.Background(), &as.SetDesiredCapacityInput{
		AutoScalingGroupName: new("web"), DesiredCapacity: new(desired),
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) answer(hook, id, result string) error {
	_, err := w.client.CompleteLifecycleAction(context.Background(),
		&as.CompleteLifecycleActionInput{
			AutoScalingGroupName: new("web"), LifecycleHookName: new(hook),
			InstanceId: new(id), LifecycleActionResult: new(result),
		})
	return err
}

func (w *world) beat(hook, id string) error {
	_, err := w.client.RecordLifecycleActionHeartbeat(context.Background(),
		&as.RecordLifecycleActionHeartbeatInput{
			AutoScalingGroupName: new("web"), LifecycleHookName: new(hook), InstanceId: new(id),
		})
	return err
}

// heard are the events of a kind, oldest first.
func (w *world) heard(kind string) []told {
	return slices.DeleteFunc(slices.Clone(w.events), func(e told) bool { return e.kind != kind })
}

// refused fails unless err is AWS's error of that code and text.
func refused(t *testing.T, err error, code, text string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Errorf("got %v, want %s: %s", err, code, text)
		return
	}
	if api.ErrorCode() != code || api.ErrorMessage() != text {
		t.Errorf("got %s: %q, want %s: %q", api.ErrorCode(), api.ErrorMessage(), code, text)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
