package wire

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/aws/smithy-go/document"
)

// maxDepth bounds how deep a request may nest. DynamoDB, the deepest of them, allows 32 levels of
// its values, two levels of JSON each (DynamoDB developer guide, Quotas).
const maxDepth = 80

// decoder fills an SDK input from the tree of a request: maps, lists and scalars. In a form all
// scalars are strings and lists are maps by number.
type decoder struct {
	*codec
	form bool
}

// value fills v from x, which is nil for a member that is null.
func (d decoder) value(v reflect.Value, x any, depth int) error {
	if x == nil {
		return nil
	}
	if depth > maxDepth {
		return errors.New("the structure nests too deep")
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.value(v.Elem(), x, depth)
	case reflect.Interface:
		return d.open(v, x, depth)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return d.blob(v, x)
		}
		return d.list(v, x, depth)
	case reflect.Map:
		return d.table(v, x, depth)
	case reflect.Struct:
		if v.Type() == timeType {
			return d.time(v, x)
		}
		return d.structure(v, x, depth)
	default:
		return d.scalar(v, x)
	}
}

// structure fills the members that the SDK knows and ignores others, as the services do.
func (d decoder) structure(v reflect.Value, x any, depth int) error {
	m, ok := x.(map[string]any)
	if !ok {
		return mismatch(x, "a structure")
	}
	s := d.shape(v.Type())
	for _, name := range slices.Sorted(maps.Keys(m)) {
		i, ok := s.index[name]
		if !ok {
			continue
		}
		if err := d.value(v.Field(i), m[name], depth+1); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (d decoder) list(v reflect.Value, x any, depth int) error {
	items, ok := x.([]any)
	if d.form {
		items, ok = numbered(x)
	}
	if !ok {
		return mismatch(x, "a list")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		if item == nil {
			return fmt.Errorf("element %d is null", i)
		}
		if err := d.value(v.Index(i), item, depth+1); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

func (d decoder) table(v reflect.Value, x any, depth int) error {
	m, ok := x.(map[string]any)
	if d.form {
		m, ok = entries(x)
	}
	if !ok {
		return mismatch(x, "a map")
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(m)))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if m[key] == nil {
			return fmt.Errorf("%s is null", key)
		}
		e := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(e, m[key], depth+1); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), e)
	}
	return nil
}

// open fills an interface: a union, or free-form JSON.
func (d decoder) open(v reflect.Value, x any, depth int) error {
	if d.document != nil {
		doc := reflect.ValueOf(d.document(plain(x)))
		if doc.Type().AssignableTo(v.Type()) {
			v.Set(doc)
			return nil
		}
	}
	return d.union(v, x, depth)
}

// union lets the one member that is present say which type it is.
func (d decoder) union(v reflect.Value, x any, depth int) error {
	m, ok := x.(map[string]any)
	if !ok {
		return mismatch(x, "a union")
	}
	if len(m) != 1 {
		return fmt.Errorf("a union has %d members, not one", len(m))
	}
	for name, e := range m {
		t, ok := d.unions[v.Type()][name]
		if !ok || e == nil {
			return fmt.Errorf("a union cannot be %q", name)
		}
		member := reflect.New(t)
		if err := d.value(member.Elem().FieldByName("Value"), e, depth+1); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		v.Set(member)
	}
	return nil
}

// plain is free-form JSON in the SDK's terms, which has a number type of its own.
func plain(x any) any {
	switch x := x.(type) {
	case json.Number:
		return document.Number(x)
	case []any:
		items := make([]any, len(x))
		for i, item := range x {
			items[i] = plain(item)
		}
		return items
	case map[string]any:
		members := make(map[string]any, len(x))
		for name, member := range x {
			members[name] = plain(member)
		}
		return members
	default:
		return x
	}
}

func (decoder) blob(v reflect.Value, x any) error {
	s, ok := x.(string)
	if !ok {
		return mismatch(x, "base64 text")
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return errors.New("the value is not base64")
	}
	v.SetBytes(b)
	return nil
}
