package state_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/fleet"
)

// filled is an order of which no field is zero, whatever fields it has. What only a claim writes
// is left out.
func filled(t *testing.T) fleet.DrainOrder {
	var o fleet.DrainOrder
	v := reflect.ValueOf(&o).Elem()
	for i := range v.NumField() {
		field := v.Field(i)
		switch x := field.Addr().Interface().(type) {
		case *time.Time:
			*x = start.Add(time.Duration(i) * time.Second)
		case *time.Duration:
			*x = 10 * time.Minute
		case *bool:
			*x = true
		case *[]string:
			*x = []string{"one", "two"}
		case *fleet.Forecast:
			*x = fleet.Forecast{At: start, Done: start.Add(time.Hour), Tasks: 3,
				Blockers: []fleet.Blocker{{Kind: fleet.BlockedMove, Object: "web", Reason: "it is",
					Help: "ask"}}}
		default:
			switch field.Kind() {
			case reflect.String:
				field.SetString(v.Type().Field(i).Name)
			case reflect.Int, reflect.Int64:
				field.SetInt(int64(i + 1))
			default:
				t.Fatalf("field %s: no value for a %s", v.Type().Field(i).Name, field.Type())
			}
		}
	}
	o.Cluster, o.Instance, o.Rev = cluster, instance, 0
	o.Claim, o.Claimed = "", time.Time{}
	return o
}

func TestEveryFieldOfAnOrderIsStored(t *testing.T) {
	w := newWorld(t)
	want := filled(t)
	w.put(want)
	want.Rev = 1
	if got := w.stored(); !reflect.DeepEqual(got, want) {
		t.Errorf("put:\n got %+v\nwant %+v", got, want)
	}
	bare := fleet.DrainOrder{Cluster: cluster, Instance: instance, ID: want.ID, Step: "bare"}
	ok, err := w.Advance(t.Context(), want, bare)
	bare.Rev = 2
	if got := w.stored(); !ok || err != nil || !reflect.DeepEqual(got, bare) {
		t.Errorf("bared: %v %v\n got %+v\nwant %+v", ok, err, got, bare)
	}
	ok, err = w.Advance(t.Context(), bare, want)
	want.Rev = 3
	if got := w.stored(); !ok || err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("advanced: %v %v\n got %+v\nwant %+v", ok, err, got, want)
	}
}

func TestRowsOfEarlierBuildsAreReadAndAdvanced(t *testing.T) {
	w := newWorld(t)
	text := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	_, err := w.client.PutItem(t.Context(), &ddb.PutItemInput{
		TableName: aws.String("state"), Item: map[string]types.AttributeValue{
			"pk": text("cluster#" + cluster), "sk": text("order#" + instance),
			"row_schema": &types.AttributeValueMemberN{Value: "1"}, "order_id": text("old"),
			"cluster": text(cluster), "instance": text(instance), "step": text("ordered"),
			"hook": text(""), "heartbeat": &types.AttributeValueMemberN{Value: "0"},
		},
	})
	w.must(err)
	old := w.stored()
	if old.ID != "old" || old.Rev != 0 || !old.Forecast.Free() {
		t.Fatalf("got %+v", old)
	}
	after := old
	after.Step, after.Draining = fleet.StepDraining, start
	for _, want := range []bool{true, false} {
		if ok, err := w.Advance(t.Context(), old, after); ok != want || err != nil {
			t.Errorf("advance: %v %v, want %v", ok, err, want)
		}
	}
}

func TestForecastIsBoundedTheWorstKept(t *testing.T) {
	w := newWorld(t)
	o := ordered("one")
	for range 100 {
		o.Forecast.Blockers = append(o.Forecast.Blockers,
			fleet.Blocker{Kind: fleet.BlockedMove, Reason: strings.Repeat("ü", 400)})
	}
	o.Forecast.Blockers[0].Object = "worst"
	o.Reason = strings.Repeat("ü", 1000)
	w.put(o)
	got := w.stored()
	n := len(got.Forecast.Blockers)
	if n < 5 || n > 8 || got.Forecast.Blockers[0].Object != "worst" {
		t.Errorf("got %d blockers, want what fits in 4 KB", n)
	}
	if len(got.Reason) > 512 || !strings.HasSuffix(got.Reason, "ü…") {
		t.Errorf("reason of %d bytes", len(got.Reason))
	}
}
