package tidy

import (
	"go/token"
	"path"
	"slices"
	"strings"
)

// checkFunctionApart keeps the functions from each other and their handlers from AWS's types.
func checkFunctionApart(file *File, found func(token.Pos, string)) {
	name, ok := functionOf(file.Dir())
	if !ok {
		return
	}
	handler := !file.Program() && !file.Test()
	for imported, pos := range file.Imports() {
		rest, ours := strings.CutPrefix(imported, Module+"/")
		other, isFunction := functionOf(rest)
		if ours && isFunction && other != name {
			found(pos, "imports function "+other+": a function never imports another")
		}
		if imported == Module+"/functions" && !file.Test() {
			found(pos, "imports all functions: a function never imports another")
		}
		if handler && below(imported, awsServices) {
			found(pos, "imports an SDK service package: handlers speak in fleet values, and only "+
				"main.go builds clients")
		}
	}
}

// stage is the package that plays all functions on the simulator, for tests and scripts. It is no
// function, and checkClosure keeps it out of every deployed program.
const stage = "functions/simulated"

// functionOf is the function's name where dir is below functions/<name>.
func functionOf(dir string) (string, bool) {
	rest, ok := strings.CutPrefix(dir, "functions/")
	name, _, _ := strings.Cut(rest, "/")
	return name, ok && !below(dir, stage)
}

// checkClosure follows the imports of every deployed program.
func checkClosure(tree *Tree, found report) {
	imports := map[string][]string{}
	var programs []*File
	for _, file := range tree.Files {
		if file.Test() {
			continue
		}
		for imported := range file.Imports() {
			if rest, ours := strings.CutPrefix(imported, Module+"/"); ours {
				imports[file.Dir()] = append(imports[file.Dir()], rest)
			}
		}
		if file.Program() && file.Within("functions") {
			programs = append(programs, file)
		}
	}
	for _, program := range programs {
		if chain := chainToSimulator(program.Dir(), imports); chain != nil {
			found(program, program.Syntax.Package, "links the simulator: "+strings.Join(chain, " → "))
		}
	}
}

// chainToSimulator is the shortest chain of imports from a folder to the simulator, or nil.
func chainToSimulator(from string, imports map[string][]string) []string {
	cameFrom := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if below(Module+"/"+at, simulator) {
			var chain []string
			for ; at != ""; at = cameFrom[at] {
				chain = append(chain, at)
			}
			slices.Reverse(chain)
			return chain
		}
		for _, next := range imports[at] {
			if _, seen := cameFrom[next]; !seen {
				cameFrom[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// isFunctionMain says whether the file is the main.go of a deployed function.
func isFunctionMain(file *File) bool {
	return file.Within("functions") && path.Base(file.Path) == "main.go"
}
