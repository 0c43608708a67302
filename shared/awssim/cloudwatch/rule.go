package cloudwatch

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// formula is a composite alarm's rule, or a part of it.
type formula func(*CloudWatch) bool

// ruleParser reads the rule of a composite alarm (CloudWatch API reference, PutCompositeAlarm).
type ruleParser struct {
	rest     string
	children []string // names or ARNs, in order
}

// states are what a rule asks of other alarms.
var states = []types.StateValue{
	types.StateValueAlarm, types.StateValueOk, types.StateValueInsufficientData,
}

func parseRule(text string) (f formula, children []string, err error) {
	p := &ruleParser{rest: text}
	if f, err = p.either(); err == nil && strings.TrimSpace(p.rest) != "" {
		err = p.wrong()
	}
	return f, p.children, err
}

func (p *ruleParser) wrong() error {
	return validation("Error in AlarmRule at %q.", strings.TrimSpace(p.rest))
}

// word takes a word if it is the next one.
func (p *ruleParser) word(w string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(p.rest), w)
	if !ok || isLetter(w[0]) && rest != "" && isLetter(rest[0]) {
		return false
	}
	p.rest = rest
	return true
}

func isLetter(b byte) bool { return b == '_' || b|0x20 >= 'a' && b|0x20 <= 'z' }

func (p *ruleParser) either() (formula, error) {
	left, err := p.both()
	for err == nil && p.word("OR") {
		l := left
		var right formula
		right, err = p.both()
		left = func(c *CloudWatch) bool { return l(c) || right(c) }
	}
	return left, err
}

func (p *ruleParser) both() (formula, error) {
	left, err := p.single()
	for err == nil && p.word("AND") {
		l := left
		var right formula
		right, err = p.single()
		left = func(c *CloudWatch) bool { return l(c) && right(c) }
	}
	return left, err
}

func (p *ruleParser) single() (formula, error) {
	switch {
	case p.word("NOT"):
		f, err := p.single()
		return func(c *CloudWatch) bool { return !f(c) }, err
	case p.word("TRUE"):
		return func(*CloudWatch) bool { return true }, nil
	case p.word("FALSE"):
		return func(*CloudWatch) bool { return false }, nil
	case p.word("("):
		f, err := p.either()
		if err == nil && !p.word(")") {
			err = p.wrong()
		}
		return f, err
	}
	for _, s := range states {
		if p.word(string(s)) {
			return p.child(s)
		}
	}
	return nil, p.wrong()
}

// child reads an alarm's name in parentheses, quoted or not.
func (p *ruleParser) child(want types.StateValue) (formula, error) {
	if !p.word("(") {
		return nil, p.wrong()
	}
	p.rest = strings.TrimSpace(p.rest)
	end := ")"
	if strings.HasPrefix(p.rest, `"`) {
		p.rest, end = p.rest[1:], `"`
	}
	name, rest, ok := strings.Cut(p.rest, end)
	if !ok {
		return nil, p.wrong()
	}
	p.rest = rest
	if end == `"` && !p.word(")") {
		return nil, p.wrong()
	}
	name = strings.TrimSpace(name)
	if !slices.Contains(p.children, name) {
		p.children = append(p.children, name)
	}
	return func(c *CloudWatch) bool {
		a := c.alarm(name)
		return a != nil && a.value == want
	}, nil
}
