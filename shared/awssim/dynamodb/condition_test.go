package dynamodb_test

import (
	"errors"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const conditionItem = `{"n":{"N":"5"},"s":{"S":"hello"},"b":{"B":"AQID"},"t":{"BOOL":true},
	"z":{"NULL":true},"l":{"L":[{"S":"x"},{"N":"2"}]},"m":{"M":{"a":{"N":"1"}}},
	"ss":{"SS":["a","b"]},"ns":{"NS":["1","2.0"]},"e":{"N":"5.00"}}`

const (
	five  = `{":v":{"N":"5"}}`
	other = `{":v":{"N":"6"}}`
)

// conditions hold for conditionItem or not.
var conditions = []struct {
	condition, with string
	holds           bool
}{
	{"n = :v", five, true},
	{"n = :v", `{":v":{"N":"5.0"}}`, true},
	{"n = :v", `{":v":{"S":"5"}}`, false},
	{"n = e", "", true},
	{"n <> :v", five, false},
	{"n <> :v", other, true},
	{"absent = :v", five, false},
	{"absent <> :v", five, true},
	{"absent <> gone", "", true},
	{"absent = gone", "", false},
	{"absent < :v", five, false},
	{"n < :v", other, true},
	{"n <= :v", five, true},
	{"n > :v", other, false},
	{"n >= :v", five, true},
	{"s < :v", `{":v":{"S":"hellp"}}`, true},
	{"b < :v", `{":v":{"B":"AQIE"}}`, true},
	{"l < :v", five, false},
	{"n BETWEEN :v AND :x", `{":v":{"N":"1"},":x":{"N":"9"}}`, true},
	{"n between :v and :x", `{":v":{"N":"6"},":x":{"N":"9"}}`, false},
	{"absent BETWEEN :v AND :x", `{":v":{"N":"6"},":x":{"N":"9"}}`, false},
	{"n IN (:v, :x)", `{":v":{"N":"6"},":x":{"N":"5"}}`, true},
	{"n IN (:v)", other, false},
	{"absent IN (:v)", five, false},
	{"l = :v", `{":v":{"L":[{"S":"x"},{"N":"2"}]}}`, true},
	{"m = :v", `{":v":{"M":{"a":{"N":"1"}}}}`, true},
	{"ss = :v", `{":v":{"SS":["b","a"]}}`, true},
	{"t = :v", `{":v":{"BOOL":false}}`, false},
	{"z = :v", `{":v":{"NULL":true}}`, true},
	{"attribute_exists(m.a)", "", true},
	{"attribute_exists(l[1])", "", true},
	{"attribute_exists(l[2])", "", false},
	{"attribute_exists(s.a)", "", false},
	{"attribute_not_exists(absent)", "", true},
	{"attribute_not_exists(n)", "", false},
	{"attribute_type(ss, :v)", `{":v":{"S":"SS"}}`, true},
	{"attribute_type(ss, :v)", `{":v":{"S":"NS"}}`, false},
	{"begins_with(s, :v)", `{":v":{"S":"hel"}}`, true},
	{"begins_with(b, :v)", `{":v":{"B":"AQI="}}`, true},
	{"begins_with(n, :v)", `{":v":{"S":"5"}}`, false},
	{"contains(s, :v)", `{":v":{"S":"ell"}}`, true},
	{"contains(ss, :v)", `{":v":{"S":"a"}}`, true},
	{"contains(ns, :v)", `{":v":{"N":"2"}}`, true},
	{"contains(l, :v)", `{":v":{"N":"2"}}`, true},
	{"contains(l, :v)", `{":v":{"N":"3"}}`, false},
	{"size(s) = :v", five, true},
	{"size(absent) < :v", five, false},
	{"size(ss) BETWEEN :v AND :x", `{":v":{"N":"2"},":x":{"N":"3"}}`, true},
	{"NOT n = :v", five, false},
	{"NOT n = :v OR n = :v", five, true},
	{"n = :v OR n = :x AND n = :x", `{":v":{"N":"5"},":x":{"N":"0"}}`, true},
	{"(n = :v OR n = :x) AND n = :x", `{":v":{"N":"5"},":x":{"N":"0"}}`, false},
	{"not (n = :x and n = :v)", `{":v":{"N":"5"},":x":{"N":"0"}}`, true},
	{"(n) = (:v)", five, true},
	{"#x[1] = :v", `{"#x":"l",":v":{"N":"2"}}`, true},
	{"#m.#a = :v", `{"#m":"m","#a":"a",":v":{"N":"1"}}`, true},
}

func TestConditionHoldsOrNot(t *testing.T) {
	w := newWorld(t)
	w.put(conditionItem)
	for _, test := range conditions {
		names, values := substitutions(t, test.with)
		_, err := w.DeleteItem(t.Context(), &sdk.DeleteItemInput{
			TableName: new("rows"), Key: w.key(), ConditionExpression: &test.condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		})
		want := "ConditionalCheckFailedException: The conditional request failed"
		if test.holds {
			want = ""
			w.put(conditionItem)
		}
		if got := fault(err); got != want {
			t.Errorf("%s with %s: got %q, want %q", test.condition, test.with, got, want)
		}
	}
}

func TestConditionMistakesAreNamed(t *testing.T) {
	w := newWorld(t)
	const bad = "Invalid ConditionExpression: "
	for _, test := range []struct{ condition, with, want string }{
		{"", "", bad + "The expression can not be empty;"},
		{"a = ", "", bad + `Syntax error; token: "<EOF>", near: "= "`},
		{"a == :v", "", bad + `Syntax error; token: "=", near: "== :v"`},
		{"a", "", bad + `Syntax error; token: "<EOF>", near: "a"`},
		{"(a = :v", "", bad + `Syntax error; token: "<EOF>", near: ":v"`},
		{"a = b = c", "", bad + `Syntax error; token: "=", near: "b = c"`},
		{"a[x] = :v", "", bad + `Syntax error; token: "x", near: "[x]"`},
		{"a.1 = :v", "", bad + `Syntax error; token: "1", near: ".1 ="`},
		{"a ! b", "", bad + `Syntax error; token: "!", near: "a ! b"`},
		{"_a = :v", "", bad + `Syntax error; token: "_", near: "_a"`},
		{"((a = :v))", "", bad + "The expression has redundant parentheses;"},
		{"nope(a)", "", bad + "Invalid function name; function: nope"},
		{"size(a)", "", bad + "The function is not allowed to be used this way in an " +
			"expression; function: size"},
		{"begins_with(a, b) = c", "", bad + "The function is not allowed to be used this way in " +
			"an expression; function: begins_with"},
		{"status = :v", `{":v":{"N":"1"}}`, bad + "Attribute name is a reserved keyword; " +
			"reserved keyword: status"},
		{"#a = :v", `{":v":{"N":"1"}}`, bad + "An expression attribute name used in the " +
			"document path is not defined; attribute name: #a"},
		{"a = :v", "", bad + "An expression attribute value used in expression is not defined; " +
			"attribute value: :v"},
		{"attribute_exists(a, b)", "", bad + "Incorrect number of operands for operator or " +
			"function; operator or function: attribute_exists, number of operands: 2"},
		{"a = a", "", bad + "The first operand must be distinct from the remaining operands " +
			"for this operator or function; operator: =, first operand: [a]"},
		{"attribute_exists(:v)", `{":v":{"N":"1"}}`, bad + "Operator or function requires a " +
			"document path; operator or function: attribute_exists"},
		{"begins_with(a, :v)", `{":v":{"N":"1"}}`, bad + "Incorrect operand type for operator " +
			"or function; operator or function: begins_with, operand type: N"},
		{"attribute_type(a, :v)", `{":v":{"S":"X"}}`, bad + "Invalid attribute type name found; " +
			"type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
		{"size(:v) > :v", `{":v":{"N":"1"}}`, bad + "Incorrect operand type for operator or " +
			"function; operator or function: size, operand type: N"},
		{"a < :v", `{":v":{"L":[]}}`, bad + "Incorrect operand type for operator or function; " +
			"operator or function: <, operand type: L"},
		{"a BETWEEN :v AND :x", `{":v":{"N":"2"},":x":{"N":"1"}}`, bad + "The BETWEEN operator " +
			"requires upper bound to be greater than or equal to lower bound; lower bound " +
			"operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"},
		{"a BETWEEN :v AND :x", `{":v":{"N":"2"},":x":{"S":"1"}}`, bad + "The BETWEEN operator " +
			"requires same data type for lower and upper bounds; lower bound operand: " +
			"AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:1}"},
		{"a = :v", `{":v":{"N":"1"},":x":{"N":"1"},":w":{"N":"1"}}`, "Value provided in " +
			"ExpressionAttributeValues unused in expressions: keys: {:w, :x}"},
		{"a = :v", `{":v":{"N":"1"},"#x":"x"}`, "Value provided in " +
			"ExpressionAttributeNames unused in expressions: keys: {#x}"},
		{"a = :v", `{":v":{"N":"1"},"x":"x"}`, "ExpressionAttributeNames contains invalid key: " +
			`Syntax error; key: "x"`},
		{"a = :v", `{":v":{"N":"x"}}`, "ExpressionAttributeValues contains invalid value: The " +
			"parameter cannot be converted to a numeric value: x for key :v"},
	} {
		names, values := substitutions(t, test.with)
		_, err := w.DeleteItem(t.Context(), &sdk.DeleteItemInput{
			TableName: new("rows"), Key: w.key(), ConditionExpression: &test.condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		})
		if got, want := fault(err), "ValidationException: "+test.want; got != want {
			t.Errorf("%q with %s:\n got %s\nwant %s", test.condition, test.with, got, want)
		}
	}
}

func TestSubstitutionsNeedAnExpression(t *testing.T) {
	w := newWorld(t)
	names, values := substitutions(t, `{"#a":"a",":v":{"N":"1"}}`)
	put := func(in sdk.PutItemInput) string {
		in.TableName, in.Item = new("rows"), w.key()
		_, err := w.PutItem(t.Context(), &in)
		return fault(err)
	}
	got := put(sdk.PutItemInput{ExpressionAttributeNames: names})
	want := "ValidationException: ExpressionAttributeNames can only be specified when using " +
		"expressions"
	if got != want {
		t.Errorf("names alone: got %s", got)
	}
	got = put(sdk.PutItemInput{ExpressionAttributeValues: values})
	want = "ValidationException: ExpressionAttributeValues can only be specified when using " +
		"expressions: ConditionExpression is null"
	if got != want {
		t.Errorf("values alone: got %s", got)
	}
	got = put(sdk.PutItemInput{
		ConditionExpression:      new("attribute_exists(a)"),
		ExpressionAttributeNames: map[string]string{},
	})
	if want = "ValidationException: ExpressionAttributeNames must not be empty"; got != want {
		t.Errorf("empty names: got %s", got)
	}
}

func TestFailedConditionShowsTheItemOnRequest(t *testing.T) {
	w := newWorld(t)
	w.put(`{"n":{"N":"5"}}`)
	for _, test := range []struct {
		want types.ReturnValuesOnConditionCheckFailure
		show string
	}{
		{"", ""}, {"NONE", ""}, {"ALL_OLD", "n={N:5}"},
	} {
		_, err := w.PutItem(t.Context(), &sdk.PutItemInput{
			TableName: new("rows"), Item: w.key(),
			ConditionExpression:                 new("attribute_not_exists(pk)"),
			ReturnValuesOnConditionCheckFailure: test.want,
		})
		var failed *types.ConditionalCheckFailedException
		if !errors.As(err, &failed) {
			t.Fatalf("got %v", err)
		}
		if got := show(failed.Item); got != test.show {
			t.Errorf("%s: got item %q, want %q", test.want, got, test.show)
		}
	}
	_, err := w.PutItem(t.Context(), &sdk.PutItemInput{
		TableName: new("rows"), Item: item(t, `{"pk":{"S":"b"},"sk":{"S":"1"}}`),
		ConditionExpression:                 new("attribute_exists(pk)"),
		ReturnValuesOnConditionCheckFailure: "ALL_OLD",
	})
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) || failed.Item != nil {
		t.Errorf("no item: got %v, %v", err, failed)
	}
}
