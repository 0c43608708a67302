package dynamodb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/awssim/dynamodb/attribute"
)

func (d *DynamoDB) getItem(
	_ context.Context, in *dynamodb.GetItemInput,
) (*dynamodb.GetItemOutput, error) {
	if err := checkReads(in.TableName, in.ReturnConsumedCapacity).err(); err != nil {
		return nil, err
	}
	exprs := []expr{{"ProjectionExpression", in.ProjectionExpression}}
	subs := substitutions{names: in.ExpressionAttributeNames}
	err := checkParameters(exprs, []legacy{{"AttributesToGet", in.AttributesToGet != nil}}, subs)
	if err != nil {
		return nil, err
	}
	k, err := attribute.CheckedItem(in.Key)
	if err != nil {
		return nil, refused(err)
	}
	p, err := parse(exprs, subs)
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
	if err := t.checkNested(p.projection.Nested()); err != nil {
		return nil, err
	}
	item := t.get(k)
	out := &dynamodb.GetItemOutput{
		ConsumedCapacity: t.consumed(in.ReturnConsumedCapacity,
			readUnits(attribute.ItemSize(item), in.ConsistentRead)),
	}
	if item != nil {
		out.Item = p.projection.Of(item)
	}
	return out, nil
}
