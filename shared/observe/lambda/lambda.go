// Package lambda finds Sashweight's own functions in an account. It calls only List operations.
package lambda

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// The environment variables by which our functions are known.
const (
	envFunction = "SASHWEIGHT_FUNCTION"
	envTable    = "SASHWEIGHT_TABLE"
)

// Deployed is one function of a deployed stack.
type Deployed struct {
	// Stack is the CloudFormation stack's name, Function the Lambda function's, Table that of the
	// stack's state table.
	Stack, Function, Table string
}

// Reader reads one account's functions.
type Reader struct{ client *lambda.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: lambda.NewFromConfig(cfg)} }

// Deployed finds every deployment of one of our functions, such as drain-nodes, sorted by stack.
// now is the account's own time, as its last answer told; zero where it did not.
func (r *Reader) Deployed(ctx context.Context, name string) (
	found []Deployed, now time.Time, err error,
) {
	pages := lambda.NewListFunctionsPaginator(r.client, &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, now, fmt.Errorf("find function %s: %w", name, err)
		}
		now, _ = awsmiddleware.GetServerTime(page.ResultMetadata)
		for _, f := range page.Functions {
			if variable(f, envFunction) == name {
				found = append(found, Deployed{
					Stack: stackOf(aws.ToString(f.FunctionName)), Table: variable(f, envTable),
					Function: aws.ToString(f.FunctionName),
				})
			}
		}
	}
	slices.SortFunc(found, func(a, b Deployed) int { return strings.Compare(a.Stack, b.Stack) })
	return found, now, nil
}

func variable(f types.FunctionConfiguration, name string) string {
	if f.Environment == nil {
		return "" // or its variables may not be read
	}
	return f.Environment.Variables[name]
}

// stackOf is the stack of a function whose name CloudFormation made: stack, logical id, and
// characters of its own (CloudFormation user guide, aws-properties-name). Another name is its own
// stack's.
func stackOf(function string) string {
	parts := strings.Split(function, "-")
	if len(parts) < 3 || !strings.HasSuffix(parts[len(parts)-2], "Function") {
		return function
	}
	return strings.Join(parts[:len(parts)-2], "-")
}
