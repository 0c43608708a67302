// Command ec2names reads the sources of AWS's EC2 client and prints how the members of the given
// operations are called on the wire, wherever that is not what the rule says: in requests the
// name of the Go field, in answers that name with a small first letter. Run it from the module's
// root, with the folder of the client's sources as its argument and the operations on its input.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const prefix = "awsEc2query_"

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: ec2names SOURCES < operations.txt > names.txt")
	}
	if err := run(os.Args[1], os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(dir string, operations io.Reader, out io.Writer) error {
	functions, err := declared(dir, "serializers.go", "deserializers.go")
	if err != nil {
		return err
	}
	reached := map[string]bool{}
	for lines := bufio.NewScanner(operations); lines.Scan(); {
		reach(functions, prefix+"serializeOpDocument"+lines.Text()+"Input", reached)
		reach(functions, prefix+"deserializeOpDocument"+lines.Text()+"Output", reached)
	}
	found := map[string]bool{}
	for name := range reached {
		if strings.HasPrefix(name, prefix+"serialize") {
			written(functions[name], found)
		} else {
			read(functions, functions[name], found)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(found)) {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("write names: %w", err)
		}
	}
	return nil
}

func declared(dir string, files ...string) (map[string]*ast.FuncDecl, error) {
	functions := map[string]*ast.FuncDecl{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				functions[f.Name.Name] = f
			}
		}
	}
	return functions, nil
}

// reach follows the calls of a function to other functions of the client.
func reach(functions map[string]*ast.FuncDecl, name string, reached map[string]bool) {
	f := functions[name]
	if f == nil || reached[name] {
		return
	}
	reached[name] = true
	for node := range ast.Preorder(f.Body) {
		if id, ok := node.(*ast.Ident); ok && strings.HasPrefix(id.Name, prefix) {
			reach(functions, id.Name, reached)
		}
	}
}

// written reads a serialiser: if v.Field != nil { object.Key("Name") }.
func written(f *ast.FuncDecl, found map[string]bool) {
	for _, statement := range f.Body.List {
		if _, ok := statement.(*ast.IfStmt); !ok {
			continue
		}
		field, name := memberOf(statement, "v"), argumentOf(statement, "Key", "FlatKey")
		if field != "" && name != "" && name != field {
			found["request "+structure(f)+"."+field+" "+name] = true
		}
	}
}

// read reads a deserialiser: case strings.EqualFold("name", …): … sv.Field.
func read(functions map[string]*ast.FuncDecl, f *ast.FuncDecl, found map[string]bool) {
	for node := range ast.Preorder(f.Body) {
		clause, ok := node.(*ast.CaseClause)
		if !ok || len(clause.List) != 1 {
			continue
		}
		body := &ast.BlockStmt{List: clause.Body}
		field := memberOf(body, "sv")
		if item := itemOf(functions, body); item != "item" && item != "" && field != "" {
			found["item "+structure(f)+"."+field+" "+item] = true
		}
		name := argumentOf(clause.List[0], "EqualFold")
		if field != "" && name != "" && name != strings.ToLower(field[:1])+field[1:] {
			found["answer "+structure(f)+"."+field+" "+name] = true
		}
	}
}

// itemOf is what the elements are called of the list that a member is, by the deserialiser that is
// called for it: one that knows one name and no fields.
func itemOf(functions map[string]*ast.FuncDecl, in ast.Node) string {
	for node := range ast.Preorder(in) {
		id, ok := node.(*ast.Ident)
		if !ok || functions[id.Name] == nil || memberOf(functions[id.Name].Body, "sv") != "" {
			continue
		}
		return argumentOf(functions[id.Name].Body, "EqualFold")
	}
	return ""
}

// memberOf is the first field that is taken from a variable.
func memberOf(in ast.Node, variable string) string {
	for node := range ast.Preorder(in) {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		if id, ok := selector.X.(*ast.Ident); ok && id.Name == variable {
			return selector.Sel.Name
		}
	}
	return ""
}

// argumentOf is the first argument, a string, of the first call of one of the methods.
func argumentOf(in ast.Node, methods ...string) string {
	for node := range ast.Preorder(in) {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			continue
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains(methods, selector.Sel.Name) {
			continue
		}
		literal, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			continue
		}
		if text, err := strconv.Unquote(literal.Value); err == nil {
			return text
		}
	}
	return ""
}

// structure is the type of a function's first parameter, without pointers and package.
func structure(f *ast.FuncDecl) string {
	t := f.Type.Params.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.SelectorExpr:
			return x.Sel.Name
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
