package check

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// standalone starts a task of no service on a node.
func (w *world) standalone(arn string) (task string) {
	w.t.Helper()
	out, err := w.user.ecs.StartTask(w.ctx(), &ecs.StartTaskInput{
		Cluster: new(prod), TaskDefinition: new("web"), ContainerInstances: []string{arn},
	})
	w.must(err)
	w.Advance(10 * time.Minute)
	return *out.Tasks[0].TaskArn
}

// stop has drain-nodes stop a task.
func (w *world) stop(task string) {
	w.t.Helper()
	_, err := w.function.ecs.StopTask(w.ctx(), &ecs.StopTaskInput{
		Cluster: new(prod), Task: &task, Reason: new("sashweight/drain-nodes: test"),
	})
	w.must(err)
}

// theirs is a task of the service on an instance that runs.
func (w *world) theirs(instance string) string {
	w.t.Helper()
	for _, t := range w.checker.workOf(instance) {
		if t.Service != "" && t.LastStatus == running {
			return t.ARN
		}
	}
	w.t.Fatalf("no task of the service runs on %s", instance)
	return ""
}

func TestStandaloneTasks(t *testing.T) {
	stopAfter := func(w *world, after time.Duration) {
		w.rules(func(r *Rules) { r.Standalone, r.StandaloneWait = Stop, after })
	}
	for _, a := range []act{
		{"that are to be waited for", func(w *world, instance, arn string) {
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.stop(task)
		}, []string{AloneKept}},
		{"before their time", func(w *world, instance, arn string) {
			stopAfter(w, 20*time.Minute)
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.Advance(19 * time.Minute)
			w.stop(task)
		}, []string{AloneKept}},
		{"after their time", func(w *world, instance, arn string) {
			stopAfter(w, 20*time.Minute)
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.Advance(20 * time.Minute)
			w.stop(task)
		}, nil},
		{"at the deadline", func(w *world, instance, arn string) {
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.writeRow(instance, row{"deadline": ms(w.Now()), "at_deadline": Force})
			w.stop(task)
		}, nil},
		{"at a deadline that was extended", func(w *world, instance, arn string) {
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.terminate(instance)
			w.writeRow(instance, row{"deadline": ms(w.Now()), "at_deadline": Extend,
				"extended_until": ms(w.Now().Add(time.Hour))})
			w.stop(task)
		}, []string{AloneKept}},
		{"at the end of an extension", func(w *world, instance, arn string) {
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.terminate(instance)
			w.writeRow(instance, row{"deadline": ms(w.Now()), "at_deadline": Extend,
				"extended_until": ms(w.Now())})
			w.stop(task)
		}, nil},
		{"under a Spot notice", func(w *world, instance, arn string) {
			task := w.standalone(arn)
			w.drain(instance, arn)
			w.Machines.InterruptSpot(instance)
			w.stop(task)
		}, nil},
	} {
		a.run(t)
	}
}

func TestStopsByUs(t *testing.T) {
	for _, a := range []act{
		{"unsigned", func(w *world, instance, arn string) {
			w.rules(func(r *Rules) { r.Standalone = Stop })
			task := w.standalone(arn)
			w.drain(instance, arn)
			_, err := w.function.ecs.StopTask(w.ctx(), &ecs.StopTaskInput{
				Cluster: new(prod), Task: &task, Reason: new("sashweight/scale-ec2: test"),
			})
			w.must(err)
		}, []string{StopsSigned}},
		{"a protected task", func(w *world, instance, arn string) {
			w.least(50)
			w.protectTask(w.theirs(instance))
			w.drain(instance, arn)
			w.stop(w.theirs(instance))
		}, []string{TasksProtected}},
		{"a protected task where the policy says so", func(w *world, instance, arn string) {
			w.least(50)
			w.rules(func(r *Rules) { r.Protected = Stop })
			w.protectTask(w.theirs(instance))
			w.drain(instance, arn)
			w.stop(w.theirs(instance))
		}, nil},
		{"a task that is never moved", func(w *world, instance, _ string) {
			w.least(50)
			w.rules(func(r *Rules) { r.MayMove = func(string, time.Time) bool { return false } })
			w.order(instance, "terminate")
			w.stop(w.theirs(instance))
		}, []string{MoveKept}},
	} {
		a.run(t)
	}
}

// least sets the service's minimum healthy percent.
func (w *world) least(percent int32) {
	w.t.Helper()
	_, err := w.user.ecs.UpdateService(w.ctx(), &ecs.UpdateServiceInput{
		Cluster: new(prod), Service: new("web"),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: &percent, MaximumPercent: new(int32(100)),
		},
	})
	w.must(err)
}

// protectTask protects one task of the service.
func (w *world) protectTask(task string) {
	w.t.Helper()
	out, err := w.user.ecs.UpdateTaskProtection(w.ctx(), &ecs.UpdateTaskProtectionInput{
		Cluster: new(prod), Tasks: []string{task}, ProtectionEnabled: true,
		ExpiresInMinutes: new(int32(600)),
	})
	w.must(err)
	if len(out.Failures) > 0 {
		w.t.Fatalf("protect task: %+v", out.Failures)
	}
}

// The least healthy count of web is four of four here: every stop by us goes below it, but one at
// the end of an order's time is counted apart.
func TestForcedStopBelowTheMinimumIsCountedApart(t *testing.T) {
	w := newWorld(t)
	w.least(100)
	instance, arn := w.busyNode()
	w.drain(instance, arn)
	w.writeRow(instance, row{"deadline": ms(w.Now()), "at_deadline": Force})
	w.stop(w.theirs(instance))
	w.wantBroken()
	if w.checker.Excused[ByDeadline] == 0 {
		t.Errorf("counted %v", w.checker.Excused)
	}
	w.writeRow(instance, row{"deadline": ms(w.Now().Add(time.Hour)), "at_deadline": Force})
	other, _ := w.busyNode()
	w.stop(w.theirs(other))
	w.wantBroken(MinimumHealthy)
}

func TestHookAnsweredAtTheDeadlineCountsItsTasksApart(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.writeRow(instance, row{"origin": "terminate", "deadline": ms(w.Now())})
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.Advance(time.Minute)
	w.wantBroken()
	if w.checker.ForcedLost == 0 || w.checker.LostGrace != 0 {
		t.Errorf("counted %+v", w.checker.Counts)
	}
}

func TestHookOfADeadAgent(t *testing.T) {
	for _, a := range []act{
		{"whose services are served elsewhere", func(w *world, instance, _ string) {
			w.impair(instance)
			w.terminate(instance)
			w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
		}, nil},
		{"with a standalone task", func(w *world, instance, arn string) {
			w.standalone(arn)
			w.impair(instance)
			w.terminate(instance)
			w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
		}, []string{EmptyFirst}},
	} {
		a.run(t)
	}
}
