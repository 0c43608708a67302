package dynamodb

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// creation is how long a table is CREATING.
const creation = 8 * time.Second

func (d *DynamoDB) createTable(
	_ context.Context, in *dynamodb.CreateTableInput,
) (*dynamodb.CreateTableOutput, error) {
	if err := checkCreate(in); err != nil {
		return nil, err
	}
	name := *in.TableName
	if d.tables[name] != nil {
		return nil, &types.ResourceInUseException{Message: new("Table already exists: " + name)}
	}
	t := &table{name: name, billing: in.BillingMode}
	if t.billing == "" {
		t.billing = types.BillingModeProvisioned
	}
	if p := in.ProvisionedThroughput; p != nil {
		t.throughput.ReadCapacityUnits = p.ReadCapacityUnits
		t.throughput.WriteCapacityUnits = p.WriteCapacityUnits
	}
	t.protected = in.DeletionProtectionEnabled != nil && *in.DeletionProtectionEnabled
	t.encrypted = in.SSESpecification != nil && in.SSESpecification.Enabled != nil &&
		*in.SSESpecification.Enabled
	for _, k := range in.KeySchema {
		t.keys = append(t.keys, key{name: *k.AttributeName, kind: kindOf(in, *k.AttributeName)})
	}
	d.add(t)
	d.env.After(creation, func() { t.status = types.TableStatusActive })
	return &dynamodb.CreateTableOutput{TableDescription: t.description()}, nil
}

func kindOf(in *dynamodb.CreateTableInput, name string) types.ScalarAttributeType {
	for _, a := range in.AttributeDefinitions {
		if *a.AttributeName == name {
			return a.AttributeType
		}
	}
	return ""
}

func checkCreate(in *dynamodb.CreateTableInput) error {
	name := deref(in.TableName)
	if len(name) < 3 || len(name) > 255 {
		return invalid(
			"TableName must be at least 3 characters long and at most 255 characters long")
	}
	c := &constraints{}
	c.table(in.TableName)
	oneOf(c, "billingMode", in.BillingMode,
		[]types.BillingMode{types.BillingModeProvisioned, types.BillingModePayPerRequest})
	if n := len(in.KeySchema); n < 1 || n > 2 {
		c.found = append(c.found, "Value at 'keySchema' failed to satisfy constraint: "+
			"Member must have length between 1 and 2")
	}
	for _, k := range in.KeySchema {
		oneOf(c, "keySchema.member.keyType", k.KeyType, k.KeyType.Values())
	}
	for _, a := range in.AttributeDefinitions {
		oneOf(c, "attributeDefinitions.member.attributeType", a.AttributeType,
			[]types.ScalarAttributeType{"B", "N", "S"})
	}
	if err := c.err(); err != nil {
		return err
	}
	if err := checkBilling(in); err != nil {
		return err
	}
	if err := checkSchema(in); err != nil {
		return err
	}
	return checkUnsupported(in)
}

func checkBilling(in *dynamodb.CreateTableInput) error {
	const wrong = "One or more parameter values were invalid: "
	if in.BillingMode == types.BillingModePayPerRequest {
		if in.ProvisionedThroughput != nil {
			return invalid(wrong + "Neither ReadCapacityUnits nor WriteCapacityUnits can be " +
				"specified when BillingMode is PAY_PER_REQUEST")
		}
		return nil
	}
	p := in.ProvisionedThroughput
	if p == nil || p.ReadCapacityUnits == nil || p.WriteCapacityUnits == nil ||
		*p.ReadCapacityUnits < 1 || *p.WriteCapacityUnits < 1 {
		return invalid(wrong + "ReadCapacityUnits and WriteCapacityUnits must both be specified " +
			"when BillingMode is PROVISIONED")
	}
	return nil
}

func checkSchema(in *dynamodb.CreateTableInput) error {
	const wrong = "One or more parameter values were invalid: "
	var defined, keys []string
	for _, a := range in.AttributeDefinitions {
		defined = append(defined, deref(a.AttributeName))
	}
	for _, k := range in.KeySchema {
		keys = append(keys, deref(k.AttributeName))
	}
	isUndefined := func(key string) bool { return !slices.Contains(defined, key) }
	switch {
	case len(keys) > len(defined):
		return invalid("Invalid KeySchema: Some index key attribute have no definition")
	case slices.ContainsFunc(keys, isUndefined):
		return invalid(wrong+"Some index key attributes are not defined in "+
			"AttributeDefinitions. Keys: [%s], AttributeDefinitions: [%s]",
			strings.Join(keys, ", "), strings.Join(defined, ", "))
	case len(keys) == 2 && keys[0] == keys[1]:
		return invalid(
			"Both the Hash Key and the Range Key element in the KeySchema have the same name")
	case in.KeySchema[0].KeyType != types.KeyTypeHash:
		return invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
	case len(keys) == 2 && in.KeySchema[1].KeyType != types.KeyTypeRange:
		return invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
	case len(keys) != len(defined):
		return invalid(wrong + "Number of attributes in KeySchema does not exactly match number " +
			"of attributes defined in AttributeDefinitions")
	}
	return nil
}

// checkUnsupported refuses by name what the simulated service does not have.
func checkUnsupported(in *dynamodb.CreateTableInput) error {
	stream := in.StreamSpecification
	for _, part := range []struct {
		name  string
		given bool
	}{
		{"GlobalSecondaryIndexes", len(in.GlobalSecondaryIndexes) > 0},
		{"LocalSecondaryIndexes", len(in.LocalSecondaryIndexes) > 0},
		{"VectorIndexes", len(in.VectorIndexes) > 0},
		{"StreamSpecification", stream != nil && stream.StreamEnabled != nil &&
			*stream.StreamEnabled},
		{"OnDemandThroughput", in.OnDemandThroughput != nil},
		{"WarmThroughput", in.WarmThroughput != nil},
		{"ResourcePolicy", in.ResourcePolicy != nil},
		{"GlobalTableSourceArn", in.GlobalTableSourceArn != nil},
		{"TableClass", in.TableClass != "" && in.TableClass != types.TableClassStandard},
	} {
		if part.given {
			return invalid("%s is not supported by this simulated account", part.name)
		}
	}
	return nil
}
