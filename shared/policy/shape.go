package policy

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// shape is one value of a document, bound to where it is kept. The same shapes read a document,
// make the schema for editors and list what holds: so the three cannot disagree on a key.
type shape struct {
	// want says what is expected.
	want string
	// schema is the value's in the schema.
	schema object
	// read keeps the value, or reports what is wrong with it.
	read func(r *reader, n ast.Node, path string)
	// value is what is kept, as a document would have it: text, a number or a bool; nil where
	// nothing is. A mapping has fields instead, a list items.
	value  func() any
	fields []field
	items  func() []shape
}

// object is a piece of the schema.
type object map[string]any

// field is a key that a mapping may have.
type field struct {
	key string
	// about is one sentence for people.
	about    string
	required bool
	shape
}

// reader turns the tree of a document into a Policy and collects what is wrong on the way.
type reader struct {
	problems Problems
	// lines are those on which the values begin, by path.
	lines map[string]int
}

// mapping is a shape with keys, all of them optional unless the field says otherwise.
func mapping(fields ...field) shape {
	properties, required := object{}, []string{}
	for _, f := range fields {
		property := object{"description": f.about}
		for k, v := range f.schema {
			property[k] = v
		}
		if f.value != nil && !f.required && f.value() != nil {
			property["default"] = f.value()
		}
		properties[f.key] = property
		if f.required {
			required = append(required, f.key)
		}
	}
	schema := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return shape{
		want: "want a mapping with any of " + known(fields), schema: schema, fields: fields,
		read: func(r *reader, n ast.Node, path string) { r.mapping(n, path, fields) },
	}
}

// listOf is a shape with any number of the same shape.
func listOf[T any](kept *[]T, first T, item func(*T) shape) shape {
	example := first
	return shape{
		want: "want a list", schema: object{"type": "array", "items": item(&example).schema},
		read: func(r *reader, n ast.Node, path string) {
			r.sequence(n, path, func(n ast.Node, path string) {
				value := first
				item(&value).read(r, n, path)
				*kept = append(*kept, value)
			})
		},
		items: func() []shape {
			var out []shape
			for i := range *kept {
				out = append(out, item(&(*kept)[i]))
			}
			return out
		},
	}
}

// Setting is one value that holds.
type Setting struct {
	// Path names it, as in drain.standalone.wait or services[0].move.
	Path string
	// Value is as a document would have it: text, an int or a bool.
	Value any
	// About is what the key means: a sentence, or several.
	About string
}

// Settings lists all that holds by the document, defaults too, in the order of the schema's keys.
func (p Policy) Settings() []Setting { return document(&p).settings("", "", nil) }

func (s shape) settings(path, about string, found []Setting) []Setting {
	if s.value != nil {
		if value := s.value(); value != nil {
			found = append(found, Setting{path, value, about})
		}
	}
	for _, f := range s.fields {
		inner := f.key
		if path != "" {
			inner = path + "." + f.key
		}
		found = f.settings(inner, f.about, found)
	}
	if s.items != nil {
		for i, item := range s.items() {
			found = item.settings(fmt.Sprintf("%s[%d]", path, i), about, found)
		}
	}
	return found
}
