package tidy

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
)

const (
	awsSDK      = "github.com/aws/aws-sdk-go-v2"
	awsServices = awsSDK + "/service"
	smithy      = "github.com/aws/smithy-go"
	xray        = "github.com/aws/aws-xray-sdk-go"
	yaml        = "github.com/goccy/go-yaml"
	jsonSchema  = "github.com/santhosh-tekuri/jsonschema"
	participle  = "github.com/alecthomas/participle"
	simulator   = Module + "/shared/awssim"
)

// importRule limits what the packages of some folders may import.
type importRule struct {
	// of are the folders that it binds, with all below.
	of []string
	// only are the paths that they may import beside the standard library and their own folder. Nil
	// means any path that is not in never.
	only []string
	// never are paths that they may not import, of the standard library too.
	never []string
	// std are the packages of the standard library that they may import; nil means any.
	std []string
	// inTests binds tests too.
	inTests bool
	// reason completes "because".
	reason string
}

// allows says whether a file that the rule binds may import a path.
func (r importRule) allows(file *File, imported string) bool {
	switch {
	case belowAny(imported, r.never):
		return false
	case standard(imported):
		return r.std == nil || file.Test() || slices.Contains(r.std, imported)
	case r.only == nil || belowAny(imported, r.only):
		return true
	}
	return slices.ContainsFunc(r.of, func(dir string) bool {
		return file.Within(dir) && below(imported, Module+"/"+dir)
	})
}

// pure are the packages of the standard library that neither read a clock nor do input or output.
// Package time is among them for its types; its clock is banned by name.
var pure = []string{
	"bytes", "cmp", "container/heap", "crypto/sha256", "encoding/base64", "encoding/binary",
	"encoding/hex", "encoding/json", "errors", "fmt", "hash", "hash/fnv", "iter", "maps", "math",
	"math/big", "math/bits", "math/rand/v2", "path", "regexp", "slices", "sort", "strconv", "strings",
	"time", "unicode", "unicode/utf8",
}

var importRules = []importRule{
	{
		of:     []string{"events"},
		only:   []string{},
		std:    append([]string{"embed", "io", "reflect"}, pure...),
		reason: "what arrives is described without AWS types and without I/O",
	},
	{
		of:     []string{"shared/fleet", "shared/windows"},
		only:   []string{},
		std:    append([]string{"embed"}, pure...),
		reason: "nouns and facts must serve every package",
	},
	{of: []string{"shared/clock"}, only: []string{}, reason: "everything depends on it"},
	{
		of: []string{"shared/plan"},
		only: []string{
			Module + "/shared/fleet", Module + "/shared/placement", Module + "/shared/windows",
			Module + "/shared/policy",
		},
		std:     pure,
		inTests: true,
		reason:  "a decision depends on its arguments alone",
	},
	{
		of: []string{"shared/placement", "shared/policy"},
		only: []string{
			Module + "/shared/fleet", Module + "/shared/windows", yaml, jsonSchema, participle,
		},
		reason: "plan builds on it and is pure",
	},
	{
		of:      []string{"shared/awssim"},
		only:    []string{awsSDK, smithy, yaml, participle},
		never:   []string{"crypto/rand"},
		inTests: true,
		reason:  "the simulator must not share our misunderstandings, nor draw what no seed gives",
	},
	{
		of:     []string{"shared/observe"},
		never:  []string{Module + "/shared/apply", Module + "/shared/plan"},
		reason: "looking comes before deciding and never writes",
	},
	{
		of:      []string{"events", "shared"},
		never:   []string{Module + "/functions", Module + "/scripts"},
		inTests: true,
		reason:  "imports point from scripts to functions to shared",
	},
	{
		of:      []string{"functions"},
		never:   []string{Module + "/scripts"},
		inTests: true,
		reason:  "imports point from scripts to functions to shared",
	},
}

func checkImports(file *File, found func(token.Pos, string)) {
	for imported, pos := range file.Imports() {
		for _, rule := range importRules {
			if !file.Within(rule.of...) || file.Test() && !rule.inTests {
				continue
			}
			if !rule.allows(file, imported) {
				found(pos, fmt.Sprintf("imports %s: %s", imported, rule.reason))
			}
		}
		if below(imported, simulator) && !mayImportSimulator(file) {
			found(pos, "imports the simulator: only tests and scripts run on it")
		}
		if below(imported, xray) && !strings.HasPrefix(file.Path, "shared/telemetry/trace") {
			found(pos, "imports X-Ray: shared/telemetry/trace.go alone does, so that it can be replaced")
		}
	}
}

func mayImportSimulator(file *File) bool {
	return file.Test() || file.Within("shared/awssim", "scripts", stage)
}

func belowAny(imported string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return below(imported, p) })
}

// standard says whether a path is of the standard library: its first element has no dot, and it is
// not ours.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != Module
}
