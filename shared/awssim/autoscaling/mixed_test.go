package autoscaling

import (
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func mixedRequest(desired, base, percent int32, kinds ...string) *as.CreateAutoScalingGroupInput {
	in := request("web", 0, desired, 20)
	in.MixedInstancesPolicy = &types.MixedInstancesPolicy{
		LaunchTemplate: &types.LaunchTemplate{LaunchTemplateSpecification: in.LaunchTemplate},
		InstancesDistribution: &types.InstancesDistribution{
			OnDemandBaseCapacity:                new(base),
			OnDemandPercentageAboveBaseCapacity: new(percent),
		},
	}
	for _, k := range kinds {
		in.MixedInstancesPolicy.LaunchTemplate.Overrides = append(
			in.MixedInstancesPolicy.LaunchTemplate.Overrides,
			types.LaunchTemplateOverrides{InstanceType: new(k)})
	}
	in.LaunchTemplate = nil
	return in
}

// AS-36
func TestMixedGroupKeepsItsShareOfOnDemandInstances(t *testing.T) {
	for _, c := range []struct{ desired, base, percent, want int32 }{
		{10, 0, 100, 10}, {10, 0, 0, 0}, {10, 2, 0, 2}, {10, 2, 50, 6}, {5, 0, 50, 3},
	} {
		w := newWorld(t)
		w.create(mixedRequest(c.desired, c.base, c.percent))
		w.env.Advance(2 * time.Minute)
		if got := w.onDemand(); got != c.want || len(w.ids) != int(c.desired) {
			t.Errorf("%+v: %d of %d are On-Demand", c, got, len(w.ids))
		}
	}
}

func (w *world) onDemand() (n int32) {
	for _, i := range w.groups["web"].live() {
		if !i.machine.Spot {
			n++
		}
	}
	return n
}

// AS-36
func TestScaleInKeepsTheShareOfOnDemandInstances(t *testing.T) {
	w := newWorld(t)
	w.create(mixedRequest(12, 0, 50))
	w.env.Advance(2 * time.Minute)
	for _, size := range []int32{8, 4, 2} {
		w.scale(size)
		w.env.Advance(5 * time.Minute)
		if got := w.onDemand(); got != size/2 {
			t.Errorf("of %d there are %d On-Demand", size, got)
		}
	}
}

// AS-37
func TestMixedGroupTakesTheFirstTypeThatTheZoneHas(t *testing.T) {
	w := newWorld(t)
	w.create(mixedRequest(1, 0, 100, "m5.large", "c5.xlarge"))
	w.env.Advance(2 * time.Minute)
	for _, zone := range []string{"us-east-1a", "us-east-1b", "us-east-1c"} {
		w.machines.RunOut(zone, "m5.large")
	}
	w.scale(2)
	w.env.Advance(2 * time.Minute)
	all := w.machines.All()
	if all[0].InstanceType != "m5.large" || all[1].InstanceType != "c5.xlarge" {
		t.Errorf("launched %s, then %s", all[0].InstanceType, all[1].InstanceType)
	}
	g := w.show("web")
	if p := g.MixedInstancesPolicy; g.LaunchTemplate != nil || p == nil ||
		len(p.LaunchTemplate.Overrides) != 2 ||
		*p.InstancesDistribution.OnDemandAllocationStrategy != "prioritized" {
		t.Errorf("the group tells %+v", g.MixedInstancesPolicy)
	}
}
