// Package awsclient is what all of AWS's clients share: where their configuration comes from, how
// often they try again, how their calls are counted, and what their errors mean. It knows no
// service, so that a function links only the clients that it uses.
package awsclient

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/middleware"

	"sashweight/shared/clock"
	"sashweight/shared/telemetry"
)

const (
	// appID marks our calls in CloudTrail and in AWS's own support tools.
	appID = "sashweight"
	// attemptsMax is how often a call is tried, the first time included.
	attemptsMax = 5
)

// Environment variables that Lambda sets for every function (Lambda developer guide,
// configuration-envvars), and the one by which any SDK is pointed at another endpoint.
const (
	envRegion   = "AWS_REGION"
	envKey      = "AWS_ACCESS_KEY_ID"
	envSecret   = "AWS_SECRET_ACCESS_KEY"
	envToken    = "AWS_SESSION_TOKEN"
	envEndpoint = "AWS_ENDPOINT_URL"
)

// Load reads the configuration of a running function from its environment, through lookup: Region
// and credentials, which Lambda keeps valid for as long as the process lives; standard retries;
// counted and traced calls. The error joins every problem there is.
//
// The SDK's config module would do it too, and would link single sign-on and the rest of what a
// function never uses: a megabyte and a half, and milliseconds at each cold start.
func Load(lookup func(string) (string, bool)) (aws.Config, error) {
	var problems []error
	need := func(name string) string {
		v, _ := lookup(name)
		if v == "" {
			problems = append(problems, fmt.Errorf("read %s: not set", name))
		}
		return v
	}
	region, key, secret := need(envRegion), need(envKey), need(envSecret)
	token, _ := lookup(envToken)
	if len(problems) > 0 {
		return aws.Config{}, errors.Join(problems...)
	}
	cfg := aws.Config{
		Region: region, AppID: appID,
		Credentials: credentials.NewStaticCredentialsProvider(key, secret, token),
		Retryer:     func() aws.Retryer { return standardRetryer() },
		APIOptions:  []func(*middleware.Stack) error{countCalls},
	}
	if url, ok := lookup(envEndpoint); ok && url != "" {
		cfg.BaseEndpoint = &url
	}
	telemetry.Instrument(&cfg)
	return cfg, nil
}

// Simulated returns cfg for a run on virtual time: retries wait on clk instead of the wall clock
// and draw their jitter from rng, so that a run with the same seed is the same run. Calls are
// counted and not traced. All clients built from it draw from the one rng: use it in one goroutine
// at a time.
func Simulated(cfg aws.Config, clk clock.Clock, rng *rand.Rand) aws.Config {
	cfg.AppID = appID
	cfg.APIOptions = append(slices.Clone(cfg.APIOptions), countCalls)
	cfg.Retryer = func() aws.Retryer {
		return chargedRetryer{Standard: standardRetryer(), clk: clk, rng: rng}
	}
	return cfg
}

func standardRetryer() *retry.Standard {
	return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = attemptsMax })
}
