package expression

import (
	"strings"

	"sashweight/shared/awssim/dynamodb/attribute"
)

type kind int

const (
	end kind = iota
	word
	nameRef  // #name
	valueRef // :value
	number
	symbol
	unknown
)

// token is a piece of an expression: text[from:to].
type token struct {
	kind     kind
	text     string
	from, to int
}

// scan cuts an expression into tokens; the last one is the end.
func scan(text string) []token {
	var tokens []token
	for at := 0; at < len(text); {
		if strings.IndexByte(" \t\r\n", text[at]) >= 0 {
			at++
			continue
		}
		t := next(text, at)
		tokens = append(tokens, t)
		at = t.to
	}
	return append(tokens, token{kind: end, text: "<EOF>", from: len(text), to: len(text)})
}

func next(text string, from int) token {
	t := token{kind: unknown, from: from, to: from + 1}
	switch c := text[from]; {
	case isLetter(c):
		t.kind, t.to = word, wordEnd(text, from+1)
	case c == '#' || c == ':':
		t.to = wordEnd(text, from+1)
		switch {
		case t.to == from+1:
		case c == '#':
			t.kind = nameRef
		default:
			t.kind = valueRef
		}
	case isDigit(c):
		t.kind = number
		for t.to < len(text) && isDigit(text[t.to]) {
			t.to++
		}
	case strings.HasPrefix(text[from:], "<>"), strings.HasPrefix(text[from:], "<="),
		strings.HasPrefix(text[from:], ">="):
		t.kind, t.to = symbol, from+2
	case strings.IndexByte("()[].,=<>+-", c) >= 0:
		t.kind = symbol
	}
	t.text = text[from:t.to]
	return t
}

func wordEnd(text string, at int) int {
	for at < len(text) && isWord(text[at]) {
		at++
	}
	return at
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) || c == '_' }

// stream is the parser's place in an expression. The first syntax error is kept; after it the
// stream stands at the end, so that no caller has to look.
type stream struct {
	text     string
	tokens   []token
	at       int
	keywords []string
	err      error
}

func newStream(text string, keywords ...string) *stream {
	return &stream{text: text, tokens: scan(text), keywords: keywords}
}

func (s *stream) peek() token { return s.tokens[s.at] }

// skip goes to the next token; there is none behind the end.
func (s *stream) skip() {
	if s.peek().kind != end {
		s.at++
	}
}

// accept takes a symbol or a keyword (in any case) if it comes next.
func (s *stream) accept(text string) bool {
	t := s.peek()
	if t.kind != symbol && !s.isKeyword(t) || !strings.EqualFold(t.text, text) {
		return false
	}
	s.skip()
	return true
}

func (s *stream) expect(text string) {
	if !s.accept(text) {
		s.fail()
	}
}

func (s *stream) isKeyword(t token) bool {
	if t.kind != word {
		return false
	}
	for _, k := range s.keywords {
		if strings.EqualFold(k, t.text) {
			return true
		}
	}
	return false
}

// fail records a syntax error at the next token and leaves the stream at the end.
func (s *stream) fail() {
	if s.err == nil {
		t := s.peek()
		near := s.tokens[max(s.at-1, 0)].from
		last := s.tokens[min(s.at+1, len(s.tokens)-1)].to
		s.err = attribute.Invalidf("Syntax error; token: \"%s\", near: \"%s\"",
			t.text, s.text[near:last])
	}
	s.at = len(s.tokens) - 1
}
