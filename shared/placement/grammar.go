package placement

import (
	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// anyOf, allOf and part are the levels of the language: "or" binds weaker than "and", as usual.
type anyOf struct {
	Terms []*allOf `parser:"@@ (Or @@)*"`
}

type allOf struct {
	Parts []*part `parser:"@@ (And @@)*"`
}

type part struct {
	Not   *part      `parser:"  Not @@"`
	Inner *anyOf     `parser:"| Open @@ Close"`
	Asked *statement `parser:"| @@"`
}

// statement is a subject, an operator and its argument.
type statement struct {
	Pos     lexer.Position
	Subject string `parser:"@Subject"`
	// Operator is one of all that there are; what follows depends on it.
	Operator string    `parser:"( @Presence"`
	Listing  *listing  `parser:"| @@"`
	Likeness *likeness `parser:"| @@"`
	Relation *relation `parser:"| @@ )"`
	EndPos   lexer.Position
}

type listing struct {
	Operator string   `parser:"@In"`
	Items    []string `parser:"ListOpen @(Item | Quoted) (Comma @(Item | Quoted))* ListClose"`
}

type likeness struct {
	Pos      lexer.Position
	Operator string `parser:"@Like"`
	Pattern  string `parser:"@(Pattern | Quoted)"`
}

type relation struct {
	Operator string `parser:"@Compare"`
	Value    string `parser:"@(Value | Quoted)"`
}

// bare are the characters of what stands without quotes. Attributes have no others, but the space
// (ECS API, Attribute).
const bare = `[^\s()\[\],&|!=~<>"']+`

var (
	space  = lexer.Rule{Name: "space", Pattern: `\s+`}
	quoted = lexer.Rule{Name: "Quoted", Pattern: `"[^"]*"|'[^']*'`, Action: lexer.Pop()}
)

// language has a state for each place, so that a value may be called like an operator, and a
// pattern have the characters of its own language. A pattern without quotes ends at a space or a
// parenthesis: those are for compounds only.
var language = lexer.MustStateful(lexer.Rules{
	"Root": {
		space,
		{Name: "Or", Pattern: `\|\||or\b`},
		{Name: "And", Pattern: `&&|and\b`},
		{Name: "Not", Pattern: `!|not\b`},
		{Name: "Open", Pattern: `\(`},
		{Name: "Close", Pattern: `\)`},
		{Name: "Subject", Pattern: bare, Action: lexer.Push("Operator")},
		// What has no place at all is for the parser to refuse, where it comes to it.
		{Name: "Other", Pattern: `[^\s]`},
	},
	"Operator": {
		space,
		{Name: "Presence", Pattern: `(?:!|not_)?exists\b`},
		{Name: "In", Pattern: `(?:!|not_)?in\b`, Action: lexer.Push("List")},
		{Name: "Like", Pattern: `=~|!~|(?:not_)?matches\b`, Action: lexer.Push("Pattern")},
		{
			Name: "Compare",
			Pattern: `==|!=|>=|<=|>|<|(?:not_)?equals\b` +
				`|(?:greater|less)_than(?:_equal)?\b`,
			Action: lexer.Push("Value"),
		},
		lexer.Return(),
	},
	"Value":   {space, quoted, {Name: "Value", Pattern: bare, Action: lexer.Pop()}},
	"Pattern": {space, quoted, {Name: "Pattern", Pattern: `[^\s()"']+`, Action: lexer.Pop()}},
	"List": {
		space,
		{Name: "ListOpen", Pattern: `\[`},
		{Name: "Comma", Pattern: `,`},
		{Name: "Quoted", Pattern: quoted.Pattern},
		{Name: "Item", Pattern: bare},
		{Name: "ListClose", Pattern: `\]`, Action: lexer.Pop()},
	},
})

var grammar = participle.MustBuild[anyOf](participle.Lexer(language),
	participle.Map(func(t lexer.Token) (lexer.Token, error) {
		t.Value = t.Value[1 : len(t.Value)-1]
		return t, nil
	}, "Quoted"))

// operator is how the statement is written.
func (s *statement) operator() string {
	switch {
	case s.Listing != nil:
		return s.Listing.Operator
	case s.Likeness != nil:
		return s.Likeness.Operator
	case s.Relation != nil:
		return s.Relation.Operator
	}
	return s.Operator
}
