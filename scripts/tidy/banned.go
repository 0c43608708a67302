package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// ban forbids names of a package.
type ban struct {
	path string
	// names are forbidden; nil means all but except.
	names  []string
	except []string
	// where says whether the ban binds a file.
	where func(*File) bool
	// reason completes "because", or says what to use.
	reason string
}

var bans = []ban{
	{
		path: "time",
		names: []string{
			"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
		},
		where:  func(f *File) bool { return !f.Within("shared/clock") },
		reason: "shared/clock alone reads the wall clock",
	},
	{
		path: "context",
		names: []string{
			"WithDeadline", "WithDeadlineCause", "WithTimeout", "WithTimeoutCause",
		},
		where:  func(f *File) bool { return f.Within("shared/awssim", "shared/plan") },
		reason: "it reads the wall clock, and time here is virtual",
	},
	{
		path:   "math/rand",
		where:  anywhere,
		reason: "use math/rand/v2 with a seeded source",
	},
	{
		path: "math/rand/v2",
		except: []string{
			"ChaCha8", "New", "NewChaCha8", "NewPCG", "NewZipf", "PCG", "Rand", "Source", "Zipf",
		},
		where:  anywhere,
		reason: "the global generator has no seed: draw from a seeded source",
	},
	{
		path:  "os",
		names: []string{"Environ", "ExpandEnv", "Getenv", "LookupEnv"},
		where: func(f *File) bool {
			return !f.Program() && !f.Test() && path.Base(f.Path) != "config.go" &&
				f.Path != "shared/telemetry/trace.go" // what it reads is X-Ray's own
		},
		reason: "the environment is read once, in a main package or a config.go",
	},
	{
		path:   "os",
		names:  []string{"Exit"},
		where:  func(f *File) bool { return !f.Program() && !f.Test() },
		reason: "only a program ends the process",
	},
	{
		path:   "log",
		where:  func(f *File) bool { return !f.Program() },
		reason: "return the error, or log through zap",
	},
	{
		path:   "log/slog",
		where:  anywhere,
		reason: "everything logs through zap",
	},
	{
		path:   "fmt",
		names:  []string{"Print", "Printf", "Println"},
		where:  func(f *File) bool { return f.Within("events", "functions", "shared") && !f.Test() },
		reason: "a library does not write to standard output",
	},
	{
		path:   "testing",
		names:  []string{"Short"},
		where:  anywhere,
		reason: "there is one test run, and it runs every test",
	},
}

func anywhere(*File) bool { return true }

func (b ban) hits(name Name) bool {
	if b.path != name.Package {
		return false
	}
	if b.names == nil {
		return !slices.Contains(b.except, name.Ident)
	}
	return slices.Contains(b.names, name.Ident)
}

func checkBannedNames(file *File, found func(token.Pos, string)) {
	for name, pos := range file.Qualified() {
		for _, b := range bans {
			if b.hits(name) && b.where(file) {
				found(pos, name.Package+"."+name.Ident+" is banned here: "+b.reason)
			}
		}
	}
}

// checkPanics lets only the simulator panic, and only over a broken invariant, with a message that
// begins with the package's name: everything else has a caller that can be told.
func checkPanics(file *File, found func(token.Pos, string)) {
	if file.Test() || !file.Within("events", "functions", "shared") {
		return
	}
	for node := range ast.Preorder(file.Syntax) {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			continue
		}
		if ident, ok := call.Fun.(*ast.Ident); !ok || ident.Name != "panic" {
			continue
		}
		switch message := file.Syntax.Name.Name + ": "; {
		case !file.Within("shared/awssim"):
			found(call.Pos(), "panics: return an error")
		case !strings.HasPrefix(firstLiteral(call.Args[0]), message):
			found(call.Pos(), "panics without saying which invariant broke: begin with "+message)
		}
	}
}

// firstLiteral is the string literal with which a message begins: alone, before a plus sign, or as
// the format of a call.
func firstLiteral(expression ast.Expr) string {
	if call, ok := expression.(*ast.CallExpr); ok && len(call.Args) > 0 {
		return firstLiteral(call.Args[0])
	}
	return literal(expression)
}

// checkSkips finds tests that do not run.
func checkSkips(file *File, found func(token.Pos, string)) {
	if !file.Test() {
		return
	}
	for node := range ast.Preorder(file.Syntax) {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		if slices.Contains([]string{"Skip", "SkipNow", "Skipf"}, selector.Sel.Name) {
			found(selector.Pos(), "skips: every test runs everywhere")
		}
	}
}

// checkGoroutines keeps concurrency out of the simulator, whose kernel alone says what runs next,
// and out of the functions, where an invocation does one thing after the other.
func checkGoroutines(file *File, found func(token.Pos, string)) {
	if !file.Within("functions", "shared/awssim") || file.Test() {
		return
	}
	for node := range ast.Preorder(file.Syntax) {
		if statement, ok := node.(*ast.GoStmt); ok {
			found(statement.Pos(), "starts a goroutine: one thing runs at a time here")
		}
	}
}
