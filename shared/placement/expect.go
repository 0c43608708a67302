package placement

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// expected is what the language has after each of its tokens.
var expected = map[string]string{
	"": "a subject", "Or": "a subject", "And": "a subject", "Not": "a subject", "Open": "a subject",
	"Subject": "an operator", "Compare": "a value", "Like": "a pattern", "In": "a list in brackets",
	"ListOpen": "a value", "Comma": "a value", "Item": "a comma or the end of the list",
}

// unexpected puts the parser's error into the words of the language.
func unexpected(statement string, err error) error {
	var e participle.Error
	if !errors.As(err, &e) {
		return &ParseError{1, err.Error()}
	}
	offset := min(max(e.Position().Offset, 0), len(statement))
	want, ok := expected[before(statement, offset)]
	if !ok {
		want = "and, or, or the end"
		if strings.Contains(e.Message(), "<close>") {
			want = "and, or, or a closing parenthesis"
		}
	}
	found := "the end"
	if words := strings.Fields(statement[offset:]); len(words) > 0 {
		found = fmt.Sprintf("%.40q", words[0])
	}
	return &ParseError{column(statement, offset), "found " + found + ", expected " + want}
}

// before is the name of the last token that ends before the offset.
func before(statement string, offset int) string {
	names := lexer.SymbolsByRune(language)
	lex, err := language.LexString("", statement)
	last, list := "", false
	for err == nil {
		var t lexer.Token
		if t, err = lex.Next(); err != nil || t.EOF() || t.Pos.Offset >= offset {
			break
		}
		switch name := names[t.Type]; name {
		case "space":
		case "Quoted":
			last = "Quoted"
			if list {
				last = "Item"
			}
		default:
			last, list = name, name == "ListOpen" || list && name != "ListClose"
		}
	}
	return last
}

// column of a place in the statement, in characters from 1. The parser's own is within a line.
func column(statement string, offset int) int {
	return utf8.RuneCountInString(statement[:min(max(offset, 0), len(statement))]) + 1
}
