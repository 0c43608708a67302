package cloudwatch

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// node is a part of an expression that can be evaluated.
type node func(*evaluation) (operand, error)

// parser reads a metric math expression (CloudWatch user guide, using-metric-math).
type parser struct {
	tokens []string
	at     int
}

// parseMath reads a whole expression.
func parseMath(text string) (node, error) {
	p := &parser{tokens: tokens(text)}
	n, err := p.level(0)
	if err == nil && p.at < len(p.tokens) {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

func (p *parser) unexpected() error {
	return validation("Error in expression: unexpected %q in %s", p.peek(),
		strings.Join(p.tokens, " "))
}

func (p *parser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *parser) take(token string) bool {
	if p.peek() != token {
		return false
	}
	p.at++
	return true
}

// tokens cuts an expression into names, numbers, operators and texts.
func tokens(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		j := i + 1
		switch c := rune(text[i]); {
		case unicode.IsSpace(c):
			i++
			continue
		case isWord(c):
			for j < len(text) && isWord(rune(text[j])) {
				j++
			}
		case strings.ContainsRune(`"'`, c):
			for j < len(text) && rune(text[j]) != c {
				j++
			}
			j = min(j+1, len(text))
		case j < len(text) && slices.Contains(doubles, text[i:j+1]):
			j++
		}
		out = append(out, text[i:j])
		i = j
	}
	return out
}

var doubles = []string{"<=", ">=", "==", "!=", "&&", "||"}

func isWord(c rune) bool {
	return c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' || c == '.')
}

// levels are the operators, those that bind least first.
var levels = [][]string{
	{"OR", "||"}, {"AND", "&&"}, {"==", "!=", "<", ">", "<=", ">="}, {"+", "-"}, {"*", "/"}, {"^"},
}

// level reads operators of a level and of those that bind more.
func (p *parser) level(n int) (node, error) {
	if n == len(levels) {
		return p.unary()
	}
	left, err := p.level(n + 1)
	for err == nil && slices.Contains(levels[n], p.peek()) {
		op := p.peek()
		p.at++
		var right node
		if right, err = p.level(n + 1); err == nil {
			left = binary(op, left, right)
		}
	}
	return left, err
}

func (p *parser) unary() (node, error) {
	if p.take("-") {
		x, err := p.unary()
		if err != nil {
			return nil, err
		}
		return binary("-", number(0), x), nil
	}
	return p.primary()
}

func (p *parser) primary() (node, error) {
	token := p.peek()
	switch {
	case p.take("("):
		n, err := p.level(0)
		if err == nil && !p.take(")") {
			err = p.unexpected()
		}
		return n, err
	case p.take("["):
		parts, err := p.arguments("]")
		return list(parts), err
	case token == "" || !isWord(rune(token[0])):
		return nil, p.unexpected()
	}
	p.at++
	if unicode.IsDigit(rune(token[0])) || token[0] == '.' {
		x, err := strconv.ParseFloat(token, 64)
		if err != nil {
			return nil, validation("Error in expression: %s is no number", token)
		}
		return number(x), nil
	}
	if !p.take("(") {
		return reference(token), nil
	}
	if token == "METRICS" {
		return p.metrics()
	}
	arguments, err := p.arguments(")")
	if err != nil {
		return nil, err
	}
	return call(token, arguments)
}

// metrics reads METRICS() or METRICS("text"), the part of an id.
func (p *parser) metrics() (node, error) {
	part := ""
	if token := p.peek(); token != ")" {
		part = strings.Trim(token, `"'`)
		p.at++
	}
	if !p.take(")") {
		return nil, p.unexpected()
	}
	return allMetrics(part), nil
}

func (p *parser) arguments(end string) ([]node, error) {
	var out []node
	for !p.take(end) {
		if len(out) > 0 && !p.take(",") {
			return nil, p.unexpected()
		}
		n, err := p.level(0)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}
