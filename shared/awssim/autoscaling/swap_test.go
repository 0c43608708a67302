package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// AS-41
func TestRebalanceRecommendationStartsAReplacementFirst(t *testing.T) {
	w := newWorld(t)
	in := mixedRequest(3, 0, 0)
	in.MaxSize, in.CapacityRebalance = new(int32(3)), new(true)
	w.create(in)
	w.env.Advance(2 * time.Minute)
	if g := w.show("web"); !*g.CapacityRebalance {
		t.Error("the group does not tell of its capacity rebalancing")
	}
	id := w.ids[0]
	w.machines.RecommendRebalance(id)
	w.env.Advance(10 * time.Second)
	if n := w.states(); n[types.LifecycleStatePending] != 1 || w.state(id) != "InService" {
		t.Errorf("at first: %v, and it is %s", n, w.state(id))
	}
	w.env.Advance(20 * time.Second)
	if got := w.state(id); got == "InService" {
		t.Error("it stays in service when its replacement is")
	}
	w.env.Advance(2 * time.Minute)
	if n := w.states(); n[types.LifecycleStateInService] != 3 || len(w.ids) != 3 {
		t.Errorf("at last: %v", n)
	}
}

// AS-41
func TestRecommendationsReplaceNoMoreThanTheMarginAtOnce(t *testing.T) {
	w := newWorld(t)
	in := mixedRequest(20, 0, 0)
	in.CapacityRebalance = new(true)
	w.create(in)
	w.env.Advance(2 * time.Minute)
	old := map[string]bool{}
	for _, m := range w.machines.All() {
		old[m.InstanceID] = true
		w.machines.RecommendRebalance(m.InstanceID)
	}
	most := 0
	for range 40 * 60 {
		w.env.Advance(time.Second)
		most = max(most, len(w.groups["web"].live()))
	}
	for _, id := range w.ids {
		if old[id] {
			t.Errorf("%s is still there", id)
		}
	}
	if most != 22 || len(w.ids) != 20 {
		t.Errorf("%d instances at most, %d at last; want 22 and 20", most, len(w.ids))
	}
}

// renewed lets the instances of a group of ten reach their maximum lifetime, and tells how few and
// how many there were meanwhile.
func renewed(t *testing.T, policy *types.InstanceMaintenancePolicy) (least, most int) {
	t.Helper()
	w := newWorld(t)
	in := request("web", 10, 10, 10)
	in.MaxInstanceLifetime, in.InstanceMaintenancePolicy = new(int32(86400)), policy
	w.create(in)
	w.env.AdvanceTo(start.Add(24*time.Hour - time.Second))
	first := map[string]bool{}
	for _, id := range w.ids {
		first[id] = true
	}
	least, most = 10, 10
	for range 30 * 60 {
		w.env.Advance(time.Second)
		live := w.groups["web"].live()
		serving := 0
		for _, i := range live {
			if i.state == types.LifecycleStateInService {
				serving++
			}
		}
		least, most = min(least, serving), max(most, len(live))
	}
	for _, id := range w.ids {
		if first[id] {
			t.Errorf("%s is older than its maximum lifetime", id)
		}
	}
	return least, most
}

// AS-42, AS-43
func TestInstancesAreReplacedAtTheirMaximumLifetime(t *testing.T) {
	for _, c := range []struct {
		name        string
		policy      *types.InstanceMaintenancePolicy
		least, most int
	}{
		{"no policy", nil, 9, 10},
		{"terminate first", &types.InstanceMaintenancePolicy{
			MinHealthyPercentage: new(int32(70)), MaxHealthyPercentage: new(int32(100)),
		}, 7, 10},
		{"launch first", &types.InstanceMaintenancePolicy{
			MinHealthyPercentage: new(int32(100)), MaxHealthyPercentage: new(int32(120)),
		}, 10, 12},
	} {
		least, most := renewed(t, c.policy)
		if least != c.least || most != c.most {
			t.Errorf("%s: %d to %d instances, want %d to %d", c.name, least, most, c.least, c.most)
		}
	}
}

// AS-43
func TestUnhealthyInstanceServesUntilItsReplacementDoesWhenThePolicySaysSo(t *testing.T) {
	w := newWorld(t)
	in := request("web", 1, 1, 1)
	in.InstanceMaintenancePolicy = &types.InstanceMaintenancePolicy{
		MinHealthyPercentage: new(int32(100)), MaxHealthyPercentage: new(int32(200)),
	}
	w.create(in)
	w.env.Advance(time.Minute)
	id := w.ids[0]
	_, err := w.client.SetInstanceHealth(context.Background(), &as.SetInstanceHealthInput{
		InstanceId: new(id), HealthStatus: new("Unhealthy"),
	})
	must(t, err)
	w.env.Advance(8 * time.Second)
	if n := w.states(); w.state(id) != "InService" || n[types.LifecycleStatePending] != 1 {
		t.Errorf("at first it is %s, %v", w.state(id), n)
	}
	w.env.Advance(2 * time.Minute)
	if n := w.states(); w.state(id) != "" || n[types.LifecycleStateInService] != 1 {
		t.Errorf("at last it is %q, %v", w.state(id), n)
	}
}
