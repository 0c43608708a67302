package lambda

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"sashweight/shared/awssim/kernel"
)

// run is one attempt at an event.
type run struct {
	Invocation
	event    *event
	proc     *kernel.Proc
	began    time.Time
	deadline *kernel.Timer
	cancel   context.CancelFunc
}

// start runs the event as a coroutine with a deadline.
func (l *Lambda) start(e *event) {
	e.attempts++
	e.throttled = 0
	f := e.function
	f.running++
	f.turns = max(f.turns, e.chain.turns[lineage(f.arn)])
	r := &run{
		Invocation: Invocation{
			Function: f.spec.Name, ARN: f.arn, Role: f.spec.Role, RequestID: e.requestID,
			Cause:   e.cause,
			Attempt: e.attempts, Deadline: l.env.Now().Add(f.spec.Timeout),
		},
		event: e, began: l.env.Now(),
	}
	ctx := context.WithValue(context.Background(), invocationKey{}, r.Invocation)
	ctx, r.cancel = context.WithCancel(ctx)
	l.journal(e, "start", e.attempt(), "cause="+e.cause)
	var result any
	var err error
	r.proc = l.env.Go(f.spec.Name+"#"+e.requestID, func(*kernel.Proc) {
		result, err = l.handle(ctx, e)
	}, func() { l.returned(r, result, err) })
	l.running[r.proc] = r
	r.deadline = l.env.At(r.Deadline, func() { l.timedOut(r) })
}

// handle builds the handler if the function has none, and calls it.
func (l *Lambda) handle(ctx context.Context, e *event) (any, error) {
	f := e.function
	if f.handler == nil {
		h, err := l.Build(f.spec)
		if err != nil {
			return nil, fmt.Errorf("build function %s: %w", f.spec.Name, err)
		}
		f.handler = h
	}
	return f.handler(ctx, e.payload)
}

func (l *Lambda) returned(r *run, result any, err error) {
	if err == nil {
		l.end(r, "ok")
		if r.event.reply != nil {
			l.answer(r, replyOf(result))
		}
		return
	}
	l.end(r, "error: "+err.Error())
	l.failed(r, failure{errorType(err), err.Error()})
}

// failed answers a synchronous invocation, which Lambda does not try again, or plans the next
// attempt at an asynchronous one.
func (l *Lambda) failed(r *run, f failure) {
	if r.event.reply != nil {
		l.answer(r, failureReply(f))
		return
	}
	l.again(r.event, f)
}

// timedOut ends the invocation at its deadline, which counts as an error of the function.
func (l *Lambda) timedOut(r *run) {
	l.end(r, "timeout")
	r.event.function.handler = nil
	r.proc.Kill()
	l.failed(r, failure{"Sandbox.Timedout", fmt.Sprintf(
		"RequestId: %s Error: Task timed out after %.2f seconds",
		r.RequestID, r.event.function.spec.Timeout.Seconds())})
}

// Crash ends an invocation where it stands, as if its process had died, and plans the retry. Called
// from inside the invocation it does not return. A coroutine that is no invocation is only killed.
func (l *Lambda) Crash(p *kernel.Proc) {
	if r, ok := l.running[p]; ok {
		l.end(r, "crashed")
		r.event.function.handler = nil
		l.failed(r, failure{"Runtime.ExitError",
			"RequestId: " + r.RequestID + " Error: Runtime exited with error: exit status 2"})
	}
	p.Kill()
}

func (l *Lambda) end(r *run, how string) {
	r.deadline.Stop()
	r.cancel()
	delete(l.running, r.proc)
	r.event.function.running--
	took := l.env.Now().Sub(r.began)
	l.journal(r.event, "end", r.event.attempt(), "took="+took.String(), how)
	f := r.event.function
	l.measureAt(f, "Invocations", 1, r.began)
	l.measureAt(f, "Duration", float64(took)/float64(time.Millisecond), r.began)
	errors := 1.0
	if how == "ok" {
		errors = 0
	}
	l.measureAt(f, "Errors", errors, r.began)
}

// errorType is what the Go runtime of Lambda calls an error: the name of its type (Lambda developer
// guide, golang-exceptions).
func errorType(err error) string {
	name := reflect.TypeOf(err).String()
	return name[strings.LastIndexAny(name, ".*")+1:]
}
