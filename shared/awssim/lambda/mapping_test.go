package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"sashweight/shared/awssim/sqs"
	"sashweight/shared/awssim/wire"
)

// queued is a world whose function reads the queue jobs, with dead letters after two receptions.
type queued struct {
	*world
	client *sdk.Client
	queues *sqs.SQS
	url    string
	arn    string
	dead   string
	// got are the bodies of each invocation, answer is what it answers.
	got    []string
	answer func(records []queueRecord) (any, error)
	last   []queueRecord
}

func newQueued(t *testing.T, m Mapping, change func(*Spec)) *queued {
	t.Helper()
	q := &queued{world: newWorld(t, change)}
	q.queues = sqs.New(q.env)
	q.Queues, q.queues.Trace = q.queues, q.Trace
	_, q.dead = q.queues.Create("dead", sqs.Options{})
	q.url, q.arn = q.queues.Create("jobs", sqs.Options{
		Visibility: 30 * time.Second, DeadLetters: q.dead, MaxReceives: 2,
	})
	server := wire.NewServer(q.queues.Service)
	q.client = sdk.NewFromConfig(server.Config(wire.Caller{Name: "f", AccessKey: "A"}, "us-east-1"))
	m.Queue, m.Function = q.arn, "f"
	if _, err := q.Map(m); err != nil {
		t.Fatal(err)
	}
	q.answer = func([]queueRecord) (any, error) { return nil, nil }
	q.code = func(_ context.Context, payload json.RawMessage) (any, error) {
		var e struct{ Records []queueRecord }
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		var bodies []string
		for _, r := range e.Records {
			bodies = append(bodies, r.Body)
		}
		q.got, q.last = append(q.got, strings.Join(bodies, " ")), e.Records
		return q.answer(e.Records)
	}
	return q
}

func (q *queued) send(t *testing.T, delay int32, bodies ...string) {
	t.Helper()
	for _, body := range bodies {
		if _, err := q.client.SendMessage(context.Background(), &sdk.SendMessageInput{
			QueueUrl: &q.url, MessageBody: &body, DelaySeconds: delay,
		}); err != nil {
			t.Error(err)
		}
	}
}

// left are the bodies in the dead-letter queue, which reading it hides.
func (q *queued) left() string {
	var out []string
	for _, m := range q.queues.Take(q.dead, 100) {
		out = append(out, *m.Body)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// LAM-8: a function gets the messages of its queue in batches of up to ten, and what it took is
// deleted.
func TestAQueuesMessagesComeInBatches(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	for i := range 12 {
		q.send(t, 0, fmt.Sprint(i))
	}
	q.env.Advance(time.Hour)
	expect(t, "batches", strings.Join(q.got, "|"), "0 1 2 3 4 5 6 7 8 9|10 11")
	expect(t, "dead letters", q.left(), "")
	if q.at[0] > time.Second {
		t.Errorf("the first came after %s", q.at[0])
	}
}

// LAM-8: the event has what AWS's has.
func TestAMessageHasTheFormOfAWSsEvent(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	q.send(t, 7, "hello")
	q.env.Advance(time.Minute)
	r := q.last[0]
	expect(t, "source", r.EventSource+" "+r.EventSourceARN+" "+r.Region,
		"aws:sqs arn:aws:sqs:us-east-1:123456789012:jobs us-east-1")
	expect(t, "digest", r.MD5OfBody, "5d41402abc4b2a76b9719d911017c592")
	expect(t, "sent", r.Attributes["SentTimestamp"], start.UnixMilli())
	expect(t, "receptions", r.Attributes["ApproximateReceiveCount"], 1)
	if r.MessageID == "" || r.ReceiptHandle == "" || q.at[0] < 7*time.Second {
		t.Errorf("got %+v after %s", r, q.at[0])
	}
}

// LAM-9: a batch waits for its window or until it is full.
func TestABatchWaitsForItsWindowOrUntilItIsFull(t *testing.T) {
	q := newQueued(t, Mapping{BatchSize: 3, Window: 20 * time.Second}, nil)
	q.send(t, 0, "a")
	q.env.Advance(10 * time.Second)
	expect(t, "at once", len(q.got), 0)
	q.send(t, 0, "b")
	q.env.Advance(11 * time.Second)
	expect(t, "after the window", q.got, "[a b]")
	q.send(t, 0, "c", "d", "e")
	q.env.Advance(time.Second)
	expect(t, "full", q.got, "[a b c d e]")
}

// LAM-10: an error of the function fails the batch: it comes again after the visibility timeout
// and in the end goes to the queue's dead letters.
func TestAFailedBatchComesAgainAndEndsInTheDeadLetters(t *testing.T) {
	q := newQueued(t, Mapping{ReportFailures: true}, nil)
	q.answer = func([]queueRecord) (any, error) { return nil, errors.New("no") }
	q.send(t, 0, "a", "b")
	q.env.Advance(29 * time.Second)
	expect(t, "within the timeout", q.got, "[a b]")
	q.env.Advance(2 * time.Second)
	expect(t, "after it", q.got, "[a b a b]")
	expect(t, "receptions", q.last[0].Attributes["ApproximateReceiveCount"], 2)
	q.env.Advance(time.Hour)
	expect(t, "in the end", q.got, "[a b a b]")
	expect(t, "dead letters", q.left(), "a b")
}

// LAM-11: with ReportBatchItemFailures only the messages that the answer names come again; an
// answer that is none fails all, an empty one none.
func TestPartialFailures(t *testing.T) {
	ids := func(name string) func([]queueRecord) any {
		return func(all []queueRecord) any {
			return map[string]any{"batchItemFailures": []any{map[string]string{
				name: all[1].MessageID,
			}}}
		}
	}
	same := func(v any) func([]queueRecord) any { return func([]queueRecord) any { return v } }
	none := map[string]any{"batchItemFailures": []any{}}
	unknown := map[string]any{"batchItemFailures": []any{map[string]string{"itemIdentifier": "x"}}}
	for name, c := range map[string]struct {
		answer func([]queueRecord) any
		off    bool
		want   string
	}{
		"one is named":     {ids("itemIdentifier"), false, "b"},
		"not read":         {ids("itemIdentifier"), true, ""},
		"another key":      {ids("messageId"), false, "a b c"},
		"no such message":  {same(unknown), false, "a b c"},
		"an empty list":    {same(none), false, ""},
		"an empty answer":  {same(map[string]string{}), false, ""},
		"null":             {same(nil), false, ""},
		"null for a list":  {same(map[string]any{"batchItemFailures": nil}), false, ""},
		"a text":           {same("ok"), false, "a b c"},
		"a text, not read": {same("ok"), true, ""},
	} {
		q := newQueued(t, Mapping{ReportFailures: !c.off}, nil)
		q.answer = func(all []queueRecord) (any, error) { return c.answer(all), nil }
		q.send(t, 0, "a", "b", "c")
		q.env.Advance(5 * time.Second)
		q.answer = func([]queueRecord) (any, error) { return nil, errors.New("no") }
		q.env.Advance(time.Hour)
		expect(t, name+": came again", q.left(), c.want)
	}
}

// LAM-13: five batches run at once, later more; a mapping may have its own bound.
func TestBatchesRunSeveralAtOnce(t *testing.T) {
	for bound, want := range map[int]int{0: 5, 2: 2} {
		q := newQueued(t, Mapping{BatchSize: 1, Concurrency: bound}, nil)
		most := map[bool]int{}
		q.answer = func([]queueRecord) (any, error) {
			later := q.env.Now().Sub(start) > time.Minute
			most[later] = max(most[later], q.InFlight())
			q.sleep(9 * time.Second)
			return nil, nil
		}
		for i := range 200 {
			q.send(t, 0, fmt.Sprint(i))
		}
		q.env.Advance(time.Hour)
		expect(t, "at once at first", most[false], want)
		if grew := most[true] > want; grew != (bound == 0) {
			t.Errorf("bound %d: at most %d at once later", bound, most[true])
		}
		expect(t, "batches", len(q.got), 200)
	}
}

// LAM-13: after a time with too much to do, a message is taken as soon as ever.
func TestAMessageAfterABusyTimeDoesNotWait(t *testing.T) {
	q := newQueued(t, Mapping{BatchSize: 1, Concurrency: 2}, nil)
	q.answer = func([]queueRecord) (any, error) { q.sleep(time.Second); return nil, nil }
	q.send(t, 0, "a", "b", "c")
	q.env.Advance(10 * time.Second)
	q.send(t, 0, "d")
	q.env.Advance(time.Second)
	expect(t, "batches", q.got, "[a b c d]")
}

// LAM-13: a batch for which there is no room waits, at most until its messages are visible again.
func TestAThrottledBatchIsTriedUntilItIsVisibleAgain(t *testing.T) {
	q := newQueued(t, Mapping{BatchSize: 1}, func(s *Spec) { s.Reserved = new(1) })
	q.answer = func([]queueRecord) (any, error) { q.sleep(4 * time.Second); return nil, nil }
	q.send(t, 0, "a", "b", "c")
	q.env.Advance(time.Minute)
	expect(t, "batches", len(q.got), 3)
	off := newQueued(t, Mapping{}, func(s *Spec) { s.Reserved = new(0) })
	off.send(t, 0, "a")
	off.env.Advance(time.Hour)
	expect(t, "switched off", len(off.got), 0)
	expect(t, "its dead letters", off.left(), "a")
}

// LAM-10: a time-out and a crash fail a batch as an error does.
func TestATimeoutFailsTheBatch(t *testing.T) {
	q := newQueued(t, Mapping{}, nil)
	q.answer = func([]queueRecord) (any, error) { q.sleep(time.Minute); return nil, nil }
	q.send(t, 0, "a")
	q.env.Advance(time.Hour)
	expect(t, "batches", q.got, "[a a]")
	expect(t, "dead letters", q.left(), "a")
}

// LAM-14: what Lambda refuses.
func TestAMappingThatCouldNotWorkIsRefused(t *testing.T) {
	q := newQueued(t, Mapping{Disabled: true}, nil)
	q.send(t, 0, "a")
	q.env.Advance(time.Hour)
	expect(t, "read by a disabled mapping", len(q.got), 0)
	_, short := q.queues.Create("short", sqs.Options{Visibility: 9 * time.Second})
	denied := ""
	q.Allows = func(_, action, _ string) bool { return action != denied }
	for want, m := range map[string]Mapping{
		"ResourceNotFoundException: Function not found: g": {Function: "g"},
		"must be from 1 to 10000":                          {BatchSize: -1},
		"must be from 0 to 300":                            {Window: time.Hour},
		"must be from 2 to 1000":                           {Concurrency: 1},
		"Maximum batch window in seconds must be greater than 0 if maximum batch size is greater " +
			"than 10": {BatchSize: 11},
		"InvalidParameterValueException: Queue visibility timeout: 9 seconds is less than " +
			"Function timeout: 10 seconds": {Queue: short},
		"AWS.SimpleQueueService.NonExistentQueue":       {Queue: "arn:aws:sqs:::x"},
		"ResourceConflictException: The event source a": {Queue: q.arn},
	} {
		if m.Queue == "" {
			m.Queue = q.dead
		}
		if m.Function == "" {
			m.Function = "f"
		}
		if _, err := q.Map(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, action := range readActions {
		denied = "sqs:" + action
		_, err := q.Map(Mapping{Queue: q.dead, Function: "f"})
		want := "The function execution role does not have permissions to call " + action + " on SQS"
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	expect(t, "mappings", len(q.Mappings()), 1)
}
