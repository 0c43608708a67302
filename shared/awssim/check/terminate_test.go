package check

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim/host"
)

// empty orders a drain of a node and waits until nothing runs there.
func (w *world) empty(instance, arn string) {
	w.t.Helper()
	w.drain(instance, arn)
	w.Advance(9 * time.Minute)
	if n := len(w.checker.tasksLeft(instance)); n > 0 {
		w.t.Fatalf("%d tasks are left", n)
	}
}

func TestTerminateByUs(t *testing.T) {
	remove := func(w *world, instance string) { w.must(w.function.remove(w.ctx(), instance)) }
	for _, a := range []act{
		{"an empty node", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			remove(w, instance)
		}, nil},
		{"twice", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			remove(w, instance)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"with tasks", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"without an order", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			w.writeRow(instance, row{"step": "done"})
			remove(w, instance)
		}, []string{OrderFirst}},
		{"one to keep", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			w.order(instance, "keep")
			remove(w, instance)
		}, []string{OrderFirst}},
		{"protected in mid-drain", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			w.must(w.user.protect(w.ctx(), instance))
			remove(w, instance)
		}, []string{NodesProtected}},
		{"one that its group terminates", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			w.terminate(instance)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"in Standby", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			_, err := w.user.groups.EnterStandby(w.ctx(), &autoscaling.EnterStandbyInput{
				AutoScalingGroupName: new(group), InstanceIds: []string{instance},
				ShouldDecrementDesiredCapacity: new(true),
			})
			w.must(err)
			w.Advance(time.Minute)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"during a refresh", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			_, err := w.AutoScaling.OpenRefresh(group)
			w.must(err)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"while Terminate is suspended", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			_, err := w.user.groups.SuspendProcesses(w.ctx(), &autoscaling.SuspendProcessesInput{
				AutoScalingGroupName: new(group), ScalingProcesses: []string{"Terminate"},
			})
			w.must(err)
			remove(w, instance)
		}, []string{RemovedWell}},
		{"with tasks and past its deadline", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			w.writeRow(instance, row{"deadline": ms(w.Now()), "at_deadline": Force})
			remove(w, instance)
		}, nil},
	} {
		a.run(t)
	}
}

func TestExternalInstanceIsNeverTerminated(t *testing.T) {
	w := newWorld(t)
	if err := w.function.remove(w.ctx(), "mi-0123456789abcdef0"); err == nil {
		t.Error("an External instance was terminated")
	}
	w.wantBroken(CallsAreValid, RemovedWell)
}

func TestRefusalBelowTheMinimumIsNoViolation(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.empty(instance, arn)
	_, err := w.user.groups.UpdateAutoScalingGroup(w.ctx(),
		&autoscaling.UpdateAutoScalingGroupInput{
			AutoScalingGroupName: new(group), MinSize: new(int32(3)),
		})
	w.must(err)
	if err := w.function.remove(w.ctx(), instance); err == nil {
		t.Error("the group went below its minimum")
	}
	w.wantBroken()
	if n := w.checker.Excused[AskedInVain]; n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestTasksOnAMachineThatWeTerminateLoseTheirGraceByOurDoing(t *testing.T) {
	w := newWorld(t)
	_, err := w.user.groups.DeleteLifecycleHook(w.ctx(), &autoscaling.DeleteLifecycleHookInput{
		AutoScalingGroupName: new(group), LifecycleHookName: new(hook),
	})
	w.must(err)
	instance, arn := w.busyNode()
	w.drain(instance, arn)
	w.must(w.function.remove(w.ctx(), instance))
	w.Advance(time.Minute)
	w.wantBroken(RemovedWell, GraceKept)
}

func TestForcedDeregistration(t *testing.T) {
	force := func(w *world, arn string) {
		_, err := w.function.ecs.DeregisterContainerInstance(w.ctx(),
			&ecs.DeregisterContainerInstanceInput{
				Cluster: new(prod), ContainerInstance: &arn, Force: new(true),
			})
		w.must(err)
	}
	for _, a := range []act{
		{"of a node that runs", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			force(w, arn)
		}, []string{LeftBehind}},
		{"of an External instance without an order", func(w *world, _, _ string) {
			x := w.Machines.AddExternal(host.Template{
				ID: "site", Name: "site", CPU: 4096, Memory: 16384, Cluster: prod,
				OSFamily: "WINDOWS_SERVER_2022_CORE", Boot: host.Duration{Median: time.Minute},
			})
			w.Advance(10 * time.Minute)
			force(w, w.checker.registered(x.InstanceID).ARN)
		}, []string{LeftBehind}},
		{"of a machine that has ended", func(w *world, instance, arn string) {
			w.order(instance, "replace")
			w.Machines.Disconnect(instance, 24*time.Hour)
			w.Machines.Terminate(instance)
			force(w, arn)
		}, nil},
	} {
		a.run(t)
	}
}

func TestDesiredCapacityByUs(t *testing.T) {
	for _, a := range []act{
		{"one more for an order", func(w *world, instance, _ string) {
			w.order(instance, "replace")
			w.must(w.function.setDesired(w.ctx(), 4))
		}, nil},
		{"twice for one order", func(w *world, instance, _ string) {
			w.order(instance, "replace")
			w.must(w.function.setDesired(w.ctx(), 4))
			w.must(w.function.setDesired(w.ctx(), 5))
		}, []string{OneMoreOnce}},
		{"lower", func(w *world, _, _ string) {
			w.must(w.function.setDesired(w.ctx(), 2))
		}, []string{NeverLowered}},
	} {
		a.run(t)
	}
}
