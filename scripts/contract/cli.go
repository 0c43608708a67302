package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// cli is the AWS CLI and what it has found out.
type cli struct {
	addr string
	// home is where it finds no configuration of anybody.
	home string
	// nodes are the container instances' ARNs, node the one that is drained.
	nodes []string
	node  string
	// function is the name of the one that drains nodes.
	function string
}

// failed is the CLI's exit code after an error of the service (AWS CLI user guide,
// cli-usage-returncodes).
const failed = 254

func (c *cli) output(ctx context.Context, args []string) (out, errs []byte, err error) {
	args = append([]string{"--endpoint-url", "http://" + c.addr, "--output", "json"}, args...)
	cmd := exec.CommandContext(ctx, awsCLI, args...)
	cmd.Env = clientEnv(c.home, c.addr)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.Bytes(), stderr.Bytes(), err
}

// run calls an operation and reads its answer into a value.
func (c *cli) run(ctx context.Context, into any, args ...string) error {
	out, errs, err := c.output(ctx, args)
	if err != nil {
		return fmt.Errorf("aws %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(errs))
	}
	if len(bytes.TrimSpace(out)) == 0 {
		return fmt.Errorf("aws %s: no output", strings.Join(args, " "))
	}
	if err := json.Unmarshal(out, into); err != nil {
		return fmt.Errorf("aws %s: read its output: %w", strings.Join(args, " "), err)
	}
	return nil
}

// refused calls an operation that must be answered with the service's error of that code.
func (c *cli) refused(ctx context.Context, code string, args ...string) error {
	out, errs, err := c.output(ctx, args)
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("aws %s: want error %s, got %s: %s", strings.Join(args, " "), code, out,
			bytes.TrimSpace(errs))
	}
	if exit.ExitCode() != failed || !bytes.Contains(errs, []byte("("+code+")")) {
		return fmt.Errorf("aws %s: want error %s and exit code %d: %w: %s", strings.Join(args, " "),
			code, failed, err, bytes.TrimSpace(errs))
	}
	return nil
}

// want is the error of a wrong value.
func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, want %v", what, got, want)
	}
	return nil
}
