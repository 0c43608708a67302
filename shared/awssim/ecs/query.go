package ecs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// query is a statement of the cluster query language in its simple form: comparisons that all
// must hold, joined by and (ECS developer guide, cluster-query-language). Everything else is an
// error, never a wrong answer.
type query []comparison

type comparison struct {
	subject, attribute string
	operator           string
	values             []string
	pattern            *regexp.Regexp
}

// operators by their spellings.
var operators = map[string]string{
	"==": "==", "equals": "==", "!=": "!=", "not_equals": "!=",
	"in": "in", "!in": "!in", "not_in": "!in",
	"=~": "=~", "matches": "=~", "!~": "!~", "not_matches": "!~",
	"exists": "exists", "!exists": "!exists", "not_exists": "!exists",
}

var token = regexp.MustCompile(`^(?:&&|==|!=|=~|!~|!in\b|!exists\b|[\[\],]|"[^"]*"|'[^']*'|` +
	`[^\s\[\],&|!=~()"']+)`)

func tokens(s string) ([]string, error) {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		t := token.FindString(s)
		if t == "" {
			return nil, fmt.Errorf("unexpected %q", s)
		}
		out = append(out, t)
		s = s[len(t):]
	}
	if len(out) == 0 {
		return nil, errors.New("empty expression")
	}
	return out, nil
}

func parseQuery(s string) (query, error) {
	rest, err := tokens(s)
	if err != nil {
		return nil, err
	}
	var q query
	for {
		var c comparison
		if c, rest, err = parseComparison(rest); err != nil {
			return nil, err
		}
		q = append(q, c)
		if len(rest) == 0 {
			return q, nil
		}
		if rest[0] != "and" && rest[0] != "&&" {
			return nil, fmt.Errorf("unexpected %q", rest[0])
		}
		rest = rest[1:]
	}
}

func parseComparison(t []string) (comparison, []string, error) {
	if len(t) < 2 {
		return comparison{}, nil, errors.New("unexpected end")
	}
	c := comparison{subject: t[0], operator: operators[t[1]]}
	if name, ok := strings.CutPrefix(c.subject, "attribute:"); ok && name != "" {
		c.subject, c.attribute = "attribute", name
	}
	if !slices.Contains([]string{"attribute", "ec2InstanceId", "agentConnected", "agentVersion",
		"runningTasksCount"}, c.subject) {
		return c, nil, fmt.Errorf("unknown subject %q", t[0])
	}
	t = t[2:]
	var err error
	switch c.operator {
	case "":
		return c, nil, errors.New("unknown operator")
	case "exists", "!exists":
		if c.subject != "attribute" {
			err = fmt.Errorf("%s takes attributes only", c.operator)
		}
	case "in", "!in":
		c.values, t, err = parseList(t)
	default:
		if len(t) == 0 || isMark(t[0]) {
			return c, nil, errors.New("missing argument")
		}
		c.values, t = []string{unquote(t[0])}, t[1:]
		if c.operator == "=~" || c.operator == "!~" {
			c.pattern, err = regexp.Compile("^(?:" + c.values[0] + ")$")
		}
	}
	return c, t, err
}

func parseList(t []string) (values, rest []string, err error) {
	if len(t) == 0 || t[0] != "[" {
		return nil, nil, errors.New("missing list")
	}
	for i := 1; i+1 < len(t); i += 2 {
		if isMark(t[i]) {
			break
		}
		values = append(values, unquote(t[i]))
		switch t[i+1] {
		case "]":
			return values, t[i+2:], nil
		case ",":
		default:
			return nil, nil, fmt.Errorf("unexpected %q", t[i+1])
		}
	}
	return nil, nil, errors.New("list without end")
}

func isMark(s string) bool { return s == "[" || s == "]" || s == "," || s == "&&" }

func unquote(s string) string { return strings.Trim(s, `"'`) }

func (q query) matches(i *instance) bool {
	for _, c := range q {
		if !c.matches(i) {
			return false
		}
	}
	return true
}

func (c comparison) matches(i *instance) bool {
	value, known := c.value(i)
	switch c.operator {
	case "exists":
		return known
	case "!exists":
		return !known
	case "==", "in":
		return known && slices.Contains(c.values, value)
	case "!=", "!in":
		return !known || !slices.Contains(c.values, value)
	case "=~":
		return known && c.pattern.MatchString(value)
	default:
		return !known || !c.pattern.MatchString(value)
	}
}

func (c comparison) value(i *instance) (string, bool) {
	switch c.subject {
	case "attribute":
		return i.attribute(c.attribute)
	case "ec2InstanceId":
		return i.ec2, i.ec2 != ""
	case "agentConnected":
		return strconv.FormatBool(i.connected), true
	case "agentVersion":
		return i.agentVersion(), i.agentVersion() != ""
	default:
		return strconv.Itoa(i.running), true
	}
}
