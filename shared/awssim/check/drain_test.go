package check

import (
	"testing"
	"time"
)

// act is one test of what a function may do to a node that its group keeps.
type act struct {
	name string
	do   func(w *world, instance, arn string)
	want []string
}

func (a act) run(t *testing.T) {
	t.Run(a.name, func(t *testing.T) {
		w := newWorld(t)
		instance, arn := w.busyNode()
		a.do(w, instance, arn)
		w.wantBroken(a.want...)
	})
}

func TestVoluntaryDrains(t *testing.T) {
	for _, a := range []act{
		{"with an order", func(w *world, instance, arn string) { w.drain(instance, arn) }, nil},
		{"without one", func(w *world, _, arn string) {
			w.must(w.user.setState(w.ctx(), "DRAINING", arn))
			w.must(w.user.setState(w.ctx(), "ACTIVE", arn))
			w.wantBroken() // a person may
			w.must(w.function.setState(w.ctx(), "DRAINING", arn))
		}, []string{OrderFirst}},
		{"of a protected instance", func(w *world, instance, arn string) {
			w.must(w.user.protect(w.ctx(), instance))
			w.drain(instance, arn)
		}, []string{NodesProtected}},
		{"of a service that is never moved", func(w *world, instance, arn string) {
			w.rules(func(r *Rules) { r.MayMove = func(string, time.Time) bool { return false } })
			w.drain(instance, arn)
		}, []string{MoveKept}},
		{"again", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			w.must(w.function.setState(w.ctx(), "DRAINING", arn))
		}, nil},
	} {
		a.run(t)
	}
}

// rules changes the rules that the checker is told.
func (w *world) rules(edit func(*Rules)) {
	w.checker.Rules = func(string, string) Rules {
		r := DefaultRules()
		edit(&r)
		return r
	}
}

func TestLedger(t *testing.T) {
	second := func(w *world, instance string) {
		other, arn := w.other(instance)
		w.drain(other, arn)
	}
	for _, a := range []act{
		{"a second node of three", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			second(w, instance)
		}, []string{WithinLedger}},
		{"a budget of two", func(w *world, instance, arn string) {
			w.rules(func(r *Rules) { r.Budget = 67 })
			w.drain(instance, arn)
			second(w, instance)
		}, nil},
		{"beside one that a person drains", func(w *world, instance, arn string) {
			w.must(w.user.setState(w.ctx(), "DRAINING", arn))
			second(w, instance)
		}, []string{WithinLedger}},
		{"beside one that is terminated", func(w *world, instance, _ string) {
			w.terminate(instance)
			second(w, instance)
		}, []string{WithinLedger}},
		{"beside one whose agent is dead", func(w *world, instance, _ string) {
			w.impair(instance)
			second(w, instance)
		}, []string{WithinLedger}},
		{"the one whose agent is dead counts once", func(w *world, instance, arn string) {
			w.impair(instance)
			w.drain(instance, arn)
		}, nil},
		{"urgent", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			other, arn := w.other(instance)
			w.writeRow(other, row{"urgent": "yes"})
			w.must(w.function.setState(w.ctx(), "DRAINING", arn))
		}, nil},
	} {
		a.run(t)
	}
}

// impair lets the agent of a node die, and waits until ECS has noticed.
func (w *world) impair(instance string) {
	w.t.Helper()
	w.Machines.Disconnect(instance, 24*time.Hour)
	for range 60 {
		w.Advance(time.Minute)
		if w.checker.registered(instance).Impaired {
			return
		}
	}
	w.t.Fatalf("%s is not impaired", instance)
}

func TestActiveAgain(t *testing.T) {
	back := func(w *world, arn string) { w.must(w.function.setState(w.ctx(), "ACTIVE", arn)) }
	for _, a := range []act{
		{"its own drain", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			back(w, arn)
		}, nil},
		{"a person's drain", func(w *world, _, arn string) {
			w.must(w.user.setState(w.ctx(), "DRAINING", arn))
			back(w, arn)
		}, []string{OnlyOwnUndone}},
		{"a node that its group terminates", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			w.terminate(instance)
			back(w, arn)
		}, []string{OnlyOwnUndone}},
		{"a node under a Spot notice", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			w.Machines.InterruptSpot(instance)
			back(w, arn)
		}, []string{OnlyOwnUndone}},
		{"again and again", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			back(w, arn)
			w.Advance(20 * time.Minute)
			w.drain(instance, arn)
			back(w, arn)
		}, []string{NoLoop}},
		{"again because of a pause", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			back(w, arn)
			w.drain(instance, arn)
			w.pause(pauseAll, "voluntary")
			back(w, arn)
		}, nil},
		{"again because nobody wanted it", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			back(w, arn)
			w.drain(instance, arn)
			w.writeRow(instance, row{"cancel": "demand rises"})
			back(w, arn)
		}, nil},
		{"again after an hour", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			back(w, arn)
			w.Advance(time.Hour)
			w.drain(instance, arn)
			back(w, arn)
		}, nil},
	} {
		a.run(t)
	}
}
