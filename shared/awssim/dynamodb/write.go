package dynamodb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// maxItem is an item's greatest size in bytes (developer guide, "Quotas").
const maxItem = 400 << 10

// write is what PutItem, UpdateItem and DeleteItem have in common.
type write struct {
	table        *string
	update       *string
	condition    *string
	subs         substitutions
	legacy       []legacy
	returnValues types.ReturnValue
	onFailure    types.ReturnValuesOnConditionCheckFailure
	capacity     types.ReturnConsumedCapacity
	metrics      types.ReturnItemCollectionMetrics
	// isUpdate allows all ReturnValues and an update expression.
	isUpdate bool
}

func (w write) exprs() []expr {
	condition := expr{"ConditionExpression", w.condition}
	if w.isUpdate {
		return []expr{{"UpdateExpression", w.update}, condition}
	}
	return []expr{condition}
}

// check checks the parameters up to the item or key, which it returns as it is to be stored.
func (w write) check(item attribute.Item) (attribute.Item, error) {
	c := &constraints{}
	oneOf(c, "returnConsumedCapacity", w.capacity, capacities)
	oneOf(c, "returnItemCollectionMetrics", w.metrics, metrics)
	oneOf(c, "returnValues", w.returnValues, returnValues)
	oneOf(c, "returnValuesOnConditionCheckFailure", w.onFailure, onFailures)
	c.table(w.table)
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := checkParameters(w.exprs(), w.legacy, w.subs); err != nil {
		return nil, err
	}
	checked, err := attribute.CheckedItem(item)
	if err != nil {
		return nil, refused(err)
	}
	if !w.isUpdate && w.returnValues != "" && w.returnValues != types.ReturnValueNone &&
		w.returnValues != types.ReturnValueAllOld {
		return nil, invalid("ReturnValues can only be ALL_OLD or NONE")
	}
	return checked, nil
}

// meets is the error when the item does not meet the request's condition.
func (w write) meets(p *parsed, item attribute.Item) error {
	if p.condition.Holds(item) {
		return nil
	}
	if w.onFailure == types.ReturnValuesOnConditionCheckFailureAllOld {
		return conditionFailed(item)
	}
	return conditionFailed(nil)
}

// old is the item as it was, for those who ask for it.
func (w write) old(item attribute.Item) attribute.Item {
	if w.returnValues != types.ReturnValueAllOld {
		return nil
	}
	return item
}
