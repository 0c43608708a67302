package check

import (
	"strings"
	"testing"
	"time"
)

func TestHealthyDrainBreaksNothing(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.putRow(prod, "terminate-"+instance, instance, "ordered")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	w.Advance(9 * time.Minute)
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.putRow(prod, "terminate-"+instance, instance, "done")
	w.Advance(10 * time.Minute)
	w.wantBroken()
	if w.checker.Counts != (Counts{}) {
		t.Errorf("tasks were cut off: %+v", w.checker.Counts)
	}
	if err := w.checker.Settled(time.Minute); err != nil {
		t.Error(err)
	}
}

func TestAnswerBeforeTheNodeIsEmptyCostsTasksTheirGrace(t *testing.T) {
	w := newWorld(t)
	instance, _ := w.busyNode()
	w.terminate(instance)
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.wantBroken(EmptyFirst)
	w.Advance(time.Minute)
	w.wantBroken(EmptyFirst, GraceKept)
	if w.checker.LostGrace == 0 {
		t.Error("no task is counted")
	}
}

func TestTaskThatIsStillStoppingIsLeftOnItsNode(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.putRow(prod, "terminate-1", instance, "ordered")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	for len(w.checker.tasksLeft(instance)) > 0 && w.running(instance) > 0 {
		w.Advance(time.Second)
	}
	if len(w.checker.tasksLeft(instance)) == 0 {
		t.Fatal("no task was seen stopping")
	}
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.wantBroken(EmptyFirst)
}

// running counts the instance's tasks that are to go on.
func (w *world) running(instance string) (n int) {
	for _, task := range w.checker.tasksLeft(instance) {
		if strings.HasSuffix(task, "/RUNNING") {
			n++
		}
	}
	return n
}

func TestLossesThatAreNotOursAreCountedApart(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*world, string)
		got  func(Counts) int
	}{
		{"Spot", func(w *world, id string) { w.Machines.InterruptSpot(id) },
			func(c Counts) int { return c.SpotLost }},
		{"a machine dies", func(w *world, id string) { w.Machines.Terminate(id) },
			func(c Counts) int { return c.OwnDeath }},
		{"a hook lapses", func(w *world, id string) { w.terminate(id) },
			func(c Counts) int { return c.LapsedLost }},
		{"somebody else answers", func(w *world, id string) {
			w.terminate(id)
			w.must(w.user.answer(w.ctx(), hook, id, "CONTINUE"))
		}, func(c Counts) int { return c.OwnDeath }},
		{"report mode", func(w *world, id string) {
			w.checker.Mode = func(string) string { return Report }
			w.terminate(id)
			w.must(w.function.answer(w.ctx(), hook, id, "CONTINUE"))
		}, func(c Counts) int { return c.ReportLost }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			instance, _ := w.busyNode()
			c.do(w, instance)
			w.Advance(15 * time.Minute)
			w.wantBroken()
			all := w.checker.Counts
			sum := all.SpotLost + all.OwnDeath + all.LapsedLost + all.ReportLost + all.LostGrace
			if c.got(all) == 0 || c.got(all) != sum {
				t.Errorf("counted %+v", all)
			}
		})
	}
}

func TestStopBelowTheMinimumIsSeen(t *testing.T) {
	w := newWorld(t)
	w.must(w.stopOne(w.user))
	w.Advance(15 * time.Minute)
	w.wantBroken() // a person may
	w.must(w.stopOne(w.function))
	w.wantBroken(MinimumHealthy)
}

func TestUnsettledWorkIsNamed(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.Advance(5 * time.Minute)
	err := w.checker.Settled(time.Minute)
	if err == nil || !strings.Contains(err.Error(), "without an order") {
		t.Errorf("a hook without an order: %v", err)
	}
	w.putRow(prod, "terminate-"+instance, instance, "ordered")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	if err := w.checker.Settled(time.Minute); err != nil {
		t.Errorf("a new order is late: %v", err)
	}
	w.Advance(2 * time.Minute)
	err = w.checker.Settled(time.Minute)
	if err == nil || !strings.Contains(err.Error(), "terminate-"+instance) {
		t.Errorf("an open order: %v", err)
	}
}

func TestViolationsAreBounded(t *testing.T) {
	w := newWorld(t)
	for range 2 * violationsMax {
		w.checker.broken(RoleAllows, "again")
	}
	if n := len(w.checker.Violations()); n != violationsMax {
		t.Errorf("%d violations are kept", n)
	}
}
