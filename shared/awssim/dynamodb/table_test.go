package dynamodb_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func schema(hash string, kinds ...types.ScalarAttributeType) sdk.CreateTableInput {
	names := []string{hash, "r", "extra"}
	in := sdk.CreateTableInput{
		TableName: new("things"), BillingMode: types.BillingModePayPerRequest,
	}
	for i, kind := range kinds {
		in.AttributeDefinitions = append(in.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: &names[i], AttributeType: kind})
		if i < 2 {
			in.KeySchema = append(in.KeySchema, types.KeySchemaElement{
				AttributeName: &names[i], KeyType: types.KeyType([]string{"HASH", "RANGE"}[i]),
			})
		}
	}
	return in
}

func TestTableIsUsableOnceActive(t *testing.T) {
	w := newWorld(t)
	in := schema("h", "N")
	made, err := w.CreateTable(t.Context(), &in)
	if err != nil {
		t.Fatal(err)
	}
	if got := made.TableDescription.TableStatus; got != types.TableStatusCreating {
		t.Errorf("got %s", got)
	}
	put := &sdk.PutItemInput{TableName: new("things"), Item: item(t, `{"h":{"N":"1.0"}}`)}
	_, err = w.PutItem(t.Context(), put)
	if got := fault(err); got != "ResourceNotFoundException: Requested resource not found" {
		t.Errorf("put while creating: got %s", got)
	}
	w.env.Advance(10 * time.Second)
	if _, err := w.PutItem(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	out, err := w.DescribeTable(t.Context(), &sdk.DescribeTableInput{TableName: new("things")})
	if err != nil {
		t.Fatal(err)
	}
	if out.Table.TableStatus != types.TableStatusActive || *out.Table.ItemCount != 1 ||
		*out.Table.TableArn != "arn:aws:dynamodb:us-east-1:123456789012:table/things" ||
		out.Table.BillingModeSummary.BillingMode != types.BillingModePayPerRequest {
		t.Errorf("got %+v", out.Table)
	}
	got, err := w.GetItem(t.Context(), &sdk.GetItemInput{
		TableName: out.Table.TableArn, Key: item(t, `{"h":{"N":"1"}}`),
	})
	if err != nil || got.Item == nil {
		t.Errorf("get by the table's ARN: got %v, %v", got, err)
	}
}

func TestNumberAndBinaryKeysSort(t *testing.T) {
	w := newWorld(t)
	in := schema("h", "B", "N")
	if _, err := w.CreateTable(t.Context(), &in); err != nil {
		t.Fatal(err)
	}
	w.env.Advance(time.Minute)
	for _, r := range []string{"10", "9", "-1", "0.5", "1e2"} {
		_, err := w.PutItem(t.Context(), &sdk.PutItemInput{
			TableName: new("things"), Item: item(t, `{"h":{"B":"AQ=="},"r":{"N":"`+r+`"}}`),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	out, err := w.Query(t.Context(), &sdk.QueryInput{
		TableName: new("things"), KeyConditionExpression: new("h = :h"),
		ExpressionAttributeValues: item(t, `{":h":{"B":"AQ=="}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, found := range out.Items {
		got += show(map[string]types.AttributeValue{"r": found["r"]}) + " "
	}
	if want := "r={N:-1} r={N:0.5} r={N:9} r={N:10} r={N:100} "; got != want {
		t.Errorf("got %s", got)
	}
}

func TestBadTablesAreRefused(t *testing.T) {
	w := newWorld(t)
	const invalid = "ValidationException: One or more parameter values were invalid: "
	for _, test := range []struct {
		name   string
		change func(*sdk.CreateTableInput)
		want   string
	}{
		{"taken", func(in *sdk.CreateTableInput) { in.TableName = new("rows") },
			"ResourceInUseException: Table already exists: rows"},
		{"short", func(in *sdk.CreateTableInput) { in.TableName = new("ab") }, "ValidationException: " +
			"TableName must be at least 3 characters long and at most 255 characters long"},
		{"unbilled", func(in *sdk.CreateTableInput) { in.BillingMode = "" }, invalid +
			"ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is " +
			"PROVISIONED"},
		{"extra", func(in *sdk.CreateTableInput) {
			in.AttributeDefinitions = schema("h", "S", "S", "S").AttributeDefinitions
		}, invalid + "Number of attributes in KeySchema does not exactly match number of " +
			"attributes defined in AttributeDefinitions"},
		{"undefined", func(in *sdk.CreateTableInput) {
			in.KeySchema = schema("x", "S", "S").KeySchema
		}, invalid + "Some index key attributes are not defined in AttributeDefinitions. " +
			"Keys: [x, r], AttributeDefinitions: [h, r]"},
		{"hashless", func(in *sdk.CreateTableInput) { in.KeySchema[0].KeyType = "RANGE" },
			"ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH " +
				"key type"},
		{"index", func(in *sdk.CreateTableInput) {
			in.GlobalSecondaryIndexes = []types.GlobalSecondaryIndex{{
				IndexName: new("by-r"), KeySchema: in.KeySchema, Projection: &types.Projection{},
			}}
		}, "ValidationException: GlobalSecondaryIndexes is not supported by this simulated account"},
	} {
		in := schema("h", "S", "S")
		test.change(&in)
		_, err := w.CreateTable(t.Context(), &in)
		if got := fault(err); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
	_, err := w.DescribeTable(t.Context(), &sdk.DescribeTableInput{TableName: new("none")})
	want := "ResourceNotFoundException: Requested resource not found: Table: none not found"
	if got := fault(err); got != want {
		t.Errorf("describe: got %s", got)
	}
}
