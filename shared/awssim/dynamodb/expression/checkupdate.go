package expression

import (
	"slices"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// Functions of updates; each takes two operands.
const (
	fnIfNotExists = "if_not_exists"
	fnListAppend  = "list_append"
)

// check finds what is wrong with an update whose grammar is right; several mistakes are reported
// in DynamoDB's order.
func (p *updateParser) check(params *Params) error {
	if err := p.each(checkReservedAction, (*node).checkReserved); err != nil {
		return err
	}
	if err := p.each(nil, checkUpdateFunctions); err != nil {
		return err
	}
	for i, clause := range p.clauses {
		if slices.Contains(p.clauses[:i], clause) {
			return attribute.Invalidf(
				"The \"%s\" section can only be used once in an update expression;", clause)
		}
	}
	if err := p.resolveAll(params); err != nil {
		return err
	}
	paths := make([]path, len(p.actions))
	for i, a := range p.actions {
		paths[i] = a.path
	}
	if err := disjoint(paths); err != nil {
		return err
	}
	if err := p.each(checkClauseOperand, nil); err != nil {
		return err
	}
	return p.each(nil, checkUpdateOperands)
}

// each visits every action, and within it the tree of its value; either visit may be nil.
func (p *updateParser) each(visit func(action) error, walk func(*node) error) error {
	for _, a := range p.actions {
		if visit != nil {
			if err := visit(a); err != nil {
				return err
			}
		}
		if walk == nil || a.value == nil {
			continue
		}
		if err := a.value.walk(walk); err != nil {
			return err
		}
	}
	return nil
}

// resolveAll puts in all names before it looks at any value, as DynamoDB does.
func (p *updateParser) resolveAll(params *Params) error {
	err := p.each(func(a action) error { return a.path.resolve(params) }, func(n *node) error {
		if n.op != opPath {
			return nil
		}
		return n.resolve(params)
	})
	if err != nil {
		return err
	}
	return p.each(nil, func(n *node) error {
		if n.op != opValue {
			return nil
		}
		return n.resolve(params)
	})
}

func checkReservedAction(a action) error { return a.path.reservedIn() }

func checkUpdateFunctions(n *node) error {
	if n.op != opCall {
		return nil
	}
	if n.name != fnIfNotExists && n.name != fnListAppend {
		return attribute.Invalidf("Invalid function name; function: %s", n.name)
	}
	for _, arg := range n.args {
		if arg.op == opCall && arg.name == fnListAppend {
			return misused(fnListAppend)
		}
	}
	return nil
}

// operandTypes are the words of DynamoDB's messages about ADD and DELETE.
var operandTypes = map[string]string{
	"S": "STRING", "N": "NUMBER", "B": "BINARY", "NULL": "NULL", "BOOL": "BOOLEAN",
	"L": "LIST", "M": "MAP",
}

func checkClauseOperand(a action) error {
	if a.clause != clauseAdd && a.clause != clauseDelete {
		return nil
	}
	kind := attribute.TypeOf(a.value.value)
	if isSet(kind) || a.clause == clauseAdd && isSetOrNumber(kind) {
		return nil
	}
	return attribute.Invalidf("Incorrect operand type for operator or function; operator: %s, "+
		"operand type: %s", a.clause, operandTypes[kind])
}

func checkUpdateOperands(n *node) error {
	want, name := "", n.op
	switch {
	case n.op == "+" || n.op == "-":
		want = "N"
	case n.op != opCall:
		return nil
	case len(n.args) != 2:
		return badCount(n.name, len(n.args))
	case n.name == fnListAppend:
		want, name = "L", n.name
	case n.args[0].op != opPath:
		return needsPath(n.name)
	default:
		return nil
	}
	for _, arg := range n.args {
		if kind := attribute.TypeOf(arg.value); kind != "" && kind != want {
			return badOperand(name, kind)
		}
	}
	return nil
}
