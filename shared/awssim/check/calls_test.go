package check

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/wire"
)

// stopOne stops a running task of the service.
func (w *world) stopOne(by clients) error {
	out, err := w.user.ecs.ListTasks(w.ctx(), &ecs.ListTasksInput{Cluster: new(prod)})
	w.must(err)
	_, err = by.ecs.StopTask(w.ctx(), &ecs.StopTaskInput{
		Cluster: new(prod), Task: &out.TaskArns[0], Reason: new("sashweight/drain-nodes: test"),
	})
	return err
}

func TestSecondAnswerIsSeen(t *testing.T) {
	w := newWorld(t)
	w.checker.Mode = func(string) string { return Report }
	instance, _ := w.busyNode()
	w.terminate(instance)
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	if err := w.function.answer(w.ctx(), hook, instance, "CONTINUE"); err == nil {
		t.Fatal("a second answer was taken")
	}
	w.wantBroken() // it changed nothing
	token := w.lastAction().Token
	w.checker.made(awssim.Made{At: w.Now(), Call: &wire.Call{
		Scope: "autoscaling", Operation: "CompleteLifecycleAction",
		Caller: wire.Caller{Name: "drain-nodes"},
		Input: &autoscaling.CompleteLifecycleActionInput{
			AutoScalingGroupName: new(group), LifecycleHookName: new(hook),
			LifecycleActionToken: &token, LifecycleActionResult: new("CONTINUE"),
		},
	}})
	w.wantBroken(AnsweredOnce)
}

func TestAnyTouchOfAForeignHookIsSeen(t *testing.T) {
	for _, c := range []struct {
		name  string
		touch func(*world, string) error
	}{
		{"answer", func(w *world, id string) error {
			return w.function.answer(w.ctx(), "theirs", id, "CONTINUE")
		}},
		{"refused answer", func(w *world, _ string) error {
			_ = w.function.answer(w.ctx(), "theirs", "i-00000000000000000", "CONTINUE")
			return nil
		}},
		{"heartbeat", func(w *world, id string) error {
			_, err := w.function.groups.RecordLifecycleActionHeartbeat(w.ctx(),
				&autoscaling.RecordLifecycleActionHeartbeatInput{
					AutoScalingGroupName: new(group), LifecycleHookName: new("theirs"),
					InstanceId: &id,
				})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.checker.Mode = func(string) string { return Report }
			w.putHook("theirs", "")
			instance, _ := w.busyNode()
			w.terminate(instance)
			w.must(c.touch(w, instance))
			w.Advance(time.Second)
			w.wantBroken(OwnHooksOnly)
		})
	}
}

func TestHookWithOurMetadataIsOurs(t *testing.T) {
	w := newWorld(t)
	w.checker.Mode = func(string) string { return Unmanaged }
	w.putHook("drain", `{"owner": "sashweight"}`)
	instance, _ := w.busyNode()
	w.terminate(instance)
	w.must(w.function.answer(w.ctx(), "drain", instance, "CONTINUE"))
	w.wantBroken()
}

func TestAbandonIsSeen(t *testing.T) {
	w := newWorld(t)
	w.checker.Mode = func(string) string { return Report }
	instance, _ := w.busyNode()
	w.terminate(instance)
	w.must(w.function.answer(w.ctx(), hook, instance, "ABANDON"))
	w.wantBroken(NeverAbandoned)
}

func TestDesiredCountsOutOfBoundsAreSeen(t *testing.T) {
	w := newWorld(t)
	w.must(w.user.setDesired(w.ctx(), 7))
	instance, _ := w.busyNode()
	w.order(instance, "replace")
	w.must(w.function.setDesired(w.ctx(), 8))
	w.wantBroken()
	if err := w.function.setDesired(w.ctx(), 9); err == nil {
		t.Error("the group went above its maximum")
	}
	w.wantBroken(CallsAreValid, DesiredInRange)
	_, err := w.function.ecs.UpdateService(w.ctx(), &ecs.UpdateServiceInput{
		Cluster: new(prod), Service: new("web"), DesiredCount: new(int32(5)),
	})
	w.must(err)
	if n := len(w.checker.Violations()); n != 3 {
		t.Errorf("%d violations, want 3: %v", n, w.checker.Violations())
	}
}

func TestDeniedCallIsSeen(t *testing.T) {
	w := newWorld(t)
	_, err := w.Lambda.Create(lambda.Spec{
		Name: "drain-nodes", FunctionName: "drain", Role: "arn:aws:iam::123456789012:role/none",
		Timeout: time.Minute, Async: lambda.DefaultAsync(),
	})
	w.must(err)
	_, err = w.function.ecs.ListClusters(w.ctx(), &ecs.ListClustersInput{})
	if err == nil {
		t.Fatal("a role without policies may call")
	}
	w.wantBroken(RoleAllows)
}

func TestInvalidCallIsSeen(t *testing.T) {
	w := newWorld(t)
	in := &ecs.DescribeTasksInput{Cluster: new(prod), Tasks: []string{}}
	if _, err := w.user.ecs.DescribeTasks(w.ctx(), in); err == nil {
		t.Fatal("describing no task is valid")
	}
	w.wantBroken() // a person may err
	if _, err := w.function.ecs.DescribeTasks(w.ctx(), in); err == nil {
		t.Fatal("describing no task is valid")
	}
	w.wantBroken(CallsAreValid)
}

func TestEleventhNodeOfACallIsSeen(t *testing.T) {
	w := newWorld(t)
	_, arn := w.busyNode()
	arns := make([]string, 11)
	for i := range arns {
		arns[i] = arn
	}
	if err := w.function.setState(w.ctx(), "DRAINING", arns...); err == nil {
		t.Error("eleven nodes were set DRAINING at once")
	}
	w.wantBroken(WithinLimits, CallsAreValid)
}

func TestNodeUnderASpotNoticeMayBeDrained(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.Machines.InterruptSpot(instance)
	w.putRow(prod, "spot-1", instance, "ordered")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	w.wantBroken()
}
