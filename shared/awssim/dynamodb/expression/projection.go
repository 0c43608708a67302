package expression

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
)

// Projection is the parts of an item that a request wants.
type Projection struct {
	root branch
	// nested are the attributes that it looks into.
	nested map[string]bool
}

// branch is what is wanted of one value; one without children is wanted whole.
type branch struct {
	names   map[string]*branch
	indexes map[int]*branch
}

// ParseProjection reads a projection expression. The error is an attribute.Invalid.
func ParseProjection(text string, params *Params) (*Projection, error) {
	paths, err := parsePaths(text, params)
	if err != nil {
		return nil, wrong("ProjectionExpression", err)
	}
	return newProjection(paths), nil
}

func parsePaths(text string, params *Params) ([]path, error) {
	if err := length(text); err != nil {
		return nil, err
	}
	s := newStream(text)
	paths := []path{s.path()}
	for s.accept(",") {
		paths = append(paths, s.path())
	}
	if s.peek().kind != end {
		s.fail()
	}
	if s.err != nil {
		return nil, s.err
	}
	for _, p := range paths {
		if err := p.reservedIn(); err != nil {
			return nil, err
		}
	}
	for _, p := range paths {
		if err := p.resolve(params); err != nil {
			return nil, err
		}
	}
	return paths, disjoint(paths)
}

func newProjection(paths []path) *Projection {
	p := &Projection{nested: map[string]bool{}}
	for _, path := range paths {
		if len(path) > 1 {
			p.nested[path[0].name] = true
		}
		b := &p.root
		for _, s := range path {
			b = b.child(s)
		}
	}
	return p
}

// child returns the branch for a step, made if need be.
func (b *branch) child(s step) *branch {
	if s.isIndex {
		return grow(&b.indexes, s.index)
	}
	return grow(&b.names, s.name)
}

func grow[K comparable](children *map[K]*branch, key K) *branch {
	if *children == nil {
		*children = map[K]*branch{}
	}
	if (*children)[key] == nil {
		(*children)[key] = &branch{}
	}
	return (*children)[key]
}

// Nested tells which attributes the projection looks into.
func (p *Projection) Nested() map[string]bool {
	if p == nil {
		return nil
	}
	return p.nested
}

// Of is the wanted part of an item, a new map; a nil Projection wants all of it.
func (p *Projection) Of(item attribute.Item) attribute.Item {
	if p == nil {
		return item
	}
	out := p.root.of(&types.AttributeValueMemberM{Value: item})
	if m, ok := out.(*types.AttributeValueMemberM); ok {
		return m.Value
	}
	return attribute.Item{}
}

// of is the wanted part of a value, nil when there is none. Elements of a list close up.
func (b *branch) of(v attribute.Value) attribute.Value {
	if b.names == nil && b.indexes == nil {
		return v
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		out := attribute.Item{}
		for name, child := range b.names {
			if part := child.of(v.Value[name]); part != nil {
				out[name] = part
			}
		}
		if len(out) > 0 {
			return &types.AttributeValueMemberM{Value: out}
		}
	case *types.AttributeValueMemberL:
		var out []attribute.Value
		for _, index := range slices.Sorted(maps.Keys(b.indexes)) {
			if index < len(v.Value) {
				if part := b.indexes[index].of(v.Value[index]); part != nil {
					out = append(out, part)
				}
			}
		}
		if len(out) > 0 {
			return &types.AttributeValueMemberL{Value: out}
		}
	}
	return nil
}
