package iam

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// conditions are the condition block of a statement: all of them must hold (IAM user guide,
// reference_policies_elements_condition).
type conditions []condition

// condition compares one key of the request with the values of a policy.
type condition struct {
	operator string // as it is written
	key      string
	values   []string

	compare  func(policy, request string) bool
	negated  bool // holds when no value matches
	ifExists bool
	// quantifier is "", ForAllValues or ForAnyValue.
	quantifier string
	isNull     bool
}

// UnmarshalJSON reads {operator: {key: value or values}}, in the order of operators and keys.
func (c *conditions) UnmarshalJSON(b []byte) error {
	var block map[string]map[string]anyValues
	if err := json.Unmarshal(b, &block); err != nil {
		return fmt.Errorf("read condition: %w", err)
	}
	for operator, keys := range block {
		for key, values := range keys {
			made, err := newCondition(operator, key, values)
			if err != nil {
				return err
			}
			*c = append(*c, made)
		}
	}
	slices.SortFunc(*c, func(x, y condition) int {
		return strings.Compare(x.operator+x.key, y.operator+y.key)
	})
	return nil
}

// anyValues is a value or a list of values; numbers and booleans count as their text.
type anyValues []string

// UnmarshalJSON reads either form.
func (v *anyValues) UnmarshalJSON(b []byte) error {
	var many []any
	if json.Unmarshal(b, &many) != nil {
		var one any
		if err := json.Unmarshal(b, &one); err != nil {
			return fmt.Errorf("read condition value: %w", err)
		}
		many = []any{one}
	}
	for _, x := range many {
		switch x := x.(type) {
		case string:
			*v = append(*v, x)
		case bool, float64:
			*v = append(*v, fmt.Sprint(x))
		default:
			return fmt.Errorf("read condition value: %v is neither text, number nor boolean", x)
		}
	}
	return nil
}

// operators are the condition operators that are simulated (IAM user guide,
// reference_policies_elements_condition_operators); those with Not are derived from them.
var operators = map[string]func(policy, request string) bool{
	"StringEquals":             func(p, r string) bool { return p == r },
	"StringEqualsIgnoreCase":   strings.EqualFold,
	"StringLike":               matches,
	"ArnEquals":                matchesARN,
	"ArnLike":                  matchesARN,
	"Bool":                     strings.EqualFold,
	"NumericEquals":            numeric(func(p, r float64) bool { return r == p }),
	"NumericLessThan":          numeric(func(p, r float64) bool { return r < p }),
	"NumericLessThanEquals":    numeric(func(p, r float64) bool { return r <= p }),
	"NumericGreaterThan":       numeric(func(p, r float64) bool { return r > p }),
	"NumericGreaterThanEquals": numeric(func(p, r float64) bool { return r >= p }),
}

func newCondition(operator, key string, values []string) (condition, error) {
	c := condition{operator: operator, key: strings.ToLower(key), values: values}
	name := operator
	for _, q := range []string{"ForAllValues", "ForAnyValue"} {
		if rest, ok := strings.CutPrefix(name, q+":"); ok {
			c.quantifier, name = q, rest
		}
	}
	name, c.ifExists = strings.CutSuffix(name, "IfExists")
	if name == "Null" {
		c.isNull = true
		return c, nil
	}
	if c.compare = operators[name]; c.compare != nil {
		return c, nil
	}
	c.negated = true
	c.compare = operators[strings.Replace(name, "Not", "", 1)]
	if c.compare == nil {
		return c, fmt.Errorf("condition operator %s is not simulated", operator)
	}
	return c, nil
}

// holds evaluates the condition on what the request has of its key. A key that the request does
// not have fails a positive operator and satisfies a negated one, IfExists and ForAllValues.
func (c condition) holds(request []string) bool {
	if c.isNull {
		return slices.Contains(c.values, strconv.FormatBool(len(request) == 0))
	}
	if len(request) == 0 {
		return c.negated && c.quantifier == "" || c.ifExists || c.quantifier == "ForAllValues"
	}
	one := func(value string) bool {
		match := slices.ContainsFunc(c.values, func(p string) bool { return c.compare(p, value) })
		return match != c.negated
	}
	if c.quantifier == "ForAllValues" || c.negated && c.quantifier == "" {
		return !slices.ContainsFunc(request, func(v string) bool { return !one(v) })
	}
	return slices.ContainsFunc(request, one)
}

// fails is the first condition that does not hold; nil when all do.
func (c conditions) fails(keys map[string][]string) *condition {
	for i := range c {
		if !c[i].holds(keys[c[i].key]) {
			return &c[i]
		}
	}
	return nil
}

// matchesARN compares the six parts of two ARNs, each with wildcards.
func matchesARN(pattern, arn string) bool {
	p, a := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(p) != len(a) {
		return false
	}
	for i := range p {
		if !matches(p[i], a[i]) {
			return false
		}
	}
	return true
}

func numeric(compare func(policy, request float64) bool) func(policy, request string) bool {
	return func(policy, request string) bool {
		p, err := strconv.ParseFloat(policy, 64)
		if err != nil {
			return false
		}
		r, err := strconv.ParseFloat(request, 64)
		return err == nil && compare(p, r)
	}
}
