package placement

import (
	"fmt"
	"unicode/utf8"
)

// statementMax is how long a statement can be, in characters (ECS API, PlacementConstraint).
const statementMax = 2000

// Expression is a statement of the cluster query language, read.
type Expression struct {
	text string
	root clause
	// groups says that it asks for task groups, counts that it asks for the number of tasks.
	groups, counts bool
}

// String is the statement as it was written.
func (e Expression) String() string { return e.text }

// ParseError says what is wrong with a statement. ECS itself may well take it: what is not
// understood for certain is an error.
type ParseError struct {
	// Column of the statement where it is, in characters from 1.
	Column int
	// Message says what was found and what was expected.
	Message string
}

// Error is the message and the column.
func (e *ParseError) Error() string { return fmt.Sprintf("%s at column %d", e.Message, e.Column) }

// Parse reads a statement of the cluster query language (ECS developer guide,
// cluster-query-language). The error is a *ParseError.
func Parse(statement string) (Expression, error) {
	if utf8.RuneCountInString(statement) > statementMax {
		return Expression{}, &ParseError{statementMax + 1, fmt.Sprintf(
			"more than %d characters", statementMax)}
	}
	tree, err := grammar.ParseString("", statement)
	if err != nil {
		return Expression{}, unexpected(statement, err)
	}
	e := Expression{text: statement}
	if e.root, err = e.any(tree); err != nil {
		return Expression{}, err
	}
	return e, nil
}

func (e *Expression) any(a *anyOf) (clause, error) {
	var out either
	for _, t := range a.Terms {
		c, err := e.all(t)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

func (e *Expression) all(a *allOf) (clause, error) {
	var out both
	for _, p := range a.Parts {
		c, err := e.part(p)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

func (e *Expression) part(p *part) (clause, error) {
	switch {
	case p.Not != nil:
		inner, err := e.part(p.Not)
		return not{inner}, err
	case p.Inner != nil:
		return e.any(p.Inner)
	}
	s := p.Asked
	text := e.text[s.Pos.Offset:min(s.EndPos.Offset, len(e.text))]
	e.groups = e.groups || s.Subject == subjectGroup
	e.counts = e.counts || s.Subject == subjectCount
	c, message := compile(s, text)
	if message != "" {
		return nil, &ParseError{column(e.text, s.Pos.Offset), message}
	}
	return c, nil
}
