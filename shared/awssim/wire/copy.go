package wire

import "reflect"

// deepCopy copies a value of the SDK's types: nothing that can be reached through the copy's
// pointers, lists, maps and unions is shared with v.
func deepCopy(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return c
		}
		if v.Kind() == reflect.Interface {
			c.Set(deepCopy(v.Elem()))
			return c
		}
		c.Set(reflect.New(v.Type().Elem()))
		c.Elem().Set(deepCopy(v.Elem()))
	case reflect.Slice:
		if v.IsNil() {
			return c
		}
		c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			c.Index(i).Set(deepCopy(v.Index(i)))
		}
	case reflect.Map:
		copyMap(c, v)
	case reflect.Struct:
		copyStruct(c, v)
	}
	return c
}

func copyMap(c, v reflect.Value) {
	if v.IsNil() {
		return
	}
	c.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
	for it := v.MapRange(); it.Next(); {
		c.SetMapIndex(it.Key(), deepCopy(it.Value()))
	}
}

// copyStruct leaves unexported fields as they are: those of time.Time and of the SDK's metadata
// are never written through.
func copyStruct(c, v reflect.Value) {
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			c.Field(i).Set(deepCopy(v.Field(i)))
		}
	}
}
