package main

import (
	"context"
	"errors"
	"path/filepath"
)

// awsCLI is Debian's; another aws may come first in PATH.
const awsCLI = "/usr/bin/aws"

// part is a list of checks under a title.
type part struct {
	title  string
	checks []check
}

// checkAccount lets the AWS CLI and boto3 loose on served accounts: on the demo's fleet, on an
// empty account, and on an instant one.
func checkAccount(ctx context.Context, r *report, dir string) error {
	if err := installClients(ctx); err != nil {
		return err
	}
	program := filepath.Join(dir, "sashweight")
	err := command(ctx, "", "go", "build", "-o", program, "sashweight/scripts/sashweight")
	if err != nil {
		return err
	}
	return errors.Join(
		onAccount(ctx, dir, program, nil, func(addr string) error {
			runParts(ctx, r, &cli{addr: addr, home: dir}, []part{
				{"The AWS CLI reads the account", reading},
				{"The AWS CLI writes and is refused", writing},
				{"The AWS CLI drains a node by hand", draining},
			})
			return nil
		}),
		onAccount(ctx, dir, program, []string{"--empty"}, func(addr string) error {
			runParts(ctx, r, &cli{addr: addr, home: dir}, []part{
				{"The AWS CLI in a whole session", session},
			})
			r.title("boto3 in a whole session")
			return checkBoto(ctx, r, dir, addr, "session.py")
		}),
		onAccount(ctx, dir, program, []string{"--empty", "--instant"}, func(addr string) error {
			r.title("boto3 sets up an instant account")
			return checkBoto(ctx, r, dir, addr, "setup.py")
		}),
	)
}

func runParts(ctx context.Context, r *report, c *cli, parts []part) {
	for _, p := range parts {
		r.title(p.title)
		for _, k := range p.checks {
			r.check(k.name, k.do(ctx, c))
		}
	}
}

// onAccount serves an account, at ten minutes a second, while it is used.
func onAccount(
	ctx context.Context, dir, program string, flags []string, use func(addr string) error,
) (err error) {
	flags = append([]string{"serve", "--port", "0", "--speed", "600"}, flags...)
	server, err := startChild(ctx, dir, program, flags...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	return use(server.addr)
}

// check is one thing that the CLI is asked to do.
type check struct {
	name string
	do   func(context.Context, *cli) error
}
