package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// reader turns the tree of a document into a Policy and collects what is wrong on the way.
type reader struct{ problems Problems }

// field is a key that a mapping may have, and who reads its value.
type field struct {
	key  string
	read func(n ast.Node, path string)
}

func (r *reader) policy(body ast.Node) Policy {
	p := Policy{Mode: Report}
	if body == nil || isEmpty(body) {
		return p
	}
	r.mapping(body, "", []field{
		{"mode", func(n ast.Node, path string) { p.Mode = r.mode(n, path) }},
		{"functions", func(n ast.Node, path string) { p.Functions = r.functions(n, path) }},
		{"nodes", func(n ast.Node, path string) { p.Nodes = r.nodes(n, path) }},
	})
	return p
}

func (r *reader) functions(n ast.Node, path string) map[string]Mode {
	modes := map[string]Mode{}
	var fields []field
	for _, name := range functionNames {
		fields = append(fields, field{name, func(n ast.Node, path string) {
			modes[name] = r.mode(n, path)
		}})
	}
	r.mapping(n, path, fields)
	return modes
}

func (r *reader) nodes(n ast.Node, path string) Nodes {
	var nodes Nodes
	r.mapping(n, path, []field{
		{"groups", func(n ast.Node, path string) {
			r.sequence(n, path, func(n ast.Node, path string) {
				nodes.Groups = append(nodes.Groups, r.group(n, path))
			})
		}},
	})
	return nodes
}

func (r *reader) group(n ast.Node, path string) Group {
	var g Group
	keys, ok := r.mapping(n, path, []field{
		{"name", func(n ast.Node, path string) { g.Name = r.pattern(n, path) }},
	})
	if ok && !slices.Contains(keys, "name") {
		r.report(n, path, "has no name: want the name of an Auto Scaling group or a pattern")
	}
	return g
}

func (r *reader) mode(n ast.Node, path string) Mode {
	const want = "want report or act"
	text, ok := r.text(n, path, want)
	if ok && text != string(Report) && text != string(Act) {
		r.report(n, path, show(text)+" is not a mode: "+want)
	}
	return Mode(text)
}

// nameMax is the length of an Auto Scaling group's name (Auto Scaling API reference,
// CreateAutoScalingGroup).
const nameMax = 255

func (r *reader) pattern(n ast.Node, path string) string {
	text, ok := r.text(n, path, "want the name of an Auto Scaling group or a pattern")
	switch {
	case !ok:
	case strings.TrimSpace(text) != text || text == "":
		r.report(n, path, show(text)+" is empty or has space around it: want a name or a pattern")
	case len([]rune(text)) > nameMax:
		r.report(n, path, fmt.Sprintf("is longer than the %d characters of a name", nameMax))
	}
	return text
}
