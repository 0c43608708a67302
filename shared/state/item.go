package state

import (
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type item = map[string]types.AttributeValue

func text(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }

func number(v int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(v, 10)}
}

// moment stores a time as milliseconds since 1970; the zero time as 0.
func moment(t time.Time) types.AttributeValue {
	if t.IsZero() {
		return number(0)
	}
	return number(t.UnixMilli())
}

// seconds stores an expiry as DynamoDB's TTL wants it: seconds since 1970.
func seconds(t time.Time) types.AttributeValue { return number(t.Unix()) }

func textOf(it item, name string) string {
	v, _ := it[name].(*types.AttributeValueMemberS)
	if v == nil {
		return ""
	}
	return v.Value
}

func numberOf(it item, name string) int64 {
	v, _ := it[name].(*types.AttributeValueMemberN)
	if v == nil {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func momentOf(it item, name string) time.Time {
	ms := numberOf(it, name)
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flagOf(it item, name string) bool {
	v, _ := it[name].(*types.AttributeValueMemberBOOL)
	return v != nil && v.Value
}

// putTexts adds those that are not empty.
func putTexts(it item, texts map[string]string) {
	for name, v := range texts {
		if v != "" {
			it[name] = text(v)
		}
	}
}

// putMoments adds those that are not zero.
func putMoments(it item, times map[string]time.Time) {
	for name, t := range times {
		if !t.IsZero() {
			it[name] = moment(t)
		}
	}
}

// putNumbers adds those that are not zero.
func putNumbers(it item, numbers map[string]int64) {
	for name, v := range numbers {
		if v != 0 {
			it[name] = number(v)
		}
	}
}

// cut shortens text to that many bytes, at a character's edge.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	const dots = "…"
	return strings.ToValidUTF8(s[:most-len(dots)], "") + dots
}
