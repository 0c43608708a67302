package dynamodb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/awssim/dynamodb/attribute"
)

func (d *DynamoDB) putItem(
	_ context.Context, in *dynamodb.PutItemInput,
) (*dynamodb.PutItemOutput, error) {
	w := write{
		table:     in.TableName,
		condition: in.ConditionExpression,
		subs:      substitutions{in.ExpressionAttributeNames, in.ExpressionAttributeValues},
		legacy: []legacy{
			{"Expected", in.Expected != nil}, {"ConditionalOperator", in.ConditionalOperator != ""},
		},
		returnValues: in.ReturnValues,
		onFailure:    in.ReturnValuesOnConditionCheckFailure,
		capacity:     in.ReturnConsumedCapacity,
		metrics:      in.ReturnItemCollectionMetrics,
	}
	item, err := w.check(in.Item)
	if err != nil {
		return nil, err
	}
	size := attribute.ItemSize(item)
	if size > maxItem {
		return nil, invalid("Item size has exceeded the maximum allowed size")
	}
	p, err := parse(w.exprs(), w.subs)
	if err != nil {
		return nil, err
	}
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := t.checkItem(item); err != nil {
		return nil, err
	}
	old := t.get(item)
	if err := w.meets(p, old); err != nil {
		return nil, err
	}
	t.put(item)
	d.expire(t, item)
	return &dynamodb.PutItemOutput{
		Attributes:       w.old(old),
		ConsumedCapacity: t.consumed(w.capacity, writeUnits(attribute.ItemSize(old), size)),
	}, nil
}
