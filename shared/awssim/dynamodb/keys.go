package dynamodb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// The greatest sizes of key values in bytes (developer guide, "Quotas").
const (
	maxHashSize  = 2048
	maxRangeSize = 1024
)

const invalidValues = "One or more parameter values were invalid: "

// checkKey checks the Key of a request: the key attributes and nothing else.
func (t *table) checkKey(k attribute.Item) error {
	if len(k) != len(t.keys) {
		return invalid("The provided key element does not match the schema")
	}
	for i, part := range t.keys {
		v := k[part.name]
		if attribute.TypeOf(v) != string(part.kind) {
			return invalid("The provided key element does not match the schema")
		}
		if err := checkKeyValue(part, v, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// checkItem checks the key attributes of an item that is to be put.
func (t *table) checkItem(item attribute.Item) error {
	for i, part := range t.keys {
		v := item[part.name]
		if v == nil {
			return invalid(invalidValues+"Missing the key %s in the item", part.name)
		}
		if kind := attribute.TypeOf(v); kind != string(part.kind) {
			return invalid(invalidValues+"Type mismatch for key %s expected: %s actual: %s",
				part.name, part.kind, kind)
		}
		if err := checkKeyValue(part, v, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// checkKeyValue refuses empty and overlong key values. The missing blank is DynamoDB's.
func checkKeyValue(k key, v attribute.Value, isHash bool) error {
	if k.kind == types.ScalarAttributeTypeN {
		return nil
	}
	size := len(hashOf(v))
	switch {
	case size == 0:
		what := map[types.ScalarAttributeType]string{"S": "string", "B": "binary"}[k.kind]
		return invalid("One or more parameter values are not valid. The AttributeValue for a key "+
			"attribute cannot contain an empty %s value. Key: %s", what, k.name)
	case isHash && size > maxHashSize:
		return invalid(invalidValues +
			"Size of hashkey has exceeded the maximum size limit of2048 bytes")
	case !isHash && size > maxRangeSize:
		return invalid(invalidValues +
			"Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
	}
	return nil
}

// checkNested refuses expressions that look into a key attribute.
func (t *table) checkNested(nested map[string]bool) error {
	for _, k := range t.keys {
		if nested[k.name] {
			return invalid("Key attributes must be scalars; list random access '[]' and map "+
				"lookup '.' are not allowed: Key: %s", k.name)
		}
	}
	return nil
}
