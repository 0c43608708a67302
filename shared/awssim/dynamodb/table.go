package dynamodb

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/kernel"
)

// table is one table with its items.
type table struct {
	name, arn, id string
	created       time.Time
	status        types.TableStatus
	billing       types.BillingMode
	throughput    types.ProvisionedThroughputDescription
	protected     bool
	encrypted     bool
	// keys are the hash key and, where the table has one, the range key.
	keys []key
	// ttl is the attribute that holds an item's expiry; empty: items stay.
	ttl   string
	sweep *kernel.Timer

	// partitions are the items by hash key, each sorted by range key.
	partitions map[string][]row
	items      int64
	bytes      int64
}

// key is a key attribute and its type.
type key struct {
	name string
	kind types.ScalarAttributeType
}

// row is one item. The item is never written to: a change puts another in its place.
type row struct {
	item attribute.Item
	size int
}

// add registers a table that is still being created.
func (d *DynamoDB) add(t *table) *table {
	t.arn = d.env.ARN("dynamodb", "table/"+t.name)
	t.id = d.env.UUID("dynamodb table")
	t.created = d.env.Now()
	t.status = types.TableStatusCreating
	t.partitions = map[string][]row{}
	d.tables[t.name] = t
	d.env.Journal.Add("state", "dynamodb table "+t.name+" created")
	return t
}

// active finds the table that a request means, by name or ARN.
func (d *DynamoDB) active(name *string) (*table, error) {
	t := d.lookUp(name)
	if t == nil || t.status != types.TableStatusActive {
		return nil, notFound("Requested resource not found")
	}
	return t, nil
}

func (d *DynamoDB) lookUp(name *string) *table {
	short := deref(name)
	if prefix := d.env.ARN("dynamodb", "table/"); strings.HasPrefix(short, prefix) {
		short = strings.TrimPrefix(short, prefix)
	}
	return d.tables[short]
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// find tells where an item with these key attributes is or belongs.
func (t *table) find(k attribute.Item) (partition string, index int, found bool) {
	partition = hashOf(k[t.keys[0].name])
	rows := t.partitions[partition]
	if len(t.keys) == 1 {
		return partition, 0, len(rows) > 0
	}
	name := t.keys[1].name
	index, found = slices.BinarySearchFunc(rows, k[name], func(r row, v attribute.Value) int {
		order, _ := attribute.Compare(r.item[name], v)
		return order
	})
	return partition, index, found
}

// hashOf is a hash key's value as a map key: all of a table's have one type.
func hashOf(v attribute.Value) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberB:
		return string(v.Value)
	}
	panic("dynamodb: a hash key of type " + attribute.TypeOf(v))
}

// get returns the item with these key attributes, nil when there is none.
func (t *table) get(k attribute.Item) attribute.Item {
	partition, index, found := t.find(k)
	if !found {
		return nil
	}
	return t.partitions[partition][index].item
}

// put stores an item in place of the one with the same key.
func (t *table) put(item attribute.Item) {
	partition, index, found := t.find(item)
	r := row{item: item, size: attribute.ItemSize(item)}
	rows := t.partitions[partition]
	if found {
		t.count(-1, rows[index].size)
		rows[index] = r
	} else {
		t.partitions[partition] = slices.Insert(rows, index, r)
	}
	t.count(1, r.size)
}

// remove deletes the item with these key attributes, if there is one.
func (t *table) remove(k attribute.Item) {
	partition, index, found := t.find(k)
	if !found {
		return
	}
	rows := t.partitions[partition]
	t.count(-1, rows[index].size)
	rows = slices.Delete(rows, index, index+1)
	if len(rows) == 0 {
		delete(t.partitions, partition)
	} else {
		t.partitions[partition] = rows
	}
}

func (t *table) count(items int64, size int) {
	t.items += items
	t.bytes += items * int64(size)
}

// keyOf is an item's key attributes alone.
func (t *table) keyOf(item attribute.Item) attribute.Item {
	out := attribute.Item{}
	for _, k := range t.keys {
		out[k.name] = item[k.name]
	}
	return out
}
