package ecs

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// throttle holds a service back that cannot start its tasks (ECS developer guide,
// service-throttle-logic), or that starts too many (service-quotas).
type throttle struct {
	// gap is the pause after the latest task that went from PENDING to STOPPED, until its end.
	gap   time.Duration
	until time.Time
	timer *kernel.Timer
	// begun tasks were started since the moment from.
	begun int
	from  time.Time
}

// startsMax is how many tasks a service may start on EC2 instances in a minute (ECS developer
// guide, service-quotas).
const startsMax = 250

// startFailed hears that a task of the primary deployment went from PENDING to STOPPED. The pause
// before the next attempt grows with every one that fails.
func (s *service) startFailed(d *deployment) {
	h, e := &s.throttle, s.cluster.e
	now := e.env.Now()
	if d != s.primary() || now.Before(h.until) {
		return
	}
	again := h.gap > 0
	h.gap = min(max(2*h.gap, e.Timings.RetryFirst), e.Timings.RetryMost)
	h.until = now.Add(h.gap)
	if again && s.tell("impaired", "is unable to consistently start tasks successfully.") {
		e.publishAction(s, action{EventType: "WARN", EventName: "SERVICE_TASK_START_IMPAIRED"})
	}
}

// startFreely ends the throttle: a task came to RUNNING, or there is a new task definition.
func (s *service) startFreely() {
	if s.throttle.gap == 0 {
		return
	}
	s.throttle.gap, s.throttle.until = 0, time.Time{}
	delete(s.muted, "impaired")
	s.wake()
}

// allowed is how many of n tasks the service may start now. It looks again when it may start more.
func (s *service) allowed(n int) int {
	h, e := &s.throttle, s.cluster.e
	now := e.env.Now()
	if now.Before(h.until) {
		s.resumeAt(h.until)
		return 0
	}
	if now.Sub(h.from) >= time.Minute {
		h.from, h.begun = now, 0
	}
	if n > startsMax-h.begun && !e.env.Instant {
		n = startsMax - h.begun
		s.resumeAt(h.from.Add(time.Minute))
	}
	return n
}

func (s *service) resumeAt(at time.Time) {
	s.throttle.timer.Stop()
	s.throttle.timer = s.cluster.e.env.At(at, s.wake)
}
