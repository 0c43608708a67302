package expression

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// step is one step of a document path: an attribute's name, or an element's index.
type step struct {
	name string
	// written is the name as the expression writes it, such as #n.
	written string
	index   int
	isIndex bool
}

// path leads into an item: a.b[0].
type path []step

// String is the path as DynamoDB's messages show it: [a, b, [0]].
func (p path) String() string {
	parts := make([]string, len(p))
	for i, s := range p {
		parts[i] = s.name
		if s.isIndex {
			parts[i] = "[" + strconv.Itoa(s.index) + "]"
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (p path) equal(q path) bool { return len(p) == len(q) && p.common(q) == len(p) }

// common is how many steps two paths share from their heads.
func (p path) common(q path) int {
	n := 0
	for n < min(len(p), len(q)) && p[n].isIndex == q[n].isIndex &&
		p[n].name == q[n].name && p[n].index == q[n].index {
		n++
	}
	return n
}

// get follows the path into an item; nil when it leads nowhere.
func (p path) get(item attribute.Item) attribute.Value {
	var v attribute.Value = &types.AttributeValueMemberM{Value: item}
	for _, s := range p {
		v = child(v, s)
	}
	return v
}

func child(v attribute.Value, s step) attribute.Value {
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		if !s.isIndex {
			return v.Value[s.name]
		}
	case *types.AttributeValueMemberL:
		if s.isIndex && s.index < len(v.Value) {
			return v.Value[s.index]
		}
	}
	return nil
}

// path reads a document path; the head may be followed by .name and [index].
func (s *stream) path() path {
	return s.pathTail(path{s.pathName()})
}

func (s *stream) pathName() step {
	t := s.peek()
	if t.kind != nameRef && (t.kind != word || s.isKeyword(t)) {
		s.fail()
		return step{}
	}
	s.skip()
	return step{name: t.text, written: t.text}
}

func (s *stream) pathTail(p path) path {
	for {
		switch {
		case s.accept("."):
			p = append(p, s.pathName())
		case s.accept("["):
			t := s.peek()
			if t.kind != number {
				s.fail()
				return p
			}
			s.skip()
			index, err := strconv.ParseInt(t.text, 10, 32)
			if err != nil && s.err == nil {
				s.err = attribute.Invalidf(
					"List index is not within the allowable range; index: [%s]", t.text)
			}
			p = append(p, step{index: int(index), isIndex: true})
			s.expect("]")
		default:
			return p
		}
	}
}

// reservedIn refuses a reserved word that is written out in a path.
func (p path) reservedIn() error {
	for _, s := range p {
		if isReserved(s.written) {
			return attribute.Invalidf(
				"Attribute name is a reserved keyword; reserved keyword: %s", s.written)
		}
	}
	return nil
}

// resolve puts the names in for #names.
func (p path) resolve(params *Params) error {
	for i, s := range p {
		if !strings.HasPrefix(s.written, "#") {
			continue
		}
		name, ok := params.names[s.written]
		if !ok {
			return attribute.Invalidf("An expression attribute name used in the document path "+
				"is not defined; attribute name: %s", s.written)
		}
		params.usedNames[s.written] = true
		p[i].name = name
	}
	return nil
}

// disjoint refuses paths of which one leads through another, and paths that take one value for
// both a list and a map; of several such, the last is named.
func disjoint(paths []path) error {
	var conflict error
	for j, q := range paths {
		for _, p := range paths[:j] {
			n := p.common(q)
			if n == min(len(p), len(q)) {
				return pathError("overlap", p, q)
			}
			if p[n].isIndex != q[n].isIndex {
				conflict = pathError("conflict", p, q)
			}
		}
	}
	return conflict
}

func pathError(what string, p, q path) error {
	return attribute.Invalidf("Two document paths %s with each other; must remove or rewrite one "+
		"of these paths; path one: %v, path two: %v", what, p, q)
}
