package autoscaling_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/smithy-go/middleware"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/autoscaling"
)

// account is a simulated account with its operator's client, and a reader on it whose pages have
// one entry.
func account(t *testing.T) (*awssim.Account, *autoscaling.Client, *observe.Reader) {
	t.Helper()
	a, _, _ := awssimtest.Cluster(t, 0)
	cfg := a.UserConfig()
	cfg.APIOptions = append(cfg.APIOptions, onePerPage)
	return a, autoscaling.NewFromConfig(a.UserConfig()), observe.New(cfg)
}

func onePerPage(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("onePerPage", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		switch p := in.Parameters.(type) {
		case *autoscaling.DescribeAutoScalingGroupsInput:
			p.MaxRecords = new(int32(1))
		case *autoscaling.DescribeAutoScalingInstancesInput:
			p.MaxRecords = new(int32(1))
		case *autoscaling.DescribeInstanceRefreshesInput:
			p.MaxRecords = new(int32(1))
		}
		return next.HandleInitialize(ctx, in)
	}), middleware.Before)
}

// group creates a group of n instances.
func group(t *testing.T, a *awssim.Account, name string, n int32) {
	t.Helper()
	awssimtest.Group(t, a, &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: &name, MinSize: new(int32(0)), MaxSize: new(int32(90)),
		DesiredCapacity: &n,
	})
}

func TestMembersAreFoundOverAllPagesAndCalls(t *testing.T) {
	a, _, r := account(t)
	group(t, a, "web", 60)
	var ids []string
	for _, m := range a.Machines.All() {
		ids = append(ids, m.InstanceID)
	}
	members, err := r.Members(t.Context(), append(ids, "i-0123456789abcdef0"))
	if err != nil || len(members) != 60 {
		t.Fatalf("%d members, %v, want 60", len(members), err)
	}
	m := members[ids[0]]
	if m.Group != "web" || !m.InService() || !m.Healthy || m.Protected || m.Zone == "" {
		t.Errorf("a member is %+v", m)
	}
}

func TestAGroupIsSeenWithWhatItHas(t *testing.T) {
	a, client, r := account(t)
	awssimtest.Group(t, a, &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), MinSize: new(int32(1)), MaxSize: new(int32(9)),
		DesiredCapacity: new(int32(3)), CapacityRebalance: new(true),
		NewInstancesProtectedFromScaleIn: new(true),
		InstanceLifecyclePolicy: &types.InstanceLifecyclePolicy{
			RetentionTriggers: &types.RetentionTriggers{
				TerminateHookAbandon: types.RetentionActionRetain,
			},
		},
		LifecycleHookSpecificationList: []types.LifecycleHookSpecification{{
			LifecycleHookName:   new("others"),
			LifecycleTransition: new("autoscaling:EC2_INSTANCE_TERMINATING"),
		}},
	})
	if _, err := client.SuspendProcesses(t.Context(), &autoscaling.SuspendProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: []string{"Terminate", "AZRebalance"},
	}); err != nil {
		t.Fatal(err)
	}
	groups, err := r.Groups(t.Context(), []string{"web", "nobody"})
	g, ok := groups["web"]
	if err != nil || len(groups) != 1 || !ok {
		t.Fatalf("groups %+v, %v", groups, err)
	}
	m := g.Members[0]
	want := fleet.Member{
		Instance: m.Instance, Group: "web", State: fleet.StateInService, Zone: m.Zone,
		Protected: true, Healthy: true,
	}
	if len(g.Members) != 3 || m != want {
		t.Errorf("members are %+v", g.Members)
	}
	members, err := r.Members(t.Context(), []string{m.Instance})
	if err != nil || members[m.Instance] != m {
		t.Errorf("asked by id it is %+v, %v", members, err)
	}
	if g.Members = nil; !reflect.DeepEqual(g, fleet.Group{
		Name: "web", Min: 1, Max: 9, Desired: 3, Zones: []string{"us-east-1a", "us-east-1b"},
		Suspended: []string{"AZRebalance", "Terminate"}, CapacityRebalance: true,
		RetainOnAbandon: true, LaunchTemplate: "node:1",
	}) {
		t.Errorf("the group is %+v", g)
	}
}

func TestGroupsAreReadOverAllPages(t *testing.T) {
	a, _, r := account(t)
	var names []string
	for i := range 55 {
		names = append(names, fmt.Sprintf("g%02d", i))
		group(t, a, names[i], 0)
	}
	groups, err := r.Groups(t.Context(), names)
	if err != nil || len(groups) != 55 {
		t.Errorf("%d groups by name, %v", len(groups), err)
	}
	served, err := r.Served(t.Context(), func(name string) bool { return name >= "g50" })
	if err != nil || len(served) != 5 || served[0].Name != "g50" {
		t.Errorf("served are %+v, %v", served, err)
	}
}

func TestOnlyARefreshThatIsNotOverIsSeen(t *testing.T) {
	a, _, r := account(t)
	group(t, a, "web", 1)
	refresh := func() string {
		t.Helper()
		groups, err := r.Groups(t.Context(), []string{"web"})
		if err != nil {
			t.Fatal(err)
		}
		return groups["web"].Refresh
	}
	for _, status := range []types.InstanceRefreshStatus{
		types.InstanceRefreshStatusSuccessful, types.InstanceRefreshStatusCancelled,
		types.InstanceRefreshStatusFailed, types.InstanceRefreshStatusRollbackSuccessful,
	} {
		id, err := a.AutoScaling.OpenRefresh("web")
		if err != nil {
			t.Fatal(err)
		}
		if got := refresh(); got != id {
			t.Errorf("open refresh %q, want %q", got, id)
		}
		if err := a.AutoScaling.CloseRefresh("web", status); err != nil {
			t.Fatal(err)
		}
		if got := refresh(); got != "" {
			t.Errorf("refresh %q is open after %s", got, status)
		}
	}
}

func TestHooksOfOthersAreToldApartAndWaitingInstancesFound(t *testing.T) {
	a, client, r := account(t)
	group(t, a, "web", 2)
	for _, name := range []string{"sashweight-drain", "ecs-managed-draining"} {
		if _, err := client.PutLifecycleHook(t.Context(), &autoscaling.PutLifecycleHookInput{
			AutoScalingGroupName: new("web"), LifecycleHookName: &name,
			LifecycleTransition: new("autoscaling:EC2_INSTANCE_TERMINATING"),
			HeartbeatTimeout:    new(int32(600)), DefaultResult: new("CONTINUE"),
		}); err != nil {
			t.Fatal(err)
		}
	}
	ours, others, err := r.Hooks(t.Context(), "web")
	if err != nil || len(ours) != 1 || len(others) != 1 ||
		ours[0].Name != "sashweight-drain" || others[0].Name != "ecs-managed-draining" {
		t.Errorf("ours %+v, others %+v, %v", ours, others, err)
	}
	if _, err := client.TerminateInstanceInAutoScalingGroup(t.Context(),
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId:                     &a.Machines.All()[0].InstanceID,
			ShouldDecrementDesiredCapacity: new(true),
		}); err != nil {
		t.Fatal(err)
	}
	a.Advance(0)
	waiting, err := r.Waiting(t.Context(), func(string) bool { return true })
	if err != nil || len(waiting) != 1 || waiting[0].State != fleet.StateTerminatingWait {
		t.Errorf("waiting are %+v, %v", waiting, err)
	}
}
