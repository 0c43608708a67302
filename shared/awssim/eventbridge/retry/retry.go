// Package retry delivers on behalf of EventBridge and its Scheduler: it tries, waits and tries
// again as a retry policy says.
package retry

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
)

// Policy bounds the retries of one delivery. The first try is none.
type Policy struct {
	// MaxAttempts is how often a failed delivery is tried again.
	MaxAttempts int
	// MaxAge is how long after the first try it is still tried again.
	MaxAge time.Duration
}

// Default is the policy where none is given: 185 retries within 24 hours (EventBridge user guide,
// eb-rule-event-delivery; EventBridge Scheduler has the same).
func Default() Policy { return Policy{MaxAttempts: 185, MaxAge: 24 * time.Hour} }

// Failure says why a delivery was given up.
type Failure struct {
	// Code and Message are the target's error.
	Code, Message string
	// Condition is the limit that ended it, MaximumRetryAttempts or MaximumEventAgeInSeconds;
	// empty for an error that is never retried.
	Condition string
	// Attempts counts the retries.
	Attempts int
}

const (
	firstWait = time.Second
	maxWait   = 5 * time.Minute
)

// Deliver calls try until it succeeds or the policy ends it, with exponential waits and jitter from
// the stream "delivery". A missing target or permission is not retried (EventBridge user guide,
// eb-rule-dlq). try gets the number of the attempt, from 1.
func Deliver(k *kernel.Kernel, p Policy, try func(attempt int) error, giveUp func(Failure)) {
	d := &delivery{k: k, policy: p, try: try, giveUp: giveUp, began: k.Now()}
	d.run(1)
}

type delivery struct {
	k      *kernel.Kernel
	policy Policy
	try    func(attempt int) error
	giveUp func(Failure)
	began  time.Time
}

func (d *delivery) run(attempt int) {
	err := d.try(attempt)
	if err == nil {
		return
	}
	f := Failure{Code: "INTERNAL_ERROR", Message: err.Error(), Attempts: attempt - 1}
	var api smithy.APIError
	if errors.As(err, &api) {
		f.Code, f.Message = api.ErrorCode(), api.ErrorMessage()
	}
	wait := backoff(attempt, d.k.Stream("delivery"))
	switch {
	case f.Code == "ResourceNotFoundException" || f.Code == "AccessDeniedException":
	case attempt > d.policy.MaxAttempts:
		f.Condition = "MaximumRetryAttempts"
	case d.k.Now().Add(wait).Sub(d.began) > d.policy.MaxAge:
		f.Condition = "MaximumEventAgeInSeconds"
	default:
		d.k.After(wait, func() { d.run(attempt + 1) })
		return
	}
	d.giveUp(f)
}

func backoff(attempt int, rng *rand.Rand) time.Duration {
	ceiling := min(maxWait, firstWait<<min(attempt, 10))
	half := ceiling / 2
	return half + time.Duration(rng.Int64N(int64(half))).Truncate(time.Millisecond)
}
