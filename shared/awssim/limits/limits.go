// Package limits is the rates at which an account may call AWS: token buckets per class of actions,
// as far as AWS documents them.
package limits

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// bucket is the rate of one class of actions: so many calls at once, so many more each second.
type bucket struct {
	name   string
	burst  float64
	refill float64 // tokens a second
}

// Limits is the buckets of one account and Region.
type Limits struct {
	env  *kernel.Env
	left map[string]*level
}

type level struct {
	tokens float64
	at     time.Time
}

// New returns full buckets.
func New(env *kernel.Env) *Limits { return &Limits{env: env, left: map[string]*level{}} }

// Take takes a token for a call and reports whether there was one. Actions of no known bucket are
// never refused: for Auto Scaling, for example, AWS publishes no rates.
func (l *Limits) Take(scope, operation string) bool {
	b, known := bucketOf(scope, operation)
	if !known {
		return true
	}
	now := l.env.Now()
	v := l.left[b.name]
	if v == nil {
		v = &level{tokens: b.burst, at: now}
		l.left[b.name] = v
	}
	v.tokens = min(b.burst, v.tokens+now.Sub(v.at).Seconds()*b.refill)
	v.at = now
	if v.tokens < 1 {
		return false
	}
	v.tokens--
	return true
}

func bucketOf(scope, operation string) (b bucket, known bool) {
	if b, ok := byAction[scope+":"+operation]; ok {
		return b, true
	}
	if scope == "ec2" {
		return ec2Bucket(operation), true
	}
	return bucket{}, false
}
