// Package sts asks AWS who calls it.
package sts

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Caller is who calls.
type Caller struct {
	// Account has 12 digits; ARN is that of the user, or of the role's session.
	Account, ARN string
	// Now is the account's own time, as its answer told; zero where it did not.
	Now time.Time
}

// WhoAmI asks for the caller of cfg's credentials. No permission is needed for that (STS API
// reference, GetCallerIdentity).
func WhoAmI(ctx context.Context, cfg aws.Config) (Caller, error) {
	out, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Caller{}, fmt.Errorf("ask who calls: %w", err)
	}
	now, _ := awsmiddleware.GetServerTime(out.ResultMetadata)
	return Caller{
		Account: aws.ToString(out.Account), ARN: aws.ToString(out.Arn), Now: now,
	}, nil
}
