package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxFileLines     = 400
	maxMainLines     = 40 // of a function's main.go, which only wires
	maxFunctionLines = 70
	maxColumns       = 100 // in characters; a tab is one
	maxParameters    = 5
)

func checkFileSize(file *File, found func(token.Pos, string)) {
	limit := maxFileLines
	if isFunctionMain(file) {
		limit = maxMainLines
	}
	if lines := strings.Count(file.Source, "\n"); lines > limit {
		found(file.Syntax.Package, fmt.Sprintf("file has %d lines, more than %d", lines, limit))
	}
}

// checkFileName wants names that say what a file holds.
func checkFileName(file *File, found func(token.Pos, string)) {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(file.Path), ".go"), "_test")
	if slices.Contains([]string{"common", "helper", "helpers", "misc", "util", "utils"}, name) {
		found(file.Syntax.Package, "file name "+name+" says nothing about its content")
	}
}

func checkFunctionSize(file *File, found func(token.Pos, string)) {
	for node := range ast.Preorder(file.Syntax) {
		name := "function literal"
		switch function := node.(type) {
		case *ast.FuncDecl:
			name = "function " + function.Name.Name
		case *ast.FuncLit:
		default:
			continue
		}
		if lines := file.Line(node.End()) - file.Line(node.Pos()) + 1; lines > maxFunctionLines {
			found(node.Pos(), fmt.Sprintf("%s has %d lines, more than %d", name, lines,
				maxFunctionLines))
		}
	}
}

func checkColumns(file *File, found func(token.Pos, string)) {
	lines := file.set.File(file.Syntax.FileStart)
	number := 0
	for line := range strings.Lines(file.Source) {
		number++
		columns := utf8.RuneCountInString(strings.TrimRight(line, "\r\n"))
		if columns > maxColumns {
			found(lines.LineStart(number), fmt.Sprintf("line has %d columns, more than %d", columns,
				maxColumns))
		}
	}
}

func checkParameters(file *File, found func(token.Pos, string)) {
	for node := range ast.Preorder(file.Syntax) {
		function, ok := node.(*ast.FuncType)
		if !ok {
			continue
		}
		if count := function.Params.NumFields(); count > maxParameters {
			found(function.Pos(), fmt.Sprintf("%d parameters, more than %d: take a struct", count,
				maxParameters))
		}
	}
}
