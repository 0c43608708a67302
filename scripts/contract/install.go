package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// python is Debian's; another python3 may come first in PATH, without Debian's boto3.
const python = "/usr/bin/python3"

// errMissing is the error of a part whose programs are not here and cannot be installed.
var errMissing = errors.New("a program is missing")

// installClients installs Debian's packages of the AWS CLI and of boto3 where they are missing.
func installClients(ctx context.Context) error {
	_, err := os.Stat(awsCLI)
	if err == nil && exec.CommandContext(ctx, python, "-c", "import boto3").Run() == nil {
		return nil
	}
	err = errors.Join(
		command(ctx, "", "apt-get", "update"),
		command(ctx, "", "apt-get", "install", "-y", "--no-install-recommends", "awscli",
			"python3-boto3"),
	)
	if err != nil {
		return fmt.Errorf("%w: install Debian's awscli and python3-boto3 first, or run as root: %w",
			errMissing, err)
	}
	return nil
}
