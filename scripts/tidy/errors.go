package tidy

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// checkErrors wants errors that wrap their cause and say "verb object: cause".
func checkErrors(file *File, found func(token.Pos, string)) {
	packages := file.packages()
	for node := range ast.Preorder(file.Syntax) {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			continue
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		name, ok := qualified(selector, packages)
		formats := name == Name{Package: "fmt", Ident: "Errorf"}
		if !ok || !formats && name != (Name{Package: "errors", Ident: "New"}) {
			continue
		}
		text := literal(call.Args[0])
		if strings.Contains(strings.ToLower(text), "failed to") {
			found(call.Pos(), `says "failed to": an error says so already`)
		}
		if formats && !file.Test() && strings.Count(text, "%w") < causes(call.Args[1:]) {
			found(call.Pos(), "does not wrap its cause: use %w")
		}
	}
}

// causes counts the arguments that are errors, as far as their names tell.
func causes(arguments []ast.Expr) int {
	count := 0
	for _, argument := range arguments {
		name := ""
		switch argument := argument.(type) {
		case *ast.Ident:
			name = argument.Name
		case *ast.CallExpr:
			if selector, ok := argument.Fun.(*ast.SelectorExpr); ok && len(argument.Args) == 0 {
				name = selector.Sel.Name
			}
		}
		if name == "err" || name == "Error" || strings.HasSuffix(name, "Err") {
			count++
		}
	}
	return count
}

// literal is the text of a string literal, of several added up, or "".
func literal(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(expression.Value)
		if err == nil {
			return text
		}
	case *ast.BinaryExpr:
		return literal(expression.X) + literal(expression.Y)
	}
	return ""
}
