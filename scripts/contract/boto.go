package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// What boto3 runs: a whole session, and the set-up calls that programs make before theirs.
var (
	//go:embed boto/checks.py
	checksPy []byte
	//go:embed boto/session.py
	sessionPy []byte
	//go:embed boto/setup.py
	setupPy []byte
)

// checkBoto lets boto3 loose on the account at an address. Each line that the program prints is a
// check: ok, or failed and why, with tabs between.
func checkBoto(ctx context.Context, r *report, dir, addr, program string) error {
	for name, data := range map[string][]byte{
		"checks.py": checksPy, "session.py": sessionPy, "setup.py": setupPy,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	cmd := exec.CommandContext(ctx, python, filepath.Join(dir, program))
	cmd.Env = clientEnv(dir, addr)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		verdict, rest, _ := strings.Cut(lines.Text(), "\t")
		check, why, _ := strings.Cut(rest, "\t")
		var wrong error
		if verdict != "ok" {
			wrong = errors.New(why)
		}
		r.check(check, wrong)
	}
	if err != nil {
		return fmt.Errorf("run %s: %w: %s", program, err, bytes.TrimSpace(errs.Bytes()))
	}
	return nil
}

// clientEnv is the environment of a client that finds the account and nobody's configuration.
func clientEnv(home, addr string) []string {
	return []string{
		"HOME=" + home, "PATH=/usr/bin:/bin", "AWS_ENDPOINT_URL=http://" + addr,
		"AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=",
		"AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_MAX_ATTEMPTS=1", "PYTHONDONTWRITEBYTECODE=1",
	}
}
