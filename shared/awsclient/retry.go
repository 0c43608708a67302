package awsclient

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"sashweight/shared/clock"
)

// chargedRetryer retries what the SDK's standard retryer does, as often and with the same spread
// of delays, but charges each delay to a clock and then tells the SDK that there is none: the SDK
// itself would sleep on the wall clock.
type chargedRetryer struct {
	*retry.Standard
	clk clock.Clock
	rng *rand.Rand
}

// RetryDelay lets the delay before attempt+1 pass on the clock. It returns 0, and an error if the
// sleep was cut short. The SDK hands no context to it; a clock of virtual time knows which
// invocation sleeps.
func (r chargedRetryer) RetryDelay(attempt int, _ error) (time.Duration, error) {
	return 0, r.clk.Sleep(context.Background(), backoff(attempt, r.rng))
}

// backoff draws from [0, 2^attempt) seconds, or from [0, 20) where that is less.
func backoff(attempt int, rng *rand.Rand) time.Duration {
	ceiling := retry.DefaultMaxBackoff
	if attempt < 5 {
		ceiling = min(ceiling, time.Second<<max(attempt, 0))
	}
	return time.Duration(rng.Float64() * float64(ceiling))
}
