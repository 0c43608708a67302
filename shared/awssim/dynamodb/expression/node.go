package expression

import (
	"sashweight/shared/awssim/dynamodb/attribute"
)

// What a node is; operators and comparators are their own names.
const (
	opAnd     = "AND"
	opOr      = "OR"
	opNot     = "NOT"
	opBetween = "BETWEEN"
	opIn      = "IN"
	opCall    = "call"
	opPath    = "path"
	opValue   = "value"
)

// node is an expression's tree: operators with their operands, calls, paths and values.
type node struct {
	op   string
	name string // a call's function, a value's reference
	args []*node
	path path
	// value is what a value reference stands for, once resolved.
	value attribute.Value
	// grouped marks what stands in parentheses of its own.
	grouped bool
}

// isCondition reports whether the node is true or false by itself.
func (n *node) isCondition() bool { return n.op != opPath && n.op != opValue }

// walk visits the tree from its leaves, in the order of the text, until a visit fails.
func (n *node) walk(visit func(*node) error) error {
	for _, arg := range n.args {
		if err := arg.walk(visit); err != nil {
			return err
		}
	}
	return visit(n)
}

// resolve puts in what #names and :values stand for.
func (n *node) resolve(params *Params) error {
	switch n.op {
	case opPath:
		return n.path.resolve(params)
	case opValue:
		v, ok := params.values[n.name]
		if !ok {
			return attribute.Invalidf("An expression attribute value used in expression is not "+
				"defined; attribute value: %s", n.name)
		}
		params.usedValues[n.name] = true
		n.value = v
	}
	return nil
}

// checkReserved refuses reserved words in the node's own path.
func (n *node) checkReserved() error {
	if n.op != opPath {
		return nil
	}
	return n.path.reservedIn()
}

// badOperand is the error for a value of a type that a function or operator does not take.
func badOperand(name, kind string) error {
	return attribute.Invalidf("Incorrect operand type for operator or function; "+
		"operator or function: %s, operand type: %s", name, kind)
}

func badCount(name string, operands int) error {
	return attribute.Invalidf("Incorrect number of operands for operator or function; "+
		"operator or function: %s, number of operands: %d", name, operands)
}

func needsPath(name string) error {
	return attribute.Invalidf("Operator or function requires a document path; "+
		"operator or function: %s", name)
}

func misused(name string) error {
	return attribute.Invalidf("The function is not allowed to be used this way in an expression; "+
		"function: %s", name)
}

// list reads operands up to the closing parenthesis, the opening one being read.
func (s *stream) list(operand func() *node) []*node {
	args := []*node{operand()}
	for s.accept(",") {
		args = append(args, operand())
	}
	s.expect(")")
	return args
}

// leaf reads a call, a value reference or a path.
func (s *stream) leaf(operand func() *node) *node {
	t := s.peek()
	switch {
	case t.kind == valueRef:
		s.skip()
		return &node{op: opValue, name: t.text}
	case t.kind == word && !s.isKeyword(t) && s.tokens[s.at+1].text == "(":
		s.skip()
		s.expect("(")
		return &node{op: opCall, name: t.text, args: s.list(operand)}
	}
	return &node{op: opPath, path: s.path()}
}
