// Package ecs carries out what was decided about container instances and tasks. Each method first
// reads again what it is about to overwrite, and leaves alone what has moved.
package ecs

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Limits of one call (ECS API reference, UpdateContainerInstancesState and
// DescribeContainerInstances).
const (
	updateMax   = 10
	describeMax = 100
)

// Reasons of failures (ECS developer guide, api_failures_messages): there is no such thing, and a
// task has no protection because no service has it.
const (
	missing        = "MISSING"
	notProtectable = "TASK_NOT_VALID"
)

// Writer changes one account's container instances and tasks.
type Writer struct{ client *ecs.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: ecs.NewFromConfig(cfg)} }

// StaleError says that something was no longer as the plan had seen it, so it was left alone.
type StaleError struct {
	// Verb and Object are what was to be done: such as "drain" and "node i-…".
	Verb, Object string
	// Found is what was found instead of Wanted; empty where the object was gone.
	Found, Wanted string
}

// Error names the object and what was found.
func (e *StaleError) Error() string {
	return fmt.Sprintf("%s %s: found it %q, not %s", e.Verb, e.Object, e.Found, e.Wanted)
}

// unexplained is an error for the first failure with none of the explained reasons.
func unexplained(failures []types.Failure, explained ...string) error {
	for _, f := range failures {
		if !slices.Contains(explained, aws.ToString(f.Reason)) {
			return fmt.Errorf("%s: %s %s", aws.ToString(f.Arn), aws.ToString(f.Reason),
				aws.ToString(f.Detail))
		}
	}
	return nil
}
