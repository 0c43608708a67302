package expression

import (
	"slices"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// Condition is a condition or filter expression that was read and found valid.
type Condition struct {
	root *node
}

// conditionParser reads the grammar of conditions (developer guide, "Condition and filter
// expressions, operators, and functions").
type conditionParser struct {
	*stream
	redundant bool
}

// ParseCondition reads a condition; kind is the request's parameter, such as
// "ConditionExpression", for the messages. The error is an attribute.Invalid.
func ParseCondition(kind, text string, params *Params) (*Condition, error) {
	root, err := parseCondition(text, params)
	if err != nil {
		return nil, wrong(kind, err)
	}
	return &Condition{root: root}, nil
}

func parseCondition(text string, params *Params) (*node, error) {
	if err := length(text); err != nil {
		return nil, err
	}
	p := &conditionParser{stream: newStream(text, opAnd, opOr, opNot, opBetween, opIn)}
	root := p.or()
	if p.peek().kind != end {
		p.fail()
	}
	p.needCondition(root)
	if p.err != nil {
		return nil, p.err
	}
	if p.redundant {
		return nil, attribute.Invalid("The expression has redundant parentheses;")
	}
	return root, checkCondition(root, params)
}

// needCondition fails where a path or a value stands alone, or a condition as an operand.
func (p *conditionParser) needCondition(nodes ...*node) {
	for _, n := range nodes {
		if !n.isCondition() {
			p.fail()
		}
	}
}

func (p *conditionParser) needOperands(nodes ...*node) {
	for _, n := range nodes {
		if n.isCondition() && n.op != opCall {
			p.fail()
		}
	}
}

func (p *conditionParser) or() *node { return p.chain(opOr, p.and) }

func (p *conditionParser) and() *node { return p.chain(opAnd, p.not) }

func (p *conditionParser) chain(op string, operand func() *node) *node {
	left := operand()
	for p.peek().kind != end && p.accept(op) {
		right := operand()
		p.needCondition(left, right)
		left = &node{op: op, args: []*node{left, right}}
	}
	return left
}

func (p *conditionParser) not() *node {
	if !p.accept(opNot) {
		return p.comparison()
	}
	arg := p.not()
	p.needCondition(arg)
	return &node{op: opNot, args: []*node{arg}}
}

var comparators = []string{"=", "<>", "<", "<=", ">", ">="}

func (p *conditionParser) comparison() *node {
	left := p.primary()
	switch t := p.peek(); {
	case t.kind == symbol && slices.Contains(comparators, t.text):
		p.skip()
		return p.operator(t.text, left, p.primary())
	case p.accept(opBetween):
		low := p.primary()
		p.expect(opAnd)
		return p.operator(opBetween, left, low, p.primary())
	case p.accept(opIn):
		p.expect("(")
		return p.operator(opIn, append([]*node{left}, p.list(p.primary)...)...)
	}
	return left
}

func (p *conditionParser) operator(op string, args ...*node) *node {
	p.needOperands(args...)
	return &node{op: op, args: args}
}

// primary reads an operand, or a condition in parentheses: which of the two it was shows behind
// the closing parenthesis.
func (p *conditionParser) primary() *node {
	if !p.accept("(") {
		return p.leaf(p.argument)
	}
	n := p.or()
	p.expect(")")
	if n.grouped {
		p.redundant = true
	}
	if n.op == opPath {
		n.path = p.pathTail(n.path)
	}
	n.grouped = true
	return n
}

func (p *conditionParser) argument() *node {
	n := p.primary()
	p.needOperands(n)
	return n
}
