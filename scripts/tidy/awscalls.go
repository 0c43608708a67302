package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// reading are the verbs with which the names of AWS's reading operations begin.
var reading = []string{"BatchGet", "Describe", "Get", "List"}

// callers are the folders whose packages call AWS.
var callers = []string{"shared/apply", "shared/observe", "shared/registry", "shared/state"}

// checkAWSCalls finds operations where they do not belong. An operation shows in the sources as its
// input type (ecs.StopTaskInput) or as a method whose first argument is the context.
func checkAWSCalls(file *File, found func(token.Pos, string)) {
	if file.Test() || !file.Within("events", "functions", "shared") ||
		file.Within("shared/awssim", stage) {
		return
	}
	observes := file.Within("shared/observe")
	for name, pos := range file.Qualified() {
		operation, isInput := strings.CutSuffix(name.Ident, "Input")
		switch {
		case !isInput || !below(name.Package, awsServices):
		case !file.Within(callers...):
			found(pos, "uses AWS's "+operation+": only observe, apply, state and registry call AWS")
		case observes && !reads(operation):
			found(pos, "uses AWS's "+operation+": observe only reads")
		}
	}
	if !observes {
		return
	}
	for node := range ast.Preorder(file.Syntax) {
		if call, ok := node.(*ast.CallExpr); ok {
			if method := contextMethod(call); writes(method) {
				found(call.Pos(), "calls "+method+": observe only reads")
			}
		}
	}
}

func reads(operation string) bool {
	return slices.ContainsFunc(reading, func(verb string) bool {
		return strings.HasPrefix(operation, verb)
	})
}

// writes says whether a method is named like an operation that changes something.
func writes(method string) bool {
	verbs := []string{
		"Attach", "Cancel", "Complete", "Create", "Delete", "Deregister", "Detach", "Enter", "Execute",
		"Exit", "Invoke", "Modify", "Publish", "Put", "Reboot", "Record", "Register", "Resume",
		"Rollback", "Run", "Send", "Set", "Start", "Stop", "Suspend", "Tag", "Terminate", "Untag",
		"Update",
	}
	return slices.ContainsFunc(verbs, func(verb string) bool {
		rest, ok := strings.CutPrefix(method, verb)
		return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
	})
}

// contextMethod is the name of the called method where the first argument is named ctx, else "".
func contextMethod(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	if ident, ok := call.Args[0].(*ast.Ident); !ok || ident.Name != "ctx" {
		return ""
	}
	return selector.Sel.Name
}
