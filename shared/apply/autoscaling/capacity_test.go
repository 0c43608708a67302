package autoscaling_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/smithy-go"

	apply "sashweight/shared/apply/autoscaling"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/autoscaling"
)

// world is an account with the group "web" of two to four instances, three of them wanted.
type world struct {
	*testing.T
	a      *awssim.Account
	client *autoscaling.Client
	w      *apply.Writer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	a, _, _ := awssimtest.Cluster(t, 0)
	awssimtest.Group(t, a, &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), MinSize: new(int32(2)), MaxSize: new(int32(4)),
		DesiredCapacity: new(int32(3)),
	})
	return &world{
		t, a, autoscaling.NewFromConfig(a.UserConfig()), apply.New(a.UserConfig()),
	}
}

func (w *world) group() fleet.Group {
	w.Helper()
	groups, err := observe.New(w.a.UserConfig()).Groups(w.Context(), []string{"web"})
	if err != nil {
		w.Fatal(err)
	}
	return groups["web"]
}

// answering lets f answer an operation, with what the account would have done as next. It counts
// the calls.
func (w *world) answering(operation string, f func(next func() (any, error)) (any, error)) *int {
	gate, calls := w.a.Server.Gate, 0
	w.a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		if call.Operation != operation {
			return gate(ctx, call, next)
		}
		calls++
		return f(func() (any, error) { return gate(ctx, call, next) })
	}
	return &calls
}

func (w *world) wantStale(err error, part string) {
	w.Helper()
	var stale *apply.StaleError
	if !errors.As(err, &stale) || !strings.Contains(err.Error(), part) {
		w.Errorf("got %v, want it stale for %q", err, part)
	}
}

func TestAnInstanceIsTerminatedWithItsPlaceOnce(t *testing.T) {
	w := newWorld(t)
	id := w.group().Members[0].Instance
	for range 2 {
		out, err := w.w.Terminate(t.Context(), "web", id, true)
		if err != nil || out.Result != apply.Asked {
			t.Errorf("%+v, %v, want it asked", out, err)
		}
	}
	if g := w.group(); g.Desired != 2 {
		t.Errorf("the group wants %d, want 2", g.Desired)
	}
	_, err := w.w.Terminate(t.Context(), "web", w.group().Members[1].Instance, true)
	w.wantStale(err, "minimum of 2")
	_, err = w.w.Terminate(t.Context(), "web", "i-0123456789abcdef0", true)
	w.wantStale(err, "in group web")
	_, err = w.w.Terminate(t.Context(), "nobody", id, true)
	w.wantStale(err, "in group nobody")
}

func TestWhatWasProtectedOrPutOnStandbyMeanwhileStays(t *testing.T) {
	w := newWorld(t)
	members := w.group().Members
	if _, err := w.client.SetInstanceProtection(t.Context(),
		&autoscaling.SetInstanceProtectionInput{
			AutoScalingGroupName: new("web"), InstanceIds: []string{members[0].Instance},
			ProtectedFromScaleIn: new(true),
		}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.EnterStandby(t.Context(), &autoscaling.EnterStandbyInput{
		AutoScalingGroupName: new("web"), InstanceIds: []string{members[1].Instance},
		ShouldDecrementDesiredCapacity: new(false),
	}); err != nil {
		t.Fatal(err)
	}
	_, err := w.w.Terminate(t.Context(), "web", members[0].Instance, false)
	w.wantStale(err, "protected from scale-in")
	_, err = w.w.Terminate(t.Context(), "web", members[1].Instance, false)
	w.wantStale(err, "not InService")
}

func TestAnAnswerThatWasLostIsAmbiguousAndNotAskedAgain(t *testing.T) {
	w := newWorld(t)
	calls := w.answering("TerminateInstanceInAutoScalingGroup",
		func(next func() (any, error)) (any, error) {
			if out, err := next(); err != nil {
				return out, err
			}
			return nil, &smithy.GenericAPIError{Code: "InternalFailure", Fault: smithy.FaultServer}
		})
	out, err := w.w.Terminate(t.Context(), "web", w.group().Members[0].Instance, true)
	if err != nil || out.Result != apply.Ambiguous || *calls != 1 {
		t.Errorf("%+v, %v after %d calls, want it ambiguous after one", out, err, *calls)
	}
	if g := w.group(); g.Desired != 2 {
		t.Errorf("the group wants %d, want 2", g.Desired)
	}
}

func TestARefusalHasTheWordsOfAWSAndAThrottledCallIsAnError(t *testing.T) {
	w := newWorld(t)
	var answer error
	calls := w.answering("TerminateInstanceInAutoScalingGroup",
		func(func() (any, error)) (any, error) { return nil, answer })
	id := w.group().Members[0].Instance
	answer = wire.Error("ValidationError", "Currently, desiredSize equals minSize (2).")
	out, err := w.w.Terminate(t.Context(), "web", id, true)
	if err != nil || out.Result != apply.Refused || !strings.Contains(out.Text, "minSize (2)") {
		t.Errorf("%+v, %v, want it refused", out, err)
	}
	answer = wire.Error("Throttling", "Rate exceeded")
	if out, err = w.w.Terminate(t.Context(), "web", id, true); err == nil || out.Result != "" {
		t.Errorf("%+v, %v, want an error", out, err)
	}
	if *calls != 2 {
		t.Errorf("%d calls, want 2", *calls)
	}
}

func TestAGroupGrowsFromWhatWasSeenOnly(t *testing.T) {
	w := newWorld(t)
	for range 2 { // the second time it is done
		if err := w.w.Grow(t.Context(), "web", 3, 4); err != nil {
			t.Error(err)
		}
	}
	if g := w.group(); g.Desired != 4 {
		t.Errorf("the group wants %d, want 4", g.Desired)
	}
	w.wantStale(w.w.Grow(t.Context(), "web", 4, 5), "maximum 4")
	w.wantStale(w.w.Grow(t.Context(), "web", 2, 3), "desired 4")
	w.wantStale(w.w.Grow(t.Context(), "nobody", 2, 3), "there")
	if err := w.w.Grow(t.Context(), "web", 4, 4); err == nil {
		t.Error("growing by nothing is no error")
	}
}
