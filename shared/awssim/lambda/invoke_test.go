package lambda

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/wire"
)

// clients are the SDK's client over the wire and the typed one.
func (w *world) clients() map[string]*api.Client {
	server := wire.NewServer(w.Service)
	who := wire.Caller{Name: "user", AccessKey: "AKID"}
	once := func(o *api.Options) { o.Retryer = aws.NopRetryer{} }
	return map[string]*api.Client{
		"wire":  api.NewFromConfig(server.Config(who, "us-east-1"), once),
		"typed": api.NewFromConfig(server.Typed(who, "us-east-1"), once),
	}
}

func (w *world) ask(t *testing.T, c *api.Client, in api.InvokeInput) *api.InvokeOutput {
	t.Helper()
	if in.FunctionName == nil {
		in.FunctionName = new("stack-f")
	}
	out, err := c.Invoke(context.Background(), &in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// LAM-1.
func TestInvokeWaitsForTheResult(t *testing.T) {
	w := newWorld(t, nil)
	w.code = func(_ context.Context, payload json.RawMessage) (any, error) {
		w.sleep(3 * time.Second)
		return map[string]string{"got": string(payload)}, nil
	}
	for name, c := range w.clients() {
		began := w.env.Now()
		out := w.ask(t, c, api.InvokeInput{Payload: []byte(`{"a":1}`)})
		if got := string(out.Payload); got != `{"got":"{\"a\":1}"}` || out.StatusCode != 200 ||
			out.FunctionError != nil || *out.ExecutedVersion != "$LATEST" {
			t.Errorf("%s: %d %s %v", name, out.StatusCode, got, out.FunctionError)
		}
		if took := w.env.Now().Sub(began); took != 3*time.Second {
			t.Errorf("%s: the answer came after %s", name, took)
		}
		if got := string(w.ask(t, c, api.InvokeInput{}).Payload); got != `{"got":"{}"}` {
			t.Errorf("%s: without a payload the function got %s", name, got)
		}
	}
	if n := w.InFlight(); n != 0 {
		t.Errorf("%d invocations are in flight", n)
	}
}

// LAM-2.
func TestAFailedInvokeIsAnsweredAndNotTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name, want string
		code       func(*world) error
	}{
		{"error", `{"errorMessage":"no good","errorType":"errorString"}`,
			func(*world) error { return errors.New("no good") }},
		{"time-out", "Task timed out after 10.00 seconds",
			func(w *world) error { w.sleep(time.Hour); return nil }},
		{"crash", "Runtime exited with error: exit status 2",
			func(w *world) error { w.Crash(w.env.Running()); return nil }},
	} {
		w := newWorld(t, nil)
		w.code = func(context.Context, json.RawMessage) (any, error) { return nil, c.code(w) }
		for name, client := range w.clients() {
			w.runs = nil
			out := w.ask(t, client, api.InvokeInput{})
			if got := string(out.Payload); !strings.Contains(got, c.want) {
				t.Errorf("%s %s: payload %s", c.name, name, got)
			}
			if aws.ToString(out.FunctionError) != "Unhandled" || out.StatusCode != 200 {
				t.Errorf("%s %s: %d %v", c.name, name, out.StatusCode, out.FunctionError)
			}
			w.env.Advance(time.Hour)
			if len(w.runs) != 1 || len(w.dead) != 0 || w.InFlight() != 0 {
				t.Errorf("%s %s: ran %d times, %d records", c.name, name, len(w.runs), len(w.dead))
			}
		}
	}
}

// LAM-3.
func TestAnEventInvokeIsQueuedAndADryRunDoesNothing(t *testing.T) {
	w := newWorld(t, nil)
	w.code = func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no") }
	for name, c := range w.clients() {
		w.runs = nil
		out := w.ask(t, c, api.InvokeInput{InvocationType: types.InvocationTypeDryRun})
		if out.StatusCode != 204 || len(out.Payload) != 0 {
			t.Errorf("%s: dry run %d %s", name, out.StatusCode, out.Payload)
		}
		out = w.ask(t, c, api.InvokeInput{InvocationType: types.InvocationTypeEvent})
		if out.StatusCode != 202 || len(w.runs) != 0 {
			t.Errorf("%s: event %d, ran %d times at once", name, out.StatusCode, len(w.runs))
		}
		w.env.Advance(time.Hour)
		if len(w.runs) != 3 {
			t.Errorf("%s: ran %d times, want 3", name, len(w.runs))
		}
	}
}

func TestAFunctionWaitsForAnotherWhileTheWorldGoesOn(t *testing.T) {
	w := newWorld(t, nil)
	c := w.clients()["typed"]
	w.code = func(_ context.Context, payload json.RawMessage) (any, error) {
		if string(payload) == `"inner"` {
			w.sleep(2 * time.Second)
			return "done", nil
		}
		out := w.ask(t, c, api.InvokeInput{Payload: []byte(`"inner"`)})
		return json.RawMessage(out.Payload), nil
	}
	out := w.ask(t, c, api.InvokeInput{Payload: []byte(`"outer"`)})
	if string(out.Payload) != `"done"` || w.env.Now().Sub(start) != 2*time.Second {
		t.Errorf("got %s after %s", out.Payload, w.env.Now().Sub(start))
	}
}

func TestTheEndOfTheLogComesWithTheAnswer(t *testing.T) {
	w := newWorld(t, nil)
	w.Logged = func(group, stream string, _ time.Time) []string {
		return []string{strings.Repeat("x", 5000), group + " " + stream}
	}
	w.code = func(context.Context, json.RawMessage) (any, error) { return nil, nil }
	for name, c := range w.clients() {
		out := w.ask(t, c, api.InvokeInput{LogType: types.LogTypeTail})
		text, err := base64.StdEncoding.DecodeString(*out.LogResult)
		if err != nil || len(text) != maxTail ||
			!strings.Contains(string(text), "x\n/aws/lambda/stack-f stack-f\nEND RequestId: ") ||
			!strings.Contains(string(text), "Memory Size: 128 MB") {
			t.Errorf("%s: %v %s", name, err, text[len(text)-300:])
		}
		if string(out.Payload) != "null" {
			t.Errorf("%s: payload %s", name, out.Payload)
		}
	}
}

// LAM-4.
func TestInvokeRefusesWithLambdasCodes(t *testing.T) {
	w := newWorld(t, func(s *Spec) { s.Reserved = new(0) })
	for _, c := range []struct {
		in         api.InvokeInput
		code, text string
	}{
		{api.InvokeInput{FunctionName: new("g")}, "ResourceNotFoundException",
			"Function not found: arn:aws:lambda:us-east-1:123456789012:function:g"},
		{api.InvokeInput{FunctionName: new("stack-f"), Qualifier: new("live")},
			"ResourceNotFoundException", "function:stack-f:live"},
		{api.InvokeInput{FunctionName: new("f")}, "ResourceNotFoundException", "function:f"},
		{api.InvokeInput{FunctionName: new("stack-f"), Payload: []byte("{")},
			"InvalidRequestContentException", "Could not parse"},
		{api.InvokeInput{FunctionName: new("stack-f"), InvocationType: "Later"},
			"InvalidParameterValueException", "Later"},
		{api.InvokeInput{FunctionName: new("stack-f"), InvocationType: types.InvocationTypeEvent,
			Payload: []byte(`"` + strings.Repeat("x", 1<<20) + `"`)},
			"RequestTooLargeException", "limit 1048576 bytes"},
		{api.InvokeInput{FunctionName: new("123456789012:function:stack-f:$LATEST")},
			"TooManyRequestsException", "Rate Exceeded."},
	} {
		for name, client := range w.clients() {
			_, err := client.Invoke(context.Background(), &c.in)
			var failed smithy.APIError
			if !errors.As(err, &failed) || failed.ErrorCode() != c.code ||
				!strings.Contains(failed.ErrorMessage(), c.text) {
				t.Errorf("%s: got %v, want %s %s", name, err, c.code, c.text)
			}
		}
	}
}

// LAM-6.
func TestFunctionsAreListedInPages(t *testing.T) {
	w := newWorld(t, func(s *Spec) {
		s.Environment, s.Memory, s.Runtime = map[string]string{"A": "b"}, 256, "provided.al2023"
	})
	for _, name := range []string{"g", "h"} {
		spec := Spec{Name: name, FunctionName: name, Timeout: time.Minute, Async: DefaultAsync()}
		if _, err := w.Create(spec); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range w.clients() {
		var got []string
		pages := api.NewListFunctionsPaginator(c, &api.ListFunctionsInput{MaxItems: new(int32(2))})
		for pages.HasMorePages() {
			p, err := pages.NextPage(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range p.Functions {
				got = append(got, *f.FunctionName)
			}
		}
		if strings.Join(got, " ") != "stack-f g h" {
			t.Errorf("%s: %v", name, got)
		}
		out, err := c.GetFunctionConfiguration(context.Background(),
			&api.GetFunctionConfigurationInput{FunctionName: new("stack-f")})
		if err != nil {
			t.Fatal(err)
		}
		if out.Environment.Variables["A"] != "b" || *out.MemorySize != 256 || *out.Timeout != 10 ||
			out.Runtime != types.RuntimeProvidedal2023 || *out.Role != "role" ||
			*out.FunctionArn != "arn:aws:lambda:us-east-1:123456789012:function:stack-f" {
			t.Errorf("%s: %+v", name, out)
		}
	}
}
