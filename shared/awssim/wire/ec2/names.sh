#!/bin/sh
# Writes names.txt anew after a change of operations.txt or of the SDK's version.
set -eu
cd "$(dirname "$0")"
sources=$(go list -m -f '{{.Dir}}' github.com/aws/aws-sdk-go-v2/service/ec2)
go run ../../../../scripts/ec2names "$sources" < operations.txt > names.new
mv names.new names.txt
