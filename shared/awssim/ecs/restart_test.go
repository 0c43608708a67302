package ecs

import (
	"testing"
	"time"
)

// EC2-27
func TestARestartedMachineKeepsItsContainerInstance(t *testing.T) {
	w := newWorld(t)
	m := w.nodes(1)[0]
	before := w.instance(m)
	w.define("app")
	w.run("app", 1)
	w.kernel.Advance(5 * time.Minute)
	w.wantStates(m, "[RUNNING/RUNNING:1]")
	w.machines.Stop(m.InstanceID)
	w.kernel.Advance(time.Minute)
	if i := w.instance(m); i.AgentConnected {
		t.Error("the agent of a stopped machine is connected")
	}
	if err := w.machines.Start(m.InstanceID); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(5 * time.Minute)
	after := w.instance(m)
	if !after.AgentConnected || *after.ContainerInstanceArn != *before.ContainerInstanceArn {
		t.Errorf("connected %t, %s instead of %s", after.AgentConnected,
			*after.ContainerInstanceArn, *before.ContainerInstanceArn)
	}
	if after.RunningTasksCount != 0 {
		t.Errorf("%d tasks run after the restart", after.RunningTasksCount)
	}
}
