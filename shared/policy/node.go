package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// mapping hands the values of n to their fields and reports the keys that have none, come twice,
// are no plain text or are missing.
func (r *reader) mapping(n ast.Node, path string, fields []field) {
	entries, ok := entriesOf(n)
	if !ok {
		r.mismatch(n, path, "want a mapping with any of "+known(fields))
		return
	}
	var seen []string
	for _, entry := range entries {
		key, ok := entry.Key.(*ast.StringNode)
		if !ok {
			r.mismatch(entry.Key, path, "want a key: "+known(fields))
			continue
		}
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		switch {
		case slices.Contains(seen, key.Value):
			r.report(key, path, "key "+show(key.Value)+" comes twice")
		case i < 0:
			r.report(key, path, "key "+show(key.Value)+" is not known: want "+known(fields))
		default:
			settle(entry.Value, key.GetToken())
			inner := strings.TrimPrefix(path+"."+key.Value, ".")
			r.lines[inner] = at(key.GetToken()).Line
			fields[i].read(r, entry.Value, inner)
		}
		seen = append(seen, key.Value)
	}
	for _, f := range fields {
		if f.required && !slices.Contains(seen, f.key) {
			r.report(n, path, "has no "+f.key+": "+f.want)
		}
	}
}

func (r *reader) sequence(n ast.Node, path string, read func(n ast.Node, path string)) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.mismatch(n, path, "want a list")
		return
	}
	for i, value := range list.Values {
		if i < len(list.Entries) {
			settle(value, list.Entries[i].Start)
		}
		inner := fmt.Sprintf("%s[%d]", path, i)
		r.lines[inner] = at(startOf(value)).Line
		read(value, inner)
	}
}

// text returns the value of plain or quoted text, and false after reporting anything else.
func (r *reader) text(n ast.Node, path, want string) (string, bool) {
	if text, ok := n.(*ast.StringNode); ok {
		return text.Value, true
	}
	r.mismatch(n, path, want)
	return "", false
}

// mismatch reports a value of the wrong kind. Refused features of YAML are reported already.
func (r *reader) mismatch(n ast.Node, path, want string) {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode, *ast.DirectiveNode:
		return
	}
	r.report(n, path, kindOf(n)+": "+want)
}

func (r *reader) report(n ast.Node, path, reason string) {
	p := at(startOf(n))
	p.Path, p.Reason = path, reason
	r.problems = append(r.problems, p)
}

// settle moves a value that is not written, as after "mode:", to the key or dash that it belongs
// to. The library puts it one column beyond, or two.
func settle(n ast.Node, owner *token.Token) {
	null, ok := n.(*ast.NullNode)
	if ok && null.Token.Type == token.ImplicitNullType && owner != nil {
		null.Token.Position = owner.Position
	}
}

func entriesOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func isEmpty(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	_, comment := n.(*ast.CommentGroupNode)
	return null || comment
}

// startOf is the token at which a value begins; the library names a mapping by its first colon.
func startOf(n ast.Node) *token.Token {
	if n == nil {
		return nil
	}
	m, ok := n.(*ast.MappingNode)
	if ok && m.IsFlowStyle {
		return m.Start
	}
	if entries, ok := entriesOf(n); ok && len(entries) > 0 {
		return entries[0].Key.GetToken()
	}
	return n.GetToken()
}

func kindOf(n ast.Node) string {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return "is empty"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "is a mapping"
	case *ast.SequenceNode:
		return "is a list"
	case *ast.BoolNode:
		return "is true or false"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return show(n.GetToken().Value) + " is a number, not text (quotes would make it text)"
	case *ast.LiteralNode:
		return "is a block of text"
	case *ast.StringNode:
		return show(n.Value) + " is text"
	}
	return "is of no use here"
}

func known(fields []field) string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return strings.Join(keys, ", ")
}
