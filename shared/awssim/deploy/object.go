package deploy

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// object reads the properties of a resource or of a part of one. It remembers what was read: done
// refuses the rest by name, so a property that nobody understands fails the deployment.
type object struct {
	b        *builder
	n        *node
	path     string
	read     map[string]bool
	children []*object
}

// object makes a reader of a mapping; nil is read as an empty one.
func (b *builder) object(n *node, path string) *object {
	n = b.resolve(n)
	switch {
	case n == nil || n.isScalar() && n.scalar == nil:
		n = &node{fields: map[string]*node{}}
	case !n.isMap():
		b.fail(n.line, "%s: a mapping is expected", path)
		n = &node{line: n.line, fields: map[string]*node{}}
	}
	return &object{b: b, n: n, path: path, read: map[string]bool{}}
}

// done refuses what was not read, here and below.
func (o *object) done() {
	for _, key := range o.n.keys {
		if !o.read[key] {
			o.b.fail(o.n.fields[key].line, "%s: unknown property %s", o.path, key)
		}
	}
	for _, c := range o.children {
		c.done()
	}
}

// ignore accepts properties that change nothing in a simulated account. Their values must still
// resolve.
func (o *object) ignore(keys ...string) {
	for _, key := range keys {
		if n := o.get(key); n != nil {
			o.b.plain(n)
		}
	}
}

func (o *object) get(key string) *node {
	o.read[key] = true
	return o.b.resolve(o.n.fields[key])
}

func (o *object) has(key string) bool { return o.n.fields[key] != nil }

func (o *object) fail(key, format string, args ...any) {
	line := o.n.line
	if n := o.n.fields[key]; n != nil {
		line = n.line
	}
	o.b.fail(line, o.path+"."+key+": "+format, args...)
}

func (o *object) text(key string) string { return o.b.scalar(o.get(key)) }

func (o *object) needText(key string) string {
	s := o.text(key)
	if s == "" {
		o.fail(key, "is required")
	}
	return s
}

// oneOf reads a value of a fixed set; the first is the default.
func (o *object) oneOf(key string, allowed ...string) string {
	s := o.text(key)
	if s == "" && !o.has(key) {
		return allowed[0]
	}
	if !slices.Contains(allowed, s) {
		o.fail(key, "%s is not simulated, only %s", s, strings.Join(allowed, ", "))
	}
	return s
}

func (o *object) number(key string, otherwise int) int {
	n := o.get(key)
	if n == nil {
		return otherwise
	}
	v, err := strconv.Atoi(o.b.scalar(n))
	if err != nil {
		o.fail(key, "%s is no whole number", n.text)
	}
	return v
}

func (o *object) boolean(key string, otherwise bool) bool {
	n := o.get(key)
	if n == nil {
		return otherwise
	}
	v, err := strconv.ParseBool(o.b.scalar(n))
	if err != nil {
		o.fail(key, "%s is neither true nor false", n.text)
	}
	return v
}

func (o *object) list(key string) []*node {
	n := o.get(key)
	if n == nil {
		return nil
	}
	if !n.isList {
		o.fail(key, "a list is expected")
	}
	var out []*node
	for _, item := range n.items {
		if item = o.b.resolve(item); item != nil {
			out = append(out, item)
		}
	}
	return out
}

func (o *object) texts(key string) []string {
	var out []string
	for _, n := range o.list(key) {
		out = append(out, o.b.scalar(n))
	}
	return out
}

func (o *object) object(key string) *object {
	return o.child(o.get(key), key)
}

func (o *object) objects(key string) []*object {
	var out []*object
	for i, n := range o.list(key) {
		out = append(out, o.child(n, key+"["+strconv.Itoa(i)+"]"))
	}
	return out
}

func (o *object) child(n *node, name string) *object {
	c := o.b.object(n, o.path+"."+name)
	if n == nil {
		c.n.line = o.n.line
	}
	o.children = append(o.children, c)
	return c
}

// json is a free-form property as JSON, its intrinsics resolved.
func (o *object) json(key string) []byte {
	n := o.get(key)
	if n == nil {
		o.fail(key, "is required")
		return nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o.b.plain(n)); err != nil {
		o.fail(key, "cannot be written as JSON: %v", err)
	}
	return bytes.TrimSpace(out.Bytes())
}

// plain is a node as Go values, everything in it resolved.
func (b *builder) plain(n *node) any {
	n = b.resolve(n)
	switch {
	case n == nil:
		return nil
	case n.isList:
		out := []any{}
		for _, item := range n.items {
			if item = b.resolve(item); item != nil {
				out = append(out, b.plain(item))
			}
		}
		return out
	case n.isMap():
		out := make(map[string]any, len(n.keys))
		for _, key := range n.keys {
			if v := b.resolve(n.fields[key]); v != nil {
				out[key] = b.plain(v)
			}
		}
		return out
	default:
		return n.scalar
	}
}
