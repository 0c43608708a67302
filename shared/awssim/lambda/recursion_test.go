package lambda

import (
	"fmt"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/awssim/wire"
)

// ring is a world whose function answers each message with one to itself.
func ring(t *testing.T, loop RecursiveLoop, delay int32) (*queued, *measured) {
	t.Helper()
	q := newQueued(t, Mapping{}, func(s *Spec) { s.RecursiveLoop = loop })
	m := q.listen(t)
	q.answer = func([]queueRecord) (any, error) {
		if len(q.got) < 40 {
			q.send(t, delay, "again")
		}
		return nil, nil
	}
	q.send(t, 0, "first")
	q.env.Advance(time.Hour)
	return q, m
}

// LAM-16: Lambda stops a function that sends to its own queue after 16 turns; the message ends in
// the queue's dead letters.
func TestARecursiveChainIsStopped(t *testing.T) {
	for _, loop := range []RecursiveLoop{"", Terminate} {
		q, m := ring(t, loop, 5)
		expect(t, "runs", len(q.got), 16)
		expect(t, "turns", q.Turns("f"), 16)
		expect(t, "dead letters", q.left(), "again")
		expect(t, "dropped", m.sum["RecursiveInvocationsDropped"], 2)
	}
}

// LAM-16: RecursiveLoop Allow lets it go on, and the account still counts.
func TestARecursiveChainMayBeAllowed(t *testing.T) {
	q, m := ring(t, Allow, 5)
	expect(t, "runs", len(q.got), 40)
	expect(t, "turns", q.Turns("f"), 40)
	expect(t, "dead letters", q.left(), "")
	expect(t, "dropped", m.sum["RecursiveInvocationsDropped"], 0)
}

// LAM-16: messages that a function is sent by others are chains of one turn.
func TestMessagesOfOthersAreNoChain(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	for range 40 {
		q.send(t, 0, "a")
		q.env.Advance(time.Minute)
	}
	expect(t, "runs", len(q.got), 40)
	expect(t, "turns", q.Turns("f"), 1)
}

// LAM-16: the chain travels in the tracing header of what the SDK sends.
func TestAChainTravelsInTheTracingHeader(t *testing.T) {
	q, _ := ring(t, Allow, 0)
	header := q.last[0].Attributes["AWSTraceHeader"]
	want := ";Lineage=" + lineage("arn:aws:lambda:us-east-1:123456789012:function:stack-f") + ":39"
	if !strings.HasPrefix(header, "Root=1-") || !strings.HasSuffix(header, want) {
		t.Errorf("got %q, want Root=1-…%s", header, want)
	}
	for _, odd := range []string{"", ";;=", "Lineage=x", "Lineage=:a|b:|c:-", "Root"} {
		if c := parseChain(odd); len(c.turns) != 0 || c.root != "" {
			t.Errorf("%q: got %+v", odd, c)
		}
	}
}

// LAM-16: an asynchronous call of itself is a chain too, whose end is the failure's record.
func TestAFunctionThatInvokesItselfIsStopped(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	q.answer = func([]queueRecord) (any, error) { q.invoke(t); return nil, nil }
	q.invoke(t)
	q.env.Advance(time.Hour)
	expect(t, "runs", len(q.got), 16)
	if dead := q.world.dead; len(dead) != 1 ||
		!strings.Contains(dead[0], "RecursiveInvocationException") {
		t.Errorf("failure records %v", dead)
	}
}

// LAM-16: who waits for the answer is refused.
func TestAWaitingCallOfItselfIsRefused(t *testing.T) {
	q := newQueued(t, Mapping{}, func(s *Spec) { s.Async.Retries = 0 })
	var refused error
	q.answer = func([]queueRecord) (any, error) {
		if _, err := q.call(q.find("f"), []byte(`{}`), "itself"); err != nil {
			refused = err
		}
		return nil, nil
	}
	q.invoke(t)
	q.env.Advance(time.Hour)
	expect(t, "runs", len(q.got), 16)
	if refused == nil || !strings.Contains(refused.Error(), "RecursiveInvocationException") {
		t.Errorf("got %v", refused)
	}
}

// LAM-17: the setting is changed and read through the API.
func TestTheRecursiveLoopIsSetThroughTheAPI(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	client := api.NewFromConfig(wire.NewServer(q.Service).Config(
		wire.Caller{AccessKey: "A"}, "us-east-1"))
	loop := func() types.RecursiveLoop {
		out, err := client.GetFunctionRecursionConfig(t.Context(),
			&api.GetFunctionRecursionConfigInput{FunctionName: new("stack-f")})
		if err != nil {
			t.Fatal(err)
		}
		return out.RecursiveLoop
	}
	expect(t, "by default", loop(), "Terminate")
	for value, want := range map[types.RecursiveLoop]string{
		"Allow": "<nil>", "Ignore": "InvalidParameterValueException",
	} {
		_, err := client.PutFunctionRecursionConfig(t.Context(),
			&api.PutFunctionRecursionConfigInput{
				FunctionName: new("stack-f"), RecursiveLoop: value,
			})
		if got := fmt.Sprint(err); !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
	expect(t, "in the end", loop(), "Allow")
}
