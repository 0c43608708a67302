package events

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

// published puts a detail into the envelope that PutEvents would give it.
func published(t *testing.T, detailType string, detail []byte) (Meta, []byte) {
	t.Helper()
	meta := Meta{
		ID: "1", Source: SourceSashweight, DetailType: detailType, Account: "111122223333",
		Region: "us-east-1", Time: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC),
		Resources: []string{},
	}
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": meta.ID, "source": meta.Source, "detail-type": meta.DetailType,
		"account": meta.Account, "region": meta.Region, "time": meta.Time.Format(time.RFC3339),
		"resources": meta.Resources, "detail": json.RawMessage(detail),
	})
	if err != nil {
		t.Fatal(err)
	}
	return meta, raw
}

func TestPublishedEventsComeBackAsTheyWere(t *testing.T) {
	sweep := SweepDue{Function: "drain-nodes", Cluster: "prod", Full: true}
	finished := DrainFinished{
		Cluster: "prod", Instance: "i-0a11ce0000000000b", Order: "order-17", Ending: "drained",
		Tasks: 0, DurationSeconds: 1 << 40,
	}
	detail, err := sweep.Detail()
	if err != nil {
		t.Fatal(err)
	}
	var raw []byte
	sweep.Meta, raw = published(t, DetailTypeSweepDue, detail)
	if got, err := Decode(raw); !reflect.DeepEqual(got, Event(sweep)) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, sweep)
	}
	if detail, err = finished.Detail(); err != nil {
		t.Fatal(err)
	}
	finished.Meta, raw = published(t, DetailTypeDrainFinished, detail)
	if got, err := Decode(raw); !reflect.DeepEqual(got, Event(finished)) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, finished)
	}
}

// Rules match on these names, so they cannot change without the template.
func TestPublishedDetailHasTheNamesThatRulesMatch(t *testing.T) {
	detail, err := SweepDue{Function: "drain-nodes", Cluster: "prod"}.Detail()
	want := `{"function":"drain-nodes","cluster":"prod","full":false}`
	if string(detail) != want || err != nil {
		t.Errorf("got %s, %v, want %s", detail, err, want)
	}
	detail, err = DrainFinished{
		Cluster: "prod", Instance: "i-1", Order: "o", Ending: "drained",
	}.Detail()
	want = `{"cluster":"prod","instance":"i-1","order":"o","ending":"drained",` +
		`"tasks":0,"durationSeconds":0}`
	if string(detail) != want || err != nil {
		t.Errorf("got %s, %v, want %s", detail, err, want)
	}
}

func TestWhatDecodeWouldRefuseIsNotPublished(t *testing.T) {
	var shape *ShapeError
	_, err := SweepDue{Cluster: "prod"}.Detail()
	if !errors.As(err, &shape) || shape.Field != "function" {
		t.Errorf("sweep of no function: got %v", err)
	}
	_, err = DrainFinished{
		Cluster: "prod", Instance: "i-1", Order: "o", Ending: "drained", Tasks: -1,
	}.Detail()
	want := "encode Drain Finished i-1: byte 74: tasks: is -1, want at least 0"
	if err == nil || err.Error() != want {
		t.Errorf("negative tasks: got %v, want %s", err, want)
	}
}

func TestTickNeedsNeitherIDNorTime(t *testing.T) {
	if got := decodeSample[Tick](t, "tick"); got.Function != "drain-nodes" || got.ID != "" {
		t.Errorf("got %+v", got)
	}
	raw := `{"source":"sashweight","detail-type":"Tick","detail":{}}`
	if _, err := Decode([]byte(raw)); err == nil {
		t.Error("a tick of no function decodes")
	}
}
