package lambda

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/awssim/wire"
)

// The sizes of payloads, in bytes (Lambda developer guide, gettingstarted-limits), and of the end
// of the log that an invocation may return (Lambda API reference, Invoke).
const (
	maxPayload      = 6 << 20
	maxAsyncPayload = 1 << 20
	maxTail         = 4 << 10
)

// unhandled is the FunctionError of an invocation that failed (Lambda API reference, Invoke).
const unhandled = "Unhandled"

// invoke runs a function and waits for it, puts an event into its queue, or only checks that it
// could, as the invocation type says.
func (l *Lambda) invoke(ctx context.Context, in *api.InvokeInput) (*api.InvokeOutput, error) {
	f, err := l.named(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	payload, err := payloadOf(in)
	if err != nil {
		return nil, err
	}
	cause := "invoke by " + wire.CallerOf(ctx).Name
	switch in.InvocationType {
	case types.InvocationTypeDryRun:
		return &api.InvokeOutput{StatusCode: http.StatusNoContent}, nil
	case types.InvocationTypeEvent:
		if err := l.InvokeAsync(f.arn, payload, cause); err != nil {
			return nil, err
		}
		return &api.InvokeOutput{StatusCode: http.StatusAccepted}, nil
	}
	a, err := l.call(f, payload, cause)
	if err != nil {
		return nil, err
	}
	out := &api.InvokeOutput{
		StatusCode: http.StatusOK, ExecutedVersion: new(latest), Payload: a.payload,
	}
	if a.failed {
		out.FunctionError = new(unhandled)
	}
	if in.LogType == types.LogTypeTail {
		out.LogResult = new(base64.StdEncoding.EncodeToString([]byte(tail(a.log))))
	}
	return out, nil
}

// payloadOf checks an invocation's request. No payload is an empty object.
func payloadOf(in *api.InvokeInput) (json.RawMessage, error) {
	limit, kind := maxPayload, in.InvocationType
	switch {
	case kind == types.InvocationTypeEvent:
		limit = maxAsyncPayload
	case kind != "" && kind != types.InvocationTypeRequestResponse &&
		kind != types.InvocationTypeDryRun:
		return nil, wire.Error("InvalidParameterValueException", "1 validation error detected: "+
			"Value '%s' at 'invocationType' failed to satisfy constraint: Member must satisfy enum "+
			"value set: [Event, RequestResponse, DryRun]", kind)
	case kind == "":
		kind = types.InvocationTypeRequestResponse
	}
	switch {
	case in.DurableExecutionName != nil:
		return nil, notSimulated("DurableExecutionName")
	case in.TenantId != nil:
		return nil, notSimulated("TenantId")
	case len(in.Payload) > limit:
		return nil, wire.Error("RequestTooLargeException", "%d byte payload is too large for the "+
			"%s invocation type (limit %d bytes)", len(in.Payload), kind, limit)
	case len(in.Payload) == 0:
		return json.RawMessage("{}"), nil
	case !json.Valid(in.Payload):
		return nil, wire.Error("InvalidRequestContentException",
			"Could not parse request body into json")
	}
	return in.Payload, nil
}

// reply is what a synchronous invocation came to.
type reply struct {
	payload []byte
	failed  bool
	log     []string
}

// call runs a function once, without a retry, and waits until it has ended. It waits in virtual
// time: a coroutine is paused, whoever calls from outside lets the world go on.
func (l *Lambda) call(f *function, payload json.RawMessage, cause string) (reply, error) {
	if !l.free(f) {
		l.measure(f, "Throttles")
		reason := types.ThrottleReasonConcurrentInvocationLimitExceeded
		if f.spec.Reserved != nil {
			reason = types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded
		}
		return reply{}, &types.TooManyRequestsException{
			Message: new("Rate Exceeded."), Reason: reason,
		}
	}
	var got reply
	ended := l.env.NewSignal()
	e := &event{
		function: f, payload: payload, cause: cause,
		requestID: l.env.UUID("invocation"), queued: l.env.Now(), chain: l.current().next(f),
		reply: func(r reply) { got = r; ended.Fire() },
	}
	if l.recursive(e) {
		f := recursion()
		return reply{}, &types.RecursiveInvocationException{Message: &f.message}
	}
	l.start(e)
	if err := ended.Await(); err != nil {
		return reply{}, fmt.Errorf("invoke function %s: %w", f.spec.Name, err)
	}
	return got, nil
}

// replyOf is the result of a handler as the Go runtime of Lambda sends it.
func replyOf(result any) reply {
	payload, err := json.Marshal(result)
	switch {
	case err != nil:
		return failureReply(failure{errorType(err), err.Error()})
	case len(payload) > maxPayload:
		return failureReply(failure{"Function.ResponseSizeTooLarge", fmt.Sprintf(
			"Response payload size exceeded maximum allowed payload size (%d bytes).", maxPayload)})
	}
	return reply{payload: payload}
}

func failureReply(f failure) reply {
	payload, err := json.Marshal(responseError{ErrorMessage: f.message, ErrorType: f.errorType})
	if err != nil {
		panic("lambda: write an error: " + err.Error())
	}
	return reply{payload: payload, failed: true}
}

// answer ends a synchronous invocation.
func (l *Lambda) answer(r *run, a reply) {
	s := r.event.function.spec
	if l.Logged != nil {
		a.log = l.Logged(s.LogGroup, s.FunctionName, r.began)
	}
	took := float64(l.env.Now().Sub(r.began).Microseconds()) / 1000
	id := "RequestId: " + r.RequestID
	a.log = append(append([]string{"START " + id + " Version: " + latest}, a.log...), "END "+id,
		fmt.Sprintf("REPORT %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB",
			id, took, took+0.5, *s.memory()))
	r.event.reply(a)
}

// tail is the end of a log, as much as an invocation returns.
func tail(lines []string) string {
	text := strings.Join(lines, "\n") + "\n"
	return text[max(0, len(text)-maxTail):]
}
