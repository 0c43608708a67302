package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
)

// world is an account with one function, f, whose code is a field.
type world struct {
	*Lambda
	env     *kernel.Env
	code    Handler
	builds  int
	runs    []Invocation
	at      []time.Duration
	dead    []string
	noted   []map[string]string
	journal strings.Builder
}

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func newWorld(t *testing.T, change func(*Spec)) *world {
	t.Helper()
	k := kernel.New(1, start)
	w := &world{env: &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}}
	k.Journal.Out = &w.journal
	w.Lambda = New(w.env)
	w.Build = func(Spec) (Handler, error) {
		w.builds++
		return func(ctx context.Context, payload json.RawMessage) (any, error) {
			i, _ := FromContext(ctx)
			w.runs = append(w.runs, i)
			w.at = append(w.at, k.Now().Sub(start))
			return w.code(ctx, payload)
		}, nil
	}
	w.Send = func(_, body string, attributes map[string]string) error {
		w.dead = append(w.dead, body)
		w.noted = append(w.noted, attributes)
		return nil
	}
	s := Spec{
		Name: "f", FunctionName: "stack-f", Role: "role", Timeout: 10 * time.Second,
		Async: Async{Retries: 2, MaxAge: time.Hour, OnFailure: "queue"},
	}
	if change != nil {
		change(&s)
	}
	if _, err := w.Create(s); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) invoke(t *testing.T) {
	t.Helper()
	if err := w.InvokeAsync("f", []byte(`{"id":"e"}`), "test"); err != nil {
		t.Fatal(err)
	}
}

func (w *world) sleep(d time.Duration) { w.env.Running().Sleep(d) }

// expectRuns checks when the attempts at one event began.
func (w *world) expectRuns(t *testing.T, want ...time.Duration) {
	t.Helper()
	if len(w.at) != len(want) {
		t.Fatalf("ran at %v, want %v\n%s", w.at, want, w.journal.String())
	}
	for i := range want {
		if w.at[i] != want[i] {
			t.Errorf("attempt %d at %v, want %v", i+1, w.at[i], want[i])
		}
		if w.runs[i].Attempt != i+1 || w.runs[i].RequestID != w.runs[0].RequestID {
			t.Errorf("attempt %d is %+v", i+1, w.runs[i])
		}
	}
	if n := w.InFlight(); n != 0 {
		t.Errorf("%d invocations are in flight at the end", n)
	}
}

func TestErrorsAreRetriedTwiceThenRecorded(t *testing.T) {
	w := newWorld(t, nil)
	w.code = func(context.Context, json.RawMessage) (any, error) {
		return nil, errors.New("no good")
	}
	w.invoke(t)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0, time.Minute, 3*time.Minute)
	if len(w.dead) != 1 {
		t.Fatalf("%d failure records, want 1", len(w.dead))
	}
	var got record
	if err := json.Unmarshal([]byte(w.dead[0]), &got); err != nil {
		t.Fatal(err)
	}
	c := got.RequestContext
	if c.Condition != "RetriesExhausted" || c.Invocations != 3 ||
		c.FunctionARN != "arn:aws:lambda:us-east-1:123456789012:function:stack-f:$LATEST" ||
		c.RequestID != w.runs[0].RequestID {
		t.Errorf("request context %+v", c)
	}
	if string(got.RequestPayload) != `{"id":"e"}` ||
		got.ResponsePayload.ErrorMessage != "no good" ||
		got.ResponsePayload.ErrorType != "errorString" {
		t.Errorf("record %s", w.dead[0])
	}
	if w.builds != 1 {
		t.Errorf("built %d times, want 1", w.builds)
	}
}

func TestASuccessIsNotRetried(t *testing.T) {
	w := newWorld(t, nil)
	w.code = func(context.Context, json.RawMessage) (any, error) {
		if len(w.runs) == 1 {
			return nil, errors.New("once")
		}
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0, time.Minute)
	if len(w.dead) != 0 {
		t.Errorf("failure records: %v", w.dead)
	}
}

func TestAnInvocationEndsAtItsDeadlineAndIsRetried(t *testing.T) {
	w := newWorld(t, nil)
	deferred, late := false, false
	w.code = func(context.Context, json.RawMessage) (any, error) {
		defer func() { deferred = true }()
		w.sleep(time.Minute)
		late = true
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0, 70*time.Second, 200*time.Second)
	if deferred || late {
		t.Errorf("went on after its deadline: deferred calls %v, code %v", deferred, late)
	}
	if !strings.Contains(w.dead[0], "Task timed out after 10.00 seconds") {
		t.Errorf("record %s", w.dead[0])
	}
	if w.builds != 3 {
		t.Errorf("built %d times, want 3: a new process after each time-out", w.builds)
	}
}

func TestACrashEndsTheInvocationWhereItStands(t *testing.T) {
	w := newWorld(t, nil)
	after := 0
	w.code = func(context.Context, json.RawMessage) (any, error) {
		w.sleep(time.Second)
		if len(w.runs) == 1 {
			w.Crash(w.env.Running())
			after++
		}
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0, 61*time.Second)
	if after != 0 || w.builds != 2 {
		t.Errorf("code after the crash ran %d times, built %d times", after, w.builds)
	}
	if !strings.Contains(w.journal.String(), "attempt=1 took=1s crashed") {
		t.Errorf("journal:\n%s", w.journal.String())
	}
}

func TestAnInvocationCanBeCrashedFromOutside(t *testing.T) {
	w := newWorld(t, func(s *Spec) { s.Async.Retries = 0 })
	var inside *kernel.Proc
	w.code = func(context.Context, json.RawMessage) (any, error) {
		inside = w.env.Running()
		w.sleep(5 * time.Second)
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Second)
	w.Crash(inside)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0)
	if len(w.dead) != 1 || !strings.Contains(w.dead[0], "Runtime.ExitError") {
		t.Errorf("records %v", w.dead)
	}
}

func TestAnEventTooOldIsGivenUp(t *testing.T) {
	w := newWorld(t, func(s *Spec) { s.Async.MaxAge = 2 * time.Minute })
	w.code = func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no") }
	w.invoke(t)
	w.env.Advance(time.Hour)
	w.expectRuns(t, 0, time.Minute)
	if len(w.dead) != 1 || !strings.Contains(w.dead[0], `"EventAgeExceeded"`) {
		t.Errorf("records %v", w.dead)
	}
}

func TestReservedConcurrencyThrottles(t *testing.T) {
	w := newWorld(t, func(s *Spec) { s.Reserved = new(1) })
	w.code = func(context.Context, json.RawMessage) (any, error) {
		if n := w.InFlight(); n != 1 {
			t.Errorf("%d in flight, 1 is reserved", n)
		}
		w.sleep(5 * time.Second)
		return nil, nil
	}
	w.invoke(t)
	w.invoke(t)
	w.env.Advance(time.Hour)
	want := []time.Duration{0, 7 * time.Second}
	if len(w.at) != 2 || w.at[0] != want[0] || w.at[1] != want[1] {
		t.Errorf("ran at %v, want %v (throttled for 1, 2 and 4 s)", w.at, want)
	}
}

func TestTheAccountRunsAtMostAThousand(t *testing.T) {
	w := newWorld(t, nil)
	most := 0
	w.code = func(context.Context, json.RawMessage) (any, error) {
		most = max(most, w.InFlight())
		w.sleep(time.Second)
		return nil, nil
	}
	for range 1100 {
		w.invoke(t)
	}
	w.env.Advance(time.Minute)
	if most != 1000 || len(w.runs) != 1100 {
		t.Errorf("at most %d at once, %d ran, want 1000 and 1100", most, len(w.runs))
	}
}

func TestAFunctionThatIsSwitchedOffDeadLettersAtOnce(t *testing.T) {
	w := newWorld(t, func(s *Spec) {
		s.Reserved = new(0)
		s.Async.OnFailure, s.Async.DeadLetters = "", "dead"
	})
	w.invoke(t)
	w.env.Advance(time.Second)
	w.expectRuns(t)
	if len(w.dead) != 1 || w.dead[0] != `{"id":"e"}` || len(w.noted[0]["RequestID"]) != 36 {
		t.Errorf("dead letters %v %v", w.dead, w.noted)
	}
}

func TestTheContextAndTheWorldNameTheInvocation(t *testing.T) {
	w := newWorld(t, nil)
	w.code = func(ctx context.Context, _ json.RawMessage) (any, error) {
		now, ok := w.Current()
		if in, _ := FromContext(ctx); !ok || in != now || in.Function != "f" || in.Role != "role" ||
			!in.Deadline.Equal(start.Add(10*time.Second)) {
			t.Errorf("context %+v, world %+v", in, now)
		}
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Second)
	w.expectRuns(t, 0)
	if _, ok := w.Current(); ok {
		t.Error("an invocation runs outside of any")
	}
}

func TestWhatLambdaRefuses(t *testing.T) {
	w := newWorld(t, nil)
	good := Spec{Name: "g", FunctionName: "g", Timeout: time.Second, Async: DefaultAsync()}
	for want, change := range map[string]func(*Spec){
		"ResourceConflictException":  func(s *Spec) { s.FunctionName = "stack-f" },
		"'timeout'":                  func(s *Spec) { s.Timeout = time.Hour },
		"'maximumRetryAttempts'":     func(s *Spec) { s.Async.Retries = 3 },
		"'maximumEventAgeInSeconds'": func(s *Spec) { s.Async.MaxAge = time.Second },
		"minimum value of [100]":     func(s *Spec) { s.Reserved = new(901) },
	} {
		s := good
		change(&s)
		if _, err := w.Create(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	var api smithy.APIError
	err := w.InvokeAsync("nobody", []byte(`{}`), "test")
	if !errors.As(err, &api) || api.ErrorCode() != "ResourceNotFoundException" {
		t.Errorf("unknown function: %v", err)
	}
	if err := w.InvokeAsync("f", []byte(`{`), "test"); err == nil {
		t.Error("a payload that is no JSON is accepted")
	}
}
