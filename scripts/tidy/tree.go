// Package tidy proves, as tests, what no compiler and no linter checks here: which package may
// import which, how large a file or function may be, and which calls are banned. It reads the
// sources of the whole module in the test process, syntax only, and takes no suppression comments.
package tidy

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Module is the module's path, with which every import of its own packages begins.
const Module = "sashweight"

// File is one parsed Go source of the module.
type File struct {
	// Path is slash-separated and counts from the module's root.
	Path string
	// Source is the file as it was read.
	Source string
	// Syntax is the parsed file with its comments.
	Syntax *ast.File

	set *token.FileSet
}

// Tree is the module's sources, sorted by path.
type Tree struct {
	// Files are all Go files, tests among them.
	Files []*File
}

// Load parses every Go file below root. Folders that hold no source of ours are left out: testdata,
// build outputs, installed packages and hidden ones. An error names the file that does not parse.
func Load(root fs.FS) (*Tree, error) {
	tree := &Tree{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && foreign(name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		file, err := parse(name, string(source))
		if err != nil {
			return err
		}
		tree.Files = append(tree.Files, file)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load module: %w", err)
	}
	return tree, nil
}

func foreign(dir string) bool {
	name := path.Base(dir)
	return slices.Contains([]string{"testdata", "node_modules", "bin", "dist"}, name) ||
		name != "." && strings.HasPrefix(name, ".")
}

func parse(name, source string) (*File, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, source, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return &File{Path: name, Source: source, Syntax: syntax, set: set}, nil
}

// Dir is the folder of the file's package, "." for the module's root.
func (f *File) Dir() string { return path.Dir(f.Path) }

// Test says whether the file is compiled only into tests.
func (f *File) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Program says whether the file belongs to a main package.
func (f *File) Program() bool { return f.Syntax.Name.Name == "main" }

// Within says whether the file lies in one of the folders or below it.
func (f *File) Within(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return below(f.Dir(), dir) })
}

// below says whether name is the slash-separated dir or lies below it.
func below(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}

// Line is the 1-based line of a position.
func (f *File) Line(pos token.Pos) int { return f.set.Position(pos).Line }

// Imports yields each imported path with its place.
func (f *File) Imports() iter.Seq2[string, token.Pos] {
	return func(yield func(string, token.Pos) bool) {
		for _, spec := range f.Syntax.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err == nil && !yield(name, spec.Pos()) {
				return
			}
		}
	}
}

// Qualified yields each name that the file takes from an imported package: path, name, place.
func (f *File) Qualified() iter.Seq2[Name, token.Pos] {
	packages := f.packages()
	return func(yield func(Name, token.Pos) bool) {
		for node := range ast.Preorder(f.Syntax) {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				continue
			}
			name, ok := qualified(selector, packages)
			if ok && !yield(name, selector.Pos()) {
				return
			}
		}
	}
}

// Name is an identifier of another package.
type Name struct {
	// Package is the import path.
	Package string
	// Ident is the identifier in it.
	Ident string
}

func qualified(selector *ast.SelectorExpr, packages map[string]string) (Name, bool) {
	ident, ok := selector.X.(*ast.Ident)
	// A name that is declared in the file hides the package of that name.
	if !ok || ident.Obj != nil || packages[ident.Name] == "" {
		return Name{}, false
	}
	return Name{Package: packages[ident.Name], Ident: selector.Sel.Name}, true
}

// packages maps the names by which the file knows its imports to their paths.
func (f *File) packages() map[string]string {
	names := map[string]string{}
	for _, spec := range f.Syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		switch {
		case err != nil:
		case spec.Name != nil:
			names[spec.Name.Name] = imported
		default:
			names[defaultName(imported)] = imported
		}
	}
	return names
}

// defaultName guesses a package's name from its path: the last element that is no version.
func defaultName(imported string) string {
	name := path.Base(imported)
	_, err := strconv.Atoi(strings.TrimPrefix(name, "v"))
	if err == nil && strings.HasPrefix(name, "v") {
		name = path.Base(path.Dir(imported))
	}
	return name
}
