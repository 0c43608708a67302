package placement

import (
	"fmt"
	"regexp"
	"strings"
)

// pattern compiles a regular expression of Java for a whole text, as Java's matches() has it. Only
// what means the same in Go's is taken; the rest is an error that names it (java.util.regex.Pattern
// and the Go package regexp/syntax).
func pattern(java string) (*regexp.Regexp, error) {
	s := scanner{rest: java}
	for s.rest != "" && s.strange == "" {
		s.step()
	}
	if s.strange != "" {
		return nil, fmt.Errorf("pattern %q: %s: what it matches is unknown here", java, s.strange)
	}
	re, err := regexp.Compile(`\A(?:` + java + `)\z`)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", java, err)
	}
	return re, nil
}

// scanner walks through a pattern and looks for what Go has not or has otherwise.
type scanner struct {
	rest string
	// repeated says that a quantifier stands before rest.
	repeated bool
	// strange is what was found.
	strange string
}

// starts of what is strange outside of classes, in the order in which they are tried.
var strange = []struct{ start, name string }{
	{"(?=", "a look-ahead"}, {"(?!", "a look-ahead"},
	{"(?<=", "a look-behind"}, {"(?<!", "a look-behind"},
	{"(?>", "an atomic group"}, {"(?<", "a named group"},
	{"&&", "&&, which may begin another statement"}, {"||", "||, which may begin another statement"},
}

var quantifier = regexp.MustCompile(`^\{\d+(,\d*)?\}`)

// step goes past one character, class, escape or quantifier.
func (s *scanner) step() {
	for _, k := range strange {
		if strings.HasPrefix(s.rest, k.start) {
			s.strange = k.name
			return
		}
	}
	c, repeated := s.rest[0], false
	switch c {
	case '\\':
		s.escape("bBAz")
	case '[':
		s.class()
	case '(':
		s.group()
	case '{':
		n := quantifier.FindString(s.rest)
		if n == "" {
			s.strange = "a brace that is no quantifier"
		}
		s.rest, repeated = s.rest[max(1, len(n)):], true
	case '*', '+', '?':
		if s.repeated && c == '+' {
			s.strange = "a possessive quantifier"
		}
		s.rest, repeated = s.rest[1:], !s.repeated
	default:
		s.rest = s.rest[1:]
	}
	s.repeated = repeated
}

// group goes past the beginning of one: plain, without a number, or for any case of letters.
func (s *scanner) group() {
	for _, start := range []string{"(?:", "(?i:", "(?i)"} {
		if rest, ok := strings.CutPrefix(s.rest, start); ok {
			s.rest = rest
			return
		}
	}
	if strings.HasPrefix(s.rest, "(?") {
		s.strange = "a group with flags"
	}
	s.rest = s.rest[1:]
}

// escape goes past one; letters are those that may follow here beside those that always may.
func (s *scanner) escape(letters string) {
	if len(s.rest) < 2 {
		s.strange = "a backslash at the end"
		return
	}
	c := s.rest[1]
	switch {
	case c == 'Q' || c == 'E':
		s.strange = `quotation with \Q and \E`
	case c == 'k' || c >= '1' && c <= '9':
		s.strange = "a back reference"
	case c >= 0x80, alphanumeric(c) && !strings.Contains("dDwWsStnrfa"+letters, string(c)):
		s.strange = `the escape \` + string(rune(c))
	}
	s.rest = s.rest[2:]
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// class goes past a class of characters.
func (s *scanner) class() {
	s.rest = strings.TrimPrefix(s.rest[1:], "^")
	if strings.HasPrefix(s.rest, "]") {
		s.strange = "a class that begins with a bracket"
	}
	for s.rest != "" && s.strange == "" {
		switch {
		case s.rest[0] == ']':
			s.rest = s.rest[1:]
			return
		case s.rest[0] == '[':
			s.strange = "a class within a class"
		case strings.HasPrefix(s.rest, "&&"):
			s.strange = "an intersection of classes"
		case s.rest[0] == '\\':
			s.escape("")
		default:
			s.rest = s.rest[1:]
		}
	}
}
