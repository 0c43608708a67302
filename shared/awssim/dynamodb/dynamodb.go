// Package dynamodb is Amazon DynamoDB in the simulated account: tables, items with condition,
// update and projection expressions, queries, scans, batches and transactions. There are no
// secondary indexes, no streams, and none of the legacy parameters that expressions replaced:
// requests that ask for them are refused by name.
package dynamodb

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// DynamoDB is the service of one account.
type DynamoDB struct {
	// Service has the operations.
	Service *wire.Service

	env    *kernel.Env
	tables map[string]*table
}

// New returns the service without tables.
func New(env *kernel.Env) *DynamoDB {
	d := &DynamoDB{
		Service: wire.NewService(wire.Spec{
			ID:          "DynamoDB",
			Scope:       "dynamodb",
			Target:      "DynamoDB_20120810",
			Protocol:    wire.JSON10,
			ErrorPrefix: "com.amazonaws.dynamodb.v20120810#",
			Unions:      unions(),
			Checksum:    true,
		}),
		env:    env,
		tables: map[string]*table{},
	}
	wire.On(d.Service, "CreateTable", d.createTable)
	wire.On(d.Service, "DescribeTable", d.describeTable)
	wire.On(d.Service, "GetItem", d.getItem)
	wire.On(d.Service, "PutItem", d.putItem)
	wire.On(d.Service, "UpdateItem", d.updateItem)
	wire.On(d.Service, "DeleteItem", d.deleteItem)
	wire.On(d.Service, "Query", d.query)
	wire.On(d.Service, "Scan", d.scan)
	wire.On(d.Service, "BatchGetItem", d.batchGetItem)
	wire.On(d.Service, "BatchWriteItem", d.batchWriteItem)
	wire.On(d.Service, "TransactGetItems", d.transactGetItems)
	wire.On(d.Service, "TransactWriteItems", d.transactWriteItems)
	wire.On(d.Service, "ListTables", d.listTables)
	wire.On(d.Service, "DeleteTable", d.deleteTable)
	wire.On(d.Service, "DescribeTimeToLive", d.describeTimeToLive)
	wire.On(d.Service, "UpdateTimeToLive", d.updateTimeToLive)
	return d
}

func unions() map[reflect.Type]map[string]reflect.Type {
	return map[reflect.Type]map[string]reflect.Type{
		reflect.TypeFor[types.AttributeValue](): {
			"S":    reflect.TypeFor[types.AttributeValueMemberS](),
			"N":    reflect.TypeFor[types.AttributeValueMemberN](),
			"B":    reflect.TypeFor[types.AttributeValueMemberB](),
			"BOOL": reflect.TypeFor[types.AttributeValueMemberBOOL](),
			"NULL": reflect.TypeFor[types.AttributeValueMemberNULL](),
			"SS":   reflect.TypeFor[types.AttributeValueMemberSS](),
			"NS":   reflect.TypeFor[types.AttributeValueMemberNS](),
			"BS":   reflect.TypeFor[types.AttributeValueMemberBS](),
			"L":    reflect.TypeFor[types.AttributeValueMemberL](),
			"M":    reflect.TypeFor[types.AttributeValueMemberM](),
		},
	}
}

// Create makes a table as a template does: billed on demand, keys of type S, ACTIVE at once.
// rangeKey and ttlAttribute may be empty. The caller makes sure that the name is free.
func (d *DynamoDB) Create(name, hash, rangeKey, ttlAttribute string) (arn string) {
	keys := []key{{name: hash, kind: types.ScalarAttributeTypeS}}
	if rangeKey != "" {
		keys = append(keys, key{name: rangeKey, kind: types.ScalarAttributeTypeS})
	}
	t := d.add(&table{name: name, keys: keys, billing: types.BillingModePayPerRequest})
	t.status = types.TableStatusActive
	t.ttl = ttlAttribute
	return t.arn
}
