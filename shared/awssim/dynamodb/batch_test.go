package dynamodb_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// filled is a world with the rows a/0, a/1, b/0, b/1, …, by BatchWriteItem.
func filled(t *testing.T, partitions string) world {
	t.Helper()
	w := newWorld(t)
	for _, p := range partitions {
		var puts []types.WriteRequest
		for n := range 2 {
			puts = append(puts, types.WriteRequest{PutRequest: &types.PutRequest{
				Item: item(t, fmt.Sprintf(`{"pk":{"S":"%c"},"sk":{"S":"%d"},"n":{"N":"%d"}}`,
					p, n, n)),
			}})
		}
		_, err := w.BatchWriteItem(t.Context(), &sdk.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{"rows": puts},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// DYNAMO-1: a scan gives every item once, whatever the size of its pages.
func TestAScanGivesEveryItemOnceInPagesOfAnySize(t *testing.T) {
	w := filled(t, "abc")
	for _, limit := range []int32{1, 2, 3, 100} {
		pages := sdk.NewScanPaginator(w.Client, &sdk.ScanInput{
			TableName: new("rows"), Limit: &limit,
		})
		var got []string
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range page.Items {
				got = append(got, keyText(i))
			}
		}
		if want := []string{"a0", "a1", "b0", "b1", "c0", "c1"}; !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v", limit, got)
		}
	}
	out, err := w.Scan(t.Context(), &sdk.ScanInput{
		TableName: new("rows"), FilterExpression: new("n = :n"),
		ExpressionAttributeValues: item(t, `{":n":{"N":"1"}}`),
	})
	if err != nil || out.Count != 3 || out.ScannedCount != 6 {
		t.Errorf("%+v, %v", out, err)
	}
}

func keyText(i map[string]types.AttributeValue) string {
	pk, _ := i["pk"].(*types.AttributeValueMemberS)
	sk, _ := i["sk"].(*types.AttributeValueMemberS)
	return pk.Value + sk.Value
}

// DYNAMO-2: a batch with a key twice writes nothing.
func TestABatchIsRefusedWholeForAKeyThatComesTwice(t *testing.T) {
	w := newWorld(t)
	put := types.WriteRequest{PutRequest: &types.PutRequest{
		Item: item(t, `{"pk":{"S":"a"},"sk":{"S":"0"}}`),
	}}
	drop := types.WriteRequest{DeleteRequest: &types.DeleteRequest{
		Key: item(t, `{"pk":{"S":"a"},"sk":{"S":"0"}}`),
	}}
	_, err := w.BatchWriteItem(t.Context(), &sdk.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{"rows": {put, drop}},
	})
	if err == nil || !strings.Contains(err.Error(), "contains duplicates") {
		t.Errorf("got %v", err)
	}
	got, err := w.BatchGetItem(t.Context(), &sdk.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{"rows": {
			Keys: []map[string]types.AttributeValue{drop.DeleteRequest.Key},
		}},
	})
	if err != nil || len(got.Responses["rows"]) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// DYNAMO-3: a transaction is all or nothing, and says which entry stood in the way.
func TestATransactionIsAllOrNothing(t *testing.T) {
	w := filled(t, "a")
	rows := new("rows")
	_, err := w.TransactWriteItems(t.Context(), &sdk.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: rows, Item: item(t, `{"pk":{"S":"z"},"sk":{"S":"0"}}`)}},
			{Update: &types.Update{
				TableName: rows, Key: item(t, `{"pk":{"S":"a"},"sk":{"S":"0"}}`),
				UpdateExpression:          new("SET n = :n"),
				ExpressionAttributeValues: item(t, `{":n":{"N":"9"}}`),
			}},
			{ConditionCheck: &types.ConditionCheck{
				TableName: rows, Key: item(t, `{"pk":{"S":"a"},"sk":{"S":"1"}}`),
				ConditionExpression: new("attribute_not_exists(pk)"),
			}},
		},
	})
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) || len(canceled.CancellationReasons) != 3 ||
		*canceled.CancellationReasons[0].Code != "None" ||
		*canceled.CancellationReasons[2].Code != "ConditionalCheckFailed" {
		t.Fatalf("got %v", err)
	}
	got, err := w.TransactGetItems(t.Context(), &sdk.TransactGetItemsInput{
		TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: rows, Key: item(t, `{"pk":{"S":"z"},"sk":{"S":"0"}}`)}},
			{Get: &types.Get{TableName: rows, Key: item(t, `{"pk":{"S":"a"},"sk":{"S":"0"}}`)}},
		},
	})
	if err != nil || got.Responses[0].Item != nil {
		t.Fatalf("%v, %v", got, err)
	}
	n, _ := got.Responses[1].Item["n"].(*types.AttributeValueMemberN)
	if n == nil || n.Value != "0" {
		t.Errorf("the update stayed: %v", got.Responses[1].Item)
	}
}

func TestATransactionMayNotTouchAnItemTwice(t *testing.T) {
	w := newWorld(t)
	put := types.TransactWriteItem{Put: &types.Put{
		TableName: new("rows"), Item: item(t, `{"pk":{"S":"z"},"sk":{"S":"0"}}`),
	}}
	_, err := w.TransactWriteItems(t.Context(), &sdk.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{put, put},
	})
	if err == nil || !strings.Contains(err.Error(), "multiple operations on one item") {
		t.Errorf("got %v", err)
	}
	out, err := w.Scan(t.Context(), &sdk.ScanInput{TableName: new("rows")})
	if err != nil || out.Count != 0 {
		t.Errorf("%v, %v", out, err)
	}
}

func TestATableIsListedGetsItsTimeToLiveAndGoes(t *testing.T) {
	w := newWorld(t)
	w.svc.Create("plain", "pk", "", "")
	list, err := w.ListTables(t.Context(), &sdk.ListTablesInput{Limit: new(int32(1))})
	if err != nil || !slices.Equal(list.TableNames, []string{"plain"}) ||
		list.LastEvaluatedTableName == nil {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := w.UpdateTimeToLive(t.Context(), &sdk.UpdateTimeToLiveInput{
		TableName: new("plain"), TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: new("expires"), Enabled: new(true),
		},
	}); err != nil {
		t.Fatal(err)
	}
	ttl, err := w.DescribeTimeToLive(t.Context(),
		&sdk.DescribeTimeToLiveInput{TableName: new("plain")})
	if err != nil || ttl.TimeToLiveDescription.TimeToLiveStatus != "ENABLED" {
		t.Errorf("%+v, %v", ttl, err)
	}
	if _, err := w.DeleteTable(t.Context(),
		&sdk.DeleteTableInput{TableName: new("plain")}); err != nil {
		t.Fatal(err)
	}
	w.env.Advance(60e9)
	_, err = w.DescribeTable(t.Context(), &sdk.DescribeTableInput{TableName: new("plain")})
	var gone *types.ResourceNotFoundException
	if !errors.As(err, &gone) {
		t.Errorf("got %v", err)
	}
}
