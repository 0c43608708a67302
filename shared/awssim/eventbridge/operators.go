package eventbridge

import (
	"encoding/json"
	"strings"
)

// operators are the match types of a pattern by name. Any other is refused by name.
var operators = map[string]func(arg any) (test, error){
	"prefix":             parsePrefix,
	"suffix":             parseSuffix,
	"equals-ignore-case": parseIgnoreCase,
	"wildcard":           parseWildcard,
	"numeric":            parseNumeric,
	"anything-but":       nil, // set below: it nests the others
	"exists":             nil, // not a test of a leaf: see field.operator
}

// operator adds one match expression such as {"prefix": "a"} to the field.
func (f *field) operator(o map[string]any) error {
	if len(o) != 1 {
		return invalid("Only one key allowed in match expression")
	}
	for name, arg := range o {
		parse, known := operators[name]
		switch {
		case !known:
			return invalid("Unrecognized match type %s", name)
		case name == "exists":
			return f.exists(arg)
		case name == "anything-but":
			parse = parseAnythingBut
		}
		t, err := parse(arg)
		if err != nil {
			return err
		}
		f.tests = append(f.tests, t)
	}
	return nil
}

// exists asks for a leaf or for none. It sees leaves only: an object in that place counts as absent
// (github.com/aws/event-ruler, README, exists matching).
func (f *field) exists(arg any) error {
	wanted, ok := arg.(bool)
	if !ok {
		return invalid("exists match pattern must be either true or false.")
	}
	if wanted {
		f.tests = append(f.tests, func(any) bool { return true })
	} else {
		f.absent = true
	}
	return nil
}

// equals is the exact match. Numbers are equal by value as far as EventBridge compares by value,
// and by their text beyond.
func equals(want any) test {
	n, isNumber := want.(json.Number)
	if !isNumber {
		return func(leaf any) bool { return leaf == want }
	}
	return func(leaf any) bool {
		m, ok := leaf.(json.Number)
		if !ok {
			return false
		}
		x, inRange := byValue(n)
		y, other := byValue(m)
		return n == m || inRange && other && x == y
	}
}

// onString makes a test of strings one of leaves: anything else fails it.
func onString(match func(string) bool) test {
	return func(leaf any) bool {
		s, ok := leaf.(string)
		return ok && match(s)
	}
}

func parsePrefix(arg any) (test, error) {
	s, fold, err := affix("prefix", arg)
	return onString(func(v string) bool {
		return strings.HasPrefix(v, s) ||
			fold && len(v) >= len(s) && strings.EqualFold(v[:len(s)], s)
	}), err
}

func parseSuffix(arg any) (test, error) {
	s, fold, err := affix("suffix", arg)
	return onString(func(v string) bool {
		return strings.HasSuffix(v, s) ||
			fold && len(v) >= len(s) && strings.EqualFold(v[len(v)-len(s):], s)
	}), err
}

// affix reads the argument of prefix and suffix: a string, or {"equals-ignore-case": string}.
func affix(name string, arg any) (s string, fold bool, err error) {
	if o, ok := arg.(map[string]any); ok && len(o) == 1 {
		if s, ok = o["equals-ignore-case"].(string); ok {
			return s, true, nil
		}
	}
	s, ok := arg.(string)
	if !ok {
		err = invalid("%s match pattern must be a string", name)
	}
	return s, false, err
}

func parseIgnoreCase(arg any) (test, error) {
	s, ok := arg.(string)
	if !ok {
		return nil, invalid("equals-ignore-case match pattern must be a string")
	}
	return onString(func(v string) bool { return strings.EqualFold(v, s) }), nil
}

// parseAnythingBut reads a value, a list of values, or one operator on strings over either.
func parseAnythingBut(arg any) (test, error) {
	parse := func(v any) (test, error) {
		switch v.(type) {
		case string, json.Number:
			return equals(v), nil
		}
		return nil, invalid("Value of anything-but must be an array or single string/number value.")
	}
	kind := "equals"
	if o, ok := arg.(map[string]any); ok {
		if len(o) != 1 {
			return nil, invalid("Only one key allowed in match expression")
		}
		for kind, arg = range o {
			parse = operators[kind]
		}
		switch kind {
		case "prefix", "suffix", "equals-ignore-case", "wildcard":
		default:
			return nil, invalid("Unsupported anything-but pattern: %s", kind)
		}
	}
	return negate(parse, arg, kind)
}

// negate is passed by a leaf that passes the test of none of the values. Anything but some strings
// is still a string where an operator says what kind of string is not wanted.
func negate(parse func(any) (test, error), arg any, kind string) (test, error) {
	list, ok := arg.([]any)
	if !ok {
		list = []any{arg}
	}
	if len(list) == 0 {
		return nil, invalid("Empty arrays are not allowed")
	}
	var tests []test
	for _, v := range list {
		_, isNumber := v.(json.Number)
		if _, first := list[0].(json.Number); first != isNumber {
			return nil, invalid("Inside anything but list, either all values are number or " +
				"string, mixed type is not supported")
		}
		t, err := parse(v)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return func(leaf any) bool {
		if _, isString := leaf.(string); kind != "equals" && !isString {
			return false
		}
		for _, t := range tests {
			if t(leaf) {
				return false
			}
		}
		return true
	}, nil
}
