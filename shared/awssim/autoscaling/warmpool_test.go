package autoscaling

import (
	"testing"
	"time"
)

func TestWarmPoolActionIsToldAndAnswered(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1, drainHook("drain"))
	e := WarmPool{"web", "drain", "i-0ab", "AutoScalingGroup", "WarmPool"}
	token, err := w.WarmPoolEvent(e)
	must(t, err)
	d := w.heard(terminateAction)[0].detail
	if d["Destination"] != "WarmPool" || d["LifecycleActionToken"] != token ||
		d["EC2InstanceId"] != "i-0ab" {
		t.Errorf("told %v", d)
	}
	if _, err := w.WarmPoolEvent(e); err == nil {
		t.Error("the action was opened twice")
	}
	must(t, w.answer("drain", "i-0ab", "CONTINUE"))
	refused(t, w.answer("drain", "i-0ab", "CONTINUE"), "ValidationError", noAction("i-0ab"))
	if h := w.Hooks()[0]; h.AnsweredBy != "tester" || h.Result != "CONTINUE" {
		t.Errorf("the action's record is %+v", h)
	}
}

func TestUnansweredWarmPoolActionExpires(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1, launchHook("ready"))
	_, err := w.WarmPoolEvent(WarmPool{"web", "ready", "i-0ab", "EC2", "WarmPool"})
	must(t, err)
	w.env.Advance(5 * time.Minute)
	if h := w.Hooks()[0]; !h.Expired || h.Result != "ABANDON" {
		t.Errorf("the action's record is %+v", h)
	}
}

func TestWarmPoolActionNeedsAHook(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	for _, e := range []WarmPool{{Group: "none"}, {Group: "web", Hook: "none"}} {
		if _, err := w.WarmPoolEvent(e); err == nil {
			t.Errorf("%+v was opened", e)
		}
	}
}
