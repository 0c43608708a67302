// Package ssm writes what operators set in Systems Manager Parameter Store.
package ssm

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// descriptionMax is how long a parameter's description may be, in characters (Systems Manager API
// reference, PutParameter).
const descriptionMax = 1024

// Writer changes one account's parameters.
type Writer struct{ client *ssm.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: ssm.NewFromConfig(cfg)} }

// Pause sets the brake that the parameter is. why is shown as the parameter's description.
func (w *Writer) Pause(ctx context.Context, parameter string, p fleet.Pause, why string) error {
	if text := []rune(why); len(text) > descriptionMax {
		why = string(text[:descriptionMax])
	}
	_, err := w.client.PutParameter(ctx, &ssm.PutParameterInput{
		Name: &parameter, Value: aws.String(string(p)), Description: &why,
		Type: types.ParameterTypeString, Overwrite: aws.Bool(true),
	})
	if err != nil {
		return fmt.Errorf("put %s: %w", parameter, err)
	}
	return nil
}

// Resume takes the brake away. One that is not there is no error.
func (w *Writer) Resume(ctx context.Context, parameter string) error {
	_, err := w.client.DeleteParameter(ctx, &ssm.DeleteParameterInput{Name: &parameter})
	if err != nil && !awsclient.IsNotFound(err) {
		return fmt.Errorf("delete %s: %w", parameter, err)
	}
	return nil
}
