package eventbridge

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"sashweight/shared/awssim/wire"
)

func (b *bus) client() *api.Client {
	user := wire.Caller{Name: "user", AccessKey: "AKIASIMULATED"}
	return api.NewFromConfig(wire.NewServer(b.Service).Config(user, "us-east-1"))
}

func entry(source, detailType, detail string) types.PutEventsRequestEntry {
	return types.PutEventsRequestEntry{
		Source: aws.String(source), DetailType: aws.String(detailType), Detail: aws.String(detail),
	}
}

func TestPutEventsJudgesEachEntryByItself(t *testing.T) {
	b := newBus(t, 1)
	b.rule(t, "own", `{"source":["sashweight"],"detail":{"function":["drain-nodes"]}}`)
	other := entry("sashweight", "T", `{}`)
	other.EventBusName = aws.String("other")
	in := &api.PutEventsInput{Entries: []types.PutEventsRequestEntry{
		entry("sashweight", "Sweep Due", `{"function":"drain-nodes"}`),
		entry("", "T", `{}`), entry("s", "", `{}`), entry("s", "T", ""),
		entry("aws.ecs", "T", `{}`), entry("s", "T", `{"a"`), entry("s", "T", `[]`),
		entry("s", "T", `1],[{}`), other,
	}}
	out, err := b.client().PutEvents(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"", "InvalidArgument", "InvalidArgument", "InvalidArgument",
		"NotAuthorizedForSourceException", "MalformedDetail", "MalformedDetail", "MalformedDetail",
		"ResourceNotFoundException",
	}
	for i, e := range out.Entries {
		if got := aws.ToString(e.ErrorCode); got != want[i] {
			t.Errorf("entry %d: %q, want %q", i, got, want[i])
		}
		if (e.EventId == nil) != (want[i] != "") {
			t.Errorf("entry %d: event id %v", i, e.EventId)
		}
	}
	if out.FailedEntryCount != 8 {
		t.Errorf("FailedEntryCount = %d, want 8", out.FailedEntryCount)
	}
	b.env.Advance(time.Minute)
	if len(b.events) != 1 || !strings.Contains(string(b.events[0]), *out.Entries[0].EventId) {
		t.Errorf("arrived: %s", b.events)
	}
}

func TestPutEventsKeepsTheTimeOfAnEntry(t *testing.T) {
	b := newBus(t, 1)
	b.rule(t, "own", `{"source":["s"]}`)
	e := entry("s", "T", `{"a":"<&>"}`)
	e.Time = aws.Time(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	_, err := b.client().PutEvents(t.Context(),
		&api.PutEventsInput{Entries: []types.PutEventsRequestEntry{e}})
	if err != nil {
		t.Fatal(err)
	}
	b.env.Advance(time.Minute)
	for _, want := range []string{`"time":"2020-01-01T00:00:00Z"`, `"detail":{"a":"<&>"}`} {
		if !strings.Contains(string(b.events[0]), want) {
			t.Errorf("%s has no %s", b.events[0], want)
		}
	}
}

// The wire cannot carry such a time; the typed front end can.
func TestPutEventsRefusesTimesThatJSONCannotHold(t *testing.T) {
	b := newBus(t, 1)
	far := entry("s", "T", `{}`)
	far.Time = aws.Time(time.Unix(1e12, 0))
	if _, err := b.putEntry(&far); code(err) != "InvalidArgument" {
		t.Errorf("a time beyond year 9999: %v", err)
	}
}

func TestPutEventsLimits(t *testing.T) {
	b := newBus(t, 1)
	many := make([]types.PutEventsRequestEntry, 11)
	for i := range many {
		many[i] = entry("s", "T", `{}`)
	}
	large := entry("s", "T", `{"a":"`+strings.Repeat("x", maxTotal)+`"}`)
	deep := strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	for name, entries := range map[string][]types.PutEventsRequestEntry{
		"eleven entries": many, "256 KiB": {large}, "none": {},
	} {
		_, err := b.client().PutEvents(t.Context(), &api.PutEventsInput{Entries: entries})
		if code(err) != "ValidationException" {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.rule(t, "own", `{"source":["s"]}`)
	out, err := b.client().PutEvents(t.Context(),
		&api.PutEventsInput{Entries: []types.PutEventsRequestEntry{entry("s", "T", deep)}})
	if err != nil || out.FailedEntryCount != 1 {
		t.Errorf("a detail of 10,000 levels: %v, %v", out, err)
	}
}
