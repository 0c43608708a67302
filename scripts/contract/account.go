package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// awsCLI is Debian's; another aws may come first in PATH.
const awsCLI = "/usr/bin/aws"

// checkAccount lets the AWS CLI loose on a served account.
func checkAccount(ctx context.Context, r *report, dir string) (err error) {
	if err := installCLI(ctx); err != nil {
		return err
	}
	program := filepath.Join(dir, "sashweight")
	err = command(ctx, "", "go", "build", "-o", program, "sashweight/scripts/sashweight")
	if err != nil {
		return err
	}
	server, err := startChild(ctx, dir, program, "serve", "--port", "0", "--speed", "600")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	c := &cli{addr: server.addr, home: dir}
	for _, part := range []struct {
		title  string
		checks []check
	}{
		{"The AWS CLI reads the account", reading},
		{"The AWS CLI writes and is refused", writing},
		{"The AWS CLI drains a node by hand", draining},
	} {
		r.title(part.title)
		for _, k := range part.checks {
			r.check(k.name, k.do(ctx, c))
		}
	}
	return nil
}

// check is one thing that the CLI is asked to do.
type check struct {
	name string
	do   func(context.Context, *cli) error
}

func installCLI(ctx context.Context) error {
	if _, err := os.Stat(awsCLI); err == nil {
		return nil
	}
	err := errors.Join(
		command(ctx, "", "apt-get", "update"),
		command(ctx, "", "apt-get", "install", "-y", "--no-install-recommends", "awscli"),
	)
	if err != nil {
		return fmt.Errorf("install the AWS CLI (as root, or install Debian's awscli first): %w", err)
	}
	return nil
}
