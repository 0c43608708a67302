package elbv2

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// ELB-1: initial, then healthy after one check that passes.
func TestNewTargetIsHealthyAfterOneCheckThatPasses(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.use(arn)
	w.machines.Listen(id, 49153, true)
	w.register(arn, id, 49153)
	w.want(arn, "initial Elb.RegistrationInProgress")
	w.env.Advance(6 * time.Second)
	w.want(arn, "healthy")
	if w.told[arn] == 0 {
		t.Error("nobody was told that the target is healthy")
	}
}

// ELB-2: two failures in a row make a target unhealthy, five passes make it healthy again.
func TestTargetFailsAfterTheUnhealthyAndRecoversAfterTheHealthyThreshold(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.use(arn)
	w.machines.Listen(id, 80, true)
	w.register(arn, id, 80)
	w.env.Advance(10 * time.Second)
	w.machines.Listen(id, 80, false) // checks at 35 s and 65 s fail
	w.env.Advance(54 * time.Second)
	w.want(arn, "healthy")
	w.env.Advance(2 * time.Second)
	w.want(arn, "unhealthy Target.FailedHealthChecks")
	w.machines.Listen(id, 80, true) // checks at 95 s to 215 s pass
	w.env.Advance(148 * time.Second)
	w.want(arn, "unhealthy Target.FailedHealthChecks")
	w.env.Advance(2 * time.Second)
	w.want(arn, "healthy")
}

// ELB-2: a gap between two checks is never seen.
func TestGapBetweenTwoChecksIsNotSeen(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.use(arn)
	w.machines.Listen(id, 80, true)
	w.register(arn, id, 80)
	w.env.Advance(10 * time.Second)
	w.machines.Listen(id, 80, false)
	w.env.Advance(50 * time.Second)
	w.machines.Listen(id, 80, true)
	w.env.Advance(time.Hour)
	w.want(arn, "healthy")
}

// ELB-3: a target of a group that no listener forwards to is unused, and so is one whose machine
// has ended.
func TestTargetIsUnusedWithoutListenerOrMachine(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.machines.Listen(id, 80, true)
	w.register(arn, id, 80)
	w.env.Advance(time.Minute)
	w.want(arn, "unused Target.NotInUse")
	_, listener := w.use(arn)
	w.env.Advance(time.Minute)
	w.want(arn, "healthy")
	must(w.client.DeleteListener(w.ctx, &api.DeleteListenerInput{ListenerArn: &listener}))(t)
	w.want(arn, "unused Target.NotInUse")
	w.machines.Terminate(id)
	w.want(arn, "unused Target.InvalidState")
	other := must(w.client.DescribeTargetHealth(w.ctx, &api.DescribeTargetHealthInput{
		TargetGroupArn: &arn, Targets: []types.TargetDescription{{Id: new("i-0none")}},
	}))(t)
	h := other.TargetHealthDescriptions[0].TargetHealth
	if h.State != "unused" || h.Reason != "Target.NotRegistered" {
		t.Errorf("a target that is not registered is %s %s", h.State, h.Reason)
	}
}

// ELB-3: a target on a machine that is stopped is unused until the machine runs again.
func TestTargetOnStoppedMachineIsUnused(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.use(arn)
	w.machines.Listen(id, 80, true)
	w.register(arn, id, 80)
	w.env.Advance(time.Minute)
	w.machines.Stop(id)
	w.machines.Listen(id, 80, false)
	w.env.Advance(10 * time.Minute)
	w.want(arn, "unused Target.InvalidState")
	if err := w.machines.Start(id); err != nil {
		t.Fatal(err)
	}
	w.env.Advance(10 * time.Minute)
	w.want(arn, "unhealthy Target.FailedHealthChecks")
	w.machines.Listen(id, 80, true)
	w.env.Advance(10 * time.Minute)
	w.want(arn, "healthy")
}

// ELB-4: draining for the deregistration delay, then gone.
func TestDeregisteredTargetDrainsForTheDelay(t *testing.T) {
	for _, x := range []struct {
		delay string
		takes time.Duration
	}{{"", 300 * time.Second}, {"30", 30 * time.Second}} {
		w := newWorld(t)
		arn, id := w.targets("web"), w.machine()
		w.use(arn)
		if x.delay != "" {
			w.setDelay(arn, x.delay)
		}
		w.machines.Listen(id, 80, true)
		w.register(arn, id, 80)
		w.env.Advance(time.Minute)
		w.deregister(arn, id)
		w.machines.Listen(id, 80, false)
		w.env.Advance(x.takes - time.Second)
		w.want(arn, "draining Target.DeregistrationInProgress")
		w.env.Advance(time.Second)
		w.want(arn, "")
	}
}

func (w *world) setDelay(arn, seconds string) {
	w.t.Helper()
	must(w.client.ModifyTargetGroupAttributes(w.ctx, &api.ModifyTargetGroupAttributesInput{
		TargetGroupArn: new(arn),
		Attributes: []types.TargetGroupAttribute{
			{Key: new("deregistration_delay.timeout_seconds"), Value: new(seconds)},
		},
	}))(w.t)
}

// ELB-4: a target that is registered again while it drains begins anew.
func TestTargetRegisteredAgainWhileDrainingBeginsAnew(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.use(arn)
	w.machines.Listen(id, 80, true)
	w.register(arn, id, 80)
	w.env.Advance(time.Minute)
	w.deregister(arn, id)
	w.register(arn, id, 80)
	w.want(arn, "initial Elb.RegistrationInProgress")
	w.env.Advance(time.Hour)
	w.want(arn, "healthy")
}

// ELB-5: without a port all registrations of the instance are meant; targets of type instance must
// exist and run.
func TestTargetsAreNamedByInstanceAndPort(t *testing.T) {
	w := newWorld(t)
	arn, id := w.targets("web"), w.machine()
	w.setDelay(arn, "0")
	w.register(arn, id, 49153)
	w.register(arn, id, 49154)
	w.want(arn, "unused Target.NotInUse, unused Target.NotInUse")
	w.deregister(arn, id)
	w.want(arn, "")
	_, err := w.client.RegisterTargets(w.ctx, &api.RegisterTargetsInput{
		TargetGroupArn: &arn, Targets: []types.TargetDescription{{Id: new("i-0none")}},
	})
	refused(t, err, "InvalidTarget")
	w.machines.Terminate(id)
	_, err = w.client.RegisterTargets(w.ctx, &api.RegisterTargetsInput{
		TargetGroupArn: &arn, Targets: []types.TargetDescription{{Id: &id}},
	})
	refused(t, err, "InvalidTarget")
}
