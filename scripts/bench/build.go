package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"sashweight/functions"
)

// hello is the smallest function; the others are packages below functions/.
const hello = "sashweight/scripts/bench/hello"

func packageOf(function string) string { return "sashweight/functions/" + function }

// buildHost builds a function for this machine, else as it ships.
func buildHost(ctx context.Context, dir, pkg string) (program string, err error) {
	program = filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-ldflags",
		"-s -w -buildid=", "-o", program, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	return program, finish(cmd)
}

// finish runs a command; an error has what it wrote.
func finish(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run %s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// zipSize builds what ships, with the Makefile's own flags, and returns the largest archive's size
// in millions of bytes.
func zipSize(ctx context.Context, _ string) ([]figure, error) {
	if err := finish(exec.CommandContext(ctx, "make", "--no-print-directory", "package")); err != nil {
		return nil, err
	}
	f := figure{name: "zip.max_mb", unit: "MB", most: new(8.0)}
	for _, fn := range functions.All() {
		info, err := os.Stat(filepath.Join("dist", fn.Name+".zip"))
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", fn.Name, err)
		}
		if size := float64(info.Size()) / 1e6; size > f.value {
			f.value, f.about = size, "the largest archive, "+fn.Name
		}
	}
	return []figure{f}, nil
}

// clients counts the SDK clients that a function links, beside those that the SDK's own
// configuration brings to every function.
func clients(ctx context.Context, pkg string) (int, error) {
	all, err := services(ctx, pkg)
	if err != nil {
		return 0, err
	}
	common, err := services(ctx, "sashweight/shared/awsclient")
	if err != nil {
		return 0, err
	}
	own := slices.DeleteFunc(all, func(s string) bool { return slices.Contains(common, s) })
	return len(own), nil
}

// services lists the SDK's service packages that a package links.
func services(ctx context.Context, pkg string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", pkg)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list dependencies of %s: %w", pkg, err)
	}
	var found []string
	for dep := range strings.FieldsSeq(string(out)) {
		rest, ok := strings.CutPrefix(dep, "github.com/aws/aws-sdk-go-v2/service/")
		if ok && !strings.Contains(rest, "/") {
			found = append(found, rest)
		}
	}
	return found, nil
}
