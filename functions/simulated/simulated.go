// Package simulated deploys the project's template and functions on a simulated AWS account, for
// the demo, the served account, the simulation and the scenarios.
package simulated

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"sashweight"
	"sashweight/functions"
	"sashweight/shared/awsclient"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/deploy"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/sqs"
)

// Start is when a simulated world begins: a Monday morning.
var Start = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// World is an account with the stack on it.
type World struct {
	*awssim.Account
	// Stack is what the template made.
	Stack deploy.Stack
	// Log takes the functions' log lines, as Lambda's standard output; nil drops them.
	Log io.Writer
}

// New makes an account and deploys the template on it with every function. A zero Start in the
// options is Start.
func New(o awssim.Options) (*World, error) {
	if o.Start.IsZero() {
		o.Start = Start
	}
	w := &World{Account: awssim.New(o)}
	w.Lambda.Build = w.build
	stack, err := deploy.Template(sashweight.Template, w.services(), nil)
	if err != nil {
		return nil, err
	}
	w.Stack = stack
	return w, nil
}

func (w *World) services() deploy.Services {
	return deploy.Services{
		Env: w.Env, Stack: "sashweight", Events: w.EventBridge, Lambda: w.Lambda,
		Scheduler: w.Scheduler, IAM: w.IAM, CloudWatch: w.CloudWatch, Logs: w.Logs,
		CreateTable: func(t deploy.Table) (string, error) {
			return w.DynamoDB.Create(t.Name, t.Hash, t.Range, t.TTL), nil
		},
		CreateQueue: func(q deploy.Queue) (string, string, error) {
			url, arn := w.SQS.Create(q.Name, sqs.Options{
				Visibility: q.Visibility, Retention: q.Retention, Delay: q.Delay, Wait: q.Wait,
				DeadLetters: q.DeadLetters, MaxReceives: q.MaxReceives,
			})
			return url, arn, nil
		},
	}
}

// output is what one function writes: lines to its log group and to Log, which may change while the
// world runs.
type output struct {
	w    *World
	spec lambda.Spec
}

func (o output) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		o.w.Logs.Write(o.spec.LogGroup, o.spec.FunctionName, strings.TrimSuffix(line, "\n"))
	}
	if o.w.Log == nil {
		return len(p), nil
	}
	return o.w.Log.Write(p)
}

// build makes the handler of a deployed function, with clients that live on the world's time.
func (w *World) build(spec lambda.Spec) (lambda.Handler, error) {
	for _, f := range functions.All() {
		if f.Name != spec.Name {
			continue
		}
		invoke, err := f.New(functions.Deps{
			Config: awsclient.Simulated(w.FunctionConfig(f.Name), w.Kernel, w.Stream("retries")),
			Lookup: func(name string) (string, bool) {
				v, ok := spec.Environment[name]
				return v, ok
			},
			Out: output{w, spec}, Clock: w.Kernel, Nonce: func() string { return w.HexID("nonce", 26) },
		})
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, payload json.RawMessage) (any, error) {
			return invoke(lambdaContext(ctx), payload)
		}, nil
	}
	return nil, fmt.Errorf("build function %s: the template has it, the list of functions has not",
		spec.Name)
}

// lambdaContext gives the function's code the context that Lambda's own runtime would.
func lambdaContext(ctx context.Context) context.Context {
	i, ok := lambda.FromContext(ctx)
	if !ok {
		return ctx
	}
	return lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{
		AwsRequestID: i.RequestID, InvokedFunctionArn: i.ARN,
	})
}

// Table is the state table's name.
func (w *World) Table() string { return w.Stack.Resources["Table"].Ref }
