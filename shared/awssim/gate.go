package awssim

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/wire"
)

// How long a call takes on its way, drawn evenly between the two.
const (
	callLeast = 6 * time.Millisecond
	callMost  = 40 * time.Millisecond
)

// Made is one call that was answered.
type Made struct {
	At   time.Time
	Call *wire.Call
	// Output is the SDK's output value, nil after an error; Err is what the caller got.
	Output any
	Err    error
}

// Watch registers a function that is told of every call, after its answer.
func (a *Account) Watch(f func(Made)) { a.watchers = append(a.watchers, f) }

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
		a.Journal.Add("fault", fault, call.Caller.Name, op)
		a.Lambda.Crash(p)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out, err := a.answer(call, fault, next)
	a.Journal.Add("call", call.Caller.Name, op, Subject(call.Input), outcome(err))
	for _, f := range a.watchers {
		f(Made{At: a.Now(), Call: call, Output: out, Err: err})
	}
	if fault == faults.CrashAfter && p != nil {
		a.Journal.Add("fault", fault, call.Caller.Name, op)
		a.Lambda.Crash(p)
	}
	return out, err
}

func (a *Account) latency() time.Duration {
	d := a.Stream("latency").Int64N(int64(callMost - callLeast))
	return (callLeast + time.Duration(d)).Round(time.Millisecond)
}

func (a *Account) answer(call *wire.Call, fault string, next func() (any, error)) (any, error) {
	if fault == faults.Throttled {
		return nil, throttled(call.Scope)
	}
	if !a.allowed(call) {
		return nil, denied(call)
	}
	return next()
}

// allowed asks the role of the function that calls. Whoever is no function of the account may do
// everything. GetCallerIdentity needs no permission (IAM user guide).
func (a *Account) allowed(call *wire.Call) bool {
	if call.Scope == "sts" {
		return true
	}
	f, ok := a.Lambda.Function(call.Caller.Name)
	return !ok || a.IAM.Allowed(f.Role, call.Scope+":"+call.Operation)
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
	case "autoscaling", "sts", "elasticloadbalancing":
		return wire.Error("Throttling", "Rate exceeded")
	case "dynamodb":
		return wire.Error("ThrottlingException", "Throughput exceeds the current capacity of your "+
			"table or index.")
	case "sqs":
		return wire.Error("RequestThrottled", "Rate exceeded")
	}
	return wire.Error("ThrottlingException", "Rate exceeded")
}

// queries are the services of the query protocol, which say AccessDenied without "Exception".
var queries = map[string]bool{"autoscaling": true, "sts": true, "elasticloadbalancing": true}

func denied(call *wire.Call) error {
	code := "AccessDeniedException"
	if queries[call.Scope] {
		code = "AccessDenied"
	}
	return wire.Error(code, "User: %s is not authorized to perform: %s:%s because no "+
		"identity-based policy allows the %s:%s action", call.Caller.ARN, call.Scope,
		call.Operation, call.Scope, call.Operation)
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
