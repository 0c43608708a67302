package dynamodb

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// mostInTransaction is how many items one transaction has at most (developer guide,
// transaction-apis).
const mostInTransaction = 100

// none is the reason of an entry that did not stand in the way.
const none = "None"

// saved is an item as it was before a transaction touched it; nil: there was none.
type saved struct {
	table *table
	key   attribute.Item
	item  attribute.Item
}

// transactWriteItems writes all or nothing: the entries are carried out one by one, and undone when
// one is refused. Nobody can look in between. A ClientRequestToken is not remembered: the same
// transaction again is carried out again.
func (d *DynamoDB) transactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput,
) (*dynamodb.TransactWriteItemsOutput, error) {
	if n := len(in.TransactItems); n < 1 || n > mostInTransaction {
		return nil, invalid("1 validation error detected: Value at 'transactItems' failed to "+
			"satisfy constraint: Member must have length less than or equal to %d and greater "+
			"than or equal to 1", mostInTransaction)
	}
	var undo []saved
	reasons := make([]types.CancellationReason, len(in.TransactItems))
	canceled := false
	for i, entry := range in.TransactItems {
		s, err := d.target(entry)
		if err == nil && touched(undo, s) {
			err = invalid("Transaction request cannot include multiple operations on one item")
		}
		if err == nil {
			undo = append(undo, s)
			err = d.transact(ctx, entry)
		}
		reason, isReason := reasonOf(err)
		if !isReason {
			restore(undo)
			return nil, err
		}
		reasons[i] = reason
		canceled = canceled || *reason.Code != none
	}
	if canceled {
		restore(undo)
		return nil, canceledBy(reasons)
	}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

// target is the item that an entry is about, as it is now.
func (d *DynamoDB) target(e types.TransactWriteItem) (saved, error) {
	name, key := entryKey(e)
	t, err := d.active(name)
	if err != nil {
		return saved{}, err
	}
	if key, err = attribute.CheckedItem(key); err != nil {
		return saved{}, refused(err)
	}
	if e.Put != nil {
		if err := t.checkItem(key); err != nil {
			return saved{}, err
		}
		key = t.keyOf(key)
	} else if err := t.checkKey(key); err != nil {
		return saved{}, err
	}
	return saved{t, key, t.get(key)}, nil
}

// entryKey is the table and the key (of a put: the item) of an entry.
func entryKey(e types.TransactWriteItem) (table *string, key attribute.Item) {
	switch {
	case e.Put != nil:
		return e.Put.TableName, e.Put.Item
	case e.Update != nil:
		return e.Update.TableName, e.Update.Key
	case e.Delete != nil:
		return e.Delete.TableName, e.Delete.Key
	case e.ConditionCheck != nil:
		return e.ConditionCheck.TableName, e.ConditionCheck.Key
	}
	return nil, nil // no table has no name: it is not found
}

func touched(undo []saved, s saved) bool {
	for _, o := range undo {
		if o.table == s.table && s.table.same(o.key, s.key) {
			return true
		}
	}
	return false
}

func restore(undo []saved) {
	for _, s := range undo {
		if s.item == nil {
			s.table.remove(s.key)
		} else {
			s.table.put(s.item)
		}
	}
}

// transact carries one entry out.
func (d *DynamoDB) transact(ctx context.Context, e types.TransactWriteItem) (err error) {
	switch {
	case e.Put != nil:
		_, err = d.putItem(ctx, &dynamodb.PutItemInput{
			TableName: e.Put.TableName, Item: e.Put.Item,
			ConditionExpression:                 e.Put.ConditionExpression,
			ExpressionAttributeNames:            e.Put.ExpressionAttributeNames,
			ExpressionAttributeValues:           e.Put.ExpressionAttributeValues,
			ReturnValuesOnConditionCheckFailure: e.Put.ReturnValuesOnConditionCheckFailure,
		})
	case e.Update != nil:
		_, err = d.updateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: e.Update.TableName, Key: e.Update.Key,
			UpdateExpression:                    e.Update.UpdateExpression,
			ConditionExpression:                 e.Update.ConditionExpression,
			ExpressionAttributeNames:            e.Update.ExpressionAttributeNames,
			ExpressionAttributeValues:           e.Update.ExpressionAttributeValues,
			ReturnValuesOnConditionCheckFailure: e.Update.ReturnValuesOnConditionCheckFailure,
		})
	case e.Delete != nil:
		_, err = d.deleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: e.Delete.TableName, Key: e.Delete.Key,
			ConditionExpression:                 e.Delete.ConditionExpression,
			ExpressionAttributeNames:            e.Delete.ExpressionAttributeNames,
			ExpressionAttributeValues:           e.Delete.ExpressionAttributeValues,
			ReturnValuesOnConditionCheckFailure: e.Delete.ReturnValuesOnConditionCheckFailure,
		})
	default:
		err = d.conditionCheck(e.ConditionCheck)
	}
	return err
}

func (d *DynamoDB) conditionCheck(c *types.ConditionCheck) error {
	w := write{
		table: c.TableName, condition: c.ConditionExpression,
		subs:      substitutions{c.ExpressionAttributeNames, c.ExpressionAttributeValues},
		onFailure: c.ReturnValuesOnConditionCheckFailure,
	}
	k, err := w.check(c.Key)
	if err != nil {
		return err
	}
	p, err := parse(w.exprs(), w.subs)
	if err != nil {
		return err
	}
	t, err := d.active(c.TableName)
	if err != nil {
		return err
	}
	return w.meets(p, t.get(k))
}

// reasonOf is what an entry's error means for the whole: a failed condition is a reason of the
// cancellation, everything else refuses the request.
func reasonOf(err error) (types.CancellationReason, bool) {
	var failed *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return types.CancellationReason{Code: new(none)}, true
	case errors.As(err, &failed):
		return types.CancellationReason{
			Code: new("ConditionalCheckFailed"), Message: failed.Message, Item: failed.Item,
		}, true
	}
	return types.CancellationReason{}, false
}

func canceledBy(reasons []types.CancellationReason) error {
	codes := make([]string, len(reasons))
	for i, r := range reasons {
		codes[i] = *r.Code
	}
	return &types.TransactionCanceledException{
		Message: aws.String("Transaction cancelled, please refer cancellation reasons for " +
			"specific reasons [" + strings.Join(codes, ", ") + "]"),
		CancellationReasons: reasons,
	}
}

// transactGetItems reads items that were all true at one moment.
func (d *DynamoDB) transactGetItems(
	ctx context.Context, in *dynamodb.TransactGetItemsInput,
) (*dynamodb.TransactGetItemsOutput, error) {
	if n := len(in.TransactItems); n < 1 || n > mostInTransaction {
		return nil, invalid("1 validation error detected: Value at 'transactItems' failed to "+
			"satisfy constraint: Member must have length less than or equal to %d and greater "+
			"than or equal to 1", mostInTransaction)
	}
	out := &dynamodb.TransactGetItemsOutput{}
	for _, e := range in.TransactItems {
		if e.Get == nil {
			return nil, &smithy.GenericAPIError{
				Code: "ValidationException", Message: "TransactItems can only contain Get",
				Fault: smithy.FaultClient,
			}
		}
		got, err := d.getItem(ctx, &dynamodb.GetItemInput{
			TableName: e.Get.TableName, Key: e.Get.Key,
			ProjectionExpression:     e.Get.ProjectionExpression,
			ExpressionAttributeNames: e.Get.ExpressionAttributeNames,
		})
		if err != nil {
			return nil, err
		}
		out.Responses = append(out.Responses, types.ItemResponse{Item: got.Item})
	}
	return out, nil
}
