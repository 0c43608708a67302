package eventbridge

import "sashweight/shared/awssim/kernel"

// measure counts something of a rule of the default event bus (EventBridge user guide,
// eb-monitoring).
func (e *EventBridge) measure(r *Rule, name string) {
	e.env.Measure(kernel.Metric{
		Namespace: "AWS/Events", Name: name, Dimensions: []string{"RuleName", r.Name}, Value: 1,
	})
}

// measureBoth counts something that has a total over all rules too.
func (e *EventBridge) measureBoth(r *Rule, name string) {
	e.env.Measure(kernel.Metric{Namespace: "AWS/Events", Name: name, Value: 1})
	e.measure(r, name)
}

// attempted counts one try at a target. One that is tried again is no invocation yet: that is
// counted when it succeeds or fails for good.
func (e *EventBridge) attempted(r *Rule, attempt int, err error) {
	e.measureBoth(r, "InvocationAttempts")
	if attempt > 1 {
		e.measureBoth(r, "RetryInvocationAttempts")
	}
	if err == nil {
		e.measureBoth(r, "SuccessfulInvocationAttempts")
		e.measureBoth(r, "Invocations")
	}
}
