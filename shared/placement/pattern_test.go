package placement

import (
	"strings"
	"testing"
)

func TestPatternsMatchTheWholeValue(t *testing.T) {
	answers(t, map[string]Verdict{
		"attribute:ecs.instance-type =~ m5.*":                       Yes,
		"attribute:ecs.instance-type =~ m5":                         No,
		"attribute:ecs.instance-type =~ xlarge":                     No,
		"attribute:ecs.instance-type =~ m5|c5":                      No, // not m5, then anything
		"attribute:ecs.instance-type =~ 'm5|m5.xlarge'":             Yes,
		"attribute:ecs.instance-type =~ '(m5|c5)\\.(x|2x)large'":    Yes,
		"attribute:ecs.instance-type =~ [mc]5[^x]x?large":           Yes,
		"attribute:ecs.instance-type =~ '(?i)M5\\.XLARGE'":          Yes,
		"attribute:ecs.instance-type =~ M5.XLARGE":                  No,
		"attribute:ecs.os-family =~ WINDOWS_SERVER_20[12]\\d_.*?":   Yes,
		"attribute:ecs.os-family not_matches WINDOWS_SERVER_2019.*": Yes,
	})
}

func TestWhatGoHasNotIsNamed(t *testing.T) {
	for pattern, name := range map[string]string{
		"(?=a)b": "look-ahead", "(?!a)b": "look-ahead", "(?<=a)b": "look-behind",
		"(?<!a)b": "look-behind", "(?>a|ab)": "atomic group", "(?<n>a)": "named group",
		`(a)\1`: "back reference", `\k<n>`: "back reference", "a*+": "possessive", "a++": "possessive",
		"a?+": "possessive", "a{2}+": "possessive", `\Qa.b\E`: "quotation", "[a[bc]]": "class within",
		"[[:alpha:]]": "class within", "[a-z&&[^b]]": "intersection", "[a-z&&b]": "intersection",
		`\p{Lower}`: `escape \p`, `\h`: `escape \h`, `\R`: `escape \R`, `\v`: `escape \v`,
		`\u0041`: `escape \u`, "(?x)a b": "group with flags", "(?U)a": "group with flags",
		"[]a]": "begins with a bracket", "a{": "brace", "a{,2}": "brace", "a||b": "||",
		"*a": "missing argument", "a**": "invalid nested", "(a": "missing closing", `a\`: "backslash",
		"a{2000}": "invalid repeat count",
	} {
		_, err := Parse("attribute:a =~ '" + pattern + "'")
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error is %v, want …%s…", pattern, err, name)
		}
	}
	for _, pattern := range []string{"a+?", "a*?b+", "[a+]+", `\++`, "[*]+", `[\]a]`, "a{2}?"} {
		if _, err := Parse("attribute:a =~ '" + pattern + "'"); err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}
