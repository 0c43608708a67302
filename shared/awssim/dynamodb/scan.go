package dynamodb

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// scan reads a table page by page. AWS reads the partitions in the order of a hash that nobody
// knows; here it is the order of their keys.
func (d *DynamoDB) scan(
	_ context.Context, in *dynamodb.ScanInput,
) (*dynamodb.ScanOutput, error) {
	p, start, err := checkScan(in)
	if err != nil {
		return nil, err
	}
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	if start != nil {
		if err := t.checkKey(start); err != nil {
			return nil, invalid("The provided starting key is invalid: %s", messageOf(err))
		}
	}
	g := t.scan(start, in.Limit)
	q := g.output(&dynamodb.QueryInput{
		Select: in.Select, ConsistentRead: in.ConsistentRead,
		ReturnConsumedCapacity: in.ReturnConsumedCapacity,
	}, p, t)
	return &dynamodb.ScanOutput{
		Items: q.Items, Count: q.Count, ScannedCount: q.ScannedCount,
		LastEvaluatedKey: q.LastEvaluatedKey, ConsumedCapacity: q.ConsumedCapacity,
	}, nil
}

func checkScan(in *dynamodb.ScanInput) (p *parsed, start attribute.Item, err error) {
	c := checkReads(in.TableName, in.ReturnConsumedCapacity)
	oneOf(c, "select", in.Select, selects)
	if in.Limit != nil && *in.Limit < 1 {
		c.add(strconv.Itoa(int(*in.Limit)), "limit",
			"Member must have value greater than or equal to 1")
	}
	if err := c.err(); err != nil {
		return nil, nil, err
	}
	if in.Segment != nil || in.TotalSegments != nil || in.IndexName != nil {
		return nil, nil, invalid("parallel scans and indexes are not simulated yet")
	}
	exprs := []expr{
		{"FilterExpression", in.FilterExpression},
		{"ProjectionExpression", in.ProjectionExpression},
	}
	subs := substitutions{in.ExpressionAttributeNames, in.ExpressionAttributeValues}
	err = checkParameters(exprs, []legacy{
		{"AttributesToGet", in.AttributesToGet != nil}, {"ScanFilter", in.ScanFilter != nil},
		{"ConditionalOperator", in.ConditionalOperator != ""},
	}, subs)
	if err != nil {
		return nil, nil, err
	}
	if in.Select == types.SelectAllProjectedAttributes {
		return nil, nil, invalid(invalidValues + "ALL_PROJECTED_ATTRIBUTES can be used only when " +
			"Querying using an IndexName")
	}
	if in.ExclusiveStartKey != nil {
		if start, err = attribute.CheckedItem(in.ExclusiveStartKey); err != nil {
			return nil, nil, refused(err)
		}
	}
	p, err = parse(exprs, subs)
	return p, start, err
}

// scan collects rows behind start, up to a page.
func (t *table) scan(start attribute.Item, limit *int32) page {
	most := maxPage
	count := 1 << 30
	if limit != nil {
		count = int(*limit)
	}
	from := ""
	if start != nil {
		from = hashOf(start[t.keys[0].name])
	}
	out := page{}
	for _, partition := range slices.Sorted(maps.Keys(t.partitions)) {
		if partition < from {
			continue
		}
		rows := t.partitions[partition]
		if start != nil && partition == from {
			rows = t.behind(rows, start, false)
		}
		for _, r := range rows {
			if out.isFull = out.size >= most || len(out.rows) >= count; out.isFull {
				return out
			}
			out.rows = append(out.rows, r)
			out.size += r.size
		}
	}
	out.isFull = len(out.rows) > 0 && (out.size >= most || len(out.rows) >= count)
	return out
}
