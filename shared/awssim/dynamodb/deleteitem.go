package dynamodb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/awssim/dynamodb/attribute"
)

func (d *DynamoDB) deleteItem(
	_ context.Context, in *dynamodb.DeleteItemInput,
) (*dynamodb.DeleteItemOutput, error) {
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
	k, err := w.check(in.Key)
	if err != nil {
		return nil, err
	}
	p, err := parse(w.exprs(), w.subs)
	if err != nil {
		return nil, err
	}
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := t.checkKey(k); err != nil {
		return nil, err
	}
	old := t.get(k)
	if err := w.meets(p, old); err != nil {
		return nil, err
	}
	t.remove(k)
	return &dynamodb.DeleteItemOutput{
		Attributes:       w.old(old),
		ConsumedCapacity: t.consumed(w.capacity, writeUnits(attribute.ItemSize(old))),
	}, nil
}
