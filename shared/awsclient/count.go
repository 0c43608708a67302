package awsclient

import (
	"context"
	"fmt"

	"github.com/aws/smithy-go/middleware"

	"sashweight/shared/telemetry"
)

// countCalls makes a client note each attempt in the invocation that its context belongs to. It
// sits inside the retry loop: what AWS counts is attempts.
func countCalls(stack *middleware.Stack) error {
	count := middleware.FinalizeMiddlewareFunc("SashweightCountCalls", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (middleware.FinalizeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleFinalize(ctx, in)
		telemetry.CountCall(ctx, IsThrottle(err))
		return out, metadata, err
	})
	if err := stack.Finalize.Insert(count, "Retry", middleware.After); err != nil {
		return fmt.Errorf("add call counter: %w", err)
	}
	return nil
}
