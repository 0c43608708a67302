package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing that is wrong with a document.
type Problem struct {
	// Line and Column say where, both from 1, the column in characters.
	Line, Column int
	// Path names the value, as in nodes.groups[0].name. Empty: the document as a whole.
	Path string
	// Reason says what is wrong and what was expected. It is safe to print.
	Reason string
}

// String gives place, path and reason, as in `line 3, column 7: mode: "on" is not a mode`.
func (p Problem) String() string {
	where := fmt.Sprintf("line %d, column %d: ", p.Line, p.Column)
	if p.Path != "" {
		where += p.Path + ": "
	}
	return where + p.Reason
}

// Problems is everything that is wrong with a document, in the order of the text. It is the error
// of Parse.
type Problems []Problem

// Error lists the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// sorted puts the problems in the order of the text.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Reason, b.Reason),
		)
	})
	return ps
}

// shownMax is how many characters of a document's own text a reason repeats.
const shownMax = 40

// show quotes text of the document for a reason.
func show(text string) string {
	if runes := []rune(text); len(runes) > shownMax {
		text = string(runes[:shownMax]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
