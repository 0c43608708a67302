package expression

import (
	"slices"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// The operators of a KeyCondition, beside the comparators "=", "<", "<=", ">" and ">=".
const (
	Between    = opBetween
	BeginsWith = fnBegins
)

// KeyCondition is the condition on one key attribute.
type KeyCondition struct {
	// Operator is a comparator, Between or BeginsWith.
	Operator string
	// Values are the one or, for Between, two values to compare with.
	Values []attribute.Value
}

// Holds reports whether a key attribute's value meets the condition.
func (k KeyCondition) Holds(v attribute.Value) bool {
	switch k.Operator {
	case Between:
		return compare(">=", v, k.Values[0]) && compare("<=", v, k.Values[1])
	case BeginsWith:
		return attribute.HasPrefix(v, k.Values[0])
	}
	return compare(k.Operator, v, k.Values[0])
}

// ParseKeyCondition reads a key condition expression into the condition on each attribute that it
// names. The error is an attribute.Invalid.
func ParseKeyCondition(text string, params *Params) (map[string]KeyCondition, error) {
	root, err := parseCondition(text, params)
	if err != nil {
		return nil, wrong("KeyConditionExpression", err)
	}
	conditions := map[string]KeyCondition{}
	return conditions, collectKeys(root, conditions)
}

func collectKeys(n *node, conditions map[string]KeyCondition) error {
	if n.op == opAnd {
		if err := collectKeys(n.args[0], conditions); err != nil {
			return err
		}
		return collectKeys(n.args[1], conditions)
	}
	if err := checkKeyOperator(n); err != nil {
		return err
	}
	at := slices.IndexFunc(n.args, func(arg *node) bool { return arg.op == opPath })
	if err := checkKeyOperands(n, at); err != nil {
		return err
	}
	name := n.args[at].path[0].name
	if _, twice := conditions[name]; twice {
		return attribute.Invalid(
			"KeyConditionExpressions must only contain one condition per key")
	}
	k := KeyCondition{Operator: n.op}
	if n.op == opCall {
		k.Operator = n.name
	}
	if at > 0 {
		k.Operator = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}[n.op]
	}
	for i, arg := range n.args {
		if i != at {
			k.Values = append(k.Values, arg.value)
		}
	}
	conditions[name] = k
	return nil
}

func checkKeyOperator(n *node) error {
	const bad = "Invalid operator used in KeyConditionExpression: "
	switch {
	case n.op == opOr, n.op == opNot, n.op == opIn, n.op == "<>":
		return attribute.Invalid(bad + n.op)
	case n.op == opCall && n.name != fnBegins:
		return attribute.Invalid(bad + n.name)
	}
	return nil
}

// checkKeyOperands wants one key attribute among the operands, at index at, and values beside it.
func checkKeyOperands(n *node, at int) error {
	const bad = "Invalid condition in KeyConditionExpression: "
	paths := 0
	for _, arg := range n.args {
		switch {
		case arg.op == opCall:
			return attribute.Invalid("KeyConditionExpressions cannot contain nested operations")
		case arg.op != opPath:
			continue
		case len(arg.path) > 1:
			return attribute.Invalid(
				"KeyConditionExpressions cannot have conditions on nested attributes")
		}
		paths++
	}
	operator := n.op
	if operator == opCall {
		operator = n.name
	}
	switch {
	case (operator == opBetween || operator == fnBegins) && n.args[0].op != opPath:
		return attribute.Invalid(
			bad + operator + " operator must have the key attribute as its first operand")
	case paths > 1:
		return attribute.Invalid(bad + "Multiple attribute names used in one condition")
	case at < 0:
		return attribute.Invalid(bad + "No key attribute specified")
	}
	return nil
}
