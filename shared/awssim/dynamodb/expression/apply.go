package expression

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

const (
	errOperand = attribute.Invalid(
		"An operand in the update expression has an incorrect data type")
	errMissing = attribute.Invalid("The provided expression refers to an attribute that does " +
		"not exist in the item")
)

// change is an update on its way into an item. List indexes mean the list as it was: elements are
// taken out, and put behind the end, when all else is done.
type change struct {
	item  attribute.Item
	lists []*types.AttributeValueMemberL
	tails []tail
}

type tail struct {
	list  *types.AttributeValueMemberL
	index int
	value attribute.Value
}

// Apply carries the update out on item, which the caller owns; what the update reads, it reads
// from the item as it was. After an error (an attribute.Invalid) the item is of no use.
func (u *Update) Apply(item attribute.Item) error {
	values := make([]attribute.Value, len(u.actions))
	for i, a := range u.actions {
		if a.value == nil {
			continue
		}
		v, err := result(a.value, item)
		if err != nil {
			return err
		}
		values[i] = attribute.Copy(v)
	}
	c := &change{item: item}
	for i, a := range u.actions {
		if err := c.apply(a, values[i]); err != nil {
			return err
		}
	}
	c.finish()
	return nil
}

// result is what SET assigns.
func result(n *node, item attribute.Item) (attribute.Value, error) {
	switch {
	case n.op == opValue:
		return n.value, nil
	case n.op == opPath:
		if v := n.path.get(item); v != nil {
			return v, nil
		}
		return nil, errMissing
	case n.op == opCall && n.name == fnIfNotExists:
		if v := n.args[0].path.get(item); v != nil {
			return v, nil
		}
		return result(n.args[1], item)
	}
	return combined(n, item)
}

// combined is what an operator or list_append makes of its two operands, each of which is looked
// up and checked in its turn.
func combined(n *node, item attribute.Item) (attribute.Value, error) {
	want := "N"
	if n.op == opCall {
		want = "L"
	}
	var operands [2]attribute.Value
	for i, arg := range n.args {
		v, err := result(arg, item)
		if err != nil {
			return nil, err
		}
		if attribute.TypeOf(v) != want {
			return nil, errOperand
		}
		operands[i] = v
	}
	if n.op != opCall {
		return attribute.Sum(n.op == "-", operands[0], operands[1])
	}
	return attribute.Append(operands[0], operands[1]), nil
}

func (c *change) apply(a action, v attribute.Value) error {
	last := a.path[len(a.path)-1]
	parent := a.path[:len(a.path)-1].get(c.item)
	if last.isIndex {
		list, ok := parent.(*types.AttributeValueMemberL)
		if !ok {
			return errPath
		}
		return c.applyToList(list, a.clause, last.index, v)
	}
	m, ok := parent.(*types.AttributeValueMemberM)
	if !ok {
		return errPath
	}
	after, err := outcome(a.clause, m.Value[last.name], v)
	if err != nil {
		return err
	}
	if after == nil {
		delete(m.Value, last.name)
	} else {
		m.Value[last.name] = after
	}
	return nil
}

func (c *change) applyToList(
	list *types.AttributeValueMemberL, clause string, index int, v attribute.Value,
) error {
	if index >= len(list.Value) {
		after, err := outcome(clause, nil, v)
		if err == nil && after != nil {
			c.tails = append(c.tails, tail{list: list, index: index, value: after})
		}
		return err
	}
	after, err := outcome(clause, list.Value[index], v)
	if err != nil {
		return err
	}
	list.Value[index] = after
	if after == nil {
		c.lists = append(c.lists, list)
	}
	return nil
}

// outcome is what an action makes of a value; nil is none, before as after.
func outcome(clause string, old, v attribute.Value) (attribute.Value, error) {
	switch {
	case clause == clauseSet:
		return v, nil
	case clause == clauseRemove:
		return nil, nil
	case old == nil && clause == clauseAdd:
		return v, nil
	case old == nil:
		return nil, nil
	case attribute.TypeOf(old) != attribute.TypeOf(v):
		return nil, errOperand
	case attribute.TypeOf(v) == "N":
		return attribute.Sum(false, old, v)
	}
	if clause == clauseDelete {
		return attribute.Difference(old, v), nil
	}
	return attribute.Union(old, v), nil
}

func (c *change) finish() {
	for _, list := range c.lists {
		list.Value = slices.DeleteFunc(list.Value, func(v attribute.Value) bool { return v == nil })
	}
	slices.SortStableFunc(c.tails, func(a, b tail) int { return cmp.Compare(a.index, b.index) })
	for _, t := range c.tails {
		t.list.Value = append(t.list.Value, t.value)
	}
}
