package ssm_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go/middleware"

	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/observe/ssm"
)

// smallPages asks for pages of five, the smallest that there are.
func smallPages(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("smallPages", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		if p, ok := in.Parameters.(*sdk.DescribeInstanceInformationInput); ok {
			p.MaxResults = aws.Int32(5)
		}
		return next.HandleInitialize(ctx, in)
	}), middleware.Before)
}

func TestPingsAreReadOverAllPagesAndCalls(t *testing.T) {
	a, _, ids := awssimtest.Cluster(t, 60)
	cfg := a.UserConfig()
	cfg.APIOptions = append(cfg.APIOptions, smallPages)
	a.Machines.Impair(ids[59])
	a.Advance(30 * time.Minute)
	pings, err := ssm.New(cfg).Pings(t.Context(), append(ids, "i-0123456789abcdef0"))
	if err != nil || len(pings) != 60 {
		t.Fatalf("%d pings, %v, want 60", len(pings), err)
	}
	if pings[ids[0]] != "Online" || pings[ids[59]] != "ConnectionLost" {
		t.Errorf("pings are %s and %s", pings[ids[0]], pings[ids[59]])
	}
}

func TestAnInstanceThatSystemsManagerRefusesHidesNoOther(t *testing.T) {
	a, _, ids := awssimtest.Cluster(t, 2)
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		in, ok := call.Input.(*sdk.DescribeInstanceInformationInput)
		if ok && slices.Contains(in.Filters[0].Values, ids[0]) {
			return nil, &types.InvalidInstanceId{}
		}
		return gate(ctx, call, next)
	}
	pings, err := ssm.New(a.UserConfig()).Pings(t.Context(), ids)
	if err != nil || len(pings) != 1 || pings[ids[1]] != "Online" {
		t.Errorf("pings are %v, %v", pings, err)
	}
}
