package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// relates says whether something is as the statement asks, by how it compares with the argument.
func (q question) relates(sign int) Verdict {
	out := sign == 0
	switch q.kind {
	case less:
		out = sign < 0
	case greater:
		out = sign > 0
	}
	return verdict(out != q.negated)
}

func (q question) unfit() error {
	return fmt.Errorf("%q is no argument of %s", q.Relation.Value, q.Subject)
}

// count compares the number of running tasks.
func (q question) count() (func(facts) Verdict, error) {
	want, err := strconv.ParseUint(q.Relation.Value, 10, 31)
	if err != nil {
		return nil, q.unfit()
	}
	return func(f facts) Verdict { return q.relates(cmp.Compare(f.node.Running, int(want))) }, nil
}

// version compares the agent's version, number by number.
func (q question) version() (func(facts) Verdict, error) {
	want, ok := numbers(q.Relation.Value)
	if !ok {
		return nil, q.unfit()
	}
	return func(f facts) Verdict {
		v, ok := numbers(f.node.AgentVersion)
		if !ok {
			return Unknown
		}
		return q.relates(slices.Compare(v, want))
	}, nil
}

// numbers are those of a version without the zeros at its end.
func numbers(version string) (out []int, ok bool) {
	for p := range strings.SplitSeq(version, ".") {
		n, err := strconv.ParseUint(p, 10, 31)
		if err != nil {
			return nil, false
		}
		out = append(out, int(n))
	}
	for len(out) > 0 && out[len(out)-1] == 0 {
		out = out[:len(out)-1]
	}
	return out, true
}

// dates are the documented forms, and how much time each names. Without a zone it is UTC.
var dates = []struct {
	layout string
	span   time.Duration
}{
	{time.RFC3339, time.Second}, {"2006-01-02T15:04:05", time.Second}, {time.DateOnly, 24 * time.Hour},
}

// registered compares the time of registration. An argument names a second or a day: whether ECS
// means its first instant or all of it is not documented. Where that matters it is unknown.
func (q question) registered() (func(facts) Verdict, error) {
	for _, d := range dates {
		from, err := time.Parse(d.layout, q.Relation.Value)
		if err != nil {
			continue
		}
		return func(f facts) Verdict {
			at := f.node.Registered
			if at.IsZero() {
				return Unknown
			}
			instant := q.relates(at.Compare(from))
			within := !at.Before(from) && at.Before(from.Add(d.span))
			if within && q.relates(0) != instant {
				return Unknown
			}
			return instant
		}, nil
	}
	return nil, q.unfit()
}
