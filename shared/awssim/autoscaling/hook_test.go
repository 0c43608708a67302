package autoscaling

import (
	"context"
	"errors"
	"fmt"
	"testing"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func (w *world) hook(in as.PutLifecycleHookInput) error {
	in.AutoScalingGroupName = new("web")
	_, err := w.client.PutLifecycleHook(context.Background(), &in)
	return err
}

func (w *world) hooks(names ...string) []types.LifecycleHook {
	w.t.Helper()
	out, err := w.client.DescribeLifecycleHooks(context.Background(),
		&as.DescribeLifecycleHooksInput{
			AutoScalingGroupName: new("web"), LifecycleHookNames: names,
		})
	must(w.t, err)
	return out.LifecycleHooks
}

func TestHookHasAWSsDefaults(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	must(t, w.hook(as.PutLifecycleHookInput{
		LifecycleHookName: new("drain"), LifecycleTransition: new(terminating),
	}))
	h := w.hooks()[0]
	if *h.HeartbeatTimeout != 3600 || *h.DefaultResult != "ABANDON" || *h.GlobalTimeout != 172800 {
		t.Errorf("heartbeat %d, default %s, global %d", *h.HeartbeatTimeout, *h.DefaultResult,
			*h.GlobalTimeout)
	}
	if h.NotificationMetadata != nil || *h.AutoScalingGroupName != "web" {
		t.Errorf("metadata %v of group %s", h.NotificationMetadata, *h.AutoScalingGroupName)
	}
}

func TestHookKeepsWhatAnUpdateLeavesOut(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1, drainHook("drain"), drainHook("other"))
	must(t, w.hook(as.PutLifecycleHookInput{
		LifecycleHookName: new("drain"), HeartbeatTimeout: new(int32(60)),
	}))
	h := w.hooks("drain", "none")
	if len(h) != 1 || *h[0].HeartbeatTimeout != 60 || *h[0].GlobalTimeout != 6000 {
		t.Fatalf("got %d hooks, want drain with 60 s and at most 6000 s", len(h))
	}
	if *h[0].NotificationMetadata != "sashweight" || *h[0].DefaultResult != "CONTINUE" {
		t.Errorf("metadata %s, default %s", *h[0].NotificationMetadata, *h[0].DefaultResult)
	}
	if n := len(w.hooks()); n != 2 {
		t.Errorf("%d hooks, want 2", n)
	}
}

func TestHookRefusesWhatAWSRefuses(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	const failed = "1 validation error detected: Value %s failed to satisfy constraint: " +
		"Member must "
	for _, c := range []struct {
		in   as.PutLifecycleHookInput
		text string
	}{
		{as.PutLifecycleHookInput{HeartbeatTimeout: new(int32(29))}, fmt.Sprintf(failed,
			"'29' at 'heartbeatTimeout'") + "have value greater than or equal to 30"},
		{as.PutLifecycleHookInput{HeartbeatTimeout: new(int32(7201))}, fmt.Sprintf(failed,
			"'7201' at 'heartbeatTimeout'") + "have value less than or equal to 7200"},
		{as.PutLifecycleHookInput{DefaultResult: new("STOP")},
			"DefaultResult must be CONTINUE or ABANDON, not STOP"},
		{as.PutLifecycleHookInput{LifecycleTransition: new("x")}, "Lifecycle transition x is not " +
			"one of [autoscaling:EC2_INSTANCE_LAUNCHING, autoscaling:EC2_INSTANCE_TERMINATING]"},
		{as.PutLifecycleHookInput{LifecycleHookName: new("a b")}, fmt.Sprintf(failed,
			"'a b' at 'lifecycleHookName'") +
			`satisfy regular expression pattern: [A-Za-z0-9\-_\/]+`},
		{as.PutLifecycleHookInput{NotificationTargetARN: new("q"), RoleARN: new("r")},
			"Unable to publish test message to notification target q using IAM role r. Please " +
				"check your target and role configuration and try to put lifecycle hook again."},
	} {
		if c.in.LifecycleHookName == nil {
			c.in.LifecycleHookName = new("drain")
		}
		if c.in.LifecycleTransition == nil {
			c.in.LifecycleTransition = new(terminating)
		}
		refused(t, w.hook(c.in), "ValidationError", c.text)
	}
	refused(t, w.hook(as.PutLifecycleHookInput{LifecycleHookName: new("new")}), "ValidationError",
		fmt.Sprintf(failed, "null at 'lifecycleTransition'")+"not be null")
	if n := len(w.hooks()); n != 0 {
		t.Errorf("%d hooks were made", n)
	}
}

func TestGroupHasAtMostFiftyHooks(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	put := func(n int) error {
		return w.hook(as.PutLifecycleHookInput{
			LifecycleHookName:   new(fmt.Sprintf("hook-%d", n)),
			LifecycleTransition: new(launching),
		})
	}
	for n := range 50 {
		must(t, put(n))
	}
	var limit *types.LimitExceededFault
	if err := put(50); !errors.As(err, &limit) {
		t.Errorf("got %v, want LimitExceededFault", err)
	}
	must(t, put(7))
}

func TestHooksOfAnUnknownGroupAreRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.client.DescribeLifecycleHooks(context.Background(),
		&as.DescribeLifecycleHooksInput{AutoScalingGroupName: new("none")})
	refused(t, err, "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup none not found")
	refused(t, w.hook(as.PutLifecycleHookInput{
		LifecycleHookName: new("drain"), LifecycleTransition: new(terminating),
	}), "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup web not found")
}
