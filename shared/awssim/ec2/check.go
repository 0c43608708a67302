package ec2

import (
	"encoding/base64"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/wire"
)

func fail(code, format string, args ...any) error { return wire.Error(code, format, args...) }

func missing(member string) error {
	return fail("MissingParameter", "The request must contain the parameter %s", member)
}

// text is a member's value, empty for none.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// first is the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// required wants a member to be there.
func required(value *string, member string) error {
	if text(value) == "" {
		return missing(member)
	}
	return nil
}

// notYet refuses the members of a request that are named and set.
func notYet(in any, members ...string) error {
	v := reflect.Indirect(reflect.ValueOf(in))
	for _, m := range members {
		if f := v.FieldByName(m); f.IsValid() && !f.IsZero() && !isFalse(f) {
			return fail("UnsupportedOperation", "%s is not simulated yet", m)
		}
	}
	return nil
}

func isFalse(f reflect.Value) bool {
	return f.Kind() == reflect.Pointer && f.Elem().Kind() == reflect.Bool && !f.Elem().Bool()
}

// values are what a thing has for a filter: it matches when one of them does.
type values[T any] map[string]func(T) []string

// filtered are the things that match every filter; each matches when any of its values does, with
// * and ? as wildcards (EC2 user guide, Filtering).
func (e *EC2) filtered(id string, asked []types.Filter, get func(string) ([]string, bool),
) (bool, error) {
	for _, f := range asked {
		have, known := get(text(f.Name))
		if !known {
			have, known = e.tagValues(id, text(f.Name))
		}
		switch {
		case !known:
			return false, fail("InvalidParameterValue", "The filter '%s' is invalid", text(f.Name))
		case len(f.Values) > maxFilterValues:
			return false, fail("FilterLimitExceeded",
				"The maximum number of filter values specified on a single call is 200")
		}
		if !slices.ContainsFunc(have, func(s string) bool { return matches(f.Values, s) }) {
			return false, nil
		}
	}
	return true, nil
}

const maxFilterValues = 200

// selected keeps what matches all filters.
func selected[T any](
	e *EC2, all []T, id func(T) string, asked []types.Filter, known values[T],
) ([]T, error) {
	if len(asked) == 0 {
		return all, nil
	}
	for _, f := range asked {
		if known[text(f.Name)] == nil && !isTagFilter(text(f.Name)) {
			return nil, fail("InvalidParameterValue", "The filter '%s' is invalid", text(f.Name))
		}
	}
	var out []T
	for _, x := range all {
		ok, err := e.filtered(id(x), asked, func(name string) ([]string, bool) {
			if f := known[name]; f != nil {
				return f(x), true
			}
			return nil, false
		})
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func isTagFilter(name string) bool {
	return strings.HasPrefix(name, "tag:") || name == "tag-key" || name == "tag-value"
}

// tagValues are what a resource has for the filters on tags.
func (e *EC2) tagValues(id, filter string) (have []string, known bool) {
	tags := e.allTags(id)
	if key, ok := strings.CutPrefix(filter, "tag:"); ok {
		if v, there := tags[key]; there {
			return []string{v}, true
		}
		return nil, true
	}
	for k, v := range tags {
		if filter == "tag-key" {
			have = append(have, k)
		} else {
			have = append(have, v)
		}
	}
	return have, filter == "tag-key" || filter == "tag-value"
}

// matches compares as EC2's filters do: with wildcards, in the right case.
func matches(patterns []string, s string) bool {
	for _, p := range patterns {
		if p == s {
			return true
		}
		if strings.ContainsAny(p, "*?") && glob(p, s) {
			return true
		}
	}
	return false
}

// glob is a match with * and ? over any characters, slashes too.
func glob(pattern, s string) bool {
	escape := strings.NewReplacer("/", "\x00", "[", "\\[")
	ok, err := path.Match(escape.Replace(pattern), strings.ReplaceAll(s, "/", "\x00"))
	return ok && err == nil
}

// limits of MaxResults.
type limits struct{ least, most int32 }

// page cuts what is to be shown; a token names the last thing that was.
func page[T any](
	all []T, id func(T) string, l limits, size *int32, token *string,
) ([]T, *string, error) {
	if size != nil && (*size < l.least || *size > l.most) {
		return nil, nil, badSize(*size, l)
	}
	start := 0
	if text(token) != "" {
		last, err := base64.StdEncoding.DecodeString(*token)
		at := slices.IndexFunc(all, func(x T) bool { return id(x) == string(last) })
		if err != nil || at < 0 {
			return nil, nil, fail("InvalidNextToken", "The specified NextToken is not valid.")
		}
		start = at + 1
	}
	most := int(l.most)
	if size != nil {
		most = int(*size)
	}
	if len(all)-start <= most {
		return all[start:], nil, nil
	}
	end := start + most
	return all[start:end], new(base64.StdEncoding.EncodeToString([]byte(id(all[end-1])))), nil
}

func badSize(n int32, l limits) error {
	if n < l.least {
		return fail("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. "+
			"Expecting a value greater than or equal to %d.", n, l.least)
	}
	return fail("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. "+
		"Expecting a value less than or equal to %d.", n, l.most)
}

// lookUp finds what ids name, in their order; absent builds the error for those that are not
// there.
func lookUp[T any](
	ids []string, all []T, id func(T) string, absent func(ids []string) error,
) ([]T, error) {
	if len(ids) == 0 {
		return all, nil
	}
	byID := make(map[string]T, len(all))
	for _, x := range all {
		byID[id(x)] = x
	}
	var out []T
	var gone []string
	for _, want := range ids {
		if x, ok := byID[want]; ok {
			out = append(out, x)
		} else {
			gone = append(gone, want)
		}
	}
	if len(gone) > 0 {
		return nil, absent(gone)
	}
	return out, nil
}
