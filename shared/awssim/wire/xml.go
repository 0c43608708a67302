package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// xmlTime is how the query protocol writes times (Smithy, awsQuery: date-time).
const xmlTime = "2006-01-02T15:04:05.000Z"

// xmlWriter writes an output as the query protocol does.
type xmlWriter struct {
	*codec
	bytes.Buffer
}

func (w *xmlWriter) element(f field, v reflect.Value) {
	w.open(f.name)
	w.value(v, f.item)
	w.close(f.name)
}

func (w *xmlWriter) open(name string) {
	w.WriteByte('<')
	w.WriteString(name)
	w.WriteByte('>')
}

func (w *xmlWriter) close(name string) {
	w.WriteString("</")
	w.WriteString(name)
	w.WriteByte('>')
}

func (w *xmlWriter) text(s string) {
	_ = xml.EscapeText(&w.Buffer, []byte(s)) // a Buffer takes every write
}

func (w *xmlWriter) value(v reflect.Value, item string) {
	switch v.Kind() {
	case reflect.Pointer:
		w.value(v.Elem(), item)
	case reflect.String:
		w.text(v.String())
	case reflect.Bool:
		w.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int32, reflect.Int64:
		w.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Float32, reflect.Float64:
		w.WriteString(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	case reflect.Slice:
		w.list(v, item)
	case reflect.Map:
		w.entries(v, [3]string{"entry", "key", "value"})
	case reflect.Struct:
		w.structure(v)
	default:
		panic("wire: the query protocol has no form for " + v.Type().String())
	}
}

func (w *xmlWriter) list(v reflect.Value, item string) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		w.WriteString(base64.StdEncoding.EncodeToString(v.Bytes()))
		return
	}
	for i := range v.Len() {
		w.element(field{name: item, item: "member"}, v.Index(i))
	}
}

// entries writes a map, its keys in order: each entry, key and value under the given names.
func (w *xmlWriter) entries(v reflect.Value, names [3]string) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		return strings.Compare(a.String(), b.String())
	})
	for _, key := range keys {
		w.open(names[0])
		w.element(field{name: names[1]}, key)
		w.element(field{name: names[2], item: "member"}, v.MapIndex(key))
		w.close(names[0])
	}
}

func (w *xmlWriter) structure(v reflect.Value) {
	if t, ok := v.Interface().(time.Time); ok {
		w.WriteString(t.UTC().Format(xmlTime))
		return
	}
	for _, f := range w.shape(v.Type()).fields {
		switch m := v.Field(f.index); {
		case absent(m):
		case f.flat != "" && m.Kind() == reflect.Slice:
			w.list(m, f.flat)
		case f.flat != "" && m.Kind() == reflect.Map:
			w.entries(m, [3]string{f.flat, "Name", "Value"})
		default:
			w.element(f, m)
		}
	}
}

// absent tells members that are not there. Plain numbers and booleans have a default and always
// stand on the wire; an enum without a value does not.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	case reflect.String:
		return v.Len() == 0
	default:
		return false
	}
}
