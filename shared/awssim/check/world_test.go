package check

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim"
	sim "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/host"
)

const (
	prod  = "prod"
	group = "win"
	hook  = "sashweight-drain"
)

// world is an account with one group of Windows nodes and one service, watched by a checker. Its
// function is whatever the test makes of it.
type world struct {
	*awssim.Account
	t       *testing.T
	checker *Checker
	user    clients
	// function are the clients of drain-nodes.
	function clients
}

type clients struct {
	ecs    *ecs.Client
	groups *autoscaling.Client
	table  *dynamodb.Client

	parameters *ssm.Client
}

func clientsOf(cfg aws.Config) clients {
	cfg.RetryMaxAttempts = 1
	return clients{ecs.NewFromConfig(cfg), autoscaling.NewFromConfig(cfg),
		dynamodb.NewFromConfig(cfg), ssm.NewFromConfig(cfg)}
}

// newWorld has three nodes with our terminate hook and four tasks of the service web, one of which
// may be missing.
func newWorld(t *testing.T) *world {
	t.Helper()
	a := awssim.New(awssim.Options{
		Seed: 7, Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), Typed: true,
	})
	w := &world{
		Account: a, t: t, checker: New(a), user: clientsOf(a.UserConfig()),
		function: clientsOf(a.FunctionConfig("drain-nodes")),
	}
	a.DynamoDB.Create("state", "pk", "sk", "")
	_, err := w.user.ecs.CreateCluster(w.ctx(), &ecs.CreateClusterInput{ClusterName: new(prod)})
	w.must(err)
	w.group(3)
	w.putHook(hook, "")
	w.service(4)
	w.Advance(30 * time.Minute)
	return w
}

func (w *world) ctx() context.Context { return w.t.Context() }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) group(n int32) {
	w.Machines.AddTemplate(host.Template{
		ID: "lt-1", Name: group, Version: "1", InstanceType: "m5.2xlarge", CPU: 8192,
		Memory: 32768, AMI: "ami-1", OSFamily: "WINDOWS_SERVER_2022_CORE", Build: "10.0.20348",
		Cluster: prod, Boot: host.Duration{Median: 3 * time.Minute},
	})
	_, err := w.user.groups.CreateAutoScalingGroup(w.ctx(),
		&autoscaling.CreateAutoScalingGroupInput{
			AutoScalingGroupName: new(group), MinSize: new(int32(0)), MaxSize: new(int32(8)),
			DesiredCapacity: &n, AvailabilityZones: []string{"us-east-1a"},
			LaunchTemplate: &astypes.LaunchTemplateSpecification{
				LaunchTemplateName: new(group), Version: new("1"),
			},
		})
	w.must(err)
}

func (w *world) putHook(name, metadata string) {
	in := &autoscaling.PutLifecycleHookInput{
		AutoScalingGroupName: new(group), LifecycleHookName: &name, DefaultResult: new("CONTINUE"),
		HeartbeatTimeout: new(int32(600)), LifecycleTransition: new(terminating),
	}
	if metadata != "" {
		in.NotificationMetadata = &metadata
	}
	_, err := w.user.groups.PutLifecycleHook(w.ctx(), in)
	w.must(err)
}

func (w *world) service(n int32) {
	_, err := w.user.ecs.RegisterTaskDefinition(w.ctx(), &ecs.RegisterTaskDefinitionInput{
		Family:                  new("web"),
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityEc2},
		RuntimePlatform: &types.RuntimePlatform{
			OperatingSystemFamily: types.OSFamilyWindowsServer2022Core,
		},
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("web:1"), Cpu: 1024, Memory: new(int32(2048)),
			Essential: new(true),
		}},
	})
	w.must(err)
	_, err = w.user.ecs.CreateService(w.ctx(), &ecs.CreateServiceInput{
		Cluster: new(prod), ServiceName: new("web"), TaskDefinition: new("web"), DesiredCount: &n,
		LaunchType: types.LaunchTypeEc2,
	})
	w.must(err)
}

// busyNode is an instance in service with tasks, and its container instance.
func (w *world) busyNode() (instance, arn string) {
	w.t.Helper()
	list, err := w.user.ecs.ListContainerInstances(w.ctx(), &ecs.ListContainerInstancesInput{
		Cluster: new(prod),
	})
	w.must(err)
	out, err := w.user.ecs.DescribeContainerInstances(w.ctx(), &ecs.DescribeContainerInstancesInput{
		Cluster: new(prod), ContainerInstances: list.ContainerInstanceArns,
	})
	w.must(err)
	for _, n := range out.ContainerInstances {
		if n.RunningTasksCount > 0 && w.checker.member(*n.Ec2InstanceId).State == "InService" {
			return *n.Ec2InstanceId, *n.ContainerInstanceArn
		}
	}
	w.t.Fatal("no node in service has tasks")
	return "", ""
}

// terminate has the group terminate an instance; its hook waits then.
func (w *world) terminate(instance string) {
	w.t.Helper()
	_, err := w.user.groups.TerminateInstanceInAutoScalingGroup(w.ctx(),
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &instance, ShouldDecrementDesiredCapacity: new(false),
		})
	w.must(err)
	w.Advance(5 * time.Second)
	if got := w.checker.member(instance).State; got != "Terminating:Wait" {
		w.t.Fatalf("%s is %s", instance, got)
	}
}

// setState sets a container instance DRAINING or ACTIVE.
func (c clients) setState(ctx context.Context, status string, arns ...string) error {
	_, err := c.ecs.UpdateContainerInstancesState(ctx, &ecs.UpdateContainerInstancesStateInput{
		Cluster: new(prod), ContainerInstances: arns, Status: types.ContainerInstanceStatus(status),
	})
	return err
}

func (c clients) answer(ctx context.Context, name, instance, result string) error {
	_, err := c.groups.CompleteLifecycleAction(ctx, &autoscaling.CompleteLifecycleActionInput{
		AutoScalingGroupName: new(group), LifecycleHookName: &name, InstanceId: &instance,
		LifecycleActionResult: &result,
	})
	return err
}

// lastAction is the lifecycle action that was opened last.
func (w *world) lastAction() sim.HookView {
	all := w.AutoScaling.Hooks()
	return all[len(all)-1]
}

// wantBroken wants exactly these invariants broken, each at least once, in this order.
func (w *world) wantBroken(want ...string) {
	w.t.Helper()
	var got []string
	for _, v := range w.checker.Violations() {
		if len(got) == 0 || got[len(got)-1] != v.Invariant {
			got = append(got, v.Invariant)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		w.t.Errorf("broken %q, want %q\n%v", got, want, w.checker.Violations())
	}
	if err := w.checker.Err(); (err != nil) != (len(want) > 0) {
		w.t.Errorf("the first error is %v", err)
	}
}
