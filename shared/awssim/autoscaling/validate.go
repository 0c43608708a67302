package autoscaling

import (
	"reflect"
	"slices"
	"strconv"

	"sashweight/shared/awssim/wire"
)

// invalid is the error that Auto Scaling answers to most wrong requests.
func invalid(format string, args ...any) error {
	return wire.Error("ValidationError", format, args...)
}

func groupNotFound(name string) error {
	return invalid("AutoScalingGroup name not found - AutoScalingGroup %s not found", name)
}

// violated is the error of a member that breaks a constraint of the API's model.
func violated(value, member, rule string) error {
	return invalid("1 validation error detected: Value %s at '%s' failed to satisfy "+
		"constraint: Member must %s", value, member, rule)
}

// required refuses a request that lacks a member. SDK clients look for that themselves; others
// may not.
func required[T any](value *T, member string) error {
	if value == nil {
		return violated("null", member, "not be null")
	}
	return nil
}

// within refuses a number outside of least to most; nil is fine.
func within(value *int32, member string, least, most int32) error {
	switch {
	case value == nil:
		return nil
	case *value < least:
		return violated(quote(*value), member,
			"have value greater than or equal to "+strconv.Itoa(int(least)))
	case *value > most:
		return violated(quote(*value), member,
			"have value less than or equal to "+strconv.Itoa(int(most)))
	}
	return nil
}

func quote(v int32) string { return "'" + strconv.Itoa(int(v)) + "'" }

// first is the first error, if any.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// onlyKnown refuses members that are set and not simulated, so that nothing is ignored silently.
// A member that is set to its zero value asks for nothing.
func onlyKnown(input any, known ...string) error {
	v := reflect.ValueOf(input).Elem()
	for n := range v.NumField() {
		field := v.Type().Field(n)
		if !field.IsExported() || slices.Contains(known, field.Name) || asksNothing(v.Field(n)) {
			continue
		}
		return invalid("%s is not supported by the simulated account", field.Name)
	}
	return nil
}

func asksNothing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Pointer:
		return v.IsNil() || v.Elem().Kind() != reflect.Struct && v.Elem().IsZero()
	default:
		return v.IsZero()
	}
}
