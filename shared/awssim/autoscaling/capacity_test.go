package autoscaling

import (
	"context"
	"errors"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func TestDesiredCapacityStaysWithinItsBounds(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 2, 3)
	set := func(name string, n int32, honor bool) error {
		_, err := w.client.SetDesiredCapacity(context.Background(), &as.SetDesiredCapacityInput{
			AutoScalingGroupName: new(name), DesiredCapacity: new(n), HonorCooldown: new(honor),
		})
		return err
	}
	refused(t, set("web", 4, false), "ValidationError",
		"New SetDesiredCapacity value 4 is above max value 3 for the AutoScalingGroup.")
	refused(t, set("web", 0, false), "ValidationError",
		"New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.")
	refused(t, set("none", 1, false), "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup none not found")
	var cooling *types.ScalingActivityInProgressFault
	if err := set("web", 3, true); !errors.As(err, &cooling) {
		t.Errorf("within the cooldown: %v, want ScalingActivityInProgressFault", err)
	}
	w.env.Advance(6 * time.Minute)
	must(t, set("web", 3, true))
	w.EachGroup(func(g GroupView) {
		if g.Desired != 3 || g.DesiredBy != "tester" {
			t.Errorf("desired is %d by %q", g.Desired, g.DesiredBy)
		}
	})
}

func TestScaleInTakesTheFullestZonesOldestVersionAndNoProtected(t *testing.T) {
	w := newWorld(t)
	in := request("web", 1, 2, 9)
	in.AvailabilityZones = in.AvailabilityZones[:2]
	in.NewInstancesProtectedFromScaleIn = new(true)
	w.create(in)
	w.env.Advance(time.Minute)
	_, err := w.client.UpdateAutoScalingGroup(context.Background(), &as.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), NewInstancesProtectedFromScaleIn: new(false),
	})
	must(t, err)
	w.scale(3)
	w.env.Advance(time.Minute)
	_, err = w.client.UpdateAutoScalingGroup(context.Background(), &as.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), LaunchTemplate: &types.LaunchTemplateSpecification{
			LaunchTemplateId: new("lt-0aa"), Version: new("$Latest"),
		},
	})
	must(t, err)
	w.scale(5)
	w.env.Advance(time.Minute)
	old := *w.show("web").Instances[2].InstanceId // in zone a like the fifth, which is newer
	w.scale(4)
	w.env.Advance(10 * time.Second)
	if got := w.state(old); got == "InService" {
		t.Errorf("the unprotected instance of version 1 in the fullest zone is %s", got)
	}
	w.scale(1)
	w.env.Advance(5 * time.Minute)
	for _, i := range w.show("web").Instances {
		if !*i.ProtectedFromScaleIn {
			t.Errorf("%s stayed, %s", *i.InstanceId, i.LifecycleState)
		}
	}
	if n := len(w.show("web").Instances); n != 2 {
		t.Errorf("%d instances stayed, want the 2 protected ones", n)
	}
}

func TestTerminateWithDecrementLowersDesiredCapacityAndReplacesNothing(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 3, 3)
	id := *w.show("web").Instances[2].InstanceId
	out, err := w.client.TerminateInstanceInAutoScalingGroup(context.Background(),
		&as.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: new(id), ShouldDecrementDesiredCapacity: new(true),
		})
	must(t, err)
	if *out.Activity.Description != "Terminating EC2 instance: "+id ||
		out.Activity.StatusCode != types.ScalingActivityStatusCodeInProgress {
		t.Errorf("activity is %q, %s", *out.Activity.Description, out.Activity.StatusCode)
	}
	w.env.Advance(5 * time.Minute)
	g := w.show("web")
	if *g.DesiredCapacity != 2 || len(g.Instances) != 2 || w.state(id) != "" {
		t.Errorf("desired %d, %d instances, %s is %q", *g.DesiredCapacity, len(g.Instances), id,
			w.state(id))
	}
}

func TestTerminateWithoutDecrementReplaces(t *testing.T) {
	w := newWorld(t)
	w.fleet(3, 3, 3)
	gone := w.show("web").Instances[1]
	must(t, w.terminate1(*gone.InstanceId, false))
	w.env.Advance(5 * time.Minute)
	g := w.show("web")
	if len(g.Instances) != 3 || w.state(*gone.InstanceId) != "" {
		t.Fatalf("%d instances, the terminated one is %q", len(g.Instances),
			w.state(*gone.InstanceId))
	}
	if z := *g.Instances[2].AvailabilityZone; z != *gone.AvailabilityZone {
		t.Errorf("the replacement is in %s, want %s", z, *gone.AvailabilityZone)
	}
}

func TestTerminateRefusesToGoBelowTheMinimum(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 1, 3)
	id := *w.show("web").Instances[0].InstanceId
	refused(t, w.terminate1(id, true), "ValidationError",
		"Currently, desiredSize equals minSize (1). Terminating instance without replacement "+
			"will violate group's min size constraint. Either set shouldDecrementDesiredCapacity "+
			"flag to false or lower group's min size.")
	if got := w.state(id); got != "InService" {
		t.Errorf("the instance is %s", got)
	}
	refused(t, w.terminate1("i-00", true), "ValidationError",
		"Instance Id not found - No managed instance found for instance ID: i-00")
}

func TestTerminatingTwiceCostsCapacityOnce(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 3, 3, drainHook("drain"))
	id := *w.show("web").Instances[0].InstanceId
	must(t, w.terminate1(id, true))
	w.env.Advance(time.Second)
	must(t, w.terminate1(id, true))
	if n := *w.show("web").DesiredCapacity; n != 2 {
		t.Errorf("desired capacity is %d, want 2", n)
	}
}

func TestGroupMovesAnInstanceToAnEmptyZoneNewOneFirst(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 6, 6)
	n := 0
	for _, i := range w.show("web").Instances {
		if *i.AvailabilityZone == "us-east-1c" {
			must(t, w.terminate1(*i.InstanceId, true))
			n++
		}
	}
	least := 6
	w.env.AfterStep(func() {
		now := 0
		w.Each(func(i InstanceView) {
			if i.State == "InService" {
				now++
			}
		})
		least = min(least, now)
	})
	w.env.Advance(8 * time.Second)
	_, err := w.client.UpdateAutoScalingGroup(context.Background(), // it looks again meanwhile
		&as.UpdateAutoScalingGroupInput{AutoScalingGroupName: new("web")})
	must(t, err)
	w.env.Advance(10 * time.Minute)
	zones := map[string]int{}
	w.Each(func(i InstanceView) { zones[i.Zone]++ })
	if n != 2 || zones["us-east-1c"] != 1 || len(w.ids) != 4 {
		t.Errorf("after losing zone c the zones hold %v", zones)
	}
	if least < 4 {
		t.Errorf("only %d were in service meanwhile, want the new one first", least)
	}
}
