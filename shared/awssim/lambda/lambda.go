// Package lambda runs functions the way Lambda does: once for who waits for the result, and for
// asynchronous invocations with a queue, retries after errors, time-outs and crashes, an age limit
// and dead letters; both within concurrency.
//
// An invocation is a coroutine of the kernel. It is given up at its virtual deadline or when it
// crashes, and then none of its deferred calls runs, as when Lambda ends a process.
package lambda

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

const (
	// accountConcurrency is how many invocations may run at once in an account and Region, and
	// minUnreserved how many of them reservations must leave (Lambda developer guide,
	// gettingstarted-limits and configuration-concurrency).
	accountConcurrency = 1000
	minUnreserved      = 100
)

// Handler is a function's code. Its result or error is what Lambda records of the invocation.
type Handler func(ctx context.Context, payload json.RawMessage) (any, error)

// Build makes the handler of a function. It is called at the first invocation, and again after a
// crash or a time-out: Lambda starts a new process then, and what the old one kept is gone.
type Build func(Spec) (Handler, error)

// Send puts a message into a queue by its ARN, with string attributes.
type Send func(queueARN, body string, attributes map[string]string) error

// Spec is a function as it was created.
type Spec struct {
	// Name is the short name that the project uses, such as drain-nodes; the journal shows it.
	Name string
	// FunctionName is Lambda's name, unique in the account.
	FunctionName string
	// Description, Runtime (such as provided.al2023), Handler and Architecture are only shown.
	Description, Runtime, Handler, Architecture string
	// Memory is in MB; 0 is Lambda's default.
	Memory int
	// Role is the ARN of the execution role.
	Role string
	// Timeout ends an invocation.
	Timeout time.Duration
	// Environment is the function's variables.
	Environment map[string]string
	// LogGroup takes what the function writes; empty is /aws/lambda/ and the FunctionName.
	LogGroup string
	// Reserved is the reserved concurrency; nil takes from what the account has left.
	Reserved *int
	// Async says what becomes of asynchronous invocations.
	Async Async
	// RecursiveLoop says what becomes of recursive chains; empty is Terminate.
	RecursiveLoop RecursiveLoop
}

// Async is a function's EventInvokeConfig and dead-letter queue.
type Async struct {
	// Retries after a function error: 0, 1 or 2.
	Retries int
	// MaxAge is how long an event may wait in Lambda's queue: 1 minute to 6 hours.
	MaxAge time.Duration
	// OnFailure is the ARN of a queue that gets a record of each event given up; empty for none.
	OnFailure string
	// DeadLetters is the ARN of a queue that gets the event itself; empty for none.
	DeadLetters string
}

// DefaultAsync is what holds for a function without an EventInvokeConfig (Lambda developer guide,
// invocation-async-error-handling).
func DefaultAsync() Async { return Async{Retries: 2, MaxAge: 6 * time.Hour} }

// Lambda is the functions of one account.
type Lambda struct {
	// Build makes handlers.
	Build Build
	// Send carries failure records and dead letters.
	Send Send
	// Logged gives the lines of a log group's stream from a time on; nil gives none.
	Logged func(group, stream string, from time.Time) []string
	// Service has the operations.
	Service *wire.Service
	// Queues are read for event source mappings; Allows asks a role for an action on a resource,
	// nil allows all.
	Queues Queues
	Allows func(role, action, resource string) bool

	env       *kernel.Env
	functions []*function
	running   map[*kernel.Proc]*run
	mappings  []*mapping
}

type function struct {
	spec    Spec
	arn     string
	handler Handler
	running int
	created time.Time
	shown   *types.FunctionConfiguration
	// turns is how often it ran in the longest chain.
	turns int
	// dimensions are those of its metrics.
	dimensions []string
}

// New returns a Lambda without functions.
func New(env *kernel.Env) *Lambda {
	l := &Lambda{env: env, running: map[*kernel.Proc]*run{}}
	l.serve()
	return l
}

// Create adds a function and returns its ARN. What Lambda would refuse is an API error.
func (l *Lambda) Create(s Spec) (arn string, err error) {
	if l.find(s.FunctionName) != nil {
		return "", wire.Error("ResourceConflictException", "Function already exist: %s",
			s.FunctionName)
	}
	switch {
	case s.Timeout < time.Second || s.Timeout > 15*time.Minute:
		return "", refuse("timeout", s.Timeout, "must be from 1 to 900 seconds")
	case s.RecursiveLoop != "" && s.RecursiveLoop != Allow && s.RecursiveLoop != Terminate:
		return "", refuse("recursiveLoop", s.RecursiveLoop, "must be Allow or Terminate")
	case s.Async.Retries < 0 || s.Async.Retries > 2:
		return "", refuse("maximumRetryAttempts", s.Async.Retries, "must be from 0 to 2")
	case s.Async.MaxAge < time.Minute || s.Async.MaxAge > 6*time.Hour:
		return "", refuse("maximumEventAgeInSeconds", s.Async.MaxAge, "must be from 60 to 21600")
	}
	if s.Reserved != nil && (*s.Reserved < 0 || l.unreserved()-*s.Reserved < minUnreserved) {
		return "", wire.Error("InvalidParameterValueException", "Specified "+
			"ReservedConcurrentExecutions for function decreases account's "+
			"UnreservedConcurrentExecution below its minimum value of [%d].", minUnreserved)
	}
	if s.LogGroup == "" {
		s.LogGroup = "/aws/lambda/" + s.FunctionName
	}
	f := &function{
		spec: s, arn: l.env.ARN("lambda", "function:"+s.FunctionName),
		created: l.env.Now(), dimensions: []string{"FunctionName", s.FunctionName},
	}
	l.functions = append(l.functions, f)
	return f.arn, nil
}

func refuse(member string, value any, why string) error {
	return wire.Error("InvalidParameterValueException", "Value '%s' at '%s' %s",
		fmt.Sprint(value), member, why)
}

// Functions lists the functions in the order in which they were created.
func (l *Lambda) Functions() []Spec {
	out := make([]Spec, len(l.functions))
	for i, f := range l.functions {
		out[i] = f.spec
	}
	return out
}

// Function is the function of an ARN, of Lambda's name or of the short name; ok is false when there
// is none.
func (l *Lambda) Function(name string) (s Spec, ok bool) {
	f := l.find(name)
	if f == nil {
		return Spec{}, false
	}
	return f.spec, true
}

// find looks a function up by its ARN, Lambda's name or the short name.
func (l *Lambda) find(name string) *function {
	for _, f := range l.functions {
		if name == f.arn || name == f.spec.FunctionName || name == f.spec.Name {
			return f
		}
	}
	return nil
}

// unreserved is how much of the account's concurrency no function has reserved.
func (l *Lambda) unreserved() int {
	n := accountConcurrency
	for _, f := range l.functions {
		if f.spec.Reserved != nil {
			n -= *f.spec.Reserved
		}
	}
	return n
}

// free reports whether one more invocation of the function may run.
func (l *Lambda) free(f *function) bool {
	if f.spec.Reserved != nil {
		return f.running < *f.spec.Reserved
	}
	n := 0
	for _, g := range l.functions {
		if g.spec.Reserved == nil {
			n += g.running
		}
	}
	return n < l.unreserved()
}
