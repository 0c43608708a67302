package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// awsFlags are how a verb reaches an AWS account, a real one or one that `sashweight serve` offers.
// A verb embeds them. What is not given comes from where every AWS tool looks: environment
// variables, the shared config and credentials files, the machine's role.
type awsFlags struct {
	Profile  string `group:"aws" placeholder:"NAME" help:"Profile of ~/.aws to use."`
	Region   string `group:"aws" placeholder:"NAME" help:"AWS Region of the clusters."`
	Endpoint string `group:"aws" name:"endpoint-url" placeholder:"URL" help:"${endpoint_help}"`
}

// endpointHelp stands in --help.
const endpointHelp = "Call this address instead of AWS, such as a served account. " +
	"Also AWS_ENDPOINT_URL."

// outputFlags choose who reads what a verb prints.
type outputFlags struct {
	JSON bool `help:"Print one JSON object a line, for machines."`
}

// Bounds of one call, so that a command on a bad network ends: tries, and the longest wait between
// two of them. Looking for credentials may ask the machine's metadata service, which on a laptop
// never answers.
const (
	triesMax        = 4
	backoffMax      = 5 * time.Second
	credentialsWait = 10 * time.Second
)

// load reads the SDK's configuration and the credentials, so that what is missing is said before
// anything is called.
func (f awsFlags) load(ctx context.Context) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{
		config.WithAppID("sashweight"),
		config.WithLogger(logging.Nop{}), // what matters is an error; the rest is for developers
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = triesMax, backoffMax
				o.Retryables = append([]retry.IsErrorRetryable{
					retry.IsErrorRetryableFunc(nobodyListens),
				}, o.Retryables...)
			})
		}),
	}
	if f.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(f.Profile))
	}
	if f.Region != "" {
		options = append(options, config.WithRegion(f.Region))
	}
	if f.Endpoint != "" {
		if u, err := url.Parse(f.Endpoint); err != nil || u.Host == "" ||
			u.Scheme != "http" && u.Scheme != "https" {
			return aws.Config{}, fmt.Errorf("--endpoint-url %q: want http://HOST:PORT or https://",
				f.Endpoint)
		}
		options = append(options, config.WithBaseEndpoint(f.Endpoint))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, fmt.Errorf("read AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return cfg, errors.New("no AWS Region: give --region, or set AWS_REGION, " +
			"or a region in the profile")
	}
	return cfg, haveCredentials(ctx, cfg)
}

// nobodyListens says that trying again is of no use where no server is: it was mistyped, or is not
// started yet.
func nobodyListens(err error) aws.Ternary {
	if errors.Is(err, syscall.ECONNREFUSED) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

func haveCredentials(ctx context.Context, cfg aws.Config) error {
	waited, cancel := context.WithTimeout(ctx, credentialsWait)
	defer cancel()
	if cfg.Credentials == nil {
		return errors.New("no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	_, err := cfg.Credentials.Retrieve(waited)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("no AWS credentials: give --profile, sign in (aws sso login), or set "+
		"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a served account takes any): %w", err)
}

// explained is an error as a person wants it: of a call to AWS, the service and the operation, and
// AWS's own code and text. An address where nobody listens is told with what to look at.
func explained(err error) string {
	var op *smithy.OperationError
	if !errors.As(err, &op) {
		return err.Error()
	}
	plainly := op.Service() + " " + op.Operation() + ": "
	var api smithy.APIError
	var unsent *smithyhttp.RequestSendError
	switch {
	case errors.As(err, &api):
		plainly += api.ErrorCode() + ": " + plain(api.ErrorMessage())
	case errors.As(err, &unsent):
		plainly += fmt.Sprintf("no answer: %v (is --endpoint-url, AWS_ENDPOINT_URL or --region "+
			"wrong, or the network down?)", unsent.Err)
	default:
		return err.Error()
	}
	return strings.Replace(err.Error(), op.Error(), plainly, 1)
}
