package dynamodb_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const updateItem = `{"n":{"N":"5"},"s":{"S":"hello"},"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]},
	"m":{"M":{"a":{"N":"1"},"l":{"L":[{"S":"x"}]}}},"ss":{"SS":["a","b"]},"bs":{"BS":["AQ=="]}}`

func (w world) update(text, with string, returns types.ReturnValue) (
	*sdk.UpdateItemOutput, error,
) {
	names, values := substitutions(w, with)
	return w.UpdateItem(w.Context(), &sdk.UpdateItemInput{
		TableName: new("rows"), Key: w.key(), UpdateExpression: &text,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValues: returns,
	})
}

func TestUpdateChangesTheItem(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ update, with, want string }{
		{"SET n = n + :v", `{":v":{"N":"0.1"}}`, "n={N:5.1}"},
		{"SET n = :v - n", `{":v":{"N":"1"}}`, "n={N:-4}"},
		{"SET n = (n + :v)", `{":v":{"N":"1e3"}}`, "n={N:1005}"},
		{"SET n = if_not_exists(n, :v)", `{":v":{"N":"1"}}`, ""},
		{"SET n = if_not_exists(x, :v) + n", `{":v":{"N":"1"}}`, "n={N:6}"},
		{"SET n = s, s = n", "", "n={S:hello} s={N:5}"},
		{"REMOVE n SET s = n", "", "s={N:5}"},
		{"SET l = list_append(l, :v)", `{":v":{"L":[{"S":"z"}]}}`,
			"l={L:[{N:0},{N:1},{N:2},{S:z}]}"},
		{"SET x = list_append(if_not_exists(x, :v), l)", `{":v":{"L":[]}}`,
			"x={L:[{N:0},{N:1},{N:2}]}"},
		{"SET l[1] = :v", `{":v":{"S":"z"}}`, "l={L:[{N:0},{S:z},{N:2}]}"},
		{"SET l[9] = :v, l[7] = :w", `{":v":{"S":"9"},":w":{"S":"7"}}`,
			"l={L:[{N:0},{N:1},{N:2},{S:7},{S:9}]}"},
		{"REMOVE l[0], l[1]", "", "l={L:[{N:2}]}"},
		{"REMOVE l[0] SET l[5] = :v, l[1] = :w", `{":v":{"S":"5"},":w":{"S":"1"}}`,
			"l={L:[{S:1},{N:2},{S:5}]}"},
		{"REMOVE l[9], x, m.x", "", ""},
		{"SET m.b = :v REMOVE m.a", `{":v":{"BOOL":true}}`, "m={M:{b={BOOL:true}, l={L:[{S:x}]}}}"},
		{"SET #m.#l[0] = :v", `{"#m":"m","#l":"l",":v":{"NULL":true}}`,
			"m={M:{a={N:1}, l={L:[{NULL:true}]}}}"},
		{"SET x = m.l, m.l[0] = :v", `{":v":{"S":"y"}}`,
			"m={M:{a={N:1}, l={L:[{S:y}]}}} x={L:[{S:x}]}"},
		{"ADD n :v", `{":v":{"N":"-7"}}`, "n={N:-2}"},
		{"ADD x :v", `{":v":{"N":"3"}}`, "x={N:3}"},
		{"ADD ss :v", `{":v":{"SS":["b","c"]}}`, "ss={SS:[a, b, c]}"},
		{"ADD bs :v", `{":v":{"BS":["Ag=="]}}`, "bs={BS:[AQ==, Ag==]}"},
		{"ADD m.a :v", `{":v":{"N":"1"}}`, "m={M:{a={N:2}, l={L:[{S:x}]}}}"},
		{"DELETE ss :v", `{":v":{"SS":["b","c"]}}`, "ss={SS:[a]}"},
		{"DELETE x :v", `{":v":{"SS":["b"]}}`, ""},
		{"set n = :v remove s add x :v", `{":v":{"N":"1"}}`, "n={N:1} x={N:1}"},
	} {
		w.put(updateItem)
		out, err := w.update(test.update, test.with, types.ReturnValueUpdatedNew)
		if err != nil {
			t.Errorf("%s: %v", test.update, err)
			continue
		}
		whole := show(w.get())
		for name, v := range out.Attributes {
			part := show(map[string]types.AttributeValue{name: v})
			if len(part) > len(whole) {
				t.Errorf("%s: %s is not in %s", test.update, part, whole)
			}
		}
		w.put(updateItem)
		out, err = w.update(test.update, test.with, types.ReturnValueAllNew)
		if err != nil {
			t.Fatal(err)
		}
		if got := changed(t, out.Attributes); got != test.want {
			t.Errorf("%s: got %s, want %s", test.update, got, test.want)
		}
	}
}

// changed shows what of an item differs from updateItem.
func changed(t *testing.T, after map[string]types.AttributeValue) string {
	before := item(t, updateItem)
	out := map[string]types.AttributeValue{}
	for name, v := range after {
		one := map[string]types.AttributeValue{name: v}
		if show(one) != show(map[string]types.AttributeValue{name: before[name]}) {
			out[name] = v
		}
	}
	return show(out)
}

func TestReturnValuesOfAnUpdate(t *testing.T) {
	w := newWorld(t)
	const text, with = "SET n = :v, m.a = :v, l[5] = :v REMOVE s", `{":v":{"N":"9"}}`
	for _, test := range []struct {
		returns types.ReturnValue
		want    string
	}{
		{"", ""},
		{"NONE", ""},
		{"UPDATED_OLD", "m={M:{a={N:1}}} n={N:5} s={S:hello}"},
		{"UPDATED_NEW", "m={M:{a={N:9}}} n={N:9}"},
		{"ALL_OLD", show(item(t, updateItem))},
		{"ALL_NEW", "bs={BS:[AQ==]} l={L:[{N:0},{N:1},{N:2},{N:9}]} " +
			"m={M:{a={N:9}, l={L:[{S:x}]}}} n={N:9} ss={SS:[a, b]}"},
	} {
		w.put(updateItem)
		out, err := w.update(text, with, test.returns)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(out.Attributes); got != test.want {
			t.Errorf("%s: got %s, want %s", test.returns, got, test.want)
		}
	}
}

func TestUpdateMakesAnItemUnlessItOnlyTakesAway(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		update, with string
		exists       bool
	}{
		{"REMOVE x", "", false},
		{"DELETE x :v", `{":v":{"SS":["a"]}}`, false},
		{"SET x = :v", `{":v":{"SS":["a"]}}`, true},
		{"ADD x :v REMOVE y", `{":v":{"N":"1"}}`, true},
	} {
		if _, err := w.update(test.update, test.with, ""); err != nil {
			t.Fatal(err)
		}
		if got := w.get() != nil; got != test.exists {
			t.Errorf("%s: exists %t, want %t", test.update, got, test.exists)
		}
		_, err := w.DeleteItem(t.Context(), &sdk.DeleteItemInput{
			TableName: new("rows"), Key: w.key(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.UpdateItem(t.Context(), &sdk.UpdateItemInput{
		TableName: new("rows"), Key: w.key(),
	})
	if err != nil || w.get() == nil {
		t.Errorf("no expression: got %v, %v", err, w.get())
	}
}

func TestUpdateMistakesAreNamed(t *testing.T) {
	w := newWorld(t)
	w.put(updateItem)
	const bad = "Invalid UpdateExpression: "
	const one = `{":v":{"N":"1"}}`
	const two = `{":v":{"N":"1"},":w":{"N":"1"}}`
	for _, test := range []struct{ update, with, want string }{
		{"", "", bad + "The expression can not be empty;"},
		{"HELLO n", "", bad + `Syntax error; token: "HELLO", near: "HELLO n"`},
		{"SET n", "", bad + `Syntax error; token: "<EOF>", near: "n"`},
		{"SET :v = n", one, bad + `Syntax error; token: ":v", near: "SET :v ="`},
		{"SET n = :v + :w + :v", two, bad + `Syntax error; token: "+", near: ":w + :v"`},
		{"SET n = if_not_exists(n, :v + :w)", two, bad + `Syntax error; token: "+", near: ":v + :w"`},
		{"ADD n n", "", bad + `Syntax error; token: "n", near: "n n"`},
		{"SET n = :v SET s = :v", one, bad + `The "SET" section can only be used once in an ` +
			"update expression;"},
		{"SET ttl = :v", one, bad + "Attribute name is a reserved keyword; reserved keyword: ttl"},
		{"SET n = f(n)", "", bad + "Invalid function name; function: f"},
		{"SET #n = :v", one, bad + "An expression attribute name used in the document path is " +
			"not defined; attribute name: #n"},
		{"SET n = :x", one, bad + "An expression attribute value used in expression is not " +
			"defined; attribute value: :x"},
		{"SET m.a = :v, m = :v", one, bad + "Two document paths overlap with each other; must " +
			"remove or rewrite one of these paths; path one: [m, a], path two: [m]"},
		{"SET m.a = :v, m[1] = :v", one, bad + "Two document paths conflict with each other; " +
			"must remove or rewrite one of these paths; path one: [m, a], path two: [m, [1]]"},
		{"ADD n :v", `{":v":{"S":"x"}}`, bad + "Incorrect operand type for operator or function; " +
			"operator: ADD, operand type: STRING"},
		{"DELETE n :v", one, bad + "Incorrect operand type for operator or function; " +
			"operator: DELETE, operand type: NUMBER"},
		{"SET n = n + :v", `{":v":{"S":"x"}}`, bad + "Incorrect operand type for operator or " +
			"function; operator or function: +, operand type: S"},
		{"SET n = list_append(:v, :v)", one, bad + "Incorrect operand type for operator or " +
			"function; operator or function: list_append, operand type: N"},
		{"SET n = list_append(l)", "", bad + "Incorrect number of operands for operator or " +
			"function; operator or function: list_append, number of operands: 1"},
		{"SET n = list_append(list_append(l, l), l)", "", bad + "The function is not allowed to " +
			"be used this way in an expression; function: list_append"},
		{"SET n = if_not_exists(:v, :v)", one, bad + "Operator or function requires a document " +
			"path; operator or function: if_not_exists"},
		{"SET pk = :v", one, "One or more parameter values were invalid: Cannot update attribute " +
			"pk. This attribute is part of the key"},
		{"SET x = if_not_exists(pk.a, :v)", one, "Key attributes must be scalars; list random " +
			"access '[]' and map lookup '.' are not allowed: Key: pk"},
		{"SET x = y", "", "The provided expression refers to an attribute that does not exist in " +
			"the item"},
		{"SET x = s + :v", one, "An operand in the update expression has an incorrect data type"},
		{"ADD s :v", one, "An operand in the update expression has an incorrect data type"},
		{"DELETE ss :v", `{":v":{"NS":["1"]}}`, "An operand in the update expression has an " +
			"incorrect data type"},
		{"SET x.y = :v", one, "The document path provided in the update expression is invalid " +
			"for update"},
		{"SET s[0] = :v", one, "The document path provided in the update expression is invalid " +
			"for update"},
		{"REMOVE x.y", "", "The document path provided in the update expression is invalid for " +
			"update"},
		{"SET n = n + :v", `{":v":{"N":"1e-130"}}`, "Attempting to store more than 38 " +
			"significant digits in a Number"},
	} {
		_, err := w.update(test.update, test.with, "")
		if got, want := fault(err), "ValidationException: "+test.want; got != want {
			t.Errorf("%q:\n got %s\nwant %s", test.update, got, want)
		}
	}
	if got, want := show(w.get()), show(item(t, updateItem)); got != want {
		t.Errorf("the item changed: got %s, want %s", got, want)
	}
}
