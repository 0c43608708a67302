package expression

import (
	"sashweight/shared/awssim/dynamodb/attribute"
)

// The clauses of an update expression.
const (
	clauseSet    = "SET"
	clauseRemove = "REMOVE"
	clauseAdd    = "ADD"
	clauseDelete = "DELETE"
)

// action is one change of an update: of the attribute at path, by value where the clause has one.
type action struct {
	clause string
	path   path
	value  *node
}

// Update is an update expression that was read and found valid.
type Update struct {
	actions []action
}

type updateParser struct {
	*stream
	// clauses are the clauses in the order in which they begin.
	clauses []string
	actions []action
}

// ParseUpdate reads an update expression (developer guide, "Update expressions"). The error is an
// attribute.Invalid.
func ParseUpdate(text string, params *Params) (*Update, error) {
	u, err := parseUpdate(text, params)
	if err != nil {
		return nil, wrong("UpdateExpression", err)
	}
	return u, nil
}

func parseUpdate(text string, params *Params) (*Update, error) {
	if err := length(text); err != nil {
		return nil, err
	}
	p := &updateParser{
		stream: newStream(text, clauseSet, clauseRemove, clauseAdd, clauseDelete),
	}
	p.clause()
	for p.peek().kind != end {
		p.clause()
	}
	if p.err != nil {
		return nil, p.err
	}
	if err := p.check(params); err != nil {
		return nil, err
	}
	return &Update{actions: p.actions}, nil
}

func (p *updateParser) clause() {
	for _, clause := range p.keywords {
		if p.accept(clause) {
			p.clauses = append(p.clauses, clause)
			p.action(clause)
			for p.accept(",") {
				p.action(clause)
			}
			return
		}
	}
	p.fail()
}

func (p *updateParser) action(clause string) {
	a := action{clause: clause, path: p.path()}
	switch clause {
	case clauseSet:
		p.expect("=")
		a.value = p.sum()
	case clauseAdd, clauseDelete:
		if p.peek().kind != valueRef {
			p.fail()
			return
		}
		a.value = p.leaf(p.argument)
	}
	p.actions = append(p.actions, a)
}

// sum reads what SET assigns: an operand, or two with + or − between them.
func (p *updateParser) sum() *node {
	left := p.operand()
	for _, op := range []string{"+", "-"} {
		if p.accept(op) {
			return &node{op: op, args: []*node{left, p.operand()}}
		}
	}
	return left
}

// operand reads an operand; a sum may stand in parentheses of its own.
func (p *updateParser) operand() *node {
	if !p.accept("(") {
		return p.leaf(p.argument)
	}
	n := p.sum()
	p.expect(")")
	return n
}

// argument reads a function's operand, which is never a sum.
func (p *updateParser) argument() *node {
	n := p.operand()
	if n.op == "+" || n.op == "-" {
		p.fail()
	}
	return n
}

// Names tells which attributes the update changes.
func (u *Update) Names() map[string]bool {
	names := map[string]bool{}
	for _, a := range u.actions {
		names[a.path[0].name] = true
	}
	return names
}

// Nested tells which attributes the update looks into, to change or to read them.
func (u *Update) Nested() map[string]bool {
	names := map[string]bool{}
	note := func(p path) {
		if len(p) > 1 {
			names[p[0].name] = true
		}
	}
	for _, a := range u.actions {
		note(a.path)
		if a.value == nil {
			continue
		}
		_ = a.value.walk(func(n *node) error {
			note(n.path)
			return nil
		})
	}
	return names
}

// Paths are what the update changes, for UPDATED_OLD and UPDATED_NEW.
func (u *Update) Paths() *Projection {
	paths := make([]path, len(u.actions))
	for i, a := range u.actions {
		paths[i] = a.path
	}
	return newProjection(paths)
}

// Creates reports whether the update makes an item that does not exist: not when it only takes
// away.
func (u *Update) Creates() bool {
	for _, a := range u.actions {
		if a.clause == clauseSet || a.clause == clauseAdd {
			return true
		}
	}
	return false
}

// isSetOrNumber tells what ADD takes.
func isSetOrNumber(kind string) bool { return kind == "N" || isSet(kind) }

func isSet(kind string) bool { return kind == "SS" || kind == "NS" || kind == "BS" }

const errPath = attribute.Invalid(
	"The document path provided in the update expression is invalid for update")
