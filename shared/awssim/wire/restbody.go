package wire

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"
)

// restBody writes an output of a REST service, whose SDK types cannot write themselves.
func (c *codec) restBody(out any) []byte {
	return marshal(c.jsonValue(reflect.ValueOf(out)))
}

func (c *codec) jsonValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		return c.jsonValue(v.Elem())
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return epochSeconds(t)
		}
		members := map[string]any{}
		for _, f := range c.shape(v.Type()).fields {
			if m := v.Field(f.index); !absent(m) {
				members[f.name] = c.jsonValue(m)
			}
		}
		return members
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes() // encoding/json writes base64
		}
		items := make([]any, v.Len())
		for i := range items {
			items[i] = c.jsonValue(v.Index(i))
		}
		return items
	case reflect.Map:
		members := map[string]any{}
		for _, key := range v.MapKeys() {
			members[key.String()] = c.jsonValue(v.MapIndex(key))
		}
		return members
	}
	return v.Interface()
}

// epochSeconds writes a time as JSON services do, to the millisecond.
func epochSeconds(t time.Time) json.Number {
	return json.Number(strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64))
}
