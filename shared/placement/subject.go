package placement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Subjects of the language, but attribute:NAME.
const (
	subjectConnected  = "agentConnected"
	subjectVersion    = "agentVersion"
	subjectInstance   = "ec2InstanceId"
	subjectRegistered = "registeredAt"
	subjectCount      = "runningTasksCount"
	subjectGroup      = "task:group"
	attributePrefix   = "attribute:"
)

// relationKind is what an operator says; negative operators are the opposite of one of these.
type relationKind int

const (
	exists relationKind = iota
	equal
	member
	like
	less
	greater
)

// operators by name and symbol.
var operators = map[string]struct {
	kind    relationKind
	negated bool
}{
	"exists": {exists, false}, "!exists": {exists, true}, "not_exists": {exists, true},
	"==": {equal, false}, "equals": {equal, false},
	"!=": {equal, true}, "not_equals": {equal, true},
	"in": {member, false}, "!in": {member, true}, "not_in": {member, true},
	"=~": {like, false}, "matches": {like, false},
	"!~": {like, true}, "not_matches": {like, true},
	"<": {less, false}, "less_than": {less, false},
	">=": {less, true}, "greater_than_equal": {less, true},
	">": {greater, false}, "greater_than": {greater, false},
	"<=": {greater, true}, "less_than_equal": {greater, true},
}

var (
	ofTexts   = []relationKind{equal, member, like}
	ofNumbers = []relationKind{equal, less, greater}
)

// question is a statement that is being compiled.
type question struct {
	*statement
	kind    relationKind
	negated bool
}

// compile makes a statement ready to be asked; message says what is wrong with it.
func compile(s *statement, text string) (c *comparison, message string) {
	op, ok := operators[s.operator()]
	if !ok {
		return nil, fmt.Sprintf("unknown operator %q", s.operator())
	}
	q := question{s, op.kind, op.negated}
	name, isAttribute := strings.CutPrefix(s.Subject, attributePrefix)
	allowed := ofNumbers
	switch s.Subject {
	case subjectConnected, subjectInstance, subjectGroup:
		allowed = ofTexts
	case subjectVersion, subjectRegistered, subjectCount:
	default:
		if !isAttribute || name == "" {
			return nil, fmt.Sprintf("unknown subject %q", s.Subject)
		}
		allowed = []relationKind{exists, equal, member, like, less, greater}
	}
	if !slices.Contains(allowed, op.kind) {
		return nil, fmt.Sprintf("operator %s does not go with %s", s.operator(), s.Subject)
	}
	judge, why, err := q.judge(name)
	if err != nil {
		return nil, err.Error()
	}
	return &comparison{
		judge, Answer{No, "not true: " + text}, Answer{Unknown, text + ": " + why},
	}, ""
}

// judge is the comparison; why says what it means when the answer is unknown.
func (q question) judge(attribute string) (judge func(facts) Verdict, why string, err error) {
	switch q.Subject {
	case subjectConnected:
		judge, err = q.text(func(f facts) string { return strconv.FormatBool(f.node.Connected) })
		return judge, "", err
	case subjectInstance:
		judge, err = q.text(func(f facts) string {
			if f.node.External() {
				return ""
			}
			return f.node.Instance
		})
		return judge, "the node has no EC2 instance that is known", err
	case subjectGroup:
		judge, err = q.group()
		return judge, "the node's tasks were not all read", err
	case subjectVersion:
		judge, err = q.version()
		return judge, "the agent's version is not known", err
	case subjectCount:
		judge, err = q.count()
		return judge, "", err
	case subjectRegistered:
		judge, err = q.registered()
		return judge, "ECS does not document how closely times compare", err
	default:
		judge, err = q.attribute(attribute)
		return judge, q.attributeWhy(), err
	}
}

// wanted is whether a text is what the positive form of the statement asks for.
func (q question) wanted() (func(string) bool, error) {
	switch q.kind {
	case member:
		return func(s string) bool { return slices.Contains(q.Listing.Items, s) }, nil
	case like:
		re, err := pattern(q.Likeness.Pattern)
		if err != nil {
			return nil, err
		}
		return re.MatchString, nil
	default:
		return func(s string) bool { return s == q.Relation.Value }, nil
	}
}

// text compares a text; an empty one is not known.
func (q question) text(get func(facts) string) (func(facts) Verdict, error) {
	wanted, err := q.wanted()
	return func(f facts) Verdict {
		s := get(f)
		if s == "" {
			return Unknown
		}
		return verdict(wanted(s) != q.negated)
	}, err
}

// group asks for a task of a task group.
func (q question) group() (func(facts) Verdict, error) {
	wanted, err := q.wanted()
	return func(f facts) Verdict {
		if len(f.groups) == 0 && f.node.Tasks() > 0 {
			return Unknown
		}
		return verdict(slices.ContainsFunc(f.groups, wanted) != q.negated)
	}, err
}
