package attribute_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

func TestNumbersAreNormalised(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.000": "0", "0e5": "0", "007": "7", "1.50": "1.5", ".5": "0.5",
		"5.": "5", "1e3": "1000", "1E+2": "100", "-12.5e-1": "-1.25", "120": "120",
		"1e-3":                  "0.001",
		"1e125":                 "1" + strings.Repeat("0", 125),
		"1e-130":                "0." + strings.Repeat("0", 129) + "1",
		strings.Repeat("9", 38): strings.Repeat("9", 38),
	} {
		n, err := attribute.ParseNumber(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := n.String(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestNumbersThatDynamoDBCannotHold(t *testing.T) {
	const over = "Number overflow. Attempting to store a number with magnitude larger than " +
		"supported range"
	const under = "Number underflow. Attempting to store a number with magnitude smaller than " +
		"supported range"
	const none = "The parameter cannot be converted to a numeric value"
	for text, want := range map[string]string{
		"": none, "x": none + ": x", "1x": none + ": 1x", "--1": none + ": --1", "e5": none + ": e5",
		"1e": none + ": 1e", "1e+-2": none + ": 1e+-2", "1e2e3": none + ": 1e2e3",
		".": none + ": .", "1.2.3": none + ": 1.2.3", " 1": none + ":  1", "NaN": none + ": NaN",
		"1e126": over, "1e99999999999999999999": over, "1e-131": under,
		"-1e-99999999999999999999": under,
		strings.Repeat("9", 39):    "Attempting to store more than 38 significant digits in a Number",
	} {
		if n, err := attribute.ParseNumber(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, %v, want %s", text, n, err, want)
		}
	}
}

func TestSumsAreExact(t *testing.T) {
	number := func(text string) attribute.Value {
		return &types.AttributeValueMemberN{Value: text}
	}
	for _, test := range []struct{ a, b, sum, difference string }{
		{"0.1", "0.2", "{N:0.3}", "{N:-0.1}"},
		{"12345678901234567890123456789012345678", "-1",
			"{N:12345678901234567890123456789012345677}",
			"{N:12345678901234567890123456789012345679}"},
		{"1", "1", "{N:2}", "{N:0}"},
	} {
		sum, err := attribute.Sum(false, number(test.a), number(test.b))
		if err != nil || attribute.Show(sum) != test.sum {
			t.Errorf("%s + %s: got %v, %v", test.a, test.b, sum, err)
		}
		difference, err := attribute.Sum(true, number(test.a), number(test.b))
		if err != nil || attribute.Show(difference) != test.difference {
			t.Errorf("%s - %s: got %v, %v", test.a, test.b, difference, err)
		}
	}
	if sum, err := attribute.Sum(false, number("1e125"), number("9e125")); err == nil {
		t.Errorf("beyond the range: got %v", sum)
	}
}

func TestChangingACopyLeavesTheOriginal(t *testing.T) {
	inner := &types.AttributeValueMemberSS{Value: []string{"a"}}
	original := attribute.Item{"m": &types.AttributeValueMemberM{Value: attribute.Item{
		"l": &types.AttributeValueMemberL{Value: []attribute.Value{inner}},
	}}}
	before := attribute.Show(original["m"])
	c, err := attribute.CheckedItem(original)
	if err != nil {
		t.Fatal(err)
	}
	inner.Value[0] = "changed"
	if got := attribute.Show(c["m"]); got != before {
		t.Errorf("got %s, want %s", got, before)
	}
}
