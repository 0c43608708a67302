package ecs

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
)

// failStarts ends every task that is PENDING while the time goes by, and returns the moments in
// minutes at which one was placed.
func (w *world) failStarts(d time.Duration) []float64 {
	var at []float64
	begin := w.kernel.Now()
	for w.kernel.Now().Before(begin.Add(d)) {
		w.kernel.Advance(time.Second)
		for _, t := range append([]*task(nil), w.ecs.clusters["prod"].tasks...) {
			if t.last == pending {
				at = append(at, t.created.Sub(begin).Minutes())
				t.Exited(t.work)
			}
		}
	}
	return at
}

// SVC-10: the gap between tasks that never run grows to 15 minutes; a new task definition ends it.
func TestServiceWhoseTasksNeverRunIsThrottled(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 1, 100, 200)
	at := w.failStarts(3 * time.Hour)
	last, most := 0.0, 0.0
	for _, m := range at {
		if m-last < most-0.1 {
			t.Errorf("a start came %.1f minutes after the one before, which waited %.1f", m-last, most)
		}
		most, last = max(most, m-last), m
	}
	if most < 15 || most > 15.1 {
		t.Errorf("the longest gap is %.2f minutes, want 15", most)
	}
	if got := count(w.actions(), "SERVICE_TASK_START_IMPAIRED"); got != 1 {
		t.Errorf("%d events of impaired starts, want 1", got)
	}
	if !w.hasEvent("web", "is unable to consistently start tasks successfully.") {
		t.Error("no service event says so")
	}
	w.roll("web")
	w.kernel.Advance(2 * time.Second)
	if got := w.service("web").PendingCount; got != 1 {
		t.Errorf("with a new definition %d tasks are pending, want 1 at once", got)
	}
	w.kernel.Advance(time.Minute)
	if got := w.service("web").RunningCount; got != 1 {
		t.Errorf("%d tasks run, want 1", got)
	}
}

// SVC-11: a container that starts and then ends is started again at once.
func TestCrashingContainerIsNotThrottled(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web", func(c *types.ContainerDefinition) { c.Image = new("repo/bad") })
	w.crashing("repo/bad")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(10 * time.Minute)
	if got := count(w.actions(), "SERVICE_TASK_START_IMPAIRED"); got != 0 {
		t.Errorf("%d events of impaired starts, want none", got)
	}
	if got := len(w.tasks(nil)); got < 50 {
		t.Errorf("%d tasks in ten minutes, want one every 11 s", got)
	}
}

// SVC-12: 250 tasks of a service start in a minute.
func TestServiceStarts250TasksAMinute(t *testing.T) {
	w := newWorld(t)
	must(w.machines.Launch(host.Template{
		CPU: 512 * 1024, Memory: 1024 * 1024, Cluster: "prod",
	}, "a", "group"))(t)
	w.kernel.Advance(time.Minute)
	w.define("web")
	w.serve("web", 600, 100, 200)
	for _, want := range []int32{250, 500, 600} {
		w.kernel.Advance(time.Second)
		if s := w.service("web"); s.PendingCount+s.RunningCount != want {
			t.Errorf("%d tasks, want %d", s.PendingCount+s.RunningCount, want)
		}
		w.kernel.Advance(time.Minute)
	}
}
