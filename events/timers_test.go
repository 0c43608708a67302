package events

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// handedOver is a batch with these bodies, as Lambda hands it over.
func handedOver(t *testing.T, bodies ...string) Timers {
	t.Helper()
	var records []map[string]any
	for i, body := range bodies {
		records = append(records, map[string]any{
			"messageId": string(rune('a' + i)), "body": body, "eventSource": sourceSQS,
			"eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:q", "awsRegion": "us-east-1",
		})
	}
	raw, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	event, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	timers, ok := event.(Timers)
	if !ok {
		t.Fatalf("got %T", event)
	}
	return timers
}

func TestTimersComeBackAsTheyWereSent(t *testing.T) {
	want := []Timer{
		{MessageID: "a", Timer: "deadline", Cluster: "prod", Order: "o", Instance: "i-1",
			At: time.Date(2026, 2, 3, 5, 20, 0, 500e6, time.UTC)},
		{MessageID: "b", Timer: "look", Cluster: "prod"},
	}
	var bodies []string
	for _, timer := range want {
		body, err := timer.Body()
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	got := handedOver(t, bodies...)
	if !reflect.DeepEqual(got.Timers, want) || got.Malformed != nil {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got.Account != "111122223333" || got.Region != "us-east-1" || len(got.Resources) != 1 {
		t.Errorf("got %+v", got.Meta)
	}
}

func TestAMalformedTimerLosesNoOther(t *testing.T) {
	good := `{"timer":"look","cluster":"prod","new":[{}]}`
	bad := map[string]string{
		"": "byte 0: empty, want a JSON object",
		"wake up": "byte 0: invalid character 'w' looking for beginning " +
			"of value",
		`[]`:                                     "byte 0: want object, found array",
		`{"timer":"look"}`:                       "byte 0: cluster: missing",
		`{"timer":7,"cluster":"prod"}`:           "byte 9: timer: want string, found number",
		`{"timer":"a","cluster":"b","at":"tea"}`: `byte 32: at: not a time: "tea"`,
		`{"timer":"` + strings.Repeat("x", 2049) + `","cluster":"b"}`: "byte 9: timer: " +
			"longer than 2048 bytes",
	}
	for body, want := range bad {
		got := handedOver(t, good, body, good)
		if len(got.Timers) != 2 || got.Timers[0].MessageID != "a" || got.Timers[1].MessageID != "c" {
			t.Errorf("%s: got %+v", body, got.Timers)
		}
		if len(got.Malformed) != 1 || got.Malformed[0].MessageID != "b" ||
			got.Malformed[0].Err.Error() != want {
			t.Errorf("%s: got %+v, want %s", body, got.Malformed, want)
		}
	}
}

func TestATimerThatCouldNotBeReadIsNotSent(t *testing.T) {
	_, err := Timer{Cluster: "prod"}.Body()
	want := `encode timer "" of cluster prod: byte 9: timer: empty`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
