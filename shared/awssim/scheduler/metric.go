package scheduler

import (
	"errors"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
)

// attempted counts one try at a target and how it ended (EventBridge Scheduler user guide,
// monitoring-cloudwatch).
func (s *Scheduler) attempted(c *Schedule, err error) {
	s.measure(c, "InvocationAttemptCount")
	if err == nil {
		return
	}
	s.measure(c, "TargetErrorCount")
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() == "TooManyRequestsException" {
		s.measure(c, "TargetErrorThrottledCount")
	}
}

// measure counts something of a schedule group and, without dimensions, of all schedules.
func (s *Scheduler) measure(c *Schedule, name string) {
	m := kernel.Metric{Namespace: "AWS/Scheduler", Name: name, Value: 1}
	s.env.Measure(m)
	m.Dimensions = []string{"ScheduleGroup", c.Group}
	s.env.Measure(m)
}
