package tidy

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
)

// Finding is one place that breaks a rule.
type Finding struct {
	// Rule is the broken rule's name.
	Rule string
	// Path is the file's, from the module's root.
	Path string
	// Line is 1-based.
	Line int
	// Text says what is wrong and, where it is not plain, why.
	Text string
}

// String is the finding in the form that editors jump to.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s (%s)", f.Path, f.Line, f.Text, f.Rule)
}

// Rule is one thing that must hold for the whole module.
type Rule struct {
	// Name is short and unique.
	Name string

	check func(*Tree, report)
}

// report takes one finding of a rule: the file, the place in it, and what is wrong.
type report func(file *File, pos token.Pos, text string)

// Rules are all of them.
func Rules() []Rule {
	return []Rule{
		{Name: "imports", check: each(checkImports)},
		{Name: "function apart", check: each(checkFunctionApart)},
		{Name: "no simulator in binaries", check: checkClosure},
		{Name: "aws calls", check: each(checkAWSCalls)},
		{Name: "file size", check: each(checkFileSize)},
		{Name: "file name", check: each(checkFileName)},
		{Name: "function size", check: each(checkFunctionSize)},
		{Name: "columns", check: each(checkColumns)},
		{Name: "parameters", check: each(checkParameters)},
		{Name: "banned names", check: each(checkBannedNames)},
		{Name: "panics", check: each(checkPanics)},
		{Name: "skipped tests", check: each(checkSkips)},
		{Name: "goroutines", check: each(checkGoroutines)},
		{Name: "suppressions", check: each(checkSuppressions)},
		{Name: "private places", check: each(checkPrivatePlaces)},
		{Name: "documentation", check: each(checkDocumentation)},
		{Name: "package comment", check: checkPackageComments},
		{Name: "errors", check: each(checkErrors)},
	}
}

// Check applies every rule to the tree. Findings are sorted by place.
func Check(tree *Tree) []Finding {
	var findings []Finding
	for _, rule := range Rules() {
		rule.check(tree, func(file *File, pos token.Pos, text string) {
			findings = append(findings, Finding{
				Rule: rule.Name, Path: file.Path, Line: file.Line(pos), Text: text,
			})
		})
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return findings
}

// each turns a check of one file into one of the tree.
func each(check func(*File, func(token.Pos, string))) func(*Tree, report) {
	return func(tree *Tree, found report) {
		for _, file := range tree.Files {
			check(file, func(pos token.Pos, text string) { found(file, pos, text) })
		}
	}
}
