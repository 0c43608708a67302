package placement

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestErrorsSayWhereAndWhat(t *testing.T) {
	for _, c := range []struct {
		statement string
		column    int
		part      string
	}{
		{"", 1, "found the end, expected a subject"},
		{"attribute:a", 12, "found the end, expected an operator"},
		{"attribute:a ==", 15, "found the end, expected a value"},
		{"attribute:a == b c", 18, `found "c", expected and, or, or the end`},
		{"attribute:a == b)", 17, `found ")", expected and, or, or the end`},
		{"== b", 1, "expected a subject"},
		{"attribute: == b", 1, `unknown subject "attribute:"`},
		{"size == 3", 1, `unknown subject "size"`},
		{"attribute:b exists and size == 3", 24, `unknown subject "size"`},
		{"attribute:a is b", 13, `found "is", expected an operator`},
		{"runningTasksCount =~ 1", 1, "operator =~ does not go with runningTasksCount"},
		{"agentVersion in [1.2.3]", 1, "does not go with agentVersion"},
		{"task:group exists", 1, "does not go with task:group"},
		{"agentVersion < new", 1, `"new" is no argument of agentVersion`},
		{"runningTasksCount == -1", 1, `"-1" is no argument`},
		{"registeredAt > yesterday", 1, `"yesterday" is no argument`},
		{"attribute:a in []", 17, `found "]", expected a value`},
		{"attribute:a in b", 16, `found "b", expected a list in brackets`},
		{"attribute:a == [b]", 16, `found "[b]", expected a value`},
		{"attribute:a in [b", 18, "found the end, expected a comma or the end of the list"},
		{"attribute:a in ['b' c]", 21, "expected a comma or the end of the list"},
		{"attribute:a =~ t(2|3)", 17, `found "(2|3)", expected and, or, or the end`},
		{"(attribute:a == b", 18, "found the end, expected and, or, or a closing parenthesis"},
		{"attribute:a == b or", 20, "found the end, expected a subject"},
		{"attribute:a == b\nor\nsize == 3", 21, "unknown subject"},
		{"attribute:ä == 1 or size == 3", 21, "unknown subject"},
		{"attribute:a == 'b", 16, `found "'b", expected a value`},
	} {
		_, err := Parse(c.statement)
		var e *ParseError
		switch {
		case !errors.As(err, &e):
			t.Errorf("%q: error is %v", c.statement, err)
		case e.Column != c.column || !strings.Contains(e.Message, c.part):
			t.Errorf("%q: %q at %d, want …%s… at %d", c.statement, e.Message, e.Column, c.part, c.column)
		}
	}
}

func TestStatementsHaveALongestLength(t *testing.T) {
	const start = "attribute:a == "
	if _, err := Parse(start + strings.Repeat("é", statementMax-len(start))); err != nil {
		t.Errorf("2000 characters: %v", err)
	}
	if _, err := Parse(start + strings.Repeat("é", statementMax+1-len(start))); err == nil {
		t.Error("2001 characters are read")
	}
}

func TestNestingIsRead(t *testing.T) {
	const depth = 900
	deep := strings.Repeat("!(", depth) + "attribute:rank == 9" + strings.Repeat(")", depth)
	if e, err := Parse(deep[depth/2*2 : len(deep)-depth/2]); err != nil {
		t.Error(err)
	} else if got := Match(e, sample(), sampleGroups); got.Verdict == Unknown {
		t.Error(got.Why)
	}
}

// FuzzStatement: whatever is read can be asked, and read as a part of a compound.
func FuzzStatement(f *testing.F) {
	for _, s := range []string{
		"not(task:group == database) and attribute:a in ['b', c] || ec2InstanceId !~ d[ef].*",
		"attribute:ecs.instance-type matches t2.* && !(registeredAt >= 2018-06-18)",
		"agentVersion <= 1.2 or runningTasksCount less_than 3", "attribute:a == \"b c\"",
		"attribute:a =~ '(?i:x)|\\d{2,}+'", "((((", "!!!attribute:a exists",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		var p *ParseError
		if errors.As(err, &p) {
			if p.Column < 1 || p.Column > utf8.RuneCountInString(s)+1 || p.Message == "" {
				t.Errorf("%q: %q at %d", s, p.Message, p.Column)
			}
			return
		}
		got := Match(e, sample(), sampleGroups)
		if utf8.RuneCountInString(s) > statementMax-6 {
			return
		}
		n, err := Parse("not(" + s + "\n)")
		if err != nil {
			t.Fatalf("not(%q): %v", s, err)
		}
		if opposite := Match(n, sample(), sampleGroups); opposite.Verdict != got.Verdict.opposite() {
			t.Errorf("%q is %s, its opposite %s", s, got.Verdict, opposite.Verdict)
		}
	})
}
