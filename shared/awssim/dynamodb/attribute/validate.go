package attribute

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxDepth is how deep lists and maps may nest (developer guide, "Quotas").
const maxDepth = 32

// Checked is a copy of a value from a request, with its numbers normalised. The error is an
// Invalid that says why DynamoDB refuses the value.
func Checked(v Value) (Value, error) { return checkedValue(v, 1) }

// CheckedItem is Checked for each attribute of an item, in the order of their names.
func CheckedItem(item Item) (Item, error) { return checkedItem(item, 1) }

func checkedItem(item Item, depth int) (Item, error) {
	out := make(Item, len(item))
	for _, name := range Names(item) {
		v, err := checkedValue(item[name], depth)
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

func checkedValue(v Value, depth int) (Value, error) {
	if depth > maxDepth {
		return nil, Invalid("Nesting Levels have exceeded supported limits: Attributes in the " +
			"item have nested levels beyond supported limit")
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		n, err := ParseNumber(v.Value)
		if err != nil {
			return nil, err
		}
		return &types.AttributeValueMemberN{Value: n.String()}, nil
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return nil, Invalid("One or more parameter values were invalid: " +
				"Null attribute value types must have the value of true")
		}
	case *types.AttributeValueMemberL:
		return checkedList(v.Value, depth)
	case *types.AttributeValueMemberM:
		m, err := checkedItem(v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		return &types.AttributeValueMemberM{Value: m}, nil
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS,
		*types.AttributeValueMemberBS:
		return checkedSet(v)
	}
	if TypeOf(v) == "" {
		return nil, Invalid("Supplied AttributeValue is empty, must contain exactly one of the " +
			"supported datatypes")
	}
	return Copy(v), nil
}

func checkedList(list []Value, depth int) (Value, error) {
	out := make([]Value, len(list))
	for i, e := range list {
		c, err := checkedValue(e, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return &types.AttributeValueMemberL{Value: out}, nil
}

func checkedSet(v Value) (Value, error) {
	const invalid = "One or more parameter values were invalid: "
	members, _ := Members(v)
	kind := TypeOf(v)
	if len(members) == 0 {
		// The two blanks and the article are DynamoDB's.
		return nil, Invalid(invalid + map[string]string{
			"SS": "An string set  may not be empty",
			"NS": "An number set  may not be empty",
			"BS": "Binary sets should not be empty",
		}[kind])
	}
	if kind == "NS" {
		normal := make([]string, len(members))
		for i, m := range members {
			n, err := ParseNumber(m)
			if err != nil {
				return nil, err
			}
			normal[i] = n.String()
		}
		members, v = normal, &types.AttributeValueMemberNS{Value: normal}
	}
	if !hasDuplicates(members) {
		return Copy(v), nil
	}
	shown := "[" + strings.Join(members, ", ") + "]"
	switch kind {
	case "NS":
		return nil, Invalid("Input collection contains duplicates")
	case "BS":
		return nil, Invalid(invalid + "Input collection " + shown + "of type BS contains duplicates.")
	}
	return nil, Invalid(invalid + "Input collection " + shown + " contains duplicates.")
}

func hasDuplicates(members []string) bool {
	sorted := slices.Sorted(slices.Values(members))
	return len(slices.Compact(sorted)) != len(members)
}
