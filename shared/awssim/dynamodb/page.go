package dynamodb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// page is what a query has read.
type page struct {
	rows []row
	size int
	// isFull tells that the limit or the page's size ended the reading: there may be more.
	isFull bool
}

// read collects the rows that meet the key conditions, behind start, up to a page.
func (t *table) read(in *dynamodb.QueryInput, p *parsed, start attribute.Item) page {
	partition := hashOf(p.keys[t.keys[0].name].Values[0])
	rows := t.partitions[partition]
	backward := in.ScanIndexForward != nil && !*in.ScanIndexForward
	if start != nil {
		rows = t.behind(rows, start, backward)
	}
	all := slices.All(rows)
	if backward {
		all = slices.Backward(rows)
	}
	out := page{}
	for _, r := range all {
		if out.size >= maxPage || in.Limit != nil && len(out.rows) >= int(*in.Limit) {
			break
		}
		if t.meetsRange(p, r.item) {
			out.rows = append(out.rows, r)
			out.size += r.size
		}
	}
	out.isFull = out.size >= maxPage || in.Limit != nil && len(out.rows) >= int(*in.Limit)
	return out
}

// behind is the part of a partition that lies behind an item, in the direction of the reading.
func (t *table) behind(rows []row, start attribute.Item, backward bool) []row {
	_, index, found := t.find(start)
	if backward {
		return rows[:min(index, len(rows))]
	}
	if found {
		index++
	}
	return rows[min(index, len(rows)):]
}

func (t *table) meetsRange(p *parsed, item attribute.Item) bool {
	if len(t.keys) == 1 {
		return true
	}
	c, given := p.keys[t.keys[1].name]
	return !given || c.Holds(item[t.keys[1].name])
}

// output filters and projects the page.
func (g page) output(in *dynamodb.QueryInput, p *parsed, t *table) *dynamodb.QueryOutput {
	out := &dynamodb.QueryOutput{
		ScannedCount:     int32(len(g.rows)),
		ConsumedCapacity: t.consumed(in.ReturnConsumedCapacity, readUnits(g.size, in.ConsistentRead)),
	}
	items := []map[string]types.AttributeValue{}
	for _, r := range g.rows {
		if p.filter.Holds(r.item) {
			items = append(items, p.projection.Of(r.item))
		}
	}
	out.Count = int32(len(items))
	if in.Select != types.SelectCount {
		out.Items = items
	}
	if g.isFull {
		out.LastEvaluatedKey = t.keyOf(g.rows[len(g.rows)-1].item)
	}
	return out
}
