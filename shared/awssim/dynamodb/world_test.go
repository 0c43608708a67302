package dynamodb_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/dynamodb"
	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// world is an account with a table "rows" (pk, sk, expiry in ttl) and a client of it.
type world struct {
	*testing.T
	*sdk.Client
	env *kernel.Env
	svc *dynamodb.DynamoDB
}

func newWorld(t *testing.T) world {
	t.Helper()
	env := &kernel.Env{
		Kernel:  kernel.New(1, time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)),
		Account: "123456789012",
		Region:  "us-east-1",
	}
	svc := dynamodb.New(env)
	svc.Create("rows", "pk", "sk", "expires")
	server := wire.NewServer(svc.Service)
	cfg := server.Config(wire.Caller{Name: "test", AccessKey: "AKIATEST"}, env.Region)
	return world{T: t, Client: sdk.NewFromConfig(cfg), env: env, svc: svc}
}

// item reads an item in DynamoDB's JSON: {"pk":{"S":"a"}}.
func item(t testing.TB, text string) map[string]types.AttributeValue {
	t.Helper()
	var raw map[string]map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatalf("read item %s: %v", text, err)
	}
	out := map[string]types.AttributeValue{}
	for name, v := range raw {
		out[name] = value(t, v)
	}
	return out
}

func value(t testing.TB, raw map[string]json.RawMessage) types.AttributeValue {
	t.Helper()
	for kind, data := range raw {
		v, into := target(kind)
		switch kind {
		case "L":
			var list []map[string]json.RawMessage
			decode(t, data, &list)
			var out []types.AttributeValue
			for _, e := range list {
				out = append(out, value(t, e))
			}
			return &types.AttributeValueMemberL{Value: out}
		case "M":
			return &types.AttributeValueMemberM{Value: item(t, string(data))}
		}
		decode(t, data, into)
		return v
	}
	return nil
}

func target(kind string) (types.AttributeValue, any) {
	switch kind {
	case "S":
		v := &types.AttributeValueMemberS{}
		return v, &v.Value
	case "N":
		v := &types.AttributeValueMemberN{}
		return v, &v.Value
	case "B":
		v := &types.AttributeValueMemberB{}
		return v, &v.Value
	case "BOOL":
		v := &types.AttributeValueMemberBOOL{}
		return v, &v.Value
	case "NULL":
		v := &types.AttributeValueMemberNULL{}
		return v, &v.Value
	case "SS":
		v := &types.AttributeValueMemberSS{}
		return v, &v.Value
	case "NS":
		v := &types.AttributeValueMemberNS{}
		return v, &v.Value
	}
	v := &types.AttributeValueMemberBS{}
	return v, &v.Value
}

func decode(t testing.TB, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("read %s: %v", data, err)
	}
}

// show writes an item in a fixed order, key attributes left out.
func show(item map[string]types.AttributeValue) string {
	var parts []string
	for _, name := range attribute.Names(item) {
		if name != "pk" && name != "sk" {
			parts = append(parts, name+"="+attribute.Show(item[name]))
		}
	}
	return strings.Join(parts, " ")
}

// put stores {pk: a, sk: 1} with more attributes.
func (w world) put(attributes string) {
	w.Helper()
	in := item(w, attributes)
	in["pk"] = &types.AttributeValueMemberS{Value: "a"}
	if in["sk"] == nil {
		in["sk"] = &types.AttributeValueMemberS{Value: "1"}
	}
	_, err := w.PutItem(w.Context(), &sdk.PutItemInput{TableName: new("rows"), Item: in})
	if err != nil {
		w.Fatalf("put %s: %v", attributes, err)
	}
}

func (w world) key() map[string]types.AttributeValue {
	return item(w, `{"pk":{"S":"a"},"sk":{"S":"1"}}`)
}

func (w world) get() map[string]types.AttributeValue {
	w.Helper()
	out, err := w.GetItem(w.Context(), &sdk.GetItemInput{
		TableName: new("rows"), Key: w.key(), ConsistentRead: new(true),
	})
	if err != nil {
		w.Fatalf("get: %v", err)
	}
	return out.Item
}

// fault is an error as "Code: message", empty for none.
func fault(err error) string {
	if err == nil {
		return ""
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return fmt.Sprintf("%s: %s", api.ErrorCode(), api.ErrorMessage())
	}
	return err.Error()
}

// values reads the substitutions of a test; names begin with #, values with a colon.
func substitutions(
	t testing.TB, text string,
) (names map[string]string, values map[string]types.AttributeValue) {
	t.Helper()
	if text == "" {
		return nil, nil
	}
	var raw map[string]json.RawMessage
	decode(t, []byte(text), &raw)
	for key, data := range raw {
		if strings.HasPrefix(key, ":") {
			if values == nil {
				values = map[string]types.AttributeValue{}
			}
			var v map[string]json.RawMessage
			decode(t, data, &v)
			values[key] = value(t, v)
			continue
		}
		if names == nil {
			names = map[string]string{}
		}
		var name string
		decode(t, data, &name)
		names[key] = name
	}
	return names, values
}
