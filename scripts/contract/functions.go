package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// functions finds the drain function and its table.
func functions(ctx context.Context, c *cli) error {
	var out struct {
		Functions []struct {
			FunctionName, Runtime string
			Environment           struct{ Variables map[string]string }
		}
	}
	if err := c.run(ctx, &out, "lambda", "list-functions"); err != nil {
		return err
	}
	for _, f := range out.Functions {
		if strings.Contains(f.FunctionName, "DrainNodes") {
			c.function = f.FunctionName
			return errors.Join(want("runtime", f.Runtime, "provided.al2023"),
				want("variables", f.Environment.Variables["SASHWEIGHT_TABLE"] != "", true))
		}
	}
	return fmt.Errorf("none of %d functions drains nodes", len(out.Functions))
}

// invoked calls the function with a tick and waits for its answer.
func invoked(ctx context.Context, c *cli) error {
	var out struct {
		StatusCode                     int
		FunctionError, ExecutedVersion string
	}
	payload := filepath.Join(c.home, "payload.json")
	tick := `{"version":"0","source":"aws.events","detail-type":"Scheduled Event","detail":{}}`
	if err := os.WriteFile(payload, []byte(tick), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", payload, err)
	}
	err := c.run(ctx, &out, "lambda", "invoke", "--function-name", c.function,
		"--payload", "fileb://"+payload, filepath.Join(c.home, "answer.json"))
	if err != nil {
		return err
	}
	return errors.Join(want("status", out.StatusCode, 200), want("error", out.FunctionError, ""),
		want("version", out.ExecutedVersion, "$LATEST"),
		c.refused(ctx, "ResourceNotFoundException", "lambda", "invoke", "--function-name", "none",
			filepath.Join(c.home, "none.json")))
}
