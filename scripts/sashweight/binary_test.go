package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"sashweight/functions/simulated"
	"sashweight/scripts/runtimeapi"
	"sashweight/shared/awssim"
	awsscaling "sashweight/shared/awssim/autoscaling"
	awslambda "sashweight/shared/awssim/lambda"
	"sashweight/shared/clock"
	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

// deployed is a served account whose function drain-nodes is the built program: what the account's
// rules and schedules send to the function goes to the program, and the program calls the account
// over TCP.
type deployed struct {
	*testing.T
	served   *served
	config   aws.Config // of the operator
	function *runtimeapi.Function
	// waiting are the events on their way to the program. The account delivers while it is locked,
	// and the program will need it.
	waiting [][]byte
	// calls counts the program's calls, denied has those that its role forbids.
	calls  int
	denied []string
}

func newDeployed(t *testing.T) *deployed {
	t.Helper()
	d := &deployed{T: t, served: &served{clock: clock.Real{}, cmd: &serveCmd{
		Speed: 1, Account: "123456789012", Region: "us-east-1", Seed: 1,
	}}}
	if err := d.served.reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(d.served)
	t.Cleanup(server.Close)
	d.config = aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("x", "x", ""),
	}
	w := d.served.world
	deliver := func(_ string, event []byte, _ string) error {
		d.waiting = append(d.waiting, event)
		return nil
	}
	w.EventBridge.Deliver, w.Scheduler.Invoke = deliver, deliver
	w.Lambda.Queues = timersTo{Queues: w.Lambda.Queues, d: d}
	w.Watch(d.called)
	d.start(server.URL)
	return d
}

// start builds the program as it ships, but for this machine, and runs it.
func (d *deployed) start(endpoint string) {
	d.Helper()
	program := filepath.Join(d.TempDir(), "bootstrap")
	build := exec.CommandContext(d.Context(), "go", "build", "-tags", "lambda.norpc", "-o", program,
		"sashweight/functions/drain-nodes")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		d.Fatalf("build: %v\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	d.Cleanup(cancel)
	var err error
	d.function, err = runtimeapi.Start(ctx, runtimeapi.Spec{
		Program: program, Log: d.Output(), Env: append(d.environment(),
			"AWS_ENDPOINT_URL="+endpoint, "AWS_REGION=us-east-1",
			"AWS_ACCESS_KEY_ID=ASIASIMULATEDDRAINNODES", "AWS_SECRET_ACCESS_KEY=x"),
	})
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		if err := d.function.Close(); err != nil {
			d.Error(err)
		}
	})
}

// environment is what the template sets for the function.
func (d *deployed) environment() []string {
	d.Helper()
	out, err := lambda.NewFromConfig(d.config).ListFunctions(d.Context(), &lambda.ListFunctionsInput{})
	if err != nil || len(out.Functions) != 1 {
		d.Fatalf("%d functions, want one: %v", len(out.Functions), err)
	}
	var env []string
	for name, value := range out.Functions[0].Environment.Variables {
		env = append(env, name+"="+value)
	}
	return env
}

// timersTo hands the messages of the function's queue to the program.
type timersTo struct {
	awslambda.Queues
	d *deployed
}

// Take hands nothing to the deployed function.
func (q timersTo) Take(arn string, limit int) []sqstypes.Message {
	for _, m := range q.Queues.Take(arn, limit) {
		q.d.waiting = append(q.d.waiting, fmt.Appendf(nil, `{"Records":[{"messageId":%q,"body":%q,`+
			`"eventSource":"aws:sqs","eventSourceARN":%q,"awsRegion":"us-east-1"}]}`,
			*m.MessageId, *m.Body, arn))
		q.Done(arn, *m.ReceiptHandle)
	}
	return nil
}

// called is told of every call to the account, while it is locked.
func (d *deployed) called(m awssim.Made) {
	if m.Call.Caller.Name != "drain-nodes" {
		return
	}
	d.calls++
	var failed smithy.APIError
	if errors.As(m.Err, &failed) && strings.HasPrefix(failed.ErrorCode(), "AccessDenied") {
		d.denied = append(d.denied, failed.ErrorMessage())
	}
}

// with looks at the account, which nobody else may do meanwhile.
func (d *deployed) with(look func(*simulated.World)) {
	d.served.lock.Lock()
	defer d.served.lock.Unlock()
	look(d.served.world)
}

// pass lets virtual time pass and hands the program what the account sends to it.
func (d *deployed) pass(by time.Duration) {
	d.Helper()
	var events [][]byte
	d.with(func(w *simulated.World) {
		w.Advance(by)
		events, d.waiting = d.waiting, nil
	})
	for _, e := range events {
		d.invoke(e)
	}
}

func (d *deployed) store() *state.Store {
	s := state.New(d.config, d.served.world.Table())
	s.Clock, s.Nonce = d.served.clock, func() string { return "test" }
	return s
}

// age makes older what the program wrote about the order: its clock is the machine's, for which the
// test does not wait.
func (d *deployed) age(instance string, by time.Duration) {
	d.Helper()
	store := d.store()
	before, ok, err := store.Order(d.Context(), simulated.DemoCluster, instance)
	if err != nil || !ok {
		d.Fatalf("order of %s: %t, %v", instance, ok, err)
	}
	after := before
	for _, at := range []*time.Time{&after.Beat, &after.Emptied} {
		if !at.IsZero() {
			*at = at.Add(-by)
		}
	}
	if !before.Open() {
		return
	}
	if _, err := store.Advance(d.Context(), before, after); err != nil {
		d.Fatal(err)
	}
}

func (d *deployed) invoke(event []byte) {
	d.Helper()
	if _, err := d.function.Invoke(d.Context(), event); err != nil {
		d.Fatalf("%v on %s", err, event)
	}
}

// busiest is the node with the most tasks.
func (d *deployed) busiest() ecstypes.ContainerInstance {
	d.Helper()
	client := ecs.NewFromConfig(d.config)
	list, err := client.ListContainerInstances(d.Context(), &ecs.ListContainerInstancesInput{
		Cluster: aws.String(simulated.DemoCluster),
	})
	if err != nil {
		d.Fatal(err)
	}
	var most ecstypes.ContainerInstance
	for _, arn := range list.ContainerInstanceArns {
		if n := d.node(arn); n.RunningTasksCount > most.RunningTasksCount {
			most = n
		}
	}
	if most.RunningTasksCount < 2 {
		d.Fatalf("no node of %d has two tasks", len(list.ContainerInstanceArns))
	}
	return most
}

func (d *deployed) node(arn string) ecstypes.ContainerInstance {
	d.Helper()
	out, err := ecs.NewFromConfig(d.config).DescribeContainerInstances(d.Context(),
		&ecs.DescribeContainerInstancesInput{
			Cluster: aws.String(simulated.DemoCluster), ContainerInstances: []string{arn},
		})
	if err != nil || len(out.ContainerInstances) != 1 {
		d.Fatalf("describe node %s: %d found, %v", arn, len(out.ContainerInstances), err)
	}
	return out.ContainerInstances[0]
}

// hook is the lifecycle action of an instance; the zero one while there is none.
func (d *deployed) hook(instance string) (found awsscaling.HookView) {
	d.with(func(w *simulated.World) {
		for _, v := range w.AutoScaling.Hooks() {
			if v.Instance == instance {
				found = v
			}
		}
	})
	return found
}

// terminate lets the group terminate the instance and returns the lifecycle action that waits.
func (d *deployed) terminate(instance string) awsscaling.HookView {
	d.Helper()
	_, err := autoscaling.NewFromConfig(d.config).TerminateInstanceInAutoScalingGroup(d.Context(),
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &instance, ShouldDecrementDesiredCapacity: aws.Bool(false),
		})
	if err != nil {
		d.Fatal(err)
	}
	for range 60 {
		if v := d.hook(instance); v.Open {
			return v
		}
		d.with(func(w *simulated.World) { w.Advance(time.Second) })
	}
	d.Fatalf("the hook of %s does not wait", instance)
	return awsscaling.HookView{}
}

// hookEventOf is the event of a lifecycle action as Auto Scaling sends it (EC2 Auto Scaling user
// guide, ec2-auto-scaling-event-reference).
func hookEventOf(v awsscaling.HookView) []byte {
	return fmt.Appendf(nil, `{"version":"0","id":"5f1f6f0e-0000-4000-8000-000000000001",`+
		`"detail-type":"EC2 Instance-terminate Lifecycle Action","source":"aws.autoscaling",`+
		`"account":"123456789012","time":%q,"region":"us-east-1","resources":["arn:aws:autoscaling:`+
		`us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/%s"],"detail":{`+
		`"LifecycleActionToken":%q,"AutoScalingGroupName":%q,"LifecycleHookName":%q,`+
		`"EC2InstanceId":%q,"LifecycleTransition":"autoscaling:EC2_INSTANCE_TERMINATING",`+
		`"Origin":"AutoScalingGroup","Destination":"EC2"}}`,
		v.Opened.Format(time.RFC3339), v.Group, v.Token, v.Group, v.Hook, v.Instance)
}

func TestBuiltFunctionDrainsNodeAndAnswersHook(t *testing.T) {
	d := newDeployed(t)
	node := d.busiest()
	instance := aws.ToString(node.Ec2InstanceId)
	d.invoke(hookEventOf(d.terminate(instance)))

	if got := aws.ToString(d.node(aws.ToString(node.ContainerInstanceArn)).Status); got != "DRAINING" {
		t.Errorf("the node is %s after the event, want DRAINING", got)
	}
	store := d.store()
	order, ok, err := store.Order(t.Context(), simulated.DemoCluster, instance)
	if err != nil || !ok || order.Step != fleet.StepDraining {
		t.Fatalf("order is %+v (%t, %v), want a draining one", order, ok, err)
	}
	if got, want := order.Tasks, int(node.RunningTasksCount); got != want {
		t.Errorf("order has %d tasks, want %d", got, want)
	}

	for d.hook(instance).Open {
		d.pass(10 * time.Second)
		d.age(instance, 10*time.Second)
	}
	v := d.hook(instance)
	if v.Result != "CONTINUE" || v.AnsweredBy != "drain-nodes" || v.Answers != 1 || v.Expired {
		t.Errorf("the hook ended as %+v, want CONTINUE from drain-nodes", v)
	}
	order, _, err = store.Order(t.Context(), simulated.DemoCluster, instance)
	if err != nil || order.Ending != fleet.EndingDrained {
		t.Errorf("order ended %q (%v), want %q", order.Ending, err, fleet.EndingDrained)
	}
	if d.calls == 0 || len(d.denied) > 0 {
		t.Errorf("%d calls of the function, denied: %q", d.calls, d.denied)
	}
}
