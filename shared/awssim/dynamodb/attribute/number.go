package attribute

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The limits of a DynamoDB number (developer guide, "Supported data types and naming rules").
const (
	maxDigits    = 38
	maxMagnitude = 125
	minMagnitude = -130
)

const (
	overflow = Invalid("Number overflow. Attempting to store a number with magnitude " +
		"larger than supported range")
	underflow = Invalid("Number underflow. Attempting to store a number with magnitude " +
		"smaller than supported range")
	tooPrecise = Invalid("Attempting to store more than 38 significant digits in a Number")
)

// Number is an exact decimal: coefficient × 10^exponent, without trailing zeros in the coefficient.
type Number struct {
	coefficient *big.Int
	exponent    int
}

// ParseNumber reads a number as requests write it: digits with an optional sign, point and
// exponent. The error is an Invalid.
func ParseNumber(text string) (Number, error) {
	if text == "" {
		return Number{}, Invalid("The parameter cannot be converted to a numeric value")
	}
	mantissa, exponent, ok := splitNumber(text)
	if !ok {
		return Number{}, Invalidf("The parameter cannot be converted to a numeric value: %s", text)
	}
	digits := strings.TrimLeft(strings.Replace(strings.TrimPrefix(mantissa, "-"), ".", "", 1), "0")
	if digits == "" {
		return Number{coefficient: new(big.Int)}, nil
	}
	exp, err := strconv.Atoi(exponent)
	if err != nil || exp > 1<<30 || exp < -1<<30 {
		if strings.HasPrefix(exponent, "-") {
			return Number{}, underflow
		}
		return Number{}, overflow
	}
	if _, fraction, ok := strings.Cut(mantissa, "."); ok {
		exp -= len(fraction)
	}
	return limited(strings.HasPrefix(mantissa, "-"), digits, exp)
}

// splitNumber takes a number's text apart; exponent is "0" where there is none.
func splitNumber(text string) (mantissa, exponent string, ok bool) {
	mantissa, exponent = text, "0"
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
		if !allDigits(strings.TrimLeft(exponent, "+-")) || strings.LastIndexAny(exponent, "+-") > 0 {
			return "", "", false
		}
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if point && whole == "" {
		return mantissa, exponent, allDigits(fraction)
	}
	return mantissa, exponent, allDigits(whole) && (fraction == "" || allDigits(fraction))
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// limited builds a number from its digits (no leading zeros) and refuses what DynamoDB cannot hold.
func limited(negative bool, digits string, exp int) (Number, error) {
	significant := strings.TrimRight(digits, "0")
	exp += len(digits) - len(significant)
	switch magnitude := len(significant) + exp - 1; {
	case magnitude > maxMagnitude:
		return Number{}, overflow
	case magnitude < minMagnitude:
		return Number{}, underflow
	case len(significant) > maxDigits:
		return Number{}, tooPrecise
	}
	c, ok := new(big.Int).SetString(significant, 10)
	if !ok {
		panic("attribute: digits that are no number: " + significant)
	}
	if negative {
		c.Neg(c)
	}
	return Number{coefficient: c, exponent: exp}, nil
}

// String is the number as DynamoDB returns it: plain digits, no exponent, no superfluous zeros.
func (n Number) String() string {
	digits := new(big.Int).Abs(n.coefficient).String()
	sign := ""
	if n.coefficient.Sign() < 0 {
		sign = "-"
	}
	switch {
	case n.exponent >= 0:
		return sign + digits + strings.Repeat("0", n.exponent)
	case -n.exponent < len(digits):
		point := len(digits) + n.exponent
		return sign + digits[:point] + "." + digits[point:]
	}
	return sign + "0." + strings.Repeat("0", -n.exponent-len(digits)) + digits
}

// Add is n + m, exactly; the error is an Invalid when DynamoDB cannot hold the sum.
func (n Number) Add(m Number) (Number, error) {
	a, b, exp := align(n, m)
	return checked(a.Add(a, b), exp)
}

// Sub is n − m, exactly; the error is an Invalid when DynamoDB cannot hold the difference.
func (n Number) Sub(m Number) (Number, error) {
	a, b, exp := align(n, m)
	return checked(a.Sub(a, b), exp)
}

// Cmp is -1, 0 or +1 as n is less than, equal to or greater than m.
func (n Number) Cmp(m Number) int {
	a, b, _ := align(n, m)
	return a.Cmp(b)
}

// align writes both with the smaller exponent of the two; the results are fresh.
func align(n, m Number) (a, b *big.Int, exp int) {
	exp = min(n.exponent, m.exponent)
	return scaled(n, exp), scaled(m, exp), exp
}

func scaled(n Number, exp int) *big.Int {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.exponent-exp)), nil)
	return power.Mul(power, n.coefficient)
}

func checked(c *big.Int, exp int) (Number, error) {
	if c.Sign() == 0 {
		return Number{coefficient: new(big.Int)}, nil
	}
	return limited(c.Sign() < 0, new(big.Int).Abs(c).String(), exp)
}

// storedNumber reads a number that was checked when it came in.
func storedNumber(text string) Number {
	n, err := ParseNumber(text)
	if err != nil {
		panic("attribute: stored number " + text + ": " + err.Error())
	}
	return n
}

// Sum is a + b, or a − b, of two number values; the error is an Invalid.
func Sum(subtract bool, a, b Value) (Value, error) {
	x, ok := a.(*types.AttributeValueMemberN)
	if !ok {
		panic("attribute: sum of " + TypeOf(a))
	}
	y, ok := b.(*types.AttributeValueMemberN)
	if !ok {
		panic("attribute: sum of " + TypeOf(b))
	}
	combine := Number.Add
	if subtract {
		combine = Number.Sub
	}
	sum, err := combine(storedNumber(x.Value), storedNumber(y.Value))
	if err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberN{Value: sum.String()}, nil
}
