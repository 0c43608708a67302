package ecs

import (
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// protect turns managed termination protection on.
func (w *fleet) protect() {
	w.t.Helper()
	must(w.groups.UpdateAutoScalingGroup(w.ctx, &as.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), NewInstancesProtectedFromScaleIn: new(true),
	}))(w.t)
	must(w.client.UpdateCapacityProvider(w.ctx, &api.UpdateCapacityProviderInput{
		Name: new("web"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{
			ManagedTerminationProtection: types.ManagedTerminationProtectionEnabled,
		},
	}))(w.t)
	w.kernel.Advance(time.Minute)
}

// protected counts the instances in service that are protected from scale-in.
func (w *fleet) protected() int {
	w.t.Helper()
	n := 0
	for _, i := range w.group().Instances {
		if i.LifecycleState == groups.LifecycleStateInService && *i.ProtectedFromScaleIn {
			n++
		}
	}
	return n
}

// CP-19: instances with tasks are protected from scale-in, empty ones are not.
func TestManagedTerminationProtectionFollowsTheTasks(t *testing.T) {
	w := newFleet(t, 0, 0, 4)
	w.protect()
	w.setDesired(2)
	w.kernel.Advance(2 * time.Minute)
	if got := w.protected(); got != 2 {
		t.Errorf("%d new instances are protected, want 2: they are no container instances yet", got)
	}
	w.kernel.Advance(5 * time.Minute)
	if got := w.protected(); got != 0 {
		t.Errorf("%d empty instances are protected, want none", got)
	}
	out := w.run("app", 1)
	w.kernel.Advance(time.Second)
	if got := w.protected(); got != 1 {
		t.Errorf("%d instances are protected, want the one with the task", got)
	}
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: out.Tasks[0].TaskArn,
	}))(t)
	w.kernel.Advance(2 * time.Minute)
	if got := w.protected(); got != 0 {
		t.Errorf("%d instances are protected after the task has stopped, want none", got)
	}
}

// CP-19: a scale-in takes the empty instances.
func TestManagedTerminationProtectionKeepsInstancesWithTasks(t *testing.T) {
	w := newFleet(t, 0, 0, 6)
	w.protect()
	w.setDesired(6)
	w.kernel.Advance(7 * time.Minute)
	w.serveDistinct("app", 2)
	w.kernel.Advance(2 * time.Hour)
	if got := w.service("app"); got.RunningCount != 2 || w.desired() != 2 {
		t.Errorf("%d tasks run on %d instances, want 2 on 2", got.RunningCount, w.desired())
	}
	for _, task := range w.tasks(nil) {
		if task.StopCode != "" {
			t.Errorf("a task was stopped: %s", *task.StoppedReason)
		}
	}
}
