package attribute

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Show writes a value as DynamoDB's messages do: {S:text}.
func Show(v Value) string {
	text := ""
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		text = v.Value
	case *types.AttributeValueMemberN:
		text = v.Value
	case *types.AttributeValueMemberB:
		text = base64.StdEncoding.EncodeToString(v.Value)
	case *types.AttributeValueMemberBOOL:
		text = strconv.FormatBool(v.Value)
	case *types.AttributeValueMemberNULL:
		text = "true"
	case *types.AttributeValueMemberL:
		parts := make([]string, len(v.Value))
		for i, e := range v.Value {
			parts[i] = Show(e)
		}
		text = "[" + strings.Join(parts, ",") + "]"
	case *types.AttributeValueMemberM:
		parts := make([]string, 0, len(v.Value))
		for _, name := range Names(v.Value) {
			parts = append(parts, name+"="+Show(v.Value[name]))
		}
		text = "{" + strings.Join(parts, ", ") + "}"
	default:
		members, _ := Members(v)
		text = "[" + strings.Join(members, ", ") + "]"
	}
	return "{" + TypeOf(v) + ":" + text + "}"
}
