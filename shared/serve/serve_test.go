package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"go.uber.org/zap"

	"sashweight/events"
	"sashweight/shared/telemetry"
)

// hand is a clock that moves only when someone sleeps.
type hand struct{ now time.Time }

func (h *hand) Now() time.Time { return h.now }

func (h *hand) Sleep(_ context.Context, d time.Duration) error {
	h.now = h.now.Add(d)
	return nil
}

const spot = `{"version":"0","id":"e-1","detail-type":"EC2 Spot Instance Interruption Warning",` +
	`"source":"aws.ec2","account":"111122223333","time":"2031-05-06T12:00:00Z",` +
	`"region":"eu-central-1","resources":[],` +
	`"detail":{"instance-id":"i-0123456789abcdef0","instance-action":"terminate"}}`

const unheardOf = `{"version":"0","id":"e-2","detail-type":"Kettle Boils","source":"aws.kitchen",` +
	`"account":"111122223333","time":"2031-05-06T12:00:00Z","region":"eu-central-1",` +
	`"resources":[],"detail":{}}`

// invoked runs one invocation of h and returns what it wrote, one object a line, and its error.
func invoked(t *testing.T, ctx context.Context, raw string, h Handler) ([]map[string]any, error) {
	t.Helper()
	clk := &hand{now: time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)}
	var out bytes.Buffer
	entry := Events("drain-nodes", func(ctx context.Context, e events.Event) error {
		if err := clk.Sleep(ctx, 1500*time.Millisecond); err != nil {
			return err
		}
		return h(ctx, e)
	}, Deps{Out: &out, Clock: clk})
	_, err := entry(ctx, json.RawMessage(raw))
	var lines []map[string]any
	for line := range strings.Lines(out.String()) {
		object := map[string]any{}
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("line %s: %v", line, err)
		}
		lines = append(lines, object)
	}
	return lines, err
}

// handled picks the canonical line, of which there must be one.
func handled(t *testing.T, lines []map[string]any) map[string]any {
	t.Helper()
	var found []map[string]any
	for _, line := range lines {
		if line["message"] == "handled" {
			found = append(found, line)
		}
	}
	if len(found) != 1 {
		t.Fatalf("got %d canonical lines in %v, want one", len(found), lines)
	}
	return found[0]
}

// counted returns the value of a metric in the lines, 0 if it is not there.
func counted(lines []map[string]any, m telemetry.Metric) (sum float64) {
	for _, line := range lines {
		if value, ok := line[string(m)].(float64); ok {
			sum += value
		}
	}
	return sum
}

func TestInvocationWritesOneCanonicalLine(t *testing.T) {
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "r-1"})
	lines, err := invoked(t, ctx, spot, func(ctx context.Context, e events.Event) error {
		if _, ok := e.(events.SpotInterruption); !ok {
			t.Errorf("handler got %T", e)
		}
		telemetry.FromContext(ctx).Info("applied")
		telemetry.CountCall(ctx, true)
		telemetry.CountCall(ctx, false)
		telemetry.Annotate(ctx, zap.String(telemetry.KeyCluster, "prod"))
		telemetry.Annotate(ctx, zap.Int(telemetry.KeyActions, 2), zap.Int(telemetry.KeyHeld, 0))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	line := handled(t, lines)
	for key, want := range map[string]any{
		"level": "INFO", "timestamp": "2031-05-06T12:00:01.500Z", "version": "dev",
		"function": "drain-nodes", "request_id": "r-1", "event_id": "e-1",
		"event_type": "EC2 Spot Instance Interruption Warning", "account": "111122223333",
		"region": "eu-central-1", "cluster": "prod", "actions": 2.0, "held": 0.0, "calls": 2.0,
		"throttles": 1.0, "duration_ms": 1500.0, "outcome": "done",
	} {
		if got := line[key]; got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	if about, _ := line["about"].(string); !strings.Contains(about, "i-0123456789abcdef0") {
		t.Errorf("about is %q", about)
	}
	if got, want := lines[0]["event_id"], "e-1"; got != want {
		t.Errorf("the handler's own line has event %v, want %v", got, want)
	}
	if got := counted(lines, telemetry.Heartbeat); got != 1 {
		t.Errorf("got %v heartbeats, want 1", got)
	}
}

func TestErrorPolicy(t *testing.T) {
	broken := errors.New("observe node i-1: unavailable")
	returning := func(err error) Handler {
		return func(context.Context, events.Event) error { return err }
	}
	for name, c := range map[string]struct {
		raw       string
		handler   Handler
		outcome   string
		retried   bool
		heartbeat float64
		malformed float64
		ignored   float64
	}{
		"well":        {raw: spot, handler: returning(nil), outcome: "done", heartbeat: 1},
		"failed":      {raw: spot, handler: returning(broken), outcome: "failed", retried: true},
		"no event":    {raw: `{"a":`, outcome: "malformed", malformed: 1},
		"nothing":     {raw: ``, outcome: "malformed", malformed: 1},
		"unheard of":  {raw: unheardOf, outcome: "ignored", heartbeat: 1, ignored: 1},
		"nil pointer": {raw: spot, handler: overrun, outcome: "panicked", retried: true},
		"permanent": {
			raw: spot, handler: returning(fmt.Errorf("plan: %w", Permanent(broken))),
			outcome: "permanent", malformed: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			lines, err := invoked(t, t.Context(), c.raw, c.handler)
			if got := err != nil; got != c.retried {
				t.Errorf("got error %v, want one: %t", err, c.retried)
			}
			if got := handled(t, lines)["outcome"]; got != c.outcome {
				t.Errorf("outcome is %v, want %v", got, c.outcome)
			}
			for m, want := range map[telemetry.Metric]float64{
				telemetry.Heartbeat: c.heartbeat, telemetry.EventsMalformed: c.malformed,
				telemetry.EventsIgnored: c.ignored,
			} {
				if got := counted(lines, m); got != want {
					t.Errorf("%s is %v, want %v", m, got, want)
				}
			}
		})
	}
}

func TestReturnedErrorKeepsItsCause(t *testing.T) {
	cause := errors.New("observe node i-1: unavailable")
	lines, err := invoked(t, t.Context(), spot, func(context.Context, events.Event) error {
		return cause
	})
	if !errors.Is(err, cause) {
		t.Errorf("got %v, want it to wrap %v", err, cause)
	}
	line := handled(t, lines)
	if line["level"] != "ERROR" || line["error"] != cause.Error() {
		t.Errorf("got level %v and error %v", line["level"], line["error"])
	}
}

func TestPanicIsLoggedFromWhereItBegan(t *testing.T) {
	lines, err := invoked(t, t.Context(), spot, overrun)
	if err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("got error %v", err)
	}
	stack, _ := handled(t, lines)["stack"].([]any)
	if len(stack) == 0 {
		t.Fatal("no stack")
	}
	first, _ := stack[0].(string)
	if !strings.Contains(first, "serve.overrun serve_test.go:") {
		t.Errorf("the stack begins at %q", first)
	}
}

func TestNothingIsLeftForTheNextInvocation(t *testing.T) {
	clk := &hand{}
	var out bytes.Buffer
	entry := Events("drain-nodes", func(ctx context.Context, _ events.Event) error {
		telemetry.CountCall(ctx, false)
		telemetry.Annotate(ctx, zap.Int(telemetry.KeyActions, 1))
		return nil
	}, Deps{Out: &out, Clock: clk})
	var texts []string
	for range 2 {
		out.Reset()
		if _, err := entry(t.Context(), json.RawMessage(spot)); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, out.String())
	}
	if texts[0] != texts[1] {
		t.Errorf("first invocation wrote\n%ssecond\n%s", texts[0], texts[1])
	}
}

func TestPermanentOfNoErrorIsNoError(t *testing.T) {
	if err := Permanent(nil); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func overrun(context.Context, events.Event) error {
	words := strings.Fields("one two")
	return errors.New(words[len(words)])
}
