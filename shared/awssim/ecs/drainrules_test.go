package ecs

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// drainCase is a service, the nodes it runs on, and how many of them drain.
type drainCase struct {
	desired, least, most int32
	nodes, drained       int
}

// drainOne spreads a steady service over the nodes and drains the first of them.
func drainOne(t *testing.T, x drainCase) (*world, []*host.Machine) {
	w := newWorld(t)
	all := w.nodes(x.nodes)
	w.define("web")
	w.serve("web", x.desired, x.least, x.most)
	w.kernel.Advance(3 * time.Minute)
	for _, m := range all[:x.drained] {
		w.drain(m)
	}
	return w, all
}

// DRAIN-1: the documented arithmetic: how many tasks stop at once, and how many come in addition.
// All nodes drain, and one empty node has room.
func TestDrainArithmetic(t *testing.T) {
	for _, c := range []struct {
		desired, least, most int32
		stop, extra          int
	}{
		{4, 50, 100, 2, 0},  // two stop first, replacements wait for their end
		{4, 50, 200, 2, 4},  // both at once
		{2, 75, 100, 0, 0},  // 1.5 rounds up to 2: none may stop, none may start
		{4, 100, 200, 0, 4}, // four extra
		{3, 100, 125, 0, 0}, // 3.75 rounds down to 3: none extra
		{3, 100, 134, 0, 1},
		{4, 0, 100, 4, 0}, // all stop
		{1, 100, 200, 0, 1},
		{1, 50, 100, 0, 0}, // 0.5 rounds up to 1
		{1, 0, 100, 1, 0},
	} {
		w := newWorld(t)
		old := w.nodes(2)
		w.define("web")
		w.serve("web", c.desired, c.least, c.most)
		w.kernel.Advance(3 * time.Minute)
		w.nodes(2)
		for _, m := range old {
			w.drain(m)
		}
		w.kernel.Advance(0)
		stop, extra := 0, 0
		for _, task := range w.tasks(nil) {
			switch {
			case *task.DesiredStatus == "STOPPED":
				stop++
			case *task.LastStatus == "PENDING":
				extra++
			}
		}
		if stop != c.stop || extra != c.extra {
			t.Errorf("desired %d, %d to %d %%: %d stop and %d come, want %d and %d",
				c.desired, c.least, c.most, stop, extra, c.stop, c.extra)
		}
	}
}

// DRAIN-2: a drain makes progress unless neither percentage leaves room; then an event says so.
func TestDrainProgressOrDeadlock(t *testing.T) {
	for _, c := range []struct {
		desired, least, most int32
		ends                 bool
	}{
		{4, 100, 200, true},
		{4, 50, 100, true},
		{4, 0, 100, true},
		{3, 67, 100, false}, // 2.01 rounds up to 3
		{3, 66, 100, true},
		{3, 100, 134, true},
		{3, 100, 133, false}, // 3.99 rounds down to 3
		{4, 100, 100, false},
	} {
		w, nodes := drainOne(t, drainCase{c.desired, c.least, c.most, 3, 1})
		w.kernel.Advance(time.Hour)
		if got := w.instance(nodes[0]).RunningTasksCount == 0; got != c.ends {
			t.Errorf("desired %d, %d to %d %%: the drain ended: %v, want %v", c.desired, c.least,
				c.most, got, c.ends)
		}
		if got := w.hasEvent("web", "because of the service deployment configuration"); got == c.ends {
			t.Errorf("desired %d, %d to %d %%: an event of a deadlock: %v", c.desired, c.least, c.most,
				got)
		}
		if got := w.service("web").RunningCount; got != c.desired {
			t.Errorf("%d tasks run in the end, want %d", got, c.desired)
		}
	}
}

// DRAIN-3: at a minimum of 100 % without room anywhere the tasks stay until room comes.
func TestDrainWithoutRoomWaits(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web", port(80))
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(3 * time.Minute)
	w.drain(nodes[0])
	w.kernel.Advance(2 * time.Hour)
	w.wantStates(nodes[0], "[RUNNING/RUNNING:1]")
	if !w.hasEvent("web", "is already using a port required by your task") {
		t.Error("no event says what is missing")
	}
	w.nodes(1)
	w.kernel.Advance(time.Minute)
	if got := w.instance(nodes[0]).RunningTasksCount; got != 0 {
		t.Errorf("%d tasks are left once there is room", got)
	}
}

// DRAIN-4: tasks on several draining nodes together keep to the one service's percentages.
func TestDrainOfSeveralNodesSharesTheBounds(t *testing.T) {
	for _, c := range []struct{ least, most int32 }{{50, 100}, {100, 200}, {75, 125}} {
		w, nodes := drainOne(t, drainCase{8, c.least, c.most, 6, 3})
		healthy, live := w.extremes(15 * time.Minute)
		if least, most := int(8*c.least/100), int(8*c.most/100); healthy < least || live > most {
			t.Errorf("%d to %d %%: %d healthy, %d live", c.least, c.most, healthy, live)
		}
		for _, m := range nodes[:3] {
			if got := w.instance(m).RunningTasksCount; got != 0 {
				t.Errorf("%d to %d %%: %d tasks are left", c.least, c.most, got)
			}
		}
	}
}

// DRAIN-5: a protected task keeps its node from becoming empty, and a service event says so.
func TestDrainWaitsForProtectedTasks(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	w.serve("web", 2, 50, 200)
	w.kernel.Advance(3 * time.Minute)
	arn := *w.tasks(nodes[0])[0].TaskArn
	w.protect(arn, true, 60)
	w.drain(nodes[0])
	w.kernel.Advance(59 * time.Minute)
	w.wantStates(nodes[0], "[RUNNING/RUNNING:1]")
	if !w.hasEvent("web", "The number of protected tasks are more than the desired count of tasks.") {
		t.Error("no event tells of the protected task")
	}
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:1]")
}

// DRAIN-6: daemon tasks stop after the tasks of replica services; standalone ones do not hold them.
func TestDrainStopsDaemonsLast(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("watch")
	w.serveDaemon("watch")
	w.define("web")
	w.serve("web", 2, 100, 200)
	w.kernel.Advance(3 * time.Minute)
	w.drain(nodes[0])
	w.kernel.Advance(52 * time.Second) // the replacement is healthy, the old task stops
	w.wantStates(nodes[0], "[RUNNING/RUNNING:1 STOPPING/STOPPED:1]")
	w.wantDaemon("watch", 1, 2)
	w.kernel.Advance(5 * time.Second)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:1 STOPPING/STOPPED:1]")
	w.kernel.Advance(10 * time.Second)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:2]")
	w.wantDaemon("watch", 1, 1)
	w.setState(nodes[0], types.ContainerInstanceStatusActive)
	w.kernel.Advance(time.Minute)
	w.wantDaemon("watch", 2, 2)
}

// DRAIN-7: standalone tasks stay, and do not keep daemon tasks.
func TestDrainWithAStandaloneTaskStopsDaemons(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(1)
	w.define("watch")
	w.serveDaemon("watch")
	w.define("job")
	w.run("job", 1)
	w.kernel.Advance(2 * time.Minute)
	w.drain(nodes[0])
	w.kernel.Advance(24 * time.Hour)
	w.wantStates(nodes[0], "[RUNNING/RUNNING:1]")
}

// DRAIN-8: a node that is ACTIVE again keeps what did not stop yet, and surplus goes.
func TestBackToActiveStopsTheSurplusOnly(t *testing.T) {
	w, nodes := drainOne(t, drainCase{4, 100, 200, 2, 1})
	w.kernel.Advance(20 * time.Second) // two more run
	w.wantStates(nil, "[RUNNING/RUNNING:6]")
	w.setState(nodes[0], types.ContainerInstanceStatusActive)
	w.kernel.Advance(0)
	w.wantStates(nil, "[RUNNING/RUNNING:4 RUNNING/STOPPED:2]")
	w.kernel.Advance(time.Hour)
	w.wantStates(nodes[0], "[RUNNING/RUNNING:2]")
}

// DRAIN-9: an emptied node stays DRAINING, and takes no task while it is.
func TestDrainedNodeTakesNoTask(t *testing.T) {
	w, nodes := drainOne(t, drainCase{2, 100, 200, 2, 1})
	w.kernel.Advance(10 * time.Minute)
	w.scale("web", 6)
	w.kernel.Advance(time.Hour)
	if i := w.instance(nodes[0]); *i.Status != "DRAINING" || i.RunningTasksCount != 0 {
		t.Errorf("the node is %s with %d tasks", *i.Status, i.RunningTasksCount)
	}
	if got := w.service("web").RunningCount; got != 6 {
		t.Errorf("%d tasks run, want 6", got)
	}
}
