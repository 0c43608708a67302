package dynamodb

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/dynamodb/expression"
)

// maxPage is how many bytes of items a query reads at most, before it filters (developer guide,
// "Paginating table query results").
const maxPage = 1 << 20

func (d *DynamoDB) query(
	_ context.Context, in *dynamodb.QueryInput,
) (*dynamodb.QueryOutput, error) {
	p, start, err := checkQuery(in)
	if err != nil {
		return nil, err
	}
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	if in.IndexName != nil {
		return nil, invalid("The table does not have the specified index: %s", *in.IndexName)
	}
	if err := t.checkQuery(p, start); err != nil {
		return nil, err
	}
	page := t.read(in, p, start)
	return page.output(in, p, t), nil
}

// checkQuery checks what can be checked without the table.
func checkQuery(in *dynamodb.QueryInput) (p *parsed, start attribute.Item, err error) {
	c := &constraints{}
	oneOf(c, "select", in.Select, selects)
	oneOf(c, "returnConsumedCapacity", in.ReturnConsumedCapacity, capacities)
	c.table(in.TableName)
	if in.Limit != nil && *in.Limit < 1 {
		c.add(strconv.Itoa(int(*in.Limit)), "limit",
			"Member must have value greater than or equal to 1")
	}
	if err := c.err(); err != nil {
		return nil, nil, err
	}
	exprs := []expr{
		{"ProjectionExpression", in.ProjectionExpression},
		{"FilterExpression", in.FilterExpression},
		{"KeyConditionExpression", in.KeyConditionExpression},
	}
	subs := substitutions{in.ExpressionAttributeNames, in.ExpressionAttributeValues}
	if err := checkParameters(exprs, queryLegacy(in), subs); err != nil {
		return nil, nil, err
	}
	if in.ExclusiveStartKey != nil {
		if start, err = attribute.CheckedItem(in.ExclusiveStartKey); err != nil {
			return nil, nil, refused(err)
		}
	}
	if in.KeyConditionExpression == nil {
		return nil, nil, invalid("Either the KeyConditions or KeyConditionExpression parameter " +
			"must be specified in the request.")
	}
	if err := checkSelect(in); err != nil {
		return nil, nil, err
	}
	// Key conditions are read first, then the filter, then the projection.
	p, err = parse([]expr{exprs[2], exprs[1], exprs[0]}, subs)
	return p, start, err
}

func queryLegacy(in *dynamodb.QueryInput) []legacy {
	return []legacy{
		{"AttributesToGet", in.AttributesToGet != nil},
		{"QueryFilter", in.QueryFilter != nil},
		{"ConditionalOperator", in.ConditionalOperator != ""},
		{"KeyConditions", in.KeyConditions != nil},
	}
}

// checkSelect checks Select against the other parameters.
func checkSelect(in *dynamodb.QueryInput) error {
	projects := in.ProjectionExpression != nil
	switch in.Select {
	case types.SelectAllProjectedAttributes:
		if in.IndexName == nil {
			return invalid(invalidValues + "ALL_PROJECTED_ATTRIBUTES can be used only when " +
				"Querying using an IndexName")
		}
	case types.SelectSpecificAttributes:
		if !projects {
			return invalid(invalidValues + "Must specify the AttributesToGet or " +
				"ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
		}
		return nil
	}
	if projects && in.Select != "" {
		what := string(in.Select)
		if in.Select == types.SelectCount {
			what = "only the Count"
		}
		return invalid("Cannot specify the ProjectionExpression when choosing to get %s", what)
	}
	return nil
}

// checkQuery checks a query's conditions and start against the table's key.
func (t *table) checkQuery(p *parsed, start attribute.Item) error {
	if len(p.keys) > 2 {
		return invalid("Conditions can be of length 1 or 2 only")
	}
	if start != nil && len(start) != len(t.keys) {
		return invalid("The provided starting key is invalid")
	}
	for i, k := range t.keys {
		if err := t.checkKeyCondition(p, k, i == 0); err != nil {
			return err
		}
	}
	if start != nil {
		if err := t.checkStart(p, start); err != nil {
			return err
		}
	}
	if err := t.checkNested(p.projection.Nested()); err != nil {
		return err
	}
	heads := p.filter.Names()
	for _, k := range t.keys {
		if heads[k.name] {
			return invalid("Filter Expression can only contain non-primary key attributes: "+
				"Primary key attribute: %s", k.name)
		}
	}
	return t.checkNested(p.filter.Nested())
}

func (t *table) checkKeyCondition(p *parsed, k key, isHash bool) error {
	if isHash && len(t.keys) == 1 && len(p.keys) > 1 {
		return invalid("Query key condition not supported")
	}
	c, given := p.keys[k.name]
	if !given {
		if isHash || len(p.keys) > 1 {
			return invalid("Query condition missed key schema element: %s", k.name)
		}
		return nil
	}
	for _, v := range c.Values {
		if attribute.TypeOf(v) != string(k.kind) {
			return invalid(invalidValues +
				"Condition parameter type does not match schema type")
		}
	}
	if isHash && c.Operator != "=" {
		return invalid("Query key condition not supported")
	}
	if c.Operator == expression.BeginsWith && !isHash {
		return nil
	}
	for _, v := range c.Values {
		if err := checkKeyValue(k, v, isHash); err != nil {
			return err
		}
	}
	return nil
}

// checkStart wants an ExclusiveStartKey that the query itself could have returned.
func (t *table) checkStart(p *parsed, start attribute.Item) error {
	if err := t.checkKey(start); err != nil {
		return invalid("The provided starting key is invalid: %s", messageOf(err))
	}
	hash := t.keys[0].name
	within := p.keys[hash].Holds(start[hash])
	if len(t.keys) == 1 {
		if !within {
			return invalid("The provided starting key is outside query boundaries based on " +
				"provided conditions")
		}
		return nil
	}
	name := t.keys[1].name
	c, ranged := p.keys[name]
	switch {
	case ranged && !c.Holds(start[name]):
		return invalid("The provided starting key does not match the range key predicate")
	case ranged && !within:
		return invalid("The query can return at most one row and cannot be restarted")
	case !within:
		return invalid("The provided starting key is outside query boundaries based on provided " +
			"conditions")
	}
	return nil
}
