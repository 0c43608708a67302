package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// draining is a fleet of two of which one waits for the given terminate hooks; it returns its id.
func draining(t *testing.T, hooks ...types.LifecycleHookSpecification) (*world, string) {
	t.Helper()
	w := newWorld(t)
	w.fleet(0, 2, 2, hooks...)
	id := *w.show("web").Instances[0].InstanceId
	must(t, w.terminate1(id, true))
	if got := w.state(id); got != "Terminating:Wait" {
		t.Fatalf("%s is %s, want Terminating:Wait", id, got)
	}
	return w, id
}

func launchHook(name string) types.LifecycleHookSpecification {
	return types.LifecycleHookSpecification{
		LifecycleHookName: new(name), LifecycleTransition: new(launching),
		HeartbeatTimeout: new(int32(300)),
	}
}

func noAction(id string) string {
	return "No active Lifecycle Action found with instance ID " + id
}

func TestTerminateHookHoldsTheInstanceUntilItIsAnswered(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	w.env.Advance(9 * time.Minute)
	if got := w.machines.Get(id).State; got != "running" {
		t.Errorf("the machine is %s while the hook is open", got)
	}
	must(t, w.answer("drain", id, "CONTINUE"))
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("after the answer the instance is %s", got)
	}
	w.env.Advance(2 * time.Minute)
	if got := w.state(id); got != "" {
		t.Errorf("two minutes later it is %s, want gone", got)
	}
	h := w.Hooks()[0]
	if h.AnsweredBy != "tester" || h.Result != "CONTINUE" || h.Expired || h.Open ||
		h.Metadata != "sashweight" || h.Closed.Sub(h.Opened) != 9*time.Minute {
		t.Errorf("the action's record is %+v", h)
	}
}

func TestActionIsAnsweredByItsToken(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	token := w.heard(terminateAction)[0].detail["LifecycleActionToken"].(string)
	complete := func(token string) error {
		_, err := w.client.CompleteLifecycleAction(context.Background(),
			&as.CompleteLifecycleActionInput{
				AutoScalingGroupName: new("web"), LifecycleHookName: new("drain"),
				LifecycleActionToken: new(token), LifecycleActionResult: new("CONTINUE"),
			})
		return err
	}
	refused(t, complete("none"), "ValidationError",
		"No active Lifecycle Action found with token none")
	must(t, complete(token))
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("after the answer the instance is %s", got)
	}
	refused(t, complete(token), "ValidationError",
		"No active Lifecycle Action found with token "+token)
}

func TestSecondAnswerFindsNoAction(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	must(t, w.answer("drain", id, "CONTINUE"))
	refused(t, w.answer("drain", id, "CONTINUE"), "ValidationError", noAction(id))
	refused(t, w.beat("drain", id), "ValidationError", noAction(id))
	if h := w.Hooks()[0]; h.Answers != 1 || h.Attempts != 2 {
		t.Errorf("%d answers in %d attempts, want 1 in 2", h.Answers, h.Attempts)
	}
}

func TestAnswersToWhatNeverWasAreRefused(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	refused(t, w.answer("drain", "i-00", "CONTINUE"), "ValidationError", noAction("i-00"))
	refused(t, w.answer("other", id, "CONTINUE"), "ValidationError", noAction(id))
	refused(t, w.answer("drain", id, "STOP"), "ValidationError",
		"LifecycleActionResult must be CONTINUE or ABANDON, not STOP")
	_, err := w.client.CompleteLifecycleAction(context.Background(),
		&as.CompleteLifecycleActionInput{
			AutoScalingGroupName: new("web"), LifecycleHookName: new("drain"),
			LifecycleActionResult: new("CONTINUE"),
		})
	refused(t, err, "ValidationError",
		"Either InstanceId or LifecycleActionToken must be specified")
	_, err = w.client.RecordLifecycleActionHeartbeat(context.Background(),
		&as.RecordLifecycleActionHeartbeatInput{
			AutoScalingGroupName: new("none"), LifecycleHookName: new("drain"), InstanceId: new(id),
		})
	refused(t, err, "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup none not found")
}

func TestUnansweredHookEndsWithItsDefaultAtItsHeartbeatTimeout(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	w.env.Advance(10*time.Minute - time.Second)
	if got := w.state(id); got != "Terminating:Wait" {
		t.Errorf("a second before the time-out the instance is %s", got)
	}
	w.env.Advance(time.Second)
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("at the time-out the instance is %s", got)
	}
	if h := w.Hooks()[0]; !h.Expired || h.Result != "CONTINUE" || h.Answers != 0 {
		t.Errorf("the action's record is %+v", h)
	}
	refused(t, w.answer("drain", id, "CONTINUE"), "ValidationError", noAction(id))
}

func TestHeartbeatStartsTheTimeoutAnewUpToTheGlobalLimit(t *testing.T) {
	hook := drainHook("drain")
	hook.HeartbeatTimeout = new(int32(30))
	w, id := draining(t, hook)
	for n := range 149 { // every 20 s, for 2980 s
		w.env.Advance(20 * time.Second)
		if err := w.beat("drain", id); err != nil {
			t.Fatalf("heartbeat %d: %v", n, err)
		}
	}
	w.env.Advance(20*time.Second - time.Millisecond)
	if got := w.state(id); got != "Terminating:Wait" {
		t.Errorf("just before 100 heartbeats the instance is %s", got)
	}
	w.env.Advance(time.Millisecond)
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("after 100 heartbeats the instance is %s", got)
	}
	if h := w.Hooks()[0]; !h.Expired || h.Closed.Sub(h.Opened) != 3000*time.Second {
		t.Errorf("it was open for %s, expired %v", h.Closed.Sub(h.Opened), h.Expired)
	}
}

func TestNoHookIsOpenLongerThan48Hours(t *testing.T) {
	hook := drainHook("drain")
	hook.HeartbeatTimeout = new(int32(7200))
	w, id := draining(t, hook)
	for range 47 {
		w.env.Advance(time.Hour)
		must(t, w.beat("drain", id))
	}
	w.env.Advance(time.Hour)
	if h := w.Hooks()[0]; !h.Expired || h.Closed.Sub(h.Opened) != 48*time.Hour {
		t.Errorf("it was open for %s", h.Closed.Sub(h.Opened))
	}
}

func TestInstanceProceedsWhenAllItsHooksAreAnswered(t *testing.T) {
	w, id := draining(t, drainHook("drain"), drainHook("logs"))
	if n := len(w.heard(terminateAction)); n != 2 {
		t.Errorf("%d lifecycle actions were told, want 2 at once", n)
	}
	must(t, w.answer("logs", id, "CONTINUE"))
	if got := w.state(id); got != "Terminating:Wait" {
		t.Errorf("with one hook open the instance is %s", got)
	}
	must(t, w.answer("drain", id, "CONTINUE"))
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("with no hook open the instance is %s", got)
	}
}

func TestAbandonSkipsTheOtherTerminateHooks(t *testing.T) {
	w, id := draining(t, drainHook("drain"), drainHook("logs"))
	must(t, w.answer("logs", id, "ABANDON"))
	if got := w.state(id); got != "Terminating:Proceed" {
		t.Errorf("after ABANDON the instance is %s", got)
	}
	refused(t, w.answer("drain", id, "CONTINUE"), "ValidationError", noAction(id))
	if h := w.Hooks()[0]; h.Hook != "drain" || h.Open || h.Result != "" || h.Expired {
		t.Errorf("the skipped action's record is %+v", h)
	}
}

func TestLaunchHookKeepsAnInstanceOutOfService(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1, launchHook("ready"))
	id := *w.show("web").Instances[0].InstanceId
	if got := w.state(id); got != "Pending:Wait" {
		t.Fatalf("with its launch hook open the instance is %s", got)
	}
	must(t, w.answer("ready", id, "CONTINUE"))
	if got := w.state(id); got != "Pending:Proceed" {
		t.Errorf("after the answer the instance is %s", got)
	}
	w.env.Advance(3 * time.Second)
	if got := w.state(id); got != "InService" {
		t.Errorf("three seconds later it is %s", got)
	}
	if n := len(w.heard(launchSuccessful)); n != 1 {
		t.Errorf("%d launches were told", n)
	}
}

func TestAbandonedLaunchIsTerminatedAndReplaced(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1, launchHook("ready"))
	id := *w.show("web").Instances[0].InstanceId
	w.env.Advance(5 * time.Minute) // its default result is ABANDON
	if got := w.state(id); got != "" {
		t.Errorf("the abandoned instance is %s", got)
	}
	if got := w.states()[types.LifecycleStatePendingWait]; got != 1 {
		t.Errorf("%d replacements wait, want 1", got)
	}
	failed := w.heard(launchUnsuccessful)
	if len(failed) != 1 {
		t.Fatalf("%d failed launches were told, want 1", len(failed))
	}
	want := "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " +
		w.Hooks()[0].Token + " was abandoned: Heartbeat Timeout"
	if got := failed[0].detail["StatusMessage"]; got != want {
		t.Errorf("status message is %q, want %q", got, want)
	}
	if n := len(w.heard(launchSuccessful)); n != 0 {
		t.Errorf("%d launches were told to be successful", n)
	}
}

func TestScaleInOfAWaitingLaunchSkipsItsHook(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1, launchHook("ready"))
	id := *w.show("web").Instances[0].InstanceId
	w.scale(0)
	w.env.Advance(2 * time.Minute)
	if got := w.state(id); got != "" {
		t.Errorf("the instance is %s, want gone", got)
	}
	refused(t, w.answer("ready", id, "CONTINUE"), "ValidationError", noAction(id))
}
