package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

func (w *world) standby(id string, decrement bool) error {
	_, err := w.client.EnterStandby(context.Background(), &as.EnterStandbyInput{
		AutoScalingGroupName: new("web"), InstanceIds: []string{id},
		ShouldDecrementDesiredCapacity: new(decrement),
	})
	w.env.Advance(2 * time.Minute)
	return err
}

// AS-20
func TestStandbyIsNoCapacityAndRunsNoHook(t *testing.T) {
	for _, decrement := range []bool{true, false} {
		w := newWorld(t)
		w.fleet(1, 3, 4, drainHook("drain"))
		id := *w.show("web").Instances[0].InstanceId
		must(t, w.standby(id, decrement))
		want := map[bool]int{true: 2, false: 3}[decrement]
		n := w.states()
		if n[types.LifecycleStateStandby] != 1 || n[types.LifecycleStateInService] != want ||
			w.desired() != int32(want) {
			t.Errorf("decrement %v: %v, desired capacity %d", decrement, n, w.desired())
		}
		_, err := w.client.ExitStandby(context.Background(), &as.ExitStandbyInput{
			AutoScalingGroupName: new("web"), InstanceIds: []string{id},
		})
		must(t, err)
		w.env.Advance(2 * time.Minute)
		if w.state(id) != "InService" || w.desired() != int32(want)+1 || len(w.Hooks()) != 0 {
			t.Errorf("out of standby it is %s, desired capacity %d", w.state(id), w.desired())
		}
	}
}

// AS-21
func TestStandbyAndDetachKeepTheGroupsBounds(t *testing.T) {
	w := newWorld(t)
	w.fleet(2, 2, 2)
	id := *w.show("web").Instances[0].InstanceId
	refused(t, w.standby(id, true), "ValidationError", "AutoScalingGroup web has min-size=2, "+
		"max-size=2, and desired-size=2. To place into standby 1 instances, please update the "+
		"AutoScalingGroup sizes appropriately.")
	must(t, w.standby(id, false))
	_, err := w.client.ExitStandby(context.Background(), &as.ExitStandbyInput{
		AutoScalingGroupName: new("web"), InstanceIds: []string{id},
	})
	if err == nil {
		t.Error("a group at its maximum took an instance out of standby")
	}
	refused(t, w.standby(id, false), "ValidationError", "The instance "+id+" is not in InService.")
}

// AS-22
func TestDetachedInstanceRunsOnAndCanBeAttachedAgain(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 2, 2)
	id := *w.show("web").Instances[0].InstanceId
	_, err := w.client.DetachInstances(context.Background(), &as.DetachInstancesInput{
		AutoScalingGroupName: new("web"), InstanceIds: []string{id},
		ShouldDecrementDesiredCapacity: new(true),
	})
	must(t, err)
	w.env.Advance(2 * time.Minute)
	if m := w.machines.Get(id); w.state(id) != "" || m.State != host.Running || w.desired() != 1 {
		t.Errorf("it is %q, %s, desired capacity %d", w.state(id), m.State, w.desired())
	}
	attach := &as.AttachInstancesInput{
		AutoScalingGroupName: new("web"), InstanceIds: []string{id},
	}
	_, err = w.client.AttachInstances(context.Background(), attach)
	must(t, err)
	w.env.Advance(2 * time.Minute)
	if w.state(id) != "InService" || w.desired() != 2 {
		t.Errorf("attached it is %q, desired capacity %d", w.state(id), w.desired())
	}
	_, err = w.client.AttachInstances(context.Background(), attach)
	refused(t, err, "ValidationError", "Instance "+id+" is already part of AutoScalingGroup:web")
}

// AS-23
func TestGroupWithInstancesIsDeletedByForceOnly(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 2, 2, drainHook("drain"))
	_, err := w.client.DeleteAutoScalingGroup(context.Background(),
		&as.DeleteAutoScalingGroupInput{AutoScalingGroupName: new("web")})
	refused(t, err, "ResourceInUse", "You cannot delete an AutoScalingGroup while there are "+
		"instances or pending Spot instance request(s) still in the group.")
	_, err = w.client.DeleteAutoScalingGroup(context.Background(),
		&as.DeleteAutoScalingGroupInput{AutoScalingGroupName: new("web"), ForceDelete: new(true)})
	must(t, err)
	w.env.Advance(5 * time.Minute)
	for _, m := range w.machines.All() {
		if m.State != host.Terminated {
			t.Errorf("%s is %s", m.InstanceID, m.State)
		}
	}
	if len(w.Hooks()) != 0 || len(w.ids) != 0 {
		t.Errorf("%d actions were opened, %d instances are left", len(w.Hooks()), len(w.ids))
	}
	in := &as.DescribeScalingActivitiesInput{}
	out, err := w.client.DescribeScalingActivities(context.Background(), in)
	must(t, err)
	in.IncludeDeletedGroups = new(true)
	all, err := w.client.DescribeScalingActivities(context.Background(), in)
	must(t, err)
	if len(out.Activities) != 0 || len(all.Activities) != 4 {
		t.Errorf("%d activities, %d with deleted groups, want 0 and 4", len(out.Activities),
			len(all.Activities))
	}
}

// AS-24
func TestDeletedHookLetsItsInstancesGo(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 2, 2, drainHook("drain"))
	id := *w.show("web").Instances[0].InstanceId
	must(t, w.terminate1(id, true))
	w.env.Advance(time.Minute)
	if got := w.state(id); got != "Terminating:Wait" {
		t.Fatalf("the instance is %s", got)
	}
	_, err := w.client.DeleteLifecycleHook(context.Background(), &as.DeleteLifecycleHookInput{
		AutoScalingGroupName: new("web"), LifecycleHookName: new("drain"),
	})
	must(t, err)
	w.env.Advance(2 * time.Minute)
	if got := w.state(id); got != "" {
		t.Errorf("the instance is %s", got)
	}
}
