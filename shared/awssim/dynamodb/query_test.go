package dynamodb_test

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (w world) queried(in sdk.QueryInput) string {
	w.Helper()
	in.TableName = new("rows")
	out, err := w.Query(w.Context(), &in)
	if err != nil {
		return fault(err)
	}
	var keys []string
	for _, found := range out.Items {
		if s, ok := found["sk"].(*types.AttributeValueMemberS); ok {
			keys = append(keys, s.Value)
		}
	}
	return strings.Join(keys, " ")
}

func newRows(t *testing.T) world {
	w := newWorld(t)
	for i, sk := range []string{"b2", "a1", "c1", "b1", "b3"} {
		w.put(fmt.Sprintf(`{"sk":{"S":"%s"},"n":{"N":"%d"}}`, sk, i))
	}
	return w
}

func TestQueryFindsARangeInOrder(t *testing.T) {
	w := newRows(t)
	for _, test := range []struct{ condition, with, want string }{
		{"pk = :p", "", "a1 b1 b2 b3 c1"},
		{":p = pk", "", "a1 b1 b2 b3 c1"},
		{"pk = :p AND sk = :s", `{":s":{"S":"b1"}}`, "b1"},
		{"pk = :p AND sk < :s", `{":s":{"S":"b1"}}`, "a1"},
		{"pk = :p AND sk <= :s", `{":s":{"S":"b1"}}`, "a1 b1"},
		{"pk = :p AND sk > :s", `{":s":{"S":"b2"}}`, "b3 c1"},
		{"pk = :p AND :s < sk", `{":s":{"S":"b2"}}`, "b3 c1"},
		{"pk = :p AND sk >= :s", `{":s":{"S":"b2"}}`, "b2 b3 c1"},
		{"sk BETWEEN :s AND :t AND (pk = :p)", `{":s":{"S":"b2"},":t":{"S":"b9"}}`, "b2 b3"},
		{"pk = :p AND begins_with(sk, :s)", `{":s":{"S":"b"}}`, "b1 b2 b3"},
	} {
		_, values := substitutions(t, test.with)
		if values == nil {
			values = map[string]types.AttributeValue{}
		}
		values[":p"] = &types.AttributeValueMemberS{Value: "a"}
		in := sdk.QueryInput{
			KeyConditionExpression: &test.condition, ExpressionAttributeValues: values,
		}
		if got := w.queried(in); got != test.want {
			t.Errorf("%s: got %s, want %s", test.condition, got, test.want)
		}
		in.ScanIndexForward = new(false)
		words := strings.Fields(test.want)
		for i := range len(words) / 2 {
			words[i], words[len(words)-1-i] = words[len(words)-1-i], words[i]
		}
		if got, want := w.queried(in), strings.Join(words, " "); got != want {
			t.Errorf("%s backward: got %s, want %s", test.condition, got, want)
		}
	}
}

func TestQueryPagesByLimit(t *testing.T) {
	w := newRows(t)
	for _, forward := range []bool{true, false} {
		in := &sdk.QueryInput{
			TableName: new("rows"), KeyConditionExpression: new("pk = :p"),
			FilterExpression: new("n <> :two"), ScanIndexForward: &forward, Limit: new(int32(2)),
			ExpressionAttributeValues: map[string]types.AttributeValue{
				":p":   &types.AttributeValueMemberS{Value: "a"},
				":two": &types.AttributeValueMemberN{Value: "2"},
			},
		}
		var got []string
		pages := sdk.NewQueryPaginator(w.Client, in)
		for pages.HasMorePages() {
			out, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			part := fmt.Sprintf("%d/%d", out.Count, out.ScannedCount)
			for _, found := range out.Items {
				part += " " + show(found)
			}
			got = append(got, part)
		}
		want := "2/2 n={N:1} n={N:3}; 2/2 n={N:0} n={N:4}; 0/1"
		if !forward {
			want = "1/2 n={N:4}; 2/2 n={N:0} n={N:3}; 1/1 n={N:1}"
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("forward %t: got %s, want %s", forward, strings.Join(got, "; "), want)
		}
	}
}

func TestQueryEndsAPageAfterAMegabyte(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.put(fmt.Sprintf(`{"sk":{"S":"%d"},"x":{"S":"%s"}}`, i, strings.Repeat("x", 390<<10)))
	}
	out, err := w.Query(t.Context(), &sdk.QueryInput{
		TableName: new("rows"), KeyConditionExpression: new("pk = :p"), Select: "COUNT",
		ExpressionAttributeValues: item(t, `{":p":{"S":"a"}}`),
		ReturnConsumedCapacity:    "TOTAL", ConsistentRead: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.Count != 3 || out.LastEvaluatedKey == nil || out.Items != nil {
		t.Errorf("got %d items, %v", out.Count, out.LastEvaluatedKey)
	}
	if got := *out.ConsumedCapacity.CapacityUnits; got != 293 {
		t.Errorf("got %v units, want 293", got)
	}
}

func TestQueryMistakesAreNamed(t *testing.T) {
	w := newRows(t)
	const p = `{":p":{"S":"a"}}`
	const ps = `{":p":{"S":"a"},":s":{"S":"b"}}`
	const invalid = "One or more parameter values were invalid: "
	for _, test := range []struct{ condition, with, want string }{
		{"sk = :p", p, "Query condition missed key schema element: pk"},
		{"pk = :p AND x = :s", ps, "Query condition missed key schema element: sk"},
		{"pk > :p", p, "Query key condition not supported"},
		{"pk = :p", `{":p":{"N":"1"}}`, invalid +
			"Condition parameter type does not match schema type"},
		{"pk = :p OR sk = :s", ps, "Invalid operator used in KeyConditionExpression: OR"},
		{"pk = :p AND sk <> :s", ps, "Invalid operator used in KeyConditionExpression: <>"},
		{"pk = :p AND NOT sk = :s", ps, "Invalid operator used in KeyConditionExpression: NOT"},
		{"pk = :p AND sk IN (:s)", ps, "Invalid operator used in KeyConditionExpression: IN"},
		{"pk = :p AND contains(sk, :s)", ps,
			"Invalid operator used in KeyConditionExpression: contains"},
		{"pk = :p AND size(sk) > :p", p,
			"KeyConditionExpressions cannot contain nested operations"},
		{"pk = :p AND sk = pk", p, "Invalid condition in KeyConditionExpression: Multiple " +
			"attribute names used in one condition"},
		{"pk.a = :p", p, "KeyConditionExpressions cannot have conditions on nested attributes"},
		{"pk = :p AND pk = :s", ps,
			"KeyConditionExpressions must only contain one condition per key"},
		{":p = :s", ps,
			"Invalid condition in KeyConditionExpression: No key attribute specified"},
		{"pk = :p AND begins_with(:s, sk)", ps, "Invalid condition in KeyConditionExpression: " +
			"begins_with operator must have the key attribute as its first operand"},
		{"pk = :p AND", p, `Invalid KeyConditionExpression: Syntax error; token: "<EOF>", ` +
			`near: "AND"`},
		{"pk = :p", `{":p":{"S":""}}`, "One or more parameter values are not valid. The " +
			"AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
	} {
		_, values := substitutions(t, test.with)
		got := w.queried(sdk.QueryInput{
			KeyConditionExpression: &test.condition, ExpressionAttributeValues: values,
		})
		if want := "ValidationException: " + test.want; got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.condition, got, want)
		}
	}
}

func TestQueryParametersAreChecked(t *testing.T) {
	w := newRows(t)
	start := func(text string) map[string]types.AttributeValue { return item(t, text) }
	for _, test := range []struct {
		in   sdk.QueryInput
		want string
	}{
		{sdk.QueryInput{FilterExpression: new("sk = :p")}, "Filter Expression can only contain " +
			"non-primary key attributes: Primary key attribute: sk"},
		{sdk.QueryInput{Limit: new(int32(0))}, "1 validation error detected: Value '0' at " +
			"'limit' failed to satisfy constraint: Member must have value greater than or equal " +
			"to 1"},
		{sdk.QueryInput{IndexName: new("by-n")}, "The table does not have the specified index: by-n"},
		{sdk.QueryInput{Select: "ALL"}, "1 validation error detected: Value 'ALL' at 'select' " +
			"failed to satisfy constraint: Member must satisfy enum value set: " +
			"[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"},
		{sdk.QueryInput{ExclusiveStartKey: start(`{"pk":{"S":"a"}}`)},
			"The provided starting key is invalid"},
		{sdk.QueryInput{ExclusiveStartKey: start(`{"pk":{"S":"a"},"sk":{"N":"1"}}`)},
			"The provided starting key is invalid: The provided key element does not match the " +
				"schema"},
		{sdk.QueryInput{ExclusiveStartKey: start(`{"pk":{"S":"z"},"sk":{"S":"1"}}`)},
			"The provided starting key is outside query boundaries based on provided conditions"},
		{sdk.QueryInput{AttributesToGet: []string{"n"}}, "Can not use both expression and " +
			"non-expression parameters in the same request: Non-expression parameters: " +
			"{AttributesToGet} Expression parameters: {KeyConditionExpression}"},
	} {
		test.in.KeyConditionExpression = new("pk = :p")
		test.in.ExpressionAttributeValues = item(t, `{":p":{"S":"a"}}`)
		if got, want := w.queried(test.in), "ValidationException: "+test.want; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	want := "ValidationException: Either the KeyConditions or KeyConditionExpression parameter " +
		"must be specified in the request."
	if got := w.queried(sdk.QueryInput{}); got != want {
		t.Errorf("no conditions: got %s", got)
	}
}

func TestProjectionReturnsPartsOfAnItem(t *testing.T) {
	w := newWorld(t)
	w.put(updateItem)
	for _, test := range []struct{ projection, want string }{
		{"n, s", "n={N:5} s={S:hello}"},
		{"l[2], l[0]", "l={L:[{N:0},{N:2}]}"},
		{"m.l[0], m.x", "m={M:{l={L:[{S:x}]}}}"},
		{"l[7], x.y, s.a", ""},
		{"status", "ValidationException: Invalid ProjectionExpression: Attribute name is a " +
			"reserved keyword; reserved keyword: status"},
		{"m, m.a", "ValidationException: Invalid ProjectionExpression: Two document paths " +
			"overlap with each other; must remove or rewrite one of these paths; path one: [m], " +
			"path two: [m, a]"},
		{"n s", `ValidationException: Invalid ProjectionExpression: Syntax error; token: "s", ` +
			`near: "n s"`},
		{"pk.a", "ValidationException: Key attributes must be scalars; list random access '[]' " +
			"and map lookup '.' are not allowed: Key: pk"},
	} {
		out, err := w.GetItem(t.Context(), &sdk.GetItemInput{
			TableName: new("rows"), Key: w.key(), ProjectionExpression: &test.projection,
		})
		got := fault(err)
		if err == nil {
			got = show(out.Item)
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.projection, got, test.want)
		}
	}
}
