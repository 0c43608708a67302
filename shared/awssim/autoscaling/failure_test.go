package autoscaling

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// activities are all of "web", read with pages of one.
func (w *world) activities() []types.Activity {
	w.t.Helper()
	var all []types.Activity
	p := as.NewDescribeScalingActivitiesPaginator(w.client, &as.DescribeScalingActivitiesInput{
		AutoScalingGroupName: new("web"), MaxRecords: new(int32(1)),
	})
	for p.HasMorePages() {
		out, err := p.NextPage(context.Background())
		must(w.t, err)
		if len(out.Activities) > 1 {
			w.t.Fatalf("%d activities on a page of one", len(out.Activities))
		}
		all = append(all, out.Activities...)
	}
	return all
}

// AS-2
func TestLaunchGoesToAnotherZoneWhenOneLacksCapacity(t *testing.T) {
	w := newWorld(t)
	w.machines.RunOut("us-east-1a", "m5.2xlarge")
	w.fleet(0, 2, 3)
	zones := map[string]int{}
	w.Each(func(i InstanceView) { zones[i.Zone]++ })
	if zones["us-east-1b"] != 1 || zones["us-east-1c"] != 1 {
		t.Errorf("zones hold %v, want b and c", zones)
	}
}

// AS-3
func TestFailedLaunchIsAFailedActivityAndIsTriedAgainLater(t *testing.T) {
	w := newWorld(t)
	w.machines.RunOut("us-east-1a", "")
	w.create(func() *as.CreateAutoScalingGroupInput {
		in := request("web", 1, 1, 3)
		in.AvailabilityZones = in.AvailabilityZones[:1]
		return in
	}())
	w.env.Advance(30 * time.Second)
	all := w.activities()
	if len(all) != 1 || all[0].StatusCode != types.ScalingActivityStatusCodeFailed ||
		*all[0].Description != "Launching a new EC2 instance" || all[0].EndTime == nil {
		t.Fatalf("activities are %+v", all)
	}
	const says = "We currently do not have sufficient m5.2xlarge capacity in the Availability " +
		"Zone you requested (us-east-1a)."
	text := *all[0].StatusMessage
	if !strings.HasPrefix(text, says) || !strings.HasSuffix(text, " Launching EC2 instance failed.") {
		t.Errorf("the failure says %q", text)
	}
	told := w.heard(launchUnsuccessful)
	if len(told) != 1 || told[0].detail["StatusMessage"] != text ||
		told[0].detail["EC2InstanceId"] != "" || len(told[0].resources) != 1 {
		t.Errorf("events are %+v", told)
	}
	w.env.Advance(10 * time.Minute) // after 1, 2, 4 minutes
	if n := len(w.activities()); n != 4 {
		t.Errorf("%d attempts in ten minutes, want 4", n)
	}
	w.machines.Refill("us-east-1a", "")
	w.env.Advance(10 * time.Minute)
	if n := w.states()[types.LifecycleStateInService]; n != 1 {
		t.Errorf("%d in service after EC2 has capacity again", n)
	}
	if x := w.activities()[0]; x.StatusCode != types.ScalingActivityStatusCodeSuccessful {
		t.Errorf("the last activity is %s", x.StatusCode)
	}
}

// AS-4
func TestLaunchesThatFailForADaySuspendLaunch(t *testing.T) {
	w := newWorld(t)
	w.machines.AddTemplate(host.Template{
		ID: "lt-0bb", Name: "gone", Version: "1", InstanceType: "m5.large", AMI: "ami-0gone",
	})
	in := request("web", 1, 1, 3)
	in.LaunchTemplate.LaunchTemplateName = new("gone")
	w.create(in)
	w.env.Advance(23 * time.Hour)
	if n := len(w.show("web").SuspendedProcesses); n != 0 {
		t.Errorf("%d processes are suspended before a day is over", n)
	}
	w.env.Advance(2 * time.Hour)
	got := w.show("web").SuspendedProcesses
	if len(got) != 1 || *got[0].ProcessName != "Launch" ||
		!strings.HasPrefix(*got[0].SuspensionReason, "Administratively suspended at ") {
		t.Errorf("suspended are %+v", got)
	}
}

// AS-5
func TestZoneIsBalancedAgainWhenItIsBack(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 6, 9)
	w.machines.LoseZone("us-east-1c")
	w.env.Advance(20 * time.Minute)
	zones := func() (n []int) {
		c := map[string]int{}
		w.Each(func(i InstanceView) { c[i.Zone]++ })
		return []int{c["us-east-1a"], c["us-east-1b"], c["us-east-1c"]}
	}
	if got := zones(); !slices.Equal(got, []int{3, 3, 0}) {
		t.Errorf("without zone c the zones hold %v", got)
	}
	w.machines.RestoreZone("us-east-1c")
	w.env.Advance(time.Hour)
	if got := zones(); !slices.Equal(got, []int{2, 2, 2}) {
		t.Errorf("with zone c again the zones hold %v", got)
	}
}
