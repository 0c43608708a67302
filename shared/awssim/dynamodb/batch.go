package dynamodb

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// How many items one batch reads and writes at most (API reference, BatchGetItem and
// BatchWriteItem).
const (
	mostRead    = 100
	mostWritten = 25
)

// batchGetItem reads items of several tables. Nothing is ever left unprocessed here.
func (d *DynamoDB) batchGetItem(
	ctx context.Context, in *dynamodb.BatchGetItemInput,
) (*dynamodb.BatchGetItemOutput, error) {
	total := 0
	for _, r := range in.RequestItems {
		total += len(r.Keys)
	}
	if total == 0 {
		return nil, invalid("1 validation error detected: Value at 'requestItems' failed to " +
			"satisfy constraint: Member must have length greater than or equal to 1")
	}
	if total > mostRead {
		return nil, invalid("Too many items requested for the BatchGetItem call")
	}
	out := &dynamodb.BatchGetItemOutput{
		Responses:       map[string][]map[string]types.AttributeValue{},
		UnprocessedKeys: map[string]types.KeysAndAttributes{},
	}
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		r := in.RequestItems[name]
		out.Responses[name] = []map[string]types.AttributeValue{}
		for i, key := range r.Keys {
			if i > 0 && d.twice(name, r.Keys[:i], key) {
				return nil, invalid("Provided list of item keys contains duplicates")
			}
			got, err := d.getItem(ctx, &dynamodb.GetItemInput{
				TableName: new(name), Key: key, AttributesToGet: r.AttributesToGet,
				ConsistentRead: r.ConsistentRead, ProjectionExpression: r.ProjectionExpression,
				ExpressionAttributeNames: r.ExpressionAttributeNames,
				ReturnConsumedCapacity:   in.ReturnConsumedCapacity,
			})
			if err != nil {
				return nil, err
			}
			if got.Item != nil {
				out.Responses[name] = append(out.Responses[name], got.Item)
			}
		}
	}
	return out, nil
}

// twice reports whether a key is among the others. What is no key of the table is the reader's to
// refuse.
func (d *DynamoDB) twice(
	table string, others []map[string]types.AttributeValue, key map[string]types.AttributeValue,
) bool {
	t, err := d.active(&table)
	if err != nil || !t.isKey(key) {
		return false
	}
	return slices.ContainsFunc(others, func(o map[string]types.AttributeValue) bool {
		return t.isKey(o) && t.same(o, key)
	})
}

// isKey reports whether an item is a key of the table.
func (t *table) isKey(item attribute.Item) bool {
	checked, err := attribute.CheckedItem(item)
	return err == nil && t.checkKey(checked) == nil
}

// batchWriteItem puts and deletes items of several tables, each by itself. A key that comes twice
// refuses the whole batch before anything is written.
func (d *DynamoDB) batchWriteItem(
	ctx context.Context, in *dynamodb.BatchWriteItemInput,
) (*dynamodb.BatchWriteItemOutput, error) {
	total := 0
	for _, r := range in.RequestItems {
		total += len(r)
	}
	if total == 0 || total > mostWritten {
		return nil, invalid("1 validation error detected: Value at 'requestItems' failed to "+
			"satisfy constraint: Map value must satisfy constraint: [Member must have length "+
			"less than or equal to %d, Member must have length greater than or equal to 1]",
			mostWritten)
	}
	if err := d.checkBatch(in); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		for _, r := range in.RequestItems[name] {
			if err := d.writeOne(ctx, name, r); err != nil {
				return nil, err
			}
		}
	}
	return &dynamodb.BatchWriteItemOutput{
		UnprocessedItems: map[string][]types.WriteRequest{},
	}, nil
}

// checkBatch refuses what would fail in the midst of a batch.
func (d *DynamoDB) checkBatch(in *dynamodb.BatchWriteItemInput) error {
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		t, err := d.active(&name)
		if err != nil {
			return err
		}
		var keys []map[string]types.AttributeValue
		for _, r := range in.RequestItems[name] {
			key, err := t.keyIn(r)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(keys, func(o map[string]types.AttributeValue) bool {
				return t.same(o, key)
			}) {
				return invalid("Provided list of item keys contains duplicates")
			}
			keys = append(keys, key)
		}
	}
	return nil
}

// keyIn is the key of one request of a batch, which is either a put or a delete.
func (t *table) keyIn(r types.WriteRequest) (map[string]types.AttributeValue, error) {
	switch {
	case (r.PutRequest == nil) == (r.DeleteRequest == nil):
		return nil, invalid("Supplied AttributeValue has more than one datatypes set, must " +
			"contain exactly one of the supported datatypes")
	case r.PutRequest != nil:
		item, err := attribute.CheckedItem(r.PutRequest.Item)
		if err != nil {
			return nil, refused(err)
		}
		if err := t.checkItem(item); err != nil {
			return nil, err
		}
		return t.keyOf(item), nil
	}
	key, err := attribute.CheckedItem(r.DeleteRequest.Key)
	if err != nil {
		return nil, refused(err)
	}
	return key, t.checkKey(key)
}

func (d *DynamoDB) writeOne(ctx context.Context, table string, r types.WriteRequest) error {
	if r.PutRequest != nil {
		_, err := d.putItem(ctx, &dynamodb.PutItemInput{
			TableName: new(table), Item: r.PutRequest.Item,
		})
		return err
	}
	_, err := d.deleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: new(table), Key: r.DeleteRequest.Key,
	})
	return err
}

// same reports whether two keys are one.
func (t *table) same(a, b map[string]types.AttributeValue) bool {
	for _, k := range t.keys {
		if hashOf(a[k.name]) != hashOf(b[k.name]) {
			return false
		}
	}
	return true
}
