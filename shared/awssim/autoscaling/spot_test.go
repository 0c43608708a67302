package autoscaling

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func TestSpotNoticeChangesNothingUntilTheMachineIsGone(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 3, 3, drainHook("drain"))
	id := *w.show("web").Instances[0].InstanceId
	w.machines.InterruptSpot(id)
	w.env.Advance(2*time.Minute - time.Second)
	if got := w.state(id); got != "InService" {
		t.Errorf("within the notice the instance is %s", got)
	}
	w.env.Advance(time.Minute)
	if got := w.state(id); got != "Terminating:Wait" {
		t.Errorf("after the notice the instance is %s, want Terminating:Wait", got)
	}
	if got := w.machines.Get(id).State; got == "running" {
		t.Error("the hook delayed the reclamation")
	}
	if n := w.states()[types.LifecycleStateInService]; n != 3 {
		t.Errorf("%d are in service, want 2 and the replacement", n)
	}
	w.Each(func(i InstanceView) {
		if i.Healthy == (i.Instance == id) {
			t.Errorf("%s healthy: %v", i.Instance, i.Healthy)
		}
	})
	must(t, w.answer("drain", id, "CONTINUE"))
	w.env.Advance(3 * time.Second)
	if got := w.state(id); got != "" {
		t.Errorf("after the answer the instance is %s, want gone at once", got)
	}
}

func TestDeadMachineIsReplaced(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 2, 2)
	id := *w.show("web").Instances[1].InstanceId
	w.machines.Terminate(id)
	w.env.Advance(3 * time.Minute)
	g := w.show("web")
	if len(g.Instances) != 2 || *g.DesiredCapacity != 2 || w.state(id) != "" {
		t.Errorf("%d instances of %d, the dead one is %q", len(g.Instances), *g.DesiredCapacity,
			w.state(id))
	}
	ended := w.heard(terminateSuccessful)
	if len(ended) != 1 || ended[0].detail["EC2InstanceId"] != id {
		t.Errorf("ends told: %+v", ended)
	}
}

func TestMachineThatDiesBeforeServiceIsAFailedLaunch(t *testing.T) {
	w := newWorld(t)
	w.create(request("web", 0, 1, 1))
	w.env.Advance(6 * time.Second)
	id := *w.show("web").Instances[0].InstanceId
	w.machines.Terminate(id)
	w.env.Advance(3 * time.Minute)
	failed := w.heard(launchUnsuccessful)
	if len(failed) != 1 || failed[0].detail["EC2InstanceId"] != id {
		t.Errorf("failed launches told: %+v", failed)
	}
	if n := w.states()[types.LifecycleStateInService]; n != 1 || w.state(id) != "" {
		t.Errorf("%d in service, the dead one is %q", n, w.state(id))
	}
}

func TestInterruptionOfADrainingInstanceLeavesItsHookOpen(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	w.machines.InterruptSpot(id)
	w.env.Advance(5 * time.Minute)
	if got := w.state(id); got != "Terminating:Wait" {
		t.Errorf("the instance is %s", got)
	}
	if n := len(w.heard(terminateAction)); n != 1 {
		t.Errorf("%d lifecycle actions were told, want 1", n)
	}
}
