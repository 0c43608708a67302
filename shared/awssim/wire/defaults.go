package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// withDefaults adds to a JSON answer the plain numbers and booleans that are zero: AWS sends them,
// the SDK's types leave them out, because a request of theirs means the same without. Clients in
// other languages miss them: "runningCount" of a service that runs nothing.
func (c *codec) withDefaults(body []byte, out any) []byte {
	v := reflect.ValueOf(out)
	if !c.plain(v.Type()) {
		return body
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic("wire: read an answer again: " + err.Error())
	}
	if !c.complete(tree, v) {
		return body
	}
	return marshal(tree)
}

// complete adds what is missing in a tree below a value; it reports whether anything was.
func (c *codec) complete(tree any, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && c.complete(tree, v.Elem())
	case reflect.Slice:
		return c.plain(v.Type().Elem()) && c.completeItems(tree, v)
	case reflect.Map:
		return c.plain(v.Type().Elem()) && c.completeEntries(tree, v)
	case reflect.Struct:
		if members, ok := tree.(map[string]any); ok && v.Type() != timeType {
			return c.completeMembers(members, v)
		}
	}
	return false
}

func (c *codec) completeItems(tree any, v reflect.Value) (added bool) {
	items, _ := tree.([]any)
	for i := range min(len(items), v.Len()) {
		added = c.complete(items[i], v.Index(i)) || added
	}
	return added
}

func (c *codec) completeEntries(tree any, v reflect.Value) (added bool) {
	members, _ := tree.(map[string]any)
	for it := v.MapRange(); it.Next(); {
		added = c.complete(members[it.Key().String()], it.Value()) || added
	}
	return added
}

func (c *codec) completeMembers(members map[string]any, v reflect.Value) bool {
	added := false
	for _, f := range c.shape(v.Type()).fields {
		m := v.Field(f.index)
		switch there, ok := members[f.name]; {
		case ok:
			added = c.complete(there, m) || added
		case number(m.Kind()):
			members[f.name] = m.Interface()
			added = true
		}
	}
	return added
}

func number(k reflect.Kind) bool {
	return k == reflect.Bool || k == reflect.Int32 || k == reflect.Int64 || k == reflect.Float32 ||
		k == reflect.Float64
}

// plain reports whether values of a type may have plain numbers or booleans in some structure.
func (c *codec) plain(t reflect.Type) bool {
	if known, ok := c.plains.Load(t); ok {
		return known == true
	}
	found := plainBelow(t, map[reflect.Type]bool{})
	c.plains.Store(t, found)
	return found
}

func plainBelow(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] || t == timeType {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return plainBelow(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && f.Name != "ResultMetadata" &&
				(number(f.Type.Kind()) || plainBelow(f.Type, seen)) {
				return true
			}
		}
	}
	return false
}
