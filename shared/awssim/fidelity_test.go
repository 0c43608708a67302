package awssim_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	ruleRow  = regexp.MustCompile(`^\| ([A-Z][A-Z0-9]*-[0-9]+) \| (.+) \| (.+) \| (.+) \|$`)
	numbered = regexp.MustCompile(`^\| *[A-Z][A-Z0-9]*-[0-9]`)
	testName = regexp.MustCompile(`^([a-z0-9/.]+): (Test[A-Za-z0-9_]+)$`)
)

// TestEveryRuleOfFidelityIsNumberedOnceAndHasItsTest reads FIDELITY.md as a newcomer would: a rule
// whose test has gone proves nothing.
func TestEveryRuleOfFidelityIsNumberedOnceAndHasItsTest(t *testing.T) {
	b, err := os.ReadFile("FIDELITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, seen := testsByPackage(t), map[string]bool{}
	for n, line := range strings.Split(string(b), "\n") {
		row := ruleRow.FindStringSubmatch(line)
		if row == nil {
			if numbered.MatchString(line) {
				t.Errorf("line %d is no rule: %s", n+1, line)
			}
			continue
		}
		if seen[row[1]] {
			t.Errorf("rule %s is there twice", row[1])
		}
		seen[row[1]] = true
		for name := range strings.SplitSeq(row[4], ", ") {
			m := testName.FindStringSubmatch(name)
			if m == nil || !tests[m[1]+" "+m[2]] {
				t.Errorf("rule %s names no test: %q", row[1], name)
			}
		}
	}
	if len(seen) == 0 {
		t.Error("no rule was read")
	}
}

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)

func testsByPackage(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(b), -1) {
			tests[filepath.ToSlash(filepath.Dir(path))+" "+m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}
