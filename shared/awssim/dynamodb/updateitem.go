package dynamodb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

func (d *DynamoDB) updateItem(
	_ context.Context, in *dynamodb.UpdateItemInput,
) (*dynamodb.UpdateItemOutput, error) {
	w := updateOf(in)
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
	if err := t.checkUpdate(k, p); err != nil {
		return nil, err
	}
	old := t.get(k)
	if err := w.meets(p, old); err != nil {
		return nil, err
	}
	item, err := updated(p, k, old)
	if err != nil {
		return nil, err
	}
	if item != nil {
		t.put(item)
		d.expire(t, item)
	}
	return &dynamodb.UpdateItemOutput{
		Attributes: w.attributes(p, old, item),
		ConsumedCapacity: t.consumed(w.capacity,
			writeUnits(attribute.ItemSize(old), attribute.ItemSize(item))),
	}, nil
}

func updateOf(in *dynamodb.UpdateItemInput) write {
	return write{
		table:     in.TableName,
		update:    in.UpdateExpression,
		condition: in.ConditionExpression,
		subs:      substitutions{in.ExpressionAttributeNames, in.ExpressionAttributeValues},
		legacy: []legacy{
			{"AttributeUpdates", in.AttributeUpdates != nil},
			{"Expected", in.Expected != nil},
			{"ConditionalOperator", in.ConditionalOperator != ""},
		},
		returnValues: in.ReturnValues,
		onFailure:    in.ReturnValuesOnConditionCheckFailure,
		capacity:     in.ReturnConsumedCapacity,
		metrics:      in.ReturnItemCollectionMetrics,
		isUpdate:     true,
	}
}

// checkUpdate checks an update against the table's key.
func (t *table) checkUpdate(k attribute.Item, p *parsed) error {
	if err := t.checkKey(k); err != nil {
		return err
	}
	if p.update == nil {
		return nil
	}
	changed := p.update.Names()
	for _, part := range t.keys {
		if changed[part.name] {
			return invalid(invalidValues+"Cannot update attribute %s. This attribute is part of "+
				"the key", part.name)
		}
	}
	return t.checkNested(p.update.Nested())
}

// updated is the item that the update makes of the old one, nil when there is none and the update
// makes none.
func updated(p *parsed, k, old attribute.Item) (attribute.Item, error) {
	item := k
	if old != nil {
		item = attribute.CopyItem(old)
	}
	if p.update == nil {
		return item, nil
	}
	if err := p.update.Apply(item); err != nil {
		return nil, refused(err)
	}
	if attribute.ItemSize(item) > maxItem {
		return nil, invalid("Item size to update has exceeded the maximum allowed size")
	}
	if old == nil && !p.update.Creates() {
		return nil, nil
	}
	return item, nil
}

// attributes is what ReturnValues asks for; nil when that is nothing.
func (w write) attributes(p *parsed, old, item attribute.Item) attribute.Item {
	var out attribute.Item
	switch w.returnValues {
	case types.ReturnValueAllOld:
		return old
	case types.ReturnValueAllNew:
		return item
	case types.ReturnValueUpdatedOld:
		out = old
	case types.ReturnValueUpdatedNew:
		out = item
	}
	if out == nil || p.update == nil {
		return nil
	}
	if out = p.update.Paths().Of(out); len(out) == 0 {
		return nil
	}
	return out
}
