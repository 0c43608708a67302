package placement

import (
	"cmp"
	"strconv"
	"strings"
)

// attribute compares an attribute's value. For one that the node lacks, every positive operator
// says no; what the negative ones say is unknown: they read as if it were yes, and a user found
// that it is no (aws/containers-roadmap, issue 486). Not so !exists and not(…).
func (q question) attribute(name string) (func(facts) Verdict, error) {
	if q.kind == exists {
		return func(f facts) Verdict {
			_, ok := f.node.Attributes[name]
			return verdict(ok != q.negated)
		}, nil
	}
	positive, err := q.value()
	return func(f facts) Verdict {
		v, ok := f.node.Attributes[name]
		out := No
		if ok {
			out = positive(v)
		}
		switch {
		case v == "" && (q.negated || out == Yes):
			return Unknown
		case q.negated:
			return out.opposite()
		}
		return out
	}, err
}

func (q question) attributeWhy() string {
	if q.kind == less || q.kind == greater {
		return "ECS does not document how it orders such values"
	}
	return "ECS does not document what holds of a node without a value"
}

// value compares a value with the argument.
func (q question) value() (func(string) Verdict, error) {
	if q.kind == less || q.kind == greater {
		sign := -1
		if q.kind == greater {
			sign = 1
		}
		return func(s string) Verdict { return ordered(s, q.Relation.Value, sign) }, nil
	}
	wanted, err := q.wanted()
	return func(s string) Verdict { return verdict(wanted(s)) }, err
}

// ordered compares values as numbers and as texts. ECS does not document which of both it does:
// where they disagree it is unknown.
func ordered(a, b string, sign int) Verdict {
	asText := strings.Compare(a, b) == sign
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil && (cmp.Compare(x, y) == sign) != asText {
		return Unknown
	}
	return verdict(asText)
}
