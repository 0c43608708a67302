package attribute

import (
	"encoding/base64"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Union is the set a with the members of b, a set of the same type, that it lacks.
func Union(a, b Value) Value {
	return combine(a, b, func(old, other []string) []string {
		out := slices.Clone(old)
		for _, m := range other {
			if !slices.Contains(old, m) {
				out = append(out, m)
			}
		}
		return out
	})
}

// Difference is the set a without the members of b, a set of the same type; nil when none are left.
func Difference(a, b Value) Value {
	return combine(a, b, func(old, other []string) []string {
		return slices.DeleteFunc(slices.Clone(old), func(m string) bool {
			return slices.Contains(other, m)
		})
	})
}

// Append is the list a followed by the elements of the list b.
func Append(a, b Value) Value {
	first, isList := a.(*types.AttributeValueMemberL)
	second, isToo := b.(*types.AttributeValueMemberL)
	if !isList || !isToo {
		panic("attribute: append " + TypeOf(b) + " to " + TypeOf(a))
	}
	return &types.AttributeValueMemberL{Value: slices.Concat(first.Value, second.Value)}
}

func combine(a, b Value, f func(a, b []string) []string) Value {
	old, _ := Members(a)
	other, _ := Members(b)
	members := f(old, other)
	if len(members) == 0 {
		return nil
	}
	switch a.(type) {
	case *types.AttributeValueMemberSS:
		return &types.AttributeValueMemberSS{Value: members}
	case *types.AttributeValueMemberNS:
		return &types.AttributeValueMemberNS{Value: members}
	}
	binaries := make([][]byte, len(members))
	for i, m := range members {
		decoded, err := base64.StdEncoding.DecodeString(m)
		if err != nil {
			panic("attribute: a set's member is not base64: " + m)
		}
		binaries[i] = decoded
	}
	return &types.AttributeValueMemberBS{Value: binaries}
}
