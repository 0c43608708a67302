package check

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/lambda"
)

func TestPause(t *testing.T) {
	for _, a := range []act{
		{"drain", func(w *world, instance, arn string) {
			w.pause(pauseAll, "voluntary")
			w.drain(instance, arn)
		}, []string{PauseHolds}},
		{"drain in the cluster", func(w *world, instance, arn string) {
			w.pause(pauseOf(prod), "voluntary")
			w.drain(instance, arn)
		}, []string{PauseHolds}},
		{"drain after the pause", func(w *world, instance, arn string) {
			w.pause(pauseAll, "voluntary")
			w.pause(pauseOf("other"), "everything")
			w.pause(pauseAll, "")
			w.drain(instance, arn)
		}, nil},
		{"drain of a node that must go", func(w *world, instance, arn string) {
			w.pause(pauseAll, "voluntary")
			w.terminate(instance)
			w.drain(instance, arn)
		}, nil},
		{"undo", func(w *world, instance, arn string) {
			w.drain(instance, arn)
			w.pause(pauseAll, "voluntary")
			w.must(w.function.setState(w.ctx(), "ACTIVE", arn))
		}, nil},
		{"one more", func(w *world, instance, _ string) {
			w.order(instance, "replace")
			w.pause(pauseAll, "voluntary")
			w.must(w.function.setDesired(w.ctx(), 4))
		}, []string{PauseHolds}},
		{"terminate", func(w *world, instance, arn string) {
			w.empty(instance, arn)
			w.pause(pauseAll, "voluntary")
			w.must(w.function.remove(w.ctx(), instance))
		}, []string{PauseHolds}},
		{"drain of a node that must go under everything", func(w *world, instance, arn string) {
			w.pause(pauseOf(prod), everything)
			w.terminate(instance)
			w.drain(instance, arn)
		}, []string{PauseHolds}},
		{"answer under everything", func(w *world, instance, arn string) {
			w.terminate(instance)
			w.drain(instance, arn)
			w.Advance(9 * time.Minute)
			w.pause(pauseAll, everything)
			w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
		}, []string{PauseHolds}},
	} {
		a.run(t)
	}
}

// A function that has looked at the brake just before it was set may make the call for which it
// looked. One that looks again must stop.
func TestPauseThatComesAfterTheLookIsNoViolation(t *testing.T) {
	for _, c := range []struct {
		name  string
		looks bool
		want  []string
	}{{"looks before", false, nil}, {"looks again", true, []string{PauseHolds}}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			instance, arn := w.busyNode()
			look := func(ctx context.Context) {
				_, _ = w.function.parameters.GetParameter(ctx,
					&ssm.GetParameterInput{Name: new(pauseAll)})
			}
			w.invoke(func(ctx context.Context) {
				w.order(instance, "terminate")
				look(ctx)
				w.pause(pauseAll, "voluntary")
				if c.looks {
					look(ctx)
				}
				w.must(w.function.setState(ctx, "DRAINING", arn))
			})
			w.wantBroken(c.want...)
		})
	}
}

// invoke runs f as an invocation of drain-nodes that may do everything.
func (w *world) invoke(f func(context.Context)) {
	w.t.Helper()
	role, err := w.IAM.Create(iam.Role{Name: "all", Policies: map[string]iam.Document{
		"all": {Statement: []iam.Statement{{
			Effect: "Allow", Action: []string{"*"}, Resource: []string{"*"},
		}}},
	}})
	w.must(err)
	w.Lambda.Build = func(lambda.Spec) (lambda.Handler, error) {
		return func(ctx context.Context, _ json.RawMessage) (any, error) {
			f(ctx)
			return nil, nil
		}, nil
	}
	_, err = w.Lambda.Create(lambda.Spec{
		Name: "drain-nodes", FunctionName: "drain", Role: role, Timeout: time.Minute,
		Async: lambda.DefaultAsync(),
	})
	w.must(err)
	w.must(w.Lambda.InvokeAsync("drain", []byte("{}"), "test"))
	w.Advance(time.Minute)
}
