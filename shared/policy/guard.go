package policy

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// BytesStandard is the size of a standard parameter (Systems Manager user guide,
// parameter-store-advanced-parameters). A longer document takes an advanced one, which AWS charges
// for.
const BytesStandard = 4 << 10

const (
	// bytesMax is the size of an advanced parameter (see BytesStandard).
	bytesMax = 8 << 10
	// depthMax is far beyond what any key needs.
	depthMax = 20
)

// checkText refuses text that is too long or not text.
func checkText(src []byte) Problems {
	if len(src) > bytesMax {
		p := placeOf(src, bytesMax)
		p.Reason = fmt.Sprintf("has %d bytes; at most %d are read", len(src), bytesMax)
		return Problems{p}
	}
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			p := placeOf(src, i)
			p.Reason = fmt.Sprintf("byte %#02x is not text in UTF-8", src[i])
			return Problems{p}
		}
		i += size
	}
	return nil
}

// placeOf is a Problem at a byte of src.
func placeOf(src []byte, offset int) Problem {
	before := src[:offset]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return Problem{
		Line:   bytes.Count(before, []byte("\n")) + 1,
		Column: utf8.RuneCount(line) + 1,
	}
}

// checkDepth refuses text that nests too deep. In block style what begins further to the right is
// further inside; in flow style brackets count.
func checkDepth(tokens token.Tokens) Problems {
	flow := 0
	var columns []int
	for i, t := range tokens {
		opens := t
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
			opens = nil
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
			opens = nil
		case token.MappingValueType:
			opens = tokens[max(i-1, 0)]
		case token.SequenceEntryType, token.MappingKeyType:
		default:
			opens = nil
		}
		if opens != nil && flow == 0 {
			columns = indent(columns, opens.Position.Column)
		}
		if len(columns)+flow > depthMax {
			p := at(t)
			p.Reason = fmt.Sprintf("nests deeper than %d levels", depthMax)
			return Problems{p}
		}
	}
	return nil
}

// indent returns the columns at which the block collections around column begin, and column.
func indent(columns []int, column int) []int {
	for len(columns) > 0 && columns[len(columns)-1] >= column {
		columns = columns[:len(columns)-1]
	}
	return append(columns, column)
}

// refused are the features of YAML that no document needs, by the token that begins each. An
// alias makes one value of many, a tag makes a value mean something else.
var refused = map[token.Type]string{
	token.AnchorType:      "anchors are not allowed: write the value where it is used",
	token.AliasType:       "aliases are not allowed: write the value where it is used",
	token.MergeKeyType:    "merge keys are not allowed: write the keys where they are used",
	token.TagType:         "tags are not allowed: write a plain value",
	token.DirectiveType:   "directives are not allowed",
	token.DocumentEndType: "document ends are not allowed: there is one document",
}

// checkFeatures reports each use of a refused feature and all documents after the first.
func checkFeatures(tokens token.Tokens) Problems {
	var found Problems
	begun, directive := false, 0
	for _, t := range tokens {
		reason := refused[t.Type]
		if t.Type == token.DirectiveType {
			directive = t.Position.Line
		}
		if t.Type == token.DocumentHeaderType && begun {
			reason = "a second document begins: only one is allowed"
		}
		if reason != "" {
			p := at(t)
			p.Reason = reason
			found = append(found, p)
		}
		begun = begun || t.Type != token.CommentType && t.Position.Line != directive
	}
	return found
}
