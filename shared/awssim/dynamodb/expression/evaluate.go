package expression

import (
	"strconv"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// Holds reports whether an item meets the condition; an item that does not exist is nil. A nil
// Condition holds always.
func (c *Condition) Holds(item attribute.Item) bool {
	return c == nil || holds(c.root, item)
}

func holds(n *node, item attribute.Item) bool {
	switch n.op {
	case opAnd:
		return holds(n.args[0], item) && holds(n.args[1], item)
	case opOr:
		return holds(n.args[0], item) || holds(n.args[1], item)
	case opNot:
		return !holds(n.args[0], item)
	}
	values := make([]attribute.Value, len(n.args))
	for i, arg := range n.args {
		values[i] = operand(arg, item)
	}
	switch n.op {
	case opCall:
		return call(n.name, values)
	case opIn:
		for _, v := range values[1:] {
			if attribute.Equal(values[0], v) {
				return true
			}
		}
		return false
	case opBetween:
		return compare(">=", values[0], values[1]) && compare("<=", values[0], values[2])
	}
	return compare(n.op, values[0], values[1])
}

// operand is a value, what a path leads to, or a size; nil when there is none.
func operand(n *node, item attribute.Item) attribute.Value {
	switch n.op {
	case opPath:
		return n.path.get(item)
	case opCall:
		return size(operand(n.args[0], item))
	}
	return n.value
}

// compare answers false for what is not there or has another type, except that such operands are
// not equal (<>).
func compare(op string, a, b attribute.Value) bool {
	switch op {
	case "=":
		return attribute.Equal(a, b)
	case "<>":
		return !attribute.Equal(a, b)
	}
	order, ok := attribute.Compare(a, b)
	if !ok {
		return false
	}
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func call(name string, args []attribute.Value) bool {
	switch name {
	case fnExists:
		return args[0] != nil
	case fnNotExists:
		return args[0] == nil
	case fnBegins:
		return attribute.HasPrefix(args[0], args[1])
	case fnContains:
		return args[1] != nil && attribute.Contains(args[0], args[1])
	}
	want, ok := args[1].(*types.AttributeValueMemberS)
	return ok && attribute.TypeOf(args[0]) == want.Value
}

// size is the size function: characters, bytes, or elements; nil for what has no size.
func size(v attribute.Value) attribute.Value {
	var n int
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		n = utf8.RuneCountInString(v.Value)
	case *types.AttributeValueMemberB:
		n = len(v.Value)
	case *types.AttributeValueMemberL:
		n = len(v.Value)
	case *types.AttributeValueMemberM:
		n = len(v.Value)
	default:
		members, ok := attribute.Members(v)
		if !ok {
			return nil
		}
		n = len(members)
	}
	return &types.AttributeValueMemberN{Value: strconv.Itoa(n)}
}

// Names tells which attributes the condition looks at, by the heads of its paths.
func (c *Condition) Names() map[string]bool { return c.heads(1) }

// Nested tells which attributes the condition looks into.
func (c *Condition) Nested() map[string]bool { return c.heads(2) }

func (c *Condition) heads(steps int) map[string]bool {
	names := map[string]bool{}
	if c == nil {
		return names
	}
	_ = c.root.walk(func(n *node) error {
		if n.op == opPath && len(n.path) >= steps {
			names[n.path[0].name] = true
		}
		return nil
	})
	return names
}
