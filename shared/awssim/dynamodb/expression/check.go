package expression

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// Functions of conditions.
const (
	fnExists    = "attribute_exists"
	fnNotExists = "attribute_not_exists"
	fnType      = "attribute_type"
	fnBegins    = "begins_with"
	fnContains  = "contains"
	fnSize      = "size"
)

// conditionFunctions tells how many operands each function takes.
var conditionFunctions = map[string]int{
	fnExists: 1, fnNotExists: 1, fnType: 2, fnBegins: 2, fnContains: 2, fnSize: 1,
}

// maxIn is how many values IN takes.
const maxIn = 100

// checkCondition finds what is wrong with a condition whose grammar is right. Several mistakes are
// reported in DynamoDB's order: unknown functions, misplaced ones, reserved words, and then
// condition by condition.
func checkCondition(root *node, params *Params) error {
	if err := root.walk(checkFunctionName); err != nil {
		return err
	}
	if err := root.walk(checkPlaces); err != nil {
		return err
	}
	if root.op == opCall && root.name == fnSize {
		return misused(fnSize)
	}
	if err := root.walk((*node).checkReserved); err != nil {
		return err
	}
	return eachCondition(root, func(n *node) error {
		if err := n.walk(func(n *node) error { return n.resolve(params) }); err != nil {
			return err
		}
		return n.walk(checkOperands)
	})
}

// eachCondition visits the conditions between AND, OR and NOT.
func eachCondition(n *node, visit func(*node) error) error {
	if n.op != opAnd && n.op != opOr && n.op != opNot {
		return visit(n)
	}
	for _, arg := range n.args {
		if err := eachCondition(arg, visit); err != nil {
			return err
		}
	}
	return nil
}

func checkFunctionName(n *node) error {
	if n.op == opCall && conditionFunctions[n.name] == 0 {
		return attribute.Invalidf("Invalid function name; function: %s", n.name)
	}
	return nil
}

// checkPlaces refuses functions in the wrong place: size is a value, all others are conditions.
func checkPlaces(n *node) error {
	wantsCondition := n.op == opAnd || n.op == opOr || n.op == opNot
	for _, arg := range n.args {
		if arg.op == opCall && (arg.name == fnSize) == wantsCondition {
			return misused(arg.name)
		}
	}
	return nil
}

func checkOperands(n *node) error {
	switch n.op {
	case opCall:
		if len(n.args) != conditionFunctions[n.name] {
			return badCount(n.name, len(n.args))
		}
		if err := checkDistinct(n.name, n); err != nil {
			return err
		}
		return checkCall(n)
	case opBetween:
		return checkBetween(n)
	case opIn:
		if len(n.args) > maxIn+1 {
			return attribute.Invalidf("The IN operator is provided with too many operands; "+
				"number of operands: %d", len(n.args)-1)
		}
	case opPath, opValue:
	default:
		return checkComparison(n)
	}
	return nil
}

func checkComparison(n *node) error {
	if err := checkDistinct(n.op, n); err != nil {
		return err
	}
	if n.op == "=" || n.op == "<>" {
		return nil
	}
	return checkOrdered(n)
}

// checkOrdered refuses values that have no order.
func checkOrdered(n *node) error {
	for _, arg := range n.args {
		if arg.value != nil && !attribute.Scalar(attribute.TypeOf(arg.value)) {
			return badOperand(n.op, attribute.TypeOf(arg.value))
		}
	}
	return nil
}

func checkDistinct(name string, n *node) error {
	if len(n.args) != 2 || n.args[0].op != opPath || n.args[1].op != opPath ||
		!n.args[0].path.equal(n.args[1].path) {
		return nil
	}
	return attribute.Invalidf("The first operand must be distinct from the remaining operands for "+
		"this operator or function; operator: %s, first operand: %v", name, n.args[0].path)
}

func checkCall(n *node) error {
	first := n.args[0]
	switch n.name {
	case fnExists, fnNotExists:
		if first.op != opPath {
			return needsPath(n.name)
		}
	case fnBegins:
		for _, arg := range n.args {
			if kind := staticType(arg); kind != "" && kind != "S" && kind != "B" {
				return badOperand(n.name, kind)
			}
		}
	case fnType:
		return checkTypeName(n)
	case fnSize:
		if kind := staticType(first); slices.Contains([]string{"N", "BOOL", "NULL"}, kind) {
			return badOperand(n.name, kind)
		}
	}
	return nil
}

func checkTypeName(n *node) error {
	kind := staticType(n.args[1])
	if kind == "" {
		kind = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
	}
	name, ok := n.args[1].value.(*types.AttributeValueMemberS)
	if !ok {
		return badOperand(n.name, kind)
	}
	known := []string{"B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"}
	if !slices.Contains(known, name.Value) {
		return attribute.Invalidf("Invalid attribute type name found; type: %s, "+
			"valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}", name.Value)
	}
	return nil
}

// staticType is an operand's type as far as it is known without an item.
func staticType(n *node) string {
	if n.op == opCall && n.name == fnSize {
		return "N"
	}
	return attribute.TypeOf(n.value)
}

func checkBetween(n *node) error {
	low, high := n.args[1].value, n.args[2].value
	if low == nil || high == nil {
		return checkOrdered(n)
	}
	if attribute.TypeOf(low) != attribute.TypeOf(high) {
		return attribute.Invalidf("The BETWEEN operator requires same data type for lower and "+
			"upper bounds; %s", bounds(low, high))
	}
	if err := checkOrdered(n); err != nil {
		return err
	}
	if order, _ := attribute.Compare(low, high); order > 0 {
		return attribute.Invalidf("The BETWEEN operator requires upper bound to be greater than "+
			"or equal to lower bound; %s", bounds(low, high))
	}
	return nil
}

func bounds(low, high attribute.Value) string {
	return "lower bound operand: AttributeValue: " + attribute.Show(low) +
		", upper bound operand: AttributeValue: " + attribute.Show(high)
}
