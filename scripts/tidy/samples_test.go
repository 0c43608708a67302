package tidy

import (
	"slices"
	"strings"
)

// samples are sources for every rule; TestEachRuleFindsItsBreach wants both kinds of each.
var samples = slices.Concat(importSamples, callSamples, sizeSamples, bannedSamples, wordSamples)

const (
	ecsSDK  = "github.com/aws/aws-sdk-go-v2/service/ecs"
	program = "// Command a is a sample.\npackage main\n\n"
)

func importing(path string) string { return "import _ \"" + path + "\"\n" }

var importSamples = []sample{
	breaks("imports", "events/a.go", importing("sashweight/shared/fleet")),
	breaks("imports", "events/a.go", importing("github.com/aws/aws-lambda-go/events")),
	breaks("imports", "events/a.go", importing("os")),
	keeps("imports", "events/a.go", importing("sashweight/events/pattern")),
	breaks("imports", "shared/fleet/a.go", importing("sashweight/shared/windows")),
	keeps("imports", "shared/fleet/a.go", importing("sashweight/shared/fleet/fleettest")),
	breaks("imports", "shared/clock/a.go", importing("go.uber.org/zap")),
	keeps("imports", "shared/clock/a.go", importing("os")),
	breaks("imports", "shared/plan/a.go", importing("sashweight/shared/state")),
	breaks("imports", "shared/plan/a.go", importing("os")),
	breaks("imports", "shared/plan/a.go", importing("net/http")),
	breaks("imports", "shared/plan/a_test.go", importing("sashweight/shared/awssim")),
	keeps("imports", "shared/plan/a.go", importing("sashweight/shared/policy")),
	keeps("imports", "shared/plan/a_test.go", importing("testing")),
	breaks("imports", "shared/policy/a.go", importing("sashweight/shared/awsclient")),
	keeps("imports", "shared/policy/a.go", importing("github.com/goccy/go-yaml/ast")),
	breaks("imports", "shared/awssim/ecs/a.go", importing("sashweight/shared/fleet")),
	breaks("imports", "shared/awssim/ecs/a_test.go", importing("sashweight/shared/clock")),
	breaks("imports", "shared/awssim/ecs/a.go", importing("crypto/rand")),
	keeps("imports", "shared/awssim/ecs/a.go", importing("sashweight/shared/awssim/kernel")),
	keeps("imports", "shared/awssim/ecs/a.go", importing(ecsSDK+"/types")),
	breaks("imports", "shared/observe/ecs/a.go", importing("sashweight/shared/plan")),
	keeps("imports", "shared/observe/ecs/a.go", importing(ecsSDK)),
	breaks("imports", "shared/state/a_test.go", importing("sashweight/functions")),
	breaks("imports", "functions/drain-nodes/a/a.go", importing("sashweight/scripts/tidy")),
	breaks("imports", "functions/functions.go", importing("sashweight/shared/awssim")),
	breaks("imports", "shared/serve/a.go", importing("sashweight/shared/awssim/wire")),
	keeps("imports", "shared/serve/a_test.go", importing("sashweight/shared/awssim/wire")),
	keeps("imports", "scripts/sim/main.go", importing("sashweight/shared/awssim")),
	keeps("imports", "functions/simulated/a.go", importing("sashweight/shared/awssim")),
	breaks("imports", "shared/serve/a.go", importing("github.com/aws/aws-xray-sdk-go/v2/xray")),
	keeps("imports", "shared/telemetry/trace.go",
		importing("github.com/aws/aws-xray-sdk-go/v2/xray")),
}

var callSamples = []sample{
	breaks("function apart", "functions/drain-nodes/drainnodes/a.go",
		importing("sashweight/functions/refresh-ami/refreshami")),
	breaks("function apart", "functions/drain-nodes/drainnodes/a.go", importing(ecsSDK+"/types")),
	breaks("function apart", "functions/drain-nodes/drainnodes/a.go",
		importing("sashweight/functions")),
	keeps("function apart", "functions/drain-nodes/main.go", program+importing(ecsSDK)),
	keeps("function apart", "functions/functions.go",
		importing("sashweight/functions/drain-nodes/drainnodes")),
	{rule: "no simulator in binaries", bad: true, files: map[string]string{
		"functions/drain-nodes/main.go": program + importing("sashweight/shared/observe/ecs"),
		"shared/observe/ecs/a.go":       importing("sashweight/shared/awssim/wire"),
		"shared/awssim/wire/a.go":       "",
	}},
	{rule: "no simulator in binaries", bad: true, files: map[string]string{
		"functions/drain-nodes/main.go": program + importing("sashweight/functions/drain-nodes/b"),
		"functions/drain-nodes/b/a.go":  importing("sashweight/functions/simulated"),
		"functions/simulated/a.go":      importing("sashweight/shared/awssim"),
		"shared/awssim/a.go":            "",
	}},
	{rule: "no simulator in binaries", files: map[string]string{
		"functions/drain-nodes/main.go": program + importing("sashweight/shared/observe/ecs"),
		"shared/observe/ecs/a_test.go":  importing("sashweight/shared/awssim/wire"),
	}},
	breaks("aws calls", "shared/observe/ecs/a.go",
		"import \""+ecsSDK+"\"\n\nvar input ecs.UpdateServiceInput\n"),
	breaks("aws calls", "shared/observe/ecs/a.go",
		"func f(ctx context.Context) { client.StopTask(ctx, nil) }\n"),
	breaks("aws calls", "shared/serve/a.go",
		"import sdk \""+ecsSDK+"\"\n\nvar input sdk.ListTasksInput\n"),
	keeps("aws calls", "shared/observe/ecs/a.go",
		"import \""+ecsSDK+"\"\n\nfunc f(ctx any) { c.ListTasks(ctx, &ecs.ListTasksInput{}) }\n"),
	keeps("aws calls", "shared/apply/ecs/a.go",
		"import \""+ecsSDK+"\"\n\nvar input ecs.UpdateServiceInput\n"),
}

var sizeSamples = []sample{
	breaks("file size", "shared/a/a.go", strings.Repeat("\n", maxFileLines)),
	breaks("file size", "functions/drain-nodes/main.go", program+strings.Repeat("\n", maxMainLines)),
	keeps("file size", "shared/a/a.go", strings.Repeat("\n", maxFileLines-10)),
	breaks("file name", "shared/a/util.go", ""),
	breaks("file name", "shared/a/helpers_test.go", ""),
	keeps("file name", "shared/a/utilisation.go", ""),
	breaks("function size", "shared/a/a.go",
		"func f() {"+strings.Repeat("\n", maxFunctionLines)+"}\n"),
	breaks("function size", "shared/a/a.go",
		"var f = func() {"+strings.Repeat("\n", maxFunctionLines)+"}\n"),
	keeps("function size", "shared/a/a.go",
		"func f() {"+strings.Repeat("\n", maxFunctionLines-1)+"}\n"),
	breaks("columns", "shared/a/a.go", "// "+strings.Repeat("x", maxColumns)+"\n"),
	keeps("columns", "shared/a/a.go", "// "+strings.Repeat("→", maxColumns-3)+"\n"),
	breaks("parameters", "shared/a/a.go", "func f(a, b, c, d, e, f int) {}\n"),
	breaks("parameters", "shared/a/a.go", "type i interface{ f(a, b, c, d, e, f int) }\n"),
	keeps("parameters", "shared/a/a.go", "func f(a, b, c, d, e int) {}\n"),
}

var bannedSamples = []sample{
	breaks("banned names", "shared/a/a_test.go", "import \"time\"\n\nfunc f() { time.Sleep(1) }\n"),
	breaks("banned names", "scripts/a/a.go", "import clock \"time\"\n\nvar now = clock.Now\n"),
	keeps("banned names", "shared/clock/a.go", "import \"time\"\n\nvar now = time.Now()\n"),
	keeps("banned names", "shared/a/a.go", "import \"time\"\n\nvar wait = 3 * time.Second\n"),
	keeps("banned names", "shared/a/a.go",
		"import \"sashweight/shared/clock\"\n\nfunc f(time clock.Clock) { time.Now() }\n"),
	breaks("banned names", "shared/awssim/a/a.go",
		"import \"context\"\n\nvar f = context.WithTimeout\n"),
	keeps("banned names", "shared/serve/a.go", "import \"context\"\n\nvar f = context.WithTimeout\n"),
	breaks("banned names", "shared/a/a.go", "import \"math/rand/v2\"\n\nvar n = rand.IntN(3)\n"),
	breaks("banned names", "shared/a/a.go", "import \"math/rand\"\n\nvar n = rand.New(nil)\n"),
	keeps("banned names", "shared/a/a.go",
		"import \"math/rand/v2\"\n\nvar n = rand.New(rand.NewPCG(1, 2)).IntN(3)\n"),
	breaks("banned names", "shared/a/a.go", "import \"os\"\n\nvar v = os.Getenv(\"A\")\n"),
	keeps("banned names", "shared/a/config.go", "import \"os\"\n\nvar v = os.Getenv(\"A\")\n"),
	keeps("banned names", "functions/a/main.go",
		program+"import \"os\"\n\nvar v = os.Getenv(\"A\")\n"),
	breaks("banned names", "shared/a/a.go", "import \"os\"\n\nfunc f() { os.Exit(1) }\n"),
	breaks("banned names", "scripts/a/a.go", "import \"log\"\n\nfunc f() { log.Fatal() }\n"),
	breaks("banned names", "shared/a/a.go", "import \"log/slog\"\n\nfunc f() { slog.Info(\"\") }\n"),
	keeps("banned names", "functions/a/main.go",
		program+"import \"log\"\n\nfunc f() { log.Fatal() }\n"),
	breaks("banned names", "events/a.go", "import \"fmt\"\n\nfunc f() { fmt.Println() }\n"),
	keeps("banned names", "scripts/a/a.go", "import \"fmt\"\n\nfunc f() { fmt.Println() }\n"),
	breaks("banned names", "shared/a/a_test.go", "import \"testing\"\n\nvar s = testing.Short()\n"),
	breaks("panics", "shared/awssim/ecs/a.go", "func f() { panic(err) }\n"),
	breaks("panics", "shared/serve/a.go", "func f() { panic(\"a: broken\") }\n"),
	keeps("panics", "shared/awssim/ecs/a.go", "func f() { panic(\"a: no \" + b) }\n"),
	keeps("panics", "shared/awssim/ecs/a.go", "func f() { panic(fmt.Sprintf(\"a: %d\", 1)) }\n"),
	keeps("panics", "shared/a/a_test.go", "func f() { panic(1) }\n"),
	breaks("skipped tests", "shared/a/a_test.go", "func f(t *testing.T) { t.Skip() }\n"),
	breaks("skipped tests", "shared/a/a_test.go", "func f(b *testing.B) { b.Skipf(\"\") }\n"),
	keeps("skipped tests", "shared/a/a.go", "func f(d decoder) { d.Skip() }\n"),
	breaks("goroutines", "shared/awssim/ecs/a.go", "func f() { go f() }\n"),
	breaks("goroutines", "functions/drain-nodes/drainnodes/a.go", "func f() { go f() }\n"),
	keeps("goroutines", "scripts/a/a.go", "func f() { go f() }\n"),
}

var wordSamples = []sample{
	breaks("suppressions", "shared/a/a.go", "func f() {} //nolint:unused\n"),
	breaks("suppressions", "shared/a/a_test.go", "// #nosec G101\nvar a = 1\n"),
	breaks("suppressions", "scripts/a/a.go", "//lint:ignore U1000 later\nvar a = 1\n"),
	keeps("suppressions", "shared/a/a.go", "// a needs no nolint.\nvar a = 1\n"),
	breaks("private places", "shared/a/a.go", "// a is as facts/ecs.md says.\nvar a = 1\n"),
	keeps("private places", "shared/a/a.go", "// a is as the ECS developer guide says.\nvar a = 1\n"),
	breaks("documentation", "shared/a/a.go", "func F() {}\n"),
	breaks("documentation", "shared/a/a.go",
		"// T is a sample.\ntype T[P any] int\n\nfunc (*T[P]) F() {}\n"),
	breaks("documentation", "shared/a/a.go", "type T int\n"),
	breaks("documentation", "shared/a/a.go", "const (\n\tA = 1\n\tB = 2 // two\n)\n"),
	keeps("documentation", "shared/a/a.go", "// Values.\nconst (\n\tA = 1\n\tB = 2\n)\n"),
	keeps("documentation", "shared/a/a.go", "type t int\n\nfunc (t) F() {}\n"),
	breaks("package comment", "shared/a/a.go", "package a\n"),
	{rule: "package comment", files: map[string]string{
		"shared/a/a.go": "package a\n", "shared/a/b.go": "",
	}},
	breaks("errors", "shared/a/a.go", "import \"errors\"\n\nvar e = errors.New(\"failed to read\")\n"),
	breaks("errors", "shared/a/a.go",
		"import \"fmt\"\n\nfunc f(err error) { fmt.Errorf(\"read: %v\", err) }\n"),
	breaks("errors", "shared/a/a.go",
		"import \"fmt\"\n\nfunc f(err error) { fmt.Errorf(\"read: %s\", err.Error()) }\n"),
	breaks("errors", "shared/a/a.go",
		"import \"fmt\"\n\nfunc f() { fmt.Errorf(\"%w: %v\", err, closeErr) }\n"),
	keeps("errors", "shared/a/a.go",
		"import \"fmt\"\n\nfunc f(err error) { fmt.Errorf(\"read \"+\"it: %w\", err) }\n"),
}
