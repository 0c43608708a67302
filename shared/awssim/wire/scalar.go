package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

func (d decoder) scalar(v reflect.Value, x any) error {
	switch v.Kind() {
	case reflect.String:
		s, ok := x.(string)
		if !ok {
			return mismatch(x, "a string")
		}
		v.SetString(s)
		return nil
	case reflect.Bool:
		b, ok := d.truth(x)
		if !ok {
			return mismatch(x, "a boolean")
		}
		v.SetBool(b)
		return nil
	case reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(d.number(x), 10, v.Type().Bits())
		if err != nil {
			return mismatch(x, "an integer")
		}
		v.SetInt(n)
		return nil
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(d.number(x), v.Type().Bits())
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return mismatch(x, "a number")
		}
		v.SetFloat(f)
		return nil
	default:
		return fmt.Errorf("the member has an unknown type %v", v.Type())
	}
}

func (d decoder) truth(x any) (value, ok bool) {
	if s, isText := x.(string); isText && d.form {
		return s == "true", s == "true" || s == "false"
	}
	value, ok = x.(bool)
	return value, ok
}

// number is a number's text, empty for anything else.
func (d decoder) number(x any) string {
	if s, ok := x.(string); ok && d.form {
		return s
	}
	n, _ := x.(json.Number)
	return n.String()
}

// secondsMax is the end of the year 9999 in epoch seconds, the last time that ISO 8601 can write.
const secondsMax = 253402300799

// time reads epoch seconds (JSON) or ISO 8601 (query), to the millisecond.
func (d decoder) time(v reflect.Value, x any) error {
	if s, ok := x.(string); ok && d.form {
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return errors.New("the value is not an ISO 8601 time")
		}
		v.Set(reflect.ValueOf(t.UTC()))
		return nil
	}
	seconds, err := strconv.ParseFloat(d.number(x), 64)
	if err != nil || math.Abs(seconds) > secondsMax {
		return mismatch(x, "a time in epoch seconds")
	}
	t := time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	v.Set(reflect.ValueOf(t))
	return nil
}

func mismatch(x any, want string) error {
	got := "a structure"
	switch x.(type) {
	case string:
		got = "a string"
	case bool:
		got = "a boolean"
	case json.Number:
		got = "a number"
	case []any:
		got = "a list"
	}
	if got == want {
		return fmt.Errorf("the value is not %s that fits", want)
	}
	return fmt.Errorf("%s cannot be read as %s", got, want)
}
