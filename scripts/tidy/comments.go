package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// checkSuppressions finds comments that silence a linter.
func checkSuppressions(file *File, found func(token.Pos, string)) {
	marks := []string{"nolint", "nosec", "#nosec", "lint:", "revive:disable", "exhaustive:ignore"}
	for comment := range comments(file) {
		text := strings.ToLower(strings.TrimLeft(comment.Text, "/* \t"))
		for _, mark := range marks {
			if strings.HasPrefix(text, mark) {
				found(comment.Pos(), "silences a linter: mend what it found")
				break
			}
		}
	}
}

// checkPrivatePlaces finds references to files that a reader of the repository does not have.
func checkPrivatePlaces(file *File, found func(token.Pos, string)) {
	places := []string{"/work/", "facts/", "[facts", "facts:", "design.md", "emulation.md", "style.md"}
	for comment := range comments(file) {
		for _, place := range places {
			if strings.Contains(comment.Text, place) {
				found(comment.Pos(), "cites "+place+", which readers do not have: name the source")
				break
			}
		}
	}
}

func comments(file *File) func(func(*ast.Comment) bool) {
	return func(yield func(*ast.Comment) bool) {
		for _, group := range file.Syntax.Comments {
			for _, comment := range group.List {
				if !yield(comment) {
					return
				}
			}
		}
	}
}

// checkDocumentation wants a comment on every exported identifier that another package can use.
func checkDocumentation(file *File, found func(token.Pos, string)) {
	if file.Test() || file.Program() {
		return
	}
	for _, declaration := range file.Syntax.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			if declaration.Doc == nil && usable(declaration) {
				found(declaration.Pos(), declaration.Name.Name+" is exported and not documented")
			}
		case *ast.GenDecl:
			for _, name := range undocumented(declaration) {
				found(name.Pos(), name.Name+" is exported and not documented")
			}
		}
	}
}

// usable says whether a function is exported, and its receiver too if it has one.
func usable(function *ast.FuncDecl) bool {
	if !function.Name.IsExported() {
		return false
	}
	return function.Recv == nil || ast.IsExported(receiver(function.Recv.List[0].Type))
}

// receiver is the name of a receiver's type.
func receiver(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.StarExpr:
		return receiver(expression.X)
	case *ast.IndexExpr:
		return receiver(expression.X)
	case *ast.IndexListExpr:
		return receiver(expression.X)
	case *ast.Ident:
		return expression.Name
	}
	return ""
}

// undocumented are the exported names of a declaration that neither it nor their own line explains.
func undocumented(declaration *ast.GenDecl) []*ast.Ident {
	if declaration.Doc != nil {
		return nil
	}
	var names []*ast.Ident
	for _, spec := range declaration.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Doc == nil && spec.Comment == nil {
				names = append(names, spec.Name)
			}
		case *ast.ValueSpec:
			if spec.Doc == nil && spec.Comment == nil {
				names = append(names, spec.Names...)
			}
		}
	}
	return slices.DeleteFunc(names, func(name *ast.Ident) bool { return !name.IsExported() })
}

// checkPackageComments wants one in every package, programs and tests-only packages too.
func checkPackageComments(tree *Tree, found report) {
	commented := map[string]bool{}
	for _, file := range tree.Files {
		if file.Syntax.Doc != nil {
			commented[file.Dir()] = true
		}
	}
	for _, file := range tree.Files {
		if !commented[file.Dir()] {
			commented[file.Dir()] = true
			found(file, file.Syntax.Package, "package "+file.Syntax.Name.Name+" has no comment")
		}
	}
}
