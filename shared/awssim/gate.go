package awssim

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/authorize"
	"sashweight/shared/awssim/cloudtrail"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// How long a call takes on its way, drawn evenly between the two.
const (
	callLeast = 6 * time.Millisecond
	callMost  = 40 * time.Millisecond
	// noAnswer is longer than any invocation may last (Lambda developer guide, gettingstarted-limits).
	noAnswer = 16 * time.Minute
)

// Made is one call that was answered.
type Made struct {
	At   time.Time
	Call *wire.Call
	// Output is the SDK's output value, nil when the service did nothing; Err is what the caller
	// got. Both are set when it was done and the answer was lost.
	Output any
	Err    error
}

// Watch registers a function that is told of every call, after its answer.
func (a *Account) Watch(f func(Made)) { a.watchers = append(a.watchers, f) }

// Before registers a function that is told of every call that is about to be carried out: what it
// finds is as it was before the call. A fault may still keep the call from being carried out.
func (a *Account) Before(f func(*wire.Call)) { a.before = append(a.before, f) }

// gate stands around every call: it is where invocations interleave, where faults strike, where
// the role is asked, and where the journal is written.
func (a *Account) gate(
	ctx context.Context, call *wire.Call, next func() (any, error),
) (any, error) {
	p := a.Running()
	op := call.Scope + " " + call.Operation
	fault := a.Faults.Call(call.Caller.Name, op, p != nil)
	if p != nil {
		p.Sleep(a.latency())
	}
	if fault == faults.CrashBefore && p != nil {
		a.crash(p, fault, call, op)
	}
	if fault == faults.NoAnswer && p != nil {
		a.struck(fault, call, op)
		p.Sleep(noAnswer)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, f := range a.before {
		f(call)
	}
	out, err := a.answer(call, fault, next)
	a.Journal.Add("call", call.Caller.Name, op, Subject(call.Input), outcome(err))
	a.Trail.Record(cloudtrail.Call{
		Call: call, Output: out, Err: err, Role: a.roleOf(call.Caller.Name),
	})
	for _, f := range a.watchers {
		f(Made{At: a.Now(), Call: call, Output: out, Err: err})
	}
	if fault == faults.CrashAfter && p != nil {
		a.crash(p, fault, call, op)
	}
	a.settle(call)
	if err != nil {
		return nil, err
	}
	return a.refreshed(ctx, call, out), nil
}

func (a *Account) crash(p *kernel.Proc, fault string, call *wire.Call, op string) {
	a.struck(fault, call, op)
	a.Lambda.Crash(p)
}

func (a *Account) struck(fault string, call *wire.Call, op string) {
	a.Faults.Count(fault)
	a.Journal.Add("fault", fault, call.Caller.Name, op)
}

func (a *Account) latency() time.Duration {
	d := a.Stream("latency").Int64N(int64(callMost - callLeast))
	return (callLeast + time.Duration(d)).Round(time.Millisecond)
}

func (a *Account) answer(call *wire.Call, fault string, next func() (any, error)) (any, error) {
	switch {
	case fault == faults.Throttled:
		a.Faults.Count(fault)
		return nil, throttled(call.Scope)
	case a.limited && !ofAWS(call) && !a.Limits.Take(call.Scope, call.Operation):
		return nil, throttled(call.Scope)
	}
	if why := a.forbidden(call); why != "" {
		return nil, denied(call, why)
	}
	return a.spoiled(call, fault, next)
}

// ofAWS reports whether a call is made by a service of AWS on the customer's behalf.
func ofAWS(call *wire.Call) bool { return strings.HasPrefix(call.Caller.Name, "AWSServiceRole") }

// forbidden asks the role of the function that calls, for each resource of the call: "" when it
// may, else what is missing. Whoever is no function of the account may do everything.
// GetCallerIdentity needs no permission (IAM user guide).
func (a *Account) forbidden(call *wire.Call) string {
	f, ok := a.Lambda.Function(call.Caller.Name)
	if !ok || call.Scope == "sts" {
		return ""
	}
	requests, err := authorize.Account{
		ID: a.Env.Account, Region: a.Env.Region, Names: a.AutoScaling,
	}.Of(call)
	if err != nil {
		return err.Error()
	}
	for _, r := range requests {
		if why := a.IAM.Decide(f.Role, r); why != "" {
			return why
		}
	}
	return ""
}

// roleOf is the ARN of a function's role; "" for other callers.
func (a *Account) roleOf(name string) string {
	f, _ := a.Lambda.Function(name)
	return f.Role
}

// callerOf knows functions by the access key that FunctionConfig gives them; everybody else is the
// operator.
func (a *Account) callerOf(key string) wire.Caller {
	for _, f := range a.Lambda.Functions() {
		if key == accessKey(f.Name) {
			return wire.Caller{Name: f.Name, AccessKey: key, ARN: f.Role}
		}
	}
	return a.User()
}

// throttled is the service's own error for a call above its rate (each service's API reference,
// common errors).
func throttled(scope string) error {
	switch scope {
	case "autoscaling", "sts", "monitoring", "elasticloadbalancing", "sns":
		return wire.Error("Throttling", "Rate exceeded")
	case "ec2":
		return wire.Error("RequestLimitExceeded", "Request limit exceeded.")
	case "dynamodb":
		return wire.Error("ThrottlingException", "Throughput exceeds the current capacity of your "+
			"table or index.")
	case "sqs":
		return wire.Error("RequestThrottled", "Rate exceeded")
	}
	return wire.Error("ThrottlingException", "Rate exceeded")
}

// denied is the service's own error for a call that no policy allows. AWS's text ends before the
// semicolon; what follows says what to add to the role.
func denied(call *wire.Call, why string) error {
	code := "AccessDeniedException"
	switch call.Scope {
	case "autoscaling", "sts", "monitoring", "elasticloadbalancing":
		code = "AccessDenied"
	case "ec2":
		code = "UnauthorizedOperation"
	case "sns":
		code = "AuthorizationError"
	}
	action := call.Scope + ":" + call.Operation
	if action == "lambda:Invoke" {
		action = "lambda:InvokeFunction"
	}
	return wire.Error(code, "User: %s is not authorized to perform: %s because no "+
		"identity-based policy allows the %s action; %s", call.Caller.ARN, action, action, why)
}

// outcome is the answer in one word: ok or the error's code.
func outcome(err error) string {
	var api smithy.APIError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &api):
		return strings.ReplaceAll(api.ErrorCode(), " ", "")
	}
	return "error"
}
