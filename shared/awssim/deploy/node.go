package deploy

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a YAML value with its line. A short-form tag has become the long form: !Ref X is
// {Ref: X}.
type node struct {
	line   int
	keys   []string
	fields map[string]*node
	items  []*node
	isList bool
	// scalar is a string, an int64, a uint64, a float64, a bool or nil; text is how it is written.
	scalar any
	text   string
}

func (n *node) isMap() bool    { return n.fields != nil }
func (n *node) isScalar() bool { return n.fields == nil && !n.isList }

// intrinsic is the name and argument of a function, if the node is one.
func (n *node) intrinsic() (name string, arg *node, ok bool) {
	if len(n.keys) != 1 {
		return "", nil, false
	}
	name = n.keys[0]
	return name, n.fields[name], name == "Ref" || strings.HasPrefix(name, "Fn::")
}

func text(line int, s string) *node { return &node{line: line, scalar: s, text: s} }

// parse reads a template's YAML.
func parse(src []byte) (*node, error) {
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, fmt.Errorf("read template: it is not one YAML document")
	}
	n, err := convert(file.Docs[0].Body)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	return n, nil
}

func convert(v ast.Node) (*node, error) {
	n := &node{line: v.GetToken().Position.Line}
	switch v := v.(type) {
	case *ast.MappingNode:
		return n, n.addPairs(v.Values)
	case *ast.MappingValueNode:
		return n, n.addPairs([]*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		n.isList = true
		for _, item := range v.Values {
			child, err := convert(item)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, child)
		}
		return n, nil
	case *ast.TagNode:
		return convertTag(n.line, v)
	case *ast.LiteralNode:
		return text(n.line, v.Value.Value), nil
	case *ast.NullNode:
		return n, nil
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		n.scalar = v.(ast.ScalarNode).GetValue()
		n.text = fmt.Sprint(n.scalar)
		return n, nil
	default:
		return nil, fmt.Errorf("line %d: YAML %s is not understood", n.line, v.Type())
	}
}

func (n *node) addPairs(pairs []*ast.MappingValueNode) error {
	n.fields = make(map[string]*node, len(pairs))
	for _, pair := range pairs {
		key, ok := pair.Key.(ast.ScalarNode)
		if !ok {
			return fmt.Errorf("line %d: key is no plain value", pair.Start.Position.Line)
		}
		child, err := convert(pair.Value)
		if err != nil {
			return err
		}
		name := fmt.Sprint(key.GetValue())
		n.keys = append(n.keys, name)
		n.fields[name] = child
		if len(n.keys) == 1 {
			n.line = key.GetToken().Position.Line
		}
	}
	return nil
}

// convertTag makes the long form of a short-form intrinsic.
func convertTag(line int, v *ast.TagNode) (*node, error) {
	if v.Value == nil {
		return nil, fmt.Errorf("line %d: tag %s has no value", line, v.Start.Value)
	}
	arg, err := convert(v.Value)
	if err != nil {
		return nil, err
	}
	name, isTag := strings.CutPrefix(v.Start.Value, "!")
	if !isTag || strings.HasPrefix(name, "!") || name == "" {
		return nil, fmt.Errorf("line %d: YAML tag %s is not understood", line, v.Start.Value)
	}
	if name != "Ref" && name != "Condition" {
		name = "Fn::" + name
	}
	if name == "Fn::GetAtt" && arg.isScalar() {
		id, attribute, _ := strings.Cut(arg.text, ".")
		arg = &node{line: line, isList: true,
			items: []*node{text(line, id), text(line, attribute)}}
	}
	return &node{line: line, keys: []string{name}, fields: map[string]*node{name: arg}}, nil
}
