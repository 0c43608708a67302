// Package attribute holds what DynamoDB knows about single values: their types, their order, their
// size, exact decimal numbers, and which of them it refuses.
package attribute

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Value is one attribute's value; nil stands for an attribute that is not there.
type Value = types.AttributeValue

// Item is an item, or a part of one, by attribute name.
type Item = map[string]types.AttributeValue

// Invalid is the message of a ValidationException, in DynamoDB's words.
type Invalid string

// Error is the message.
func (e Invalid) Error() string { return string(e) }

// Invalidf builds the message of a ValidationException.
func Invalidf(format string, args ...any) error { return Invalid(fmt.Sprintf(format, args...)) }

// TypeOf is DynamoDB's one- or two-letter name of a value's type (BOOL and NULL are spelt out);
// it is empty for a value that is not there or has no known type.
func TypeOf(v Value) string {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberM:
		return "M"
	}
	return ""
}

// Scalar reports whether a type, as TypeOf names it, has an order and may be a key.
func Scalar(name string) bool { return name == "S" || name == "N" || name == "B" }

// Copy returns a value that shares nothing with v that can be written to.
func Copy(v Value) Value {
	switch v := v.(type) {
	case *types.AttributeValueMemberB:
		return &types.AttributeValueMemberB{Value: slices.Clone(v.Value)}
	case *types.AttributeValueMemberSS:
		return &types.AttributeValueMemberSS{Value: slices.Clone(v.Value)}
	case *types.AttributeValueMemberNS:
		return &types.AttributeValueMemberNS{Value: slices.Clone(v.Value)}
	case *types.AttributeValueMemberBS:
		out := make([][]byte, len(v.Value))
		for i, b := range v.Value {
			out[i] = slices.Clone(b)
		}
		return &types.AttributeValueMemberBS{Value: out}
	case *types.AttributeValueMemberL:
		out := make([]Value, len(v.Value))
		for i, e := range v.Value {
			out[i] = Copy(e)
		}
		return &types.AttributeValueMemberL{Value: out}
	case *types.AttributeValueMemberM:
		return &types.AttributeValueMemberM{Value: CopyItem(v.Value)}
	}
	return copyScalar(v)
}

func copyScalar(v Value) Value {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return &types.AttributeValueMemberS{Value: v.Value}
	case *types.AttributeValueMemberN:
		return &types.AttributeValueMemberN{Value: v.Value}
	case *types.AttributeValueMemberBOOL:
		return &types.AttributeValueMemberBOOL{Value: v.Value}
	case *types.AttributeValueMemberNULL:
		return &types.AttributeValueMemberNULL{Value: v.Value}
	}
	return v
}

// CopyItem copies an item and all its values.
func CopyItem(item Item) Item {
	out := make(Item, len(item))
	for name, v := range item {
		out[name] = Copy(v)
	}
	return out
}

// Names lists an item's attributes, sorted.
func Names(item Item) []string { return slices.Sorted(maps.Keys(item)) }
