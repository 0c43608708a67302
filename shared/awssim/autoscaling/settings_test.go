package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// AS-25
func TestChosenTerminationPolicyDecidesWhoGoes(t *testing.T) {
	for policy, gone := range map[string]int{
		"OldestInstance": 0, "NewestInstance": 2, "OldestLaunchTemplate": 1,
	} {
		w := newWorld(t)
		in := request("web", 0, 1, 9)
		in.AvailabilityZones = in.AvailabilityZones[:1]
		in.TerminationPolicies = []string{policy}
		in.LaunchTemplate.Version = new("$Latest")
		w.create(in)
		w.env.Advance(time.Minute)
		for n, version := range []string{"1", "$Latest"} {
			_, err := w.client.UpdateAutoScalingGroup(context.Background(),
				&as.UpdateAutoScalingGroupInput{
					AutoScalingGroupName: new("web"),
					LaunchTemplate: &types.LaunchTemplateSpecification{
						LaunchTemplateId: new("lt-0aa"), Version: new(version),
					},
				})
			must(t, err)
			w.scale(int32(n) + 2)
			w.env.Advance(time.Minute)
		}
		id := *w.show("web").Instances[gone].InstanceId
		w.scale(2)
		w.env.Advance(5 * time.Minute)
		if got := w.state(id); got != "" {
			t.Errorf("%s: number %d is %s", policy, gone, got)
		}
	}
}

// AS-26
func TestAbandonedTerminationRetainsTheInstanceWhenTheGroupSaysSo(t *testing.T) {
	w := newWorld(t)
	in := request("web", 0, 1, 2)
	in.LifecycleHookSpecificationList = []types.LifecycleHookSpecification{drainHook("drain")}
	in.InstanceLifecyclePolicy = &types.InstanceLifecyclePolicy{
		RetentionTriggers: &types.RetentionTriggers{TerminateHookAbandon: "retain"},
	}
	w.create(in)
	w.env.Advance(time.Minute)
	id := w.ids[0]
	must(t, w.terminate1(id, true))
	must(t, w.answer("drain", id, resultAbandon))
	w.env.Advance(10 * time.Minute)
	if m := w.machines.Get(id); w.state(id) != "Terminating:Retained" || m.State != host.Running {
		t.Errorf("abandoned it is %q, %s", w.state(id), m.State)
	}
	must(t, w.terminate1(id, false))
	w.env.Advance(2 * time.Minute)
	if got := w.state(id); got != "" {
		t.Errorf("terminated by request it is %s", got)
	}
}

// AS-27
func TestInstanceRefreshIsToldAsAScenarioOpensAndClosesIt(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 2, 2)
	for range 2 {
		_, err := w.OpenRefresh("web")
		must(t, err)
		if _, err := w.OpenRefresh("web"); err == nil {
			t.Error("a second refresh was opened")
		}
		w.env.Advance(time.Minute)
		must(t, w.CloseRefresh("web", types.InstanceRefreshStatusSuccessful))
	}
	last, err := w.OpenRefresh("web")
	must(t, err)
	var all []types.InstanceRefresh
	in := &as.DescribeInstanceRefreshesInput{
		AutoScalingGroupName: new("web"), MaxRecords: new(int32(1)),
	}
	for {
		out, err := w.client.DescribeInstanceRefreshes(context.Background(), in)
		must(t, err)
		all = append(all, out.InstanceRefreshes...)
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if len(all) != 3 || *all[0].InstanceRefreshId != last ||
		all[0].Status != types.InstanceRefreshStatusInProgress ||
		all[1].Status != types.InstanceRefreshStatusSuccessful || *all[1].PercentageComplete != 100 {
		t.Errorf("refreshes are %+v", all)
	}
	_, err = w.client.StartInstanceRefresh(context.Background(),
		&as.StartInstanceRefreshInput{AutoScalingGroupName: new("web")})
	refused(t, err, "ValidationError", "StartInstanceRefresh is not simulated yet")
}

func TestInstantGroupsReachTheirSizeWithinTheCall(t *testing.T) {
	w := newWorld(t)
	w.Instant = true
	w.create(request("web", 1, 3, 9))
	if n := w.states()[types.LifecycleStateInService]; n != 3 {
		t.Errorf("created: %d in service, want 3", n)
	}
	w.scale(5)
	must(t, w.terminate1(w.ids[0], true))
	if n := w.states()[types.LifecycleStateInService]; n != 4 || len(w.ids) != 4 {
		t.Errorf("one terminated: %d in service of %d, want 4", n, len(w.ids))
	}
	w.scale(1)
	if n := len(w.ids); n != 1 {
		t.Errorf("scaled in: %d instances, want 1", n)
	}
}
