package query

import (
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// disjunction is conjunctions joined by "or", which binds weaker than "and".
type disjunction struct {
	Terms []*conjunction `parser:"@@ (('or' | '||') @@)*"`
}

type conjunction struct {
	Factors []*factor `parser:"@@ (('and' | '&&') @@)*"`
}

// factor is a comparison, or a compound in parentheses.
type factor struct {
	Not        []string     `parser:"@('not' | '!')*"`
	Inner      *disjunction `parser:"( '(' @@ ')'"`
	Comparison *comparison  `parser:"| @@ )"`
}

// comparison is a subject, an operator and its argument.
type comparison struct {
	Pos      lexer.Position
	Subject  string      `parser:"@Word"`
	Presence string      `parser:"( @('exists' | '!exists' | 'not_exists')"`
	Member   *membership `parser:"| @@"`
	Pattern  *pattern    `parser:"| @@"`
	Plain    *plain      `parser:"| @@ )"`
}

type membership struct {
	Operator string   `parser:"@('in' | '!in' | 'not_in')"`
	List     []*value `parser:"'[' @@ (',' @@)* ']'"`
}

type pattern struct {
	Operator string `parser:"@Match"`
	Value    string `parser:"@(Pattern | Quoted)"`
}

type plain struct {
	Operator string `parser:"@(Compare | Word)"`
	Value    *value `parser:"@@"`
}

// value is a literal with or without quotes.
type value struct {
	Text string `parser:"@(Word | Quoted)"`
}

const quoted = `"[^"]*"|'[^']*'`

// tokens of the language. What follows a match operator is a pattern up to the next space, so that
// it may have brackets; one with spaces or parentheses needs quotes.
var tokens = lexer.MustStateful(lexer.Rules{
	"Root": {
		{Name: "space", Pattern: `\s+`},
		{Name: "Match", Pattern: `=~|!~|(?:not_)?matches\s`, Action: lexer.Push("Pattern")},
		{Name: "Quoted", Pattern: quoted},
		{Name: "Compare", Pattern: `==|!=|>=|<=|>|<`},
		{Name: "Mark", Pattern: `&&|\|\||!in\b|!exists\b|[!()\[\],]`},
		{Name: "Word", Pattern: `[^\s()\[\],&|!=~<>"']+`},
	},
	"Pattern": {
		{Name: "space", Pattern: `\s+`},
		{Name: "Quoted", Pattern: quoted, Action: lexer.Pop()},
		{Name: "Pattern", Pattern: `[^\s()"']+`, Action: lexer.Pop()},
	},
})

var parser = participle.MustBuild[disjunction](participle.Lexer(tokens),
	participle.Map(unquote, "Quoted"), participle.Map(trim, "Match"))

func unquote(t lexer.Token) (lexer.Token, error) {
	t.Value = t.Value[1 : len(t.Value)-1]
	return t, nil
}

func trim(t lexer.Token) (lexer.Token, error) {
	t.Value = strings.TrimSpace(t.Value)
	return t, nil
}

// operator is what the comparison was written with.
func (k *comparison) operator() string {
	switch {
	case k.Member != nil:
		return k.Member.Operator
	case k.Pattern != nil:
		return k.Pattern.Operator
	case k.Plain != nil:
		return k.Plain.Operator
	}
	return k.Presence
}

func (k *comparison) arguments() []string {
	switch {
	case k.Member != nil:
		out := make([]string, len(k.Member.List))
		for n, v := range k.Member.List {
			out[n] = v.Text
		}
		return out
	case k.Pattern != nil:
		return []string{k.Pattern.Value}
	case k.Plain != nil:
		return []string{k.Plain.Value.Text}
	}
	return nil
}
