package query

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// operator is one of the language's operators. The negative ones are odd: each follows the one
// that it negates.
type operator int

const (
	opExists operator = iota
	opNotExists
	opEqual
	opNotEqual
	opIn
	opNotIn
	opMatches
	opNotMatches
	opLess
	opNotLess
	opGreater
	opNotGreater
)

// operators by their spellings.
var operators = map[string]operator{
	"exists": opExists, "!exists": opNotExists, "not_exists": opNotExists,
	"==": opEqual, "equals": opEqual, "!=": opNotEqual, "not_equals": opNotEqual,
	"in": opIn, "!in": opNotIn, "not_in": opNotIn,
	"=~": opMatches, "matches": opMatches, "!~": opNotMatches, "not_matches": opNotMatches,
	"<": opLess, "less_than": opLess, ">=": opNotLess, "greater_than_equal": opNotLess,
	">": opGreater, "greater_than": opGreater, "<=": opNotGreater, "less_than_equal": opNotGreater,
}

var (
	texts  = []operator{opEqual, opIn, opMatches}
	ranges = []operator{opEqual, opLess, opGreater}
)

// subject is one thing that can be asked about.
type subject struct {
	static  bool
	allowed []operator
	// compile makes the positive comparison.
	compile func(k *comparison, op operator) (predicate, error)
}

var subjects = map[string]subject{
	"agentConnected": {false, texts, textual(func(i Instance) (string, bool) {
		return strconv.FormatBool(i.AgentConnected()), true
	})},
	"agentVersion": {true, ranges, ordered(parseVersion, slices.Compare, agentVersion)},
	"ec2InstanceId": {true, texts, textual(func(i Instance) (string, bool) {
		return i.EC2InstanceID(), i.EC2InstanceID() != ""
	})},
	"registeredAt": {true, ranges, ordered(parseTime, time.Time.Compare,
		func(i Instance) (time.Time, bool) { return i.RegisteredAt(), true })},
	"runningTasksCount": {false, ranges, ordered(strconv.Atoi, cmp.Compare[int],
		func(i Instance) (int, bool) { return i.RunningTasks(), true })},
	"task:group": {false, texts, group},
}

// comparison compiles one; an attribute that an instance lacks answers only negative operators
// with yes.
func (q *Query) comparison(k *comparison) (predicate, error) {
	op, ok := operators[k.operator()]
	if !ok {
		return nil, k.wrong("unknown operator %q", k.operator())
	}
	positive, negated := op&^1, op&1 == 1
	s, ok := subjects[k.Subject]
	if name, is := strings.CutPrefix(k.Subject, "attribute:"); is && name != "" {
		s, ok = attribute(name), true
	}
	if !ok {
		return nil, k.wrong("unknown subject %q", k.Subject)
	}
	if !slices.Contains(s.allowed, positive) {
		return nil, k.wrong("operator %s does not go with %s", k.operator(), k.Subject)
	}
	if k.Plain != nil && positive == opIn {
		return nil, k.wrong("operator %s takes a list in brackets", k.operator())
	}
	q.static = q.static && s.static
	p, err := s.compile(k, positive)
	if err != nil || !negated {
		return p, err
	}
	return func(i Instance) bool { return !p(i) }, nil
}

func (k *comparison) wrong(format string, args ...any) error {
	return fmt.Errorf("%s at column %d", fmt.Sprintf(format, args...), k.Pos.Column)
}

// textual compares a text.
func textual(get func(Instance) (string, bool)) func(*comparison, operator) (predicate, error) {
	return func(k *comparison, op operator) (predicate, error) {
		wanted, err := k.wanted(op)
		return func(i Instance) bool {
			s, ok := get(i)
			return ok && wanted(s)
		}, err
	}
}

// group asks for tasks of a task group.
func group(k *comparison, op operator) (predicate, error) {
	wanted, err := k.wanted(op)
	return func(i Instance) bool { return i.HasGroup(wanted) }, err
}

// wanted is whether a text is equal to the argument, one of the list, or like the pattern as a
// whole. AWS takes Java's regular expressions; those here are RE2's, without look-around and back
// references.
func (k *comparison) wanted(op operator) (func(string) bool, error) {
	args := k.arguments()
	switch op {
	case opMatches:
		re, err := regexp.Compile("^(?:" + args[0] + ")$")
		if err != nil {
			return nil, k.wrong("pattern %q: %v", args[0], err)
		}
		return re.MatchString, nil
	case opIn:
		return func(s string) bool { return slices.Contains(args, s) }, nil
	default:
		want := args[0]
		return func(s string) bool { return s == want }, nil
	}
}

// ordered compares what has an order.
func ordered[T any](
	parse func(string) (T, error), compare func(a, b T) int, get func(Instance) (T, bool),
) func(*comparison, operator) (predicate, error) {
	return func(k *comparison, op operator) (predicate, error) {
		want, err := parse(k.arguments()[0])
		if err != nil {
			return nil, k.wrong("%q is no argument of %s", k.arguments()[0], k.Subject)
		}
		return func(i Instance) bool {
			v, ok := get(i)
			return ok && inOrder(compare(v, want), op)
		}, nil
	}
}

func inOrder(sign int, op operator) bool {
	switch op {
	case opLess:
		return sign < 0
	case opGreater:
		return sign > 0
	default:
		return sign == 0
	}
}

// attribute compares an attribute's value: as numbers where both are, else as texts.
func attribute(name string) subject {
	get := func(i Instance) (string, bool) { return i.Attribute(name) }
	all := append([]operator{opExists, opLess, opGreater}, texts...)
	return subject{true, all, func(k *comparison, op operator) (predicate, error) {
		switch op {
		case opExists:
			return func(i Instance) bool { _, ok := get(i); return ok }, nil
		case opLess, opGreater:
			return ordered(func(s string) (string, error) { return s, nil }, compareValues, get)(k, op)
		default:
			return textual(get)(k, op)
		}
	}}
}

func compareValues(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}

func agentVersion(i Instance) ([]int, bool) {
	v, err := parseVersion(i.AgentVersion())
	return v, err == nil
}

func parseVersion(s string) ([]int, error) {
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	out := make([]int, len(parts))
	for n, p := range parts {
		v, err := strconv.ParseUint(p, 10, 31)
		if err != nil {
			return nil, fmt.Errorf("parse version %s: %w", s, err)
		}
		out[n] = int(v)
	}
	return out, nil
}

// parseTime reads the documented forms of a date; one without zone is in UTC.
func parseTime(s string) (time.Time, error) {
	var t time.Time
	err := fmt.Errorf("parse time %s", s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err = time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return t, fmt.Errorf("parse time %s: %w", s, err)
}
