package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"sashweight/scripts/contract/statecheck"
	"sashweight/shared/clock"
)

// What npm is to install, with the digest of every file.
var (
	//go:embed dynalite/package.json
	packageJSON []byte
	//go:embed dynalite/package-lock.json
	packageLock []byte
)

// listen starts dynalite on a free port of loopback: its own command line knows no free port.
const listen = `const server = require("dynalite")({createTableMs: 20})
server.listen(0, "127.0.0.1", () => {
  const {address, port} = server.address()
  console.log("http://" + address + ":" + port)
})
process.on("SIGINT", () => process.exit(0))`

// checkState runs the state table on dynalite. The list of steps is the one that a test runs on the
// simulated DynamoDB; the second run finds the rows of the first in another table.
func checkState(ctx context.Context, r *report, dir string) (err error) {
	server, err := startDynalite(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	target := statecheck.Server{Clock: clock.Real{}, Config: aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://" + server.addr),
		Credentials: credentials.NewStaticCredentialsProvider("x", "x", ""),
	}}
	for _, table := range []string{"contract-one", "contract-two"} {
		r.title("The state table " + table + " on dynalite")
		for _, result := range statecheck.Run(ctx, target, table) {
			var wrong error
			if !result.OK() {
				wrong = fmt.Errorf("got %s, want %s", result.Got, result.Want)
			}
			r.check(result.Name+": "+result.Want, wrong)
		}
	}
	return nil
}

func startDynalite(ctx context.Context, dir string) (*child, error) {
	dir = filepath.Join(dir, "dynalite")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, fmt.Errorf("install dynalite: %w", err)
	}
	for name, data := range map[string][]byte{
		"package.json": packageJSON, "package-lock.json": packageLock,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return nil, fmt.Errorf("install dynalite: %w", err)
		}
	}
	err := command(ctx, dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
	if err != nil {
		return nil, fmt.Errorf("%w: install dynalite with npm: %w", errMissing, err)
	}
	return startChild(ctx, dir, "node", "-e", listen)
}
