package eventbridge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"sashweight/shared/awssim/wire"
)

const (
	// maxPattern is the longest pattern in bytes (EventBridge user guide, eb-quota).
	maxPattern = 2048
	// maxClauses bounds what "$or" may multiply out to (EventBridge user guide,
	// eb-create-pattern-operators: 1,000 combinations of fields).
	maxClauses = 1000
)

// Pattern is a compiled event pattern. It is pure: it needs no account.
type Pattern struct {
	// clauses are the alternatives that "$or" multiplies out to; one of them must hold.
	clauses []clause
	source  string
}

// String is the pattern as it was written.
func (p *Pattern) String() string { return p.source }

// clause is what must hold all at once.
type clause []field

// field says what one path of the event must be: one of its leaves passes one of the tests, or,
// with absent, there is no leaf at all.
type field struct {
	path   string
	tests  []test
	absent bool
}

// test judges one leaf: a string, a json.Number, a bool or nil.
type test func(leaf any) bool

// ParsePattern compiles an event pattern as PutRule does. A pattern that EventBridge would refuse,
// or that uses an operator which is not simulated, is an InvalidEventPatternException whose message
// names the reason (EventBridge user guide, eb-event-patterns; github.com/aws/event-ruler).
func ParsePattern(src []byte) (*Pattern, error) {
	if len(src) > maxPattern {
		return nil, wire.Error("ValidationException", "1 validation error detected: Value at "+
			"'eventPattern' failed to satisfy constraint: Member must have length less than or "+
			"equal to %d", maxPattern)
	}
	v, err := decode(src)
	if err != nil {
		return nil, invalid("Invalid JSON")
	}
	o, ok := v.(map[string]any)
	if !ok {
		return nil, invalid("Filter is not an object")
	}
	clauses, err := parseObject([]clause{nil}, "", o)
	if err != nil {
		return nil, err
	}
	return &Pattern{clauses: clauses, source: string(src)}, nil
}

func invalid(reason string, args ...any) error {
	return wire.Error("InvalidEventPatternException", "Event pattern is not valid. Reason: %s",
		fmt.Sprintf(reason, args...))
}

// decode reads exactly one JSON value and keeps numbers as they are written.
func decode(src []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("read JSON: more than one value")
	}
	return v, nil
}

// parseObject adds what an object of the pattern asks for to every clause so far.
func parseObject(clauses []clause, prefix string, o map[string]any) ([]clause, error) {
	if len(o) == 0 {
		return nil, invalid("Empty objects are not allowed")
	}
	var err error
	for _, key := range slices.Sorted(maps.Keys(o)) {
		switch v := o[key].(type) {
		case map[string]any:
			clauses, err = parseObject(clauses, prefix+key+".", v)
		case []any:
			if key == "$or" {
				clauses, err = parseOr(clauses, prefix, v)
			} else {
				clauses, err = parseField(clauses, prefix+key, v)
			}
		default:
			err = invalid("%q must be an object or an array", key)
		}
		if err != nil {
			return nil, err
		}
	}
	return clauses, nil
}

// parseOr multiplies the clauses so far by the alternatives.
func parseOr(clauses []clause, prefix string, list []any) ([]clause, error) {
	if len(list) < 2 {
		return nil, invalid("There must have at least 2 Objects in $or relationship.")
	}
	if len(clauses)*len(list) > maxClauses {
		return nil, invalid("Rule is too complex - try fewer alternatives in $or")
	}
	var out []clause
	for _, item := range list {
		o, ok := item.(map[string]any)
		if !ok {
			return nil, invalid("Only JSON object is allowed in array of $or relationship.")
		}
		for key := range o {
			if _, reserved := operators[key]; reserved {
				return nil, invalid("%s is Ruler reserved fieldName which cannot be used "+
					"inside $or.", key)
			}
		}
		copied := make([]clause, len(clauses))
		for i, c := range clauses {
			copied[i] = slices.Clone(c)
		}
		more, err := parseObject(copied, prefix, o)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func parseField(clauses []clause, path string, list []any) ([]clause, error) {
	if len(list) == 0 {
		return nil, invalid("Empty arrays are not allowed")
	}
	f := field{path: path}
	for _, v := range list {
		switch v := v.(type) {
		case map[string]any:
			if err := f.operator(v); err != nil {
				return nil, err
			}
		case []any:
			return nil, invalid("Match value must be String, number, true, false, or null")
		default:
			f.tests = append(f.tests, equals(v))
		}
	}
	for i := range clauses {
		clauses[i] = append(clauses[i], f)
	}
	return clauses, nil
}
