// Package lambda invokes Sashweight's own functions and waits for their answers.
package lambda

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// FunctionError says that the function ran and ended with an error.
type FunctionError struct {
	Function string
	// Kind is Handled or Unhandled (Lambda API reference, Invoke, FunctionError).
	Kind string
	// Type and Message are the function's own words.
	Type, Message string
}

// Error has the function's own words.
func (e *FunctionError) Error() string {
	return fmt.Sprintf("invoke %s: the function ended with %s: %s", e.Function, e.Type, e.Message)
}

// Writer invokes one account's functions.
type Writer struct{ client *lambda.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: lambda.NewFromConfig(cfg)} }

// Invoke runs a function with a payload and returns what it answers. Where the SDK tries again, the
// function gets the payload once more: it must bear that. An error of the function itself is a
// *FunctionError.
func (w *Writer) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	out, err := w.client.Invoke(ctx, &lambda.InvokeInput{
		FunctionName: &function, Payload: payload,
		InvocationType: types.InvocationTypeRequestResponse,
	})
	if err != nil {
		return nil, fmt.Errorf("invoke %s: %w", function, err)
	}
	if out.FunctionError == nil {
		return out.Payload, nil
	}
	failed := &FunctionError{Function: function, Kind: aws.ToString(out.FunctionError)}
	var words struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}
	if err := json.Unmarshal(out.Payload, &words); err != nil {
		words.Type, words.Message = failed.Kind, string(out.Payload)
	}
	failed.Type, failed.Message = words.Type, words.Message
	return nil, failed
}
