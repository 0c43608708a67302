package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func (w *world) setProtection(on bool, ids ...string) error {
	_, err := w.client.SetInstanceProtection(context.Background(), &as.SetInstanceProtectionInput{
		AutoScalingGroupName: new("web"), InstanceIds: ids, ProtectedFromScaleIn: new(on),
	})
	return err
}

// AS-10: no scale-in takes a protected instance; when one is free, it goes.
func TestScaleInSparesProtectedInstances(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 3, 3)
	var ids []string
	for _, i := range w.show("web").Instances {
		ids = append(ids, *i.InstanceId)
	}
	must(t, w.setProtection(true, ids...))
	w.scale(1)
	w.env.Advance(10 * time.Minute)
	if n := w.states()[types.LifecycleStateInService]; n != 3 {
		t.Errorf("%d protected instances are left, want 3", n)
	}
	must(t, w.setProtection(false, ids[1]))
	w.env.Advance(10 * time.Minute)
	if n := w.states()[types.LifecycleStateInService]; n != 2 || w.state(ids[1]) != "" {
		t.Errorf("%d instances are left, the free one is %q", n, w.state(ids[1]))
	}
	refused(t, w.setProtection(true, "i-0none"), "ValidationError",
		"The instance i-0none is not part of Auto Scaling group web.")
}
