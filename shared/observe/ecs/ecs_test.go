package ecs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/middleware"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/ecs"
)

// account is a simulated account with one cluster of nodes nodes, and a reader on it whose list
// calls return one entry a page.
func account(t *testing.T, nodes int) (*awssim.Account, *ecs.Client, *observe.Reader) {
	t.Helper()
	a, client, _ := awssimtest.Cluster(t, nodes)
	cfg := a.UserConfig()
	cfg.APIOptions = append(cfg.APIOptions, onePerPage)
	return a, client, observe.New(cfg)
}

// onePerPage asks for one entry a page, where the code asks for as many as there may be.
func onePerPage(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("onePerPage", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		switch p := in.Parameters.(type) {
		case *ecs.ListContainerInstancesInput:
			p.MaxResults = aws.Int32(1)
		case *ecs.ListTasksInput:
			p.MaxResults = aws.Int32(1)
		case *ecs.DescribeCapacityProvidersInput:
			p.MaxResults = aws.Int32(1)
		}
		return next.HandleInitialize(ctx, in)
	}), middleware.Before)
}

// failing answers one operation with a failure of the given reason for everything asked.
func failing(a *awssim.Account, operation, reason string) {
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		out, err := gate(ctx, call, next)
		if call.Operation != operation || err != nil {
			return out, err
		}
		failures := []types.Failure{{Arn: aws.String("arn:x"), Reason: &reason}}
		switch operation {
		case "DescribeTasks":
			return &ecs.DescribeTasksOutput{Failures: failures}, nil
		case "GetTaskProtection":
			return &ecs.GetTaskProtectionOutput{Failures: failures}, nil
		case "DescribeServices":
			return &ecs.DescribeServicesOutput{Failures: failures}, nil
		case "DescribeClusters":
			return &ecs.DescribeClustersOutput{Failures: failures}, nil
		case "DescribeCapacityProviders":
			return &ecs.DescribeCapacityProvidersOutput{Failures: failures}, nil
		default:
			return &ecs.DescribeContainerInstancesOutput{Failures: failures}, nil
		}
	}
}

func ids(a *awssim.Account) []string {
	var out []string
	for _, m := range a.Machines.All() {
		out = append(out, m.InstanceID)
	}
	return out
}

func TestNodesAreFoundOverAllPagesAndFilters(t *testing.T) {
	a, _, r := account(t, 120)
	nodes, err := r.Nodes(t.Context(), "prod", append(ids(a), "i-0123456789abcdef0"))
	if err != nil {
		t.Fatal(err)
	}
	if len(nodes) != 120 {
		t.Errorf("found %d nodes, want 120", len(nodes))
	}
	n := nodes[a.Machines.All()[0].InstanceID]
	if n.Status != fleet.NodeActive || !n.Unused || n.Tasks() != 0 || n.Cluster != "prod" {
		t.Errorf("an empty node is %+v", n)
	}
	if _, ok := nodes["i-0123456789abcdef0"]; ok {
		t.Error("an instance that is not registered was found")
	}
}

func TestAFailureThatIsNotMissingIsAnError(t *testing.T) {
	a, _, r := account(t, 1)
	failing(a, "DescribeContainerInstances", "INTERNAL")
	if _, err := r.Nodes(t.Context(), "prod", ids(a)); err == nil ||
		!strings.Contains(err.Error(), "INTERNAL") {
		t.Errorf("got %v, want the reason", err)
	}
}

func TestANodeThatIsMissingIsAbsent(t *testing.T) {
	a, _, r := account(t, 1)
	failing(a, "DescribeContainerInstances", "MISSING")
	nodes, err := r.Nodes(t.Context(), "prod", ids(a))
	if err != nil || len(nodes) != 0 {
		t.Errorf("got %v, %v, want none", nodes, err)
	}
}

func TestAnUnknownClusterIsAnError(t *testing.T) {
	_, _, r := account(t, 0)
	if _, err := r.Draining(t.Context(), "nowhere"); err == nil {
		t.Error("no error")
	}
}

// batch starts standalone tasks whose containers take their whole stop timeout.
func batch(t *testing.T, client *ecs.Client, count int) []string {
	t.Helper()
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("batch"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("app"), Image: aws.String("batch"), Memory: aws.Int32(256),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var arns []string
	for range count {
		out, err := client.RunTask(t.Context(), &ecs.RunTaskInput{
			Cluster: aws.String("prod"), TaskDefinition: aws.String("batch"),
			LaunchType: types.LaunchTypeEc2,
		})
		if err != nil || len(out.Tasks) != 1 {
			t.Fatalf("run task: %v, %+v", err, out)
		}
		arns = append(arns, *out.Tasks[0].TaskArn)
	}
	return arns
}

func TestTasksThatAreToldToStopAreLeftUntilTheyHave(t *testing.T) {
	a, client, r := account(t, 1)
	arns := batch(t, client, 3)
	a.Advance(30 * time.Minute)
	look := func(tasks, stopped int) {
		t.Helper()
		nodes, err := r.Nodes(t.Context(), "prod", ids(a))
		if err != nil {
			t.Fatal(err)
		}
		left, err := r.Left(t.Context(), nodes[ids(a)[0]])
		if err != nil || left.Tasks != tasks || len(left.Stopped) != stopped {
			t.Errorf("left %+v, %v, want %d and %d stopped", left, err, tasks, stopped)
		}
	}
	look(3, 0)
	for _, arn := range arns {
		if _, err := client.StopTask(t.Context(), &ecs.StopTaskInput{
			Cluster: aws.String("prod"), Task: &arn,
		}); err != nil {
			t.Fatal(err)
		}
	}
	look(3, 0)
	a.Advance(10 * time.Minute)
	look(0, 3)
}

func TestATaskThatCannotBeDescribedIsNotTakenForStopped(t *testing.T) {
	a, client, r := account(t, 1)
	arn := batch(t, client, 1)[0]
	a.Advance(30 * time.Minute)
	if _, err := client.StopTask(t.Context(), &ecs.StopTaskInput{
		Cluster: aws.String("prod"), Task: &arn,
	}); err != nil {
		t.Fatal(err)
	}
	a.Advance(10 * time.Minute)
	nodes, err := r.Nodes(t.Context(), "prod", ids(a))
	if err != nil {
		t.Fatal(err)
	}
	failing(a, "DescribeTasks", "INTERNAL")
	if left, err := r.Left(t.Context(), nodes[ids(a)[0]]); err == nil {
		t.Errorf("got %+v, %v, want an error", left, err)
	}
}
