package lambda

import (
	"encoding/json"
	"strconv"
	"time"

	"sashweight/shared/awssim/wire"
)

// The waits of Lambda's queue (Lambda developer guide, invocation-async-error-handling): after
// function errors, and after throttling.
const (
	firstRetry     = time.Minute
	secondRetry    = 2 * time.Minute
	firstThrottled = time.Second
	maxThrottled   = 5 * time.Minute
)

// What ends an event that was given up, as failure records name it.
const (
	retriesExhausted = "RetriesExhausted"
	ageExceeded      = "EventAgeExceeded"
)

// event is one event in Lambda's queue, or a synchronous invocation.
type event struct {
	function  *function
	payload   json.RawMessage
	cause     string
	requestID string
	queued    time.Time
	attempts  int
	throttled int
	last      failure
	chain     chain
	// reply takes what a synchronous invocation came to; nil for an asynchronous one.
	reply func(reply)
}

// failure is how the last attempt ended; the zero failure is none yet.
type failure struct {
	errorType, message string
}

// InvokeAsync puts an event into a function's queue and returns at once. cause says on whose
// behalf, for the journal. A function that does not exist is a ResourceNotFoundException, a payload
// that is no JSON an InvalidRequestContentException.
func (l *Lambda) InvokeAsync(function string, payload []byte, cause string) error {
	return l.enqueue(function, payload, cause, l.current())
}

// InvokeTraced is InvokeAsync for a service that passes on the tracing header of what it was sent.
func (l *Lambda) InvokeTraced(function string, payload []byte, cause, header string) error {
	return l.enqueue(function, payload, cause, parseChain(header))
}

func (l *Lambda) enqueue(function string, payload []byte, cause string, c chain) error {
	f := l.find(function)
	if f == nil {
		return wire.Error("ResourceNotFoundException", "Function not found: %s", function)
	}
	if !json.Valid(payload) {
		return wire.Error("InvalidRequestContentException",
			"Could not parse request body into json: %s", function)
	}
	e := &event{
		function: f, payload: payload, cause: cause,
		requestID: l.env.UUID("invocation"), queued: l.env.Now(), chain: c.next(f),
	}
	l.measure(f, "AsyncEventsReceived")
	l.env.After(0, func() { l.next(e) })
	return nil
}

// next takes the event out of the queue: it is too old, or there is no room, or it runs.
func (l *Lambda) next(e *event) {
	switch reserved := e.function.spec.Reserved; {
	case l.env.Now().Sub(e.queued) > e.function.spec.Async.MaxAge:
		l.giveUp(e, ageExceeded)
	case l.recursive(e):
		e.last = recursion()
		l.giveUp(e, retriesExhausted)
	case l.free(e.function):
		l.start(e)
	case reserved != nil && *reserved == 0:
		// Such a function is switched off; its events are not tried again (Lambda developer guide,
		// invocation-async-retain-records).
		l.giveUp(e, retriesExhausted)
	default:
		wait := min(maxThrottled, firstThrottled<<min(e.throttled, 9))
		e.throttled++
		l.measure(e.function, "Throttles")
		l.journal(e, "throttled", "again after "+wait.String())
		l.env.After(wait, func() { l.next(e) })
	}
}

// again plans the next attempt after a function error, or gives the event up.
func (l *Lambda) again(e *event, f failure) {
	e.last = f
	if e.attempts > e.function.spec.Async.Retries {
		l.giveUp(e, retriesExhausted)
		return
	}
	wait := firstRetry
	if e.attempts > 1 {
		wait = secondRetry
	}
	l.env.After(wait, func() { l.next(e) })
}

// journal writes an invoke line: what, function, request id, then the rest.
func (l *Lambda) journal(e *event, what string, rest ...string) {
	l.env.Journal.Add("invoke", append([]string{what, e.function.spec.Name, e.requestID},
		rest...)...)
}

func (e *event) attempt() string { return "attempt=" + strconv.Itoa(e.attempts) }
