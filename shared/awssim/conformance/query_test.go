package conformance

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"sashweight/shared/awssim/wire"
)

// Query services have no recorded answers: an output with every member filled must come out of
// the SDK as it was handed out.
func TestQueryOutputsSurviveTheWire(t *testing.T) {
	for _, s := range subjects() {
		if !forms(s.service.Protocol) {
			continue
		}
		b := newBench(t, s)
		for _, op := range b.operations(t) {
			if d := b.roundTrip(op); d != "" {
				t.Errorf("%s %s: %s", s.module, op, d)
			}
		}
	}
}

// roundTrip sends a filled output and tells how what the SDK reads differs from it, or "".
func (b *bench) roundTrip(op string) string {
	in, _, err := b.decode(op)
	if err != nil {
		return err.Error()
	}
	want := b.filledOutput(op)
	b.output, b.err = want, nil
	got, err := b.invoke(b.server, op, in)
	if err != nil {
		return err.Error()
	}
	reflect.ValueOf(got).Elem().FieldByName("ResultMetadata").SetZero()
	if !reflect.DeepEqual(got, want) {
		return apart(got, want)
	}
	return ""
}

func (b *bench) filledOutput(op string) any {
	client := reflect.ValueOf(b.client(b.server.Config(wire.Caller{}, "us-east-1")))
	out := reflect.New(client.MethodByName(op).Type().Out(0).Elem())
	n := 0
	fill(out.Elem(), &n)
	return out.Interface()
}

// fill gives every member a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprintf("v<&%d", *n))
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Map:
		element := reflect.New(v.Type().Elem()).Elem()
		fill(element, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key"), element)
	case reflect.Struct:
		fillStruct(v, n)
	default:
		panic("fill: unexpected " + v.Type().String())
	}
}

func fillStruct(v reflect.Value, n *int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		at := time.UnixMilli(1_800_000_000_000 + int64(*n)).UTC()
		v.Set(reflect.ValueOf(at))
		return
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && f.Name != "ResultMetadata" {
			fill(v.Field(i), n)
		}
	}
}
