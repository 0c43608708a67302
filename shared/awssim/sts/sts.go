// Package sts simulates the part of AWS Security Token Service that tells a caller who it is.
package sts

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// STS is the service in one account.
type STS struct {
	// Service answers the API.
	Service *wire.Service

	env *kernel.Env
}

// New returns the service with its operations.
func New(env *kernel.Env) *STS {
	s := &STS{env: env, Service: wire.NewService(wire.Spec{
		ID:        "STS",
		Scope:     "sts",
		Protocol:  wire.Query,
		Namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
	})}
	wire.On(s.Service, "GetCallerIdentity", s.getCallerIdentity)
	return s
}

// getCallerIdentity names the account's root where the caller has no identity of its own.
func (s *STS) getCallerIdentity(
	ctx context.Context, _ *sts.GetCallerIdentityInput,
) (*sts.GetCallerIdentityOutput, error) {
	arn := wire.CallerOf(ctx).ARN
	if arn == "" {
		arn = "arn:aws:iam::" + s.env.Account + ":root"
	}
	return &sts.GetCallerIdentityOutput{
		Account: &s.env.Account, Arn: &arn, UserId: new(userID(s.env.Account, arn)),
	}, nil
}

// userID follows the forms of an assumed role (id of the role, colon, session), a user, and the
// root of the account (IAM user guide, "Unique identifiers").
func userID(account, arn string) string {
	_, resource, _ := strings.Cut(arn, "::"+account+":")
	kind, name, _ := strings.Cut(resource, "/")
	switch kind {
	case "assumed-role":
		role, session, _ := strings.Cut(name, "/")
		return uniqueID("AROA", role) + ":" + session
	case "user":
		return uniqueID("AIDA", name)
	default:
		return account
	}
}

func uniqueID(prefix, name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash takes every write
	return prefix + strings.ToUpper(fmt.Sprintf("%016x", h.Sum64()))
}
