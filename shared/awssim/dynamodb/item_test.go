package dynamodb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestItemsComeBackAsTheyWerePut(t *testing.T) {
	w := newWorld(t)
	w.put(conditionItem)
	want := "b={B:AQID} e={N:5} l={L:[{S:x},{N:2}]} m={M:{a={N:1}}} n={N:5} ns={NS:[1, 2]} " +
		"s={S:hello} ss={SS:[a, b]} t={BOOL:true} z={NULL:true}"
	if got := show(w.get()); got != want {
		t.Errorf("got %s", got)
	}
	out, err := w.DeleteItem(t.Context(), &sdk.DeleteItemInput{
		TableName: new("rows"), Key: w.key(), ReturnValues: types.ReturnValueAllOld,
	})
	if err != nil || show(out.Attributes) != want {
		t.Errorf("delete: got %v, %v", out, err)
	}
	if got := w.get(); got != nil {
		t.Errorf("after delete: got %v", got)
	}
}

func TestPutReplacesTheWholeItem(t *testing.T) {
	w := newWorld(t)
	w.put(`{"a":{"N":"1"}}`)
	in := w.key()
	in["b"] = &types.AttributeValueMemberN{Value: "2"}
	out, err := w.PutItem(t.Context(), &sdk.PutItemInput{
		TableName: new("rows"), Item: in, ReturnValues: types.ReturnValueAllOld,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	if err != nil || show(out.Attributes) != "a={N:1}" || show(w.get()) != "b={N:2}" {
		t.Errorf("got %v, %v, then %s", out, err, show(w.get()))
	}
	if got := *out.ConsumedCapacity.CapacityUnits; got != 1 {
		t.Errorf("got %v units", got)
	}
}

func TestKeysAndValuesAreChecked(t *testing.T) {
	w := newWorld(t)
	const invalid = "One or more parameter values were invalid: "
	const noMatch = "The provided key element does not match the schema"
	deep := strings.Repeat(`{"L":[`, 33) + `{"N":"1"}` + strings.Repeat(`]}`, 33)
	for _, test := range []struct{ item, put, get string }{
		{`{"pk":{"S":"a"}}`, invalid + "Missing the key sk in the item", noMatch},
		{`{"pk":{"S":"a"},"sk":{"N":"1"}}`,
			invalid + "Type mismatch for key sk expected: S actual: N", noMatch},
		{`{"pk":{"S":"a"},"sk":{"S":""}}`, "One or more parameter values are not valid. The " +
			"AttributeValue for a key attribute cannot contain an empty string value. Key: sk",
			"One or more parameter values are not valid. The AttributeValue for a key attribute " +
				"cannot contain an empty string value. Key: sk"},
		{`{"pk":{"S":"` + strings.Repeat("k", 2049) + `"},"sk":{"S":"1"}}`,
			invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes",
			invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		{`{"pk":{"S":"a"},"sk":{"S":"` + strings.Repeat("k", 1025) + `"}}`,
			invalid + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
			invalid + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":{"NS":["1","1.0"]}}`,
			"Input collection contains duplicates", "Input collection contains duplicates"},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":{"SS":["1","1"]}}`,
			invalid + "Input collection [1, 1] contains duplicates.",
			invalid + "Input collection [1, 1] contains duplicates."},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":{"SS":[]}}`,
			invalid + "An string set  may not be empty", invalid + "An string set  may not be empty"},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":{"NULL":false}}`,
			invalid + "Null attribute value types must have the value of true",
			invalid + "Null attribute value types must have the value of true"},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":` + deep + `}`,
			"Nesting Levels have exceeded supported limits: Attributes in the item have nested " +
				"levels beyond supported limit",
			"Nesting Levels have exceeded supported limits: Attributes in the item have nested " +
				"levels beyond supported limit"},
		{`{"pk":{"S":"a"},"sk":{"S":"1"},"x":{"S":"` + strings.Repeat("x", 400<<10) + `"}}`,
			"Item size has exceeded the maximum allowed size", noMatch},
	} {
		_, err := w.PutItem(t.Context(), &sdk.PutItemInput{
			TableName: new("rows"), Item: item(t, test.item),
		})
		if got, want := fault(err), "ValidationException: "+test.put; got != want {
			t.Errorf("put %.60s:\n got %s\nwant %s", test.item, got, want)
		}
		_, err = w.GetItem(t.Context(), &sdk.GetItemInput{
			TableName: new("rows"), Key: item(t, test.item),
		})
		if got, want := fault(err), "ValidationException: "+test.get; got != want {
			t.Errorf("get %.60s:\n got %s\nwant %s", test.item, got, want)
		}
	}
}

func TestUpdateMayNotOutgrowAnItem(t *testing.T) {
	w := newWorld(t)
	w.put(`{"x":{"S":"` + strings.Repeat("x", 300<<10) + `"}}`)
	_, err := w.update("SET y = x", "", "")
	want := "ValidationException: Item size to update has exceeded the maximum allowed size"
	if got := fault(err); got != want {
		t.Errorf("got %s", got)
	}
}

func TestLegacyAndWrongParametersAreRefused(t *testing.T) {
	w := newWorld(t)
	put := func(in sdk.PutItemInput) string {
		in.Item = w.key()
		if in.TableName == nil {
			in.TableName = new("rows")
		}
		_, err := w.PutItem(t.Context(), &in)
		return fault(err)
	}
	expected := map[string]types.ExpectedAttributeValue{"a": {Exists: new(false)}}
	for _, test := range []struct {
		in   sdk.PutItemInput
		want string
	}{
		{sdk.PutItemInput{Expected: expected}, "ValidationException: Expected: legacy parameters " +
			"are not supported by this simulated account, expressions are"},
		{sdk.PutItemInput{ReturnValues: "ALL_NEW"},
			"ValidationException: ReturnValues can only be ALL_OLD or NONE"},
		{sdk.PutItemInput{ReturnValues: "X"}, "ValidationException: 1 validation error " +
			"detected: Value 'X' at 'returnValues' failed to satisfy constraint: Member must " +
			"satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"},
		{sdk.PutItemInput{TableName: new("none")},
			"ResourceNotFoundException: Requested resource not found"},
		{sdk.PutItemInput{TableName: new("a/b"), ReturnConsumedCapacity: "X"},
			"ValidationException: 2 validation errors detected: Value 'X' at " +
				"'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum " +
				"value set: [INDEXES, TOTAL, NONE]; Value 'a/b' at 'tableName' failed to satisfy " +
				"constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
	} {
		if got := put(test.in); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestExpiredItemsGoLater(t *testing.T) {
	w := newWorld(t)
	expires := func(at time.Time) string {
		return fmt.Sprintf(`{"expires":{"N":"%d"}}`, at.Unix())
	}
	w.put(expires(w.env.Now().Add(30 * time.Minute)))
	w.env.Advance(45 * time.Minute)
	if w.get() == nil {
		t.Error("deleted at once: nobody may rely on that")
	}
	w.env.Advance(15 * time.Minute)
	if got := w.get(); got != nil {
		t.Errorf("still there: %v", got)
	}
	w.put(expires(w.env.Now().Add(30 * time.Minute)))
	w.put(expires(w.env.Now().Add(3 * time.Hour)))
	w.env.Advance(2 * time.Hour)
	if w.get() == nil {
		t.Error("deleted although its expiry was put off")
	}
	w.env.Advance(2 * time.Hour)
	if got := w.get(); got != nil {
		t.Errorf("still there: %v", got)
	}
	w.put(`{"expires":{"S":"0"}}`)
	w.env.Advance(48 * time.Hour)
	if w.get() == nil {
		t.Error("deleted by an expiry that is no number")
	}
	if _, waits := w.env.NextAt(); waits {
		t.Error("a sweep is waiting although nothing can expire")
	}
}
