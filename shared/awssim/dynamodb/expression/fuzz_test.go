package expression_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/dynamodb/expression"
)

func anItem() attribute.Item {
	list := []attribute.Value{&types.AttributeValueMemberN{Value: "1"}}
	return attribute.Item{
		"a": &types.AttributeValueMemberN{Value: "5"},
		"b": &types.AttributeValueMemberL{Value: list},
		"c": &types.AttributeValueMemberM{Value: attribute.Item{
			"d": &types.AttributeValueMemberSS{Value: []string{"x"}},
		}},
	}
}

// FuzzExpressions claims that any text is an expression that runs or an error in DynamoDB's words,
// and never a panic.
func FuzzExpressions(f *testing.F) {
	for _, seed := range []string{
		"a = :v AND NOT (b[0] IN (:v, c.d) OR size(c) BETWEEN :v AND :w)",
		"begins_with(a, :w) or contains(c.d, :w) and attribute_type(a, :w)",
		"SET a = a + :v, b[7] = list_append(b, b) REMOVE c.d ADD e :v DELETE c.e :s",
		"a, b[0], c.d", "((a", "#n <> :", "a[99999999999]", "\xff(",
	} {
		f.Add(seed)
	}
	values := attribute.Item{
		":v": &types.AttributeValueMemberN{Value: "1"},
		":w": &types.AttributeValueMemberS{Value: "S"},
		":s": &types.AttributeValueMemberSS{Value: []string{"x"}},
	}
	f.Fuzz(func(t *testing.T, text string) {
		params, err := expression.NewParams(map[string]string{"#n": "a"}, values)
		if err != nil {
			t.Fatal(err)
		}
		var invalid attribute.Invalid
		c, err := expression.ParseCondition("ConditionExpression", text, params)
		if err == nil {
			c.Holds(anItem())
			c.Holds(nil)
		} else if !errors.As(err, &invalid) {
			t.Errorf("condition: %v", err)
		}
		u, err := expression.ParseUpdate(text, params)
		if err == nil {
			err = u.Apply(anItem())
		}
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("update: %v", err)
		}
		p, err := expression.ParseProjection(text, params)
		if err == nil {
			p.Of(anItem())
		}
		_, err = expression.ParseKeyCondition(text, params)
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("key condition: %v", err)
		}
	})
}
