package attribute

import (
	"math/big"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// ItemSize is an item's size in bytes as DynamoDB counts it against the limits of 400 KB an item
// and 1 MB a page: names and values, in UTF-8 (developer guide, "DynamoDB item sizes and formats").
func ItemSize(item Item) int {
	size := 0
	for name, v := range item {
		size += len(name) + valueSize(v)
	}
	return size
}

func valueSize(v Value) int {
	size := 0
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return numberSize(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberSS:
		for _, s := range v.Value {
			size += len(s)
		}
	case *types.AttributeValueMemberNS:
		for _, n := range v.Value {
			size += numberSize(n)
		}
	case *types.AttributeValueMemberBS:
		for _, b := range v.Value {
			size += len(b)
		}
	case *types.AttributeValueMemberL:
		size = 3 + len(v.Value)
		for _, e := range v.Value {
			size += valueSize(e)
		}
	case *types.AttributeValueMemberM:
		return 3 + len(v.Value) + ItemSize(v.Value)
	default: // BOOL, NULL
		return 1
	}
	return size
}

// numberSize is one byte for each two significant digits and one byte for the exponent, one more
// for a negative number.
func numberSize(text string) int {
	n := storedNumber(text)
	sign := n.coefficient.Sign()
	if sign == 0 {
		return 1
	}
	digits := len(new(big.Int).Abs(n.coefficient).String())
	magnitude := digits + n.exponent - 1
	size := 1 + (digits+1)/2
	if digits%2 == 0 && magnitude%2 == 0 {
		size++
	}
	if sign < 0 {
		size++
	}
	return size
}
