package ec2

import "reflect"

// mirror copies the members of src that dst has too, by name: EC2 has several types with the same
// members for requests, for answers and for launch templates.
func mirror(dst, src any) {
	copyInto(reflect.ValueOf(dst).Elem(), reflect.Indirect(reflect.ValueOf(src)))
}

func copyInto(dst, src reflect.Value) {
	switch {
	case !src.IsValid() || src.IsZero():
	case src.Type() == dst.Type():
		dst.Set(src)
	case src.Kind() != dst.Kind():
	case src.Kind() == reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		copyInto(dst.Elem(), src.Elem())
	case src.Kind() == reflect.Slice:
		dst.Set(reflect.MakeSlice(dst.Type(), src.Len(), src.Len()))
		for n := range src.Len() {
			copyInto(dst.Index(n), src.Index(n))
		}
	case src.Kind() == reflect.Struct:
		copyMembers(dst, src)
	case src.CanConvert(dst.Type()):
		dst.Set(src.Convert(dst.Type()))
	}
}

func copyMembers(dst, src reflect.Value) {
	for n := range dst.NumField() {
		f := dst.Type().Field(n)
		if from := src.FieldByName(f.Name); f.IsExported() && from.IsValid() {
			copyInto(dst.Field(n), from)
		}
	}
}

// overlay sets the members of dst that src has, member by member.
func overlay(dst, src any) {
	d, s := reflect.ValueOf(dst).Elem(), reflect.ValueOf(src).Elem()
	for n := range d.NumField() {
		if d.Type().Field(n).IsExported() && !s.Field(n).IsZero() {
			d.Field(n).Set(s.Field(n))
		}
	}
}
