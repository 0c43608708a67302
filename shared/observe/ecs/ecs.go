// Package ecs reads container instances, tasks, services, task definitions and capacity providers
// and returns them as fleet values. It calls only Describe, Get and List operations.
package ecs

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Limits of one call (ECS API reference; filterMax is ours: a filter's length has a limit that is
// not documented for ListContainerInstances).
const (
	describeMax = 100
	filterMax   = 50
)

// missing is the reason of a failure that says that there is no such thing.
const missing = "MISSING"

// Reader reads one account's ECS. It remembers task definitions.
type Reader struct {
	client *ecs.Client
	known  needs
}

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: ecs.NewFromConfig(cfg)} }

// unexplained is an error for the first failure that is neither the absence of what was asked for
// nor of the explained reasons (ECS developer guide, api_failures_messages).
func unexplained(failures []types.Failure, explained ...string) error {
	for _, f := range failures {
		reason := aws.ToString(f.Reason)
		if reason != missing && !slices.Contains(explained, reason) {
			return fmt.Errorf("%s: %s %s", aws.ToString(f.Arn), reason, aws.ToString(f.Detail))
		}
	}
	return nil
}
