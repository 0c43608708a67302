package wire_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/wire"
)

// frontEnds are the two ways in to a server.
func frontEnds(s *wire.Server) map[string]aws.Config {
	return map[string]aws.Config{
		"wire": s.Config(tester, region), "typed": s.Typed(tester, region),
	}
}

type noDelay struct{}

// BackoffDelay lets the next attempt follow at once.
func (noDelay) BackoffDelay(int, error) (delay time.Duration, err error) { return 0, nil }

func TestThrottledCallsAreRetriedThroughBothFrontEnds(t *testing.T) {
	for _, do := range []call{listTasks("prod"), describe("win")} {
		s := world()
		for name, cfg := range frontEnds(s) {
			attempts := 0
			s.Gate = func(_ context.Context, _ *wire.Call, next func() (any, error)) (any, error) {
				attempts++
				if attempts < 3 {
					return nil, wire.Error("ThrottlingException", "Rate exceeded")
				}
				return next()
			}
			cfg.Retryer = func() aws.Retryer {
				return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = noDelay{} })
			}
			if _, err := do(context.Background(), cfg); err != nil || attempts != 3 {
				t.Errorf("%s: %d attempts, error %v; want success at the third", name, attempts, err)
			}
		}
	}
}

func TestTheGateSeesCallerOperationAndInput(t *testing.T) {
	s := world()
	s.Callers = func(key string) wire.Caller { return wire.Caller{Name: "tester", AccessKey: key} }
	for name, cfg := range frontEnds(s) {
		var seen *wire.Call
		var carried wire.Caller
		s.Gate = func(ctx context.Context, c *wire.Call, next func() (any, error)) (any, error) {
			seen, carried = c, wire.CallerOf(ctx)
			return next()
		}
		if _, err := listTasks("prod")(context.Background(), cfg); err != nil {
			t.Fatal(err)
		}
		in, ok := seen.Input.(*ecs.ListTasksInput)
		if !ok || *in.Cluster != "prod" {
			t.Errorf("%s: the gate saw input %+v", name, seen.Input)
		}
		if seen.Scope != "ecs" || seen.Operation != "ListTasks" || seen.Caller != tester {
			t.Errorf("%s: the gate saw %+v", name, seen)
		}
		if carried != tester {
			t.Errorf("%s: the context carries %+v", name, carried)
		}
	}
}

func TestAnEndedContextEndsTheCall(t *testing.T) {
	for _, before := range []bool{true, false} {
		s := world()
		for name, cfg := range frontEnds(s) {
			ctx, cancel := context.WithCancel(context.Background())
			served := 0
			s.Gate = func(context.Context, *wire.Call, func() (any, error)) (any, error) {
				served++
				cancel()
				return &ecs.ListTasksOutput{}, nil
			}
			if before {
				cancel()
			}
			cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
			_, err := listTasks("prod")(ctx, cfg)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: got %v, want a cancelled call", name, err)
			}
			if before != (served == 0) {
				t.Errorf("%s: the call was served %d times", name, served)
			}
		}
	}
}

func TestAFaultOfOursIsAServerError(t *testing.T) {
	s := world()
	s.Gate = func(context.Context, *wire.Call, func() (any, error)) (any, error) {
		return nil, errors.New("lost my way")
	}
	for name, cfg := range frontEnds(s) {
		cfg.RetryMaxAttempts = 1
		_, err := listTasks("prod")(context.Background(), cfg)
		var failed smithy.APIError
		if !errors.As(err, &failed) || failed.ErrorCode() != "InternalFailure" {
			t.Errorf("%s: got %v, want InternalFailure", name, err)
		}
	}
}

func TestTypedOutputsAreSharedUnlessCopied(t *testing.T) {
	var kept *ecs.DescribeTasksOutput
	s := world()
	wire.On(s.Service("ecs"), "DescribeTasks",
		func(context.Context, *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
			kept = &ecs.DescribeTasksOutput{Tasks: []ecstypes.Task{{TaskArn: aws.String("arn:1")}}}
			return kept, nil
		})
	for _, copied := range []bool{false, true} {
		s.CopyOutputs = copied
		out, err := ecs.NewFromConfig(s.Typed(tester, region)).DescribeTasks(context.Background(),
			&ecs.DescribeTasksInput{Tasks: []string{"arn:1"}})
		if err != nil {
			t.Fatal(err)
		}
		*out.Tasks[0].TaskArn = "written"
		if got := *kept.Tasks[0].TaskArn; (got == "arn:1") != copied {
			t.Errorf("CopyOutputs %v: after a write the server's task is %q", copied, got)
		}
	}
}

func TestRequestIDsComeFromTheServer(t *testing.T) {
	s := world()
	s.RequestID = func() string { return "request-7" }
	for name, cfg := range frontEnds(s) {
		out, err := autoscaling.NewFromConfig(cfg).DescribeAutoScalingGroups(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if id, _ := middleware.GetRequestIDMetadata(out.ResultMetadata); id != "request-7" {
			t.Errorf("%s: request id %q", name, id)
		}
	}
}
