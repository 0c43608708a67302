package attribute

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Compare orders two strings (by their UTF-8 bytes), two numbers or two binaries; ok is false for
// values of other or of different types.
func Compare(a, b Value) (order int, ok bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, same := b.(*types.AttributeValueMemberS); same {
			return cmp.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, same := b.(*types.AttributeValueMemberN); same {
			return storedNumber(a.Value).Cmp(storedNumber(b.Value)), true
		}
	case *types.AttributeValueMemberB:
		if b, same := b.(*types.AttributeValueMemberB); same {
			return bytes.Compare(a.Value, b.Value), true
		}
	}
	return 0, false
}

// Equal reports whether two values have the same type and content, sets in any order. A value that
// is not there equals nothing.
func Equal(a, b Value) bool {
	if TypeOf(a) != TypeOf(b) {
		return false
	}
	switch a := a.(type) {
	case *types.AttributeValueMemberBOOL:
		b, ok := b.(*types.AttributeValueMemberBOOL)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberNULL:
		return true
	case *types.AttributeValueMemberL:
		b, ok := b.(*types.AttributeValueMemberL)
		return ok && slices.EqualFunc(a.Value, b.Value, Equal)
	case *types.AttributeValueMemberM:
		b, ok := b.(*types.AttributeValueMemberM)
		return ok && maps.EqualFunc(a.Value, b.Value, Equal)
	}
	if members, isSet := Members(a); isSet {
		others, _ := Members(b)
		return slices.Equal(slices.Sorted(slices.Values(members)),
			slices.Sorted(slices.Values(others)))
	}
	order, ok := Compare(a, b)
	return ok && order == 0
}

// Members lists a set's members as strings (of a binary set, in base64); ok is false for what is
// no set.
func Members(v Value) (members []string, ok bool) {
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		return v.Value, true
	case *types.AttributeValueMemberNS:
		return v.Value, true
	case *types.AttributeValueMemberBS:
		for _, b := range v.Value {
			members = append(members, base64.StdEncoding.EncodeToString(b))
		}
		return members, true
	}
	return nil, false
}

// Contains is the contains function: a substring of a string or binary, a member of a set, an
// element of a list.
func Contains(container, v Value) bool {
	switch c := container.(type) {
	case *types.AttributeValueMemberS:
		v, ok := v.(*types.AttributeValueMemberS)
		return ok && strings.Contains(c.Value, v.Value)
	case *types.AttributeValueMemberB:
		v, ok := v.(*types.AttributeValueMemberB)
		return ok && bytes.Contains(c.Value, v.Value)
	case *types.AttributeValueMemberL:
		return slices.ContainsFunc(c.Value, func(e Value) bool { return Equal(e, v) })
	case *types.AttributeValueMemberSS:
		v, ok := v.(*types.AttributeValueMemberS)
		return ok && slices.Contains(c.Value, v.Value)
	case *types.AttributeValueMemberNS:
		v, ok := v.(*types.AttributeValueMemberN)
		return ok && slices.Contains(c.Value, v.Value)
	case *types.AttributeValueMemberBS:
		v, ok := v.(*types.AttributeValueMemberB)
		return ok && slices.ContainsFunc(c.Value, func(e []byte) bool {
			return bytes.Equal(e, v.Value)
		})
	}
	return false
}

// HasPrefix is the begins_with function, for two strings or two binaries.
func HasPrefix(v, prefix Value) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		p, ok := prefix.(*types.AttributeValueMemberS)
		return ok && strings.HasPrefix(v.Value, p.Value)
	case *types.AttributeValueMemberB:
		p, ok := prefix.(*types.AttributeValueMemberB)
		return ok && bytes.HasPrefix(v.Value, p.Value)
	}
	return false
}
