package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
)

// AS-8
func TestImpairedInstanceIsReplacedAfterItsGracePeriod(t *testing.T) {
	w := newWorld(t)
	in := request("web", 1, 1, 2)
	in.HealthCheckGracePeriod = new(int32(600))
	w.create(in)
	w.env.Advance(time.Minute)
	id := w.ids[0]
	w.machines.Impair(id)
	w.env.Advance(8 * time.Minute)
	if got := w.state(id); got != "InService" {
		t.Errorf("within the grace period it is %s", got)
	}
	w.env.Advance(4 * time.Minute)
	if got := w.state(id); got != "" {
		t.Errorf("after the grace period it is %s", got)
	}
}

// AS-9
func TestHealthThatAUserSetsCountsAfterTheGracePeriod(t *testing.T) {
	w := newWorld(t)
	in := request("web", 1, 1, 2)
	in.HealthCheckGracePeriod = new(int32(600))
	w.create(in)
	w.env.Advance(time.Minute)
	id := w.ids[0]
	set := func(respect *bool) {
		_, err := w.client.SetInstanceHealth(context.Background(), &as.SetInstanceHealthInput{
			InstanceId: new(id), HealthStatus: new("Unhealthy"), ShouldRespectGracePeriod: respect,
		})
		must(t, err)
		w.env.Advance(2 * time.Minute)
	}
	if set(nil); w.state(id) != "InService" {
		t.Errorf("the grace period is not respected")
	}
	if set(new(false)); w.state(id) != "" {
		t.Errorf("the instance is %s", w.state(id))
	}
}
