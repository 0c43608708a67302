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

// ours is an event that we publish.
type ours interface {
	Event
	Detail() ([]byte, error)
}

func TestPublishedEventsComeBackAsTheyWere(t *testing.T) {
	deadline := time.Date(2026, 2, 3, 5, 6, 7, 0, time.UTC)
	for detailType, event := range map[string]ours{
		DetailTypeSweepDue: SweepDue{Function: "drain-nodes", Cluster: "prod", Full: true},
		DetailTypeDrainFinished: DrainFinished{
			Cluster: "prod", Instance: "i-0a11ce0000000000b", Order: "order-17",
			Ending: "drained", DurationSeconds: 1 << 40, ForecastSeconds: 9, Reason: "done",
		},
		DetailTypeDrainOrdered: DrainOrdered{
			Order: "order-18", Cluster: "prod", Instance: "mi-0a11ce", Requester: "ada",
			Reason: "noisy", Then: "keep", Deadline: deadline, AtDeadline: "force", Urgent: true,
		},
		DetailTypeDrainsUnwanted: DrainsUnwanted{Cluster: "prod", Reason: "demand"},
		DetailTypeCapacityNeeded: CapacityNeeded{
			Cluster: "prod", Requester: "drain-nodes", Order: "order-18", Reason: "none fits",
			Tasks: []TaskNeed{{"web:7", 3, 1024, 2048, []string{"distinctInstance"}}},
		},
	} {
		detail, err := event.Detail()
		if err != nil {
			t.Error(err)
			continue
		}
		meta, raw := published(t, detailType, detail)
		got, err := Decode(raw)
		if err != nil || !reflect.DeepEqual(got.Envelope(), meta) {
			t.Errorf("%s: got %+v, %v", detailType, got, err)
			continue
		}
		if again, err := got.(ours).Detail(); string(again) != string(detail) || err != nil {
			t.Errorf("%s: got %s, %v\nwant %s", detailType, again, err, detail)
		}
		if got.About() != event.About() {
			t.Errorf("%s: got %s, want %s", detailType, got.About(), event.About())
		}
	}
}

// An order with nothing but what it needs is the policy's in all else.
func TestAnOrderMayLeaveAllToThePolicy(t *testing.T) {
	detail, err := DrainOrdered{Order: "o", Instance: "i-1", Requester: "r"}.Detail()
	if err != nil {
		t.Fatal(err)
	}
	meta, raw := published(t, DetailTypeDrainOrdered, detail)
	want := Event(DrainOrdered{Meta: meta, Order: "o", Instance: "i-1", Requester: "r"})
	if got, err := Decode(raw); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
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
