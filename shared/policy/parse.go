package policy

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Parse reads a document. Its error is Problems: all of them, except that text which is no YAML is
// reported only up to where it stops being so. An empty document is valid.
//
// What the YAML library cannot be trusted with is refused first: it recurses without bound, and
// its decoder follows aliases in circles, drops tags and stops at the first problem. So its parser
// sees only short, shallow text, and its decoder nothing.
func Parse(src []byte) (Policy, error) {
	p, _, err := ParseLines(src)
	return p, err
}

// ParseLines is Parse that returns besides on which line each value that the text gives begins, by
// path, as in nodes.groups[0].name.
func ParseLines(src []byte) (Policy, map[string]int, error) {
	r := reader{lines: map[string]int{}}
	var p Policy
	r.document(src, func(body ast.Node) { p = r.policy(body) })
	if len(r.problems) > 0 {
		return Policy{}, nil, r.problems.sorted()
	}
	return p, r.lines, nil
}

// ParseService reads one entry of services, without its name, and on which line each of its values
// begins. Its error is Problems.
func ParseService(src []byte) (Service, map[string]int, error) {
	r := reader{lines: map[string]int{}}
	s := Service{Move: MoveAny}
	r.document(src, func(body ast.Node) {
		if body != nil && !isEmpty(body) {
			mapping(exception(&s)...).read(&r, body, "")
		}
	})
	if len(r.problems) > 0 {
		return Service{}, nil, r.problems.sorted()
	}
	return s, r.lines, nil
}

// document hands the document's body to read; nil if it has none. Where the text cannot be looked
// at, it only reports.
func (r *reader) document(src []byte, read func(body ast.Node)) {
	if r.problems = checkText(src); len(r.problems) > 0 {
		return
	}
	body, found := parseYAML(string(src))
	r.problems = found
	read(body)
}

// panicReason is the Reason where the library gave up. No text is known that makes it.
const panicReason = "is no YAML that the reader can cope with"

// parseYAML returns the document's body, nil if it has none, and what is wrong with it as YAML.
// Should the library panic, the document is broken and nothing more: hooks must still be answered.
func parseYAML(src string) (body ast.Node, found Problems) {
	defer func() {
		if recover() != nil {
			body = nil
			found = Problems{{Line: 1, Column: 1, Reason: panicReason}}
		}
	}()
	tokens := lexer.Tokenize(src)
	if deep := checkDepth(tokens); len(deep) > 0 {
		return nil, deep
	}
	found = checkFeatures(tokens)
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, append(found, syntaxProblem(err))
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return doc.Body, found
		}
	}
	return nil, found
}

func syntaxProblem(err error) Problem {
	p := Problem{Line: 1, Column: 1, Reason: "is no YAML"}
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		p = at(syntax.Token)
		p.Reason = fmt.Sprintf("is no YAML: %s", syntax.Message)
	}
	return p
}

// at is a Problem at a token's place.
func at(t *token.Token) Problem {
	if t == nil || t.Position == nil {
		return Problem{Line: 1, Column: 1}
	}
	return Problem{Line: max(t.Position.Line, 1), Column: max(t.Position.Column, 1)}
}
