package ecs

import (
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

func drains(p *types.AutoScalingGroupProvider) { p.ManagedDraining = types.ManagedDrainingEnabled }

// lifecycle is the lifecycle state of an instance of the group, "" when it is gone.
func (w *fleet) lifecycle(id string) groups.LifecycleState {
	w.t.Helper()
	for _, i := range w.group().Instances {
		if *i.InstanceId == id {
			return i.LifecycleState
		}
	}
	return ""
}

func (w *fleet) hooks() []groups.LifecycleHook {
	w.t.Helper()
	return must(w.groups.DescribeLifecycleHooks(w.ctx, &as.DescribeLifecycleHooksInput{
		AutoScalingGroupName: new("web"),
	}))(w.t).LifecycleHooks
}

func (w *fleet) terminate(id string) {
	w.t.Helper()
	must(w.groups.TerminateInstanceInAutoScalingGroup(w.ctx,
		&as.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: new(id), ShouldDecrementDesiredCapacity: new(true),
		}))(w.t)
}

// CP-14: managed draining puts a hook on the group, drains what is terminated, and lets it go when
// it is empty.
func TestManagedDrainingEmptiesInstancesBeforeTheyEnd(t *testing.T) {
	w := newFleet(t, 1, 2, 2, drains)
	hooks := w.hooks()
	if len(hooks) != 1 || *hooks[0].LifecycleHookName != "ecs-managed-draining-termination-hook" ||
		*hooks[0].DefaultResult != "CONTINUE" {
		t.Fatalf("hooks are %v", hooks)
	}
	w.kernel.Advance(5 * time.Minute)
	w.serve("app", 2, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	m := w.machineOf(0)
	id := m.InstanceID
	w.terminate(id)
	w.kernel.Advance(5 * time.Second)
	if got := *w.instance(m).Status; got != draining {
		t.Errorf("the instance is %s, want DRAINING", got)
	}
	if got := w.lifecycle(id); got != groups.LifecycleStateTerminatingWait {
		t.Errorf("the instance is %s, want Terminating:Wait", got)
	}
	w.kernel.Advance(5 * time.Minute)
	if got := w.lifecycle(id); got != "" {
		t.Errorf("the empty instance is %s, want gone", got)
	}
	if got := w.service("app"); got.RunningCount != 2 {
		t.Errorf("%d tasks run, want 2", got.RunningCount)
	}
}

// machineOf is the machine of the n-th instance of the group.
func (w *fleet) machineOf(n int) *host.Machine {
	w.t.Helper()
	return w.machines.Get(*w.group().Instances[n].InstanceId)
}

// CP-15: a standalone task holds its instance, by heartbeats, for 48 hours.
func TestManagedDrainingWaitsTwoDaysForStandaloneTasks(t *testing.T) {
	w := newFleet(t, 0, 1, 1, drains)
	w.kernel.Advance(5 * time.Minute)
	w.run("app", 1)
	w.kernel.Advance(time.Minute)
	id := w.machineOf(0).InstanceID
	w.terminate(id)
	w.kernel.Advance(47 * time.Hour)
	if got := w.lifecycle(id); got != groups.LifecycleStateTerminatingWait {
		t.Errorf("after 47 hours the instance is %q, want Terminating:Wait", got)
	}
	w.kernel.Advance(2 * time.Hour)
	if got := w.lifecycle(id); got != "" {
		t.Errorf("after 49 hours the instance is %s, want gone", got)
	}
}

// CP-14: an instance that is no container instance is let go at once.
func TestManagedDrainingHoldsNoStranger(t *testing.T) {
	w := newFleet(t, 0, 1, 1, drains)
	id := w.machineOf(0).InstanceID
	w.terminate(id)
	w.kernel.Advance(2 * time.Minute)
	if got := w.lifecycle(id); got != "" {
		t.Errorf("the instance is %s, want gone", got)
	}
}

// CP-14: daemons go last, and before the machine does.
func TestManagedDrainingStopsDaemonsLast(t *testing.T) {
	w := newFleet(t, 0, 1, 1, drains)
	w.kernel.Advance(5 * time.Minute)
	w.define("agent")
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("agent"), TaskDefinition: new("agent"),
		SchedulingStrategy: types.SchedulingStrategyDaemon, LaunchType: types.LaunchTypeEc2,
	}))(t)
	job := w.run("app", 1).Tasks[0].TaskArn
	w.kernel.Advance(time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:2]")
	if got := w.reservation(); got != 100 {
		t.Errorf("the metric is %v, want 100", got)
	}
	id := w.machineOf(0).InstanceID
	w.terminate(id)
	w.kernel.Advance(time.Hour)
	w.wantStates(nil, "[RUNNING/RUNNING:2]")
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{Cluster: new("prod"), Task: job}))(t)
	w.kernel.Advance(8 * time.Second)
	w.wantStates(nil, "[STOPPED/STOPPED:1 STOPPING/STOPPED:1]")
	w.kernel.Advance(2 * time.Minute)
	if got := w.lifecycle(id); got != "" {
		t.Errorf("the empty instance is %s, want gone", got)
	}
}

// CP-14: the hook goes with the setting, and with the association.
func TestManagedDrainingTakesItsHookAway(t *testing.T) {
	w := newFleet(t, 0, 0, 1, drains)
	must(w.client.UpdateCapacityProvider(w.ctx, &api.UpdateCapacityProviderInput{
		Name: new("web"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{
			ManagedDraining: types.ManagedDrainingDisabled,
		},
	}))(t)
	w.kernel.Advance(time.Minute)
	if got := w.hooks(); len(got) != 0 {
		t.Errorf("hooks are %v", got)
	}
	gone := newFleet(t, 0, 0, 1, drains)
	must(0, gone.put())(t)
	gone.kernel.Advance(time.Minute)
	if got := gone.hooks(); len(got) != 0 {
		t.Errorf("without a cluster hooks are %v", got)
	}
}
