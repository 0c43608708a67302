package wire

import (
	"reflect"
	"sync"
	"time"
)

var timeType = reflect.TypeFor[time.Time]()

// codec knows how the members of one service's structures are called on the wire.
type codec struct {
	ec2        bool
	lowerCamel bool
	members    map[string]Member
	flat       map[string]string
	unions     map[reflect.Type]map[string]reflect.Type
	document   func(any) any
	shapes     sync.Map // reflect.Type to *shape
	plains     sync.Map // reflect.Type to whether it has plain numbers: see withDefaults
}

// shape is one structure: its members in the order of the SDK's fields.
type shape struct {
	index  map[string]int
	fields []field
}

type field struct {
	index int
	name  string
	item  string
	flat  string // what each element is called where the list or map is flattened
}

func newCodec(spec Spec) *codec {
	return &codec{
		ec2: spec.Protocol == EC2Query, lowerCamel: spec.LowerCamel, members: spec.Members,
		unions: spec.Unions, document: spec.Document, flat: spec.Flat,
	}
}

func (c *codec) shape(t reflect.Type) *shape {
	found, _ := c.shapes.Load(t)
	if s, ok := found.(*shape); ok {
		return s
	}
	s := &shape{index: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Name == "ResultMetadata" {
			continue
		}
		if c.ec2 {
			request, name, item := ec2Name(t, f.Name)
			s.index[request] = i
			s.fields = append(s.fields, field{index: i, name: name, item: item})
			continue
		}
		name, item := c.wireName(f.Name)
		s.index[name] = i
		flat := c.flat[f.Name]
		if flat != "" {
			s.index[flat] = i
		}
		s.fields = append(s.fields, field{index: i, name: name, item: item, flat: flat})
	}
	// A few structures of a service begin their members in lower case where the others do not.
	for _, f := range s.fields {
		lower := lowerFirst(f.name)
		if _, taken := s.index[lower]; !taken {
			s.index[lower] = f.index
		}
	}
	c.shapes.Store(t, s)
	return s
}

func (c *codec) wireName(goName string) (name, item string) {
	if m, ok := c.members[goName]; ok {
		return m.Name, m.Item
	}
	if c.lowerCamel {
		goName = lowerFirst(goName)
	}
	return goName, "member"
}
