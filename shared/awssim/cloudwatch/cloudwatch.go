// Package cloudwatch keeps the account's alarms. They are stored and not yet evaluated.
package cloudwatch

import (
	"fmt"

	"sashweight/shared/awssim/kernel"
)

// Alarm is a metric alarm as it was created (CloudWatch API reference, PutMetricAlarm).
type Alarm struct {
	// Name is unique in the account and Region.
	Name string
	// ARN is set by Put.
	ARN string
	// Description is free text.
	Description string
	// Namespace, Metric and Dimensions name what is watched.
	Namespace, Metric string
	Dimensions        []Dimension
	// Statistic is SampleCount, Average, Sum, Minimum or Maximum.
	Statistic string
	// Period is in seconds.
	Period int
	// EvaluationPeriods is N and DatapointsToAlarm M in "M out of N".
	EvaluationPeriods, DatapointsToAlarm int
	// Threshold is compared by ComparisonOperator, such as GreaterThanThreshold.
	Threshold          float64
	ComparisonOperator string
	// TreatMissingData is breaching, notBreaching, ignore or missing.
	TreatMissingData string
	// AlarmActions, OKActions and InsufficientDataActions are ARNs that hear of a change of state.
	AlarmActions, OKActions, InsufficientDataActions []string
}

// Dimension is one name and value of a metric.
type Dimension struct{ Name, Value string }

// CloudWatch is the alarms of one account.
type CloudWatch struct {
	env    *kernel.Env
	alarms []Alarm
}

// New returns an account without alarms.
func New(env *kernel.Env) *CloudWatch { return &CloudWatch{env: env} }

// Put adds an alarm and returns its ARN. A name that is taken is an error.
func (c *CloudWatch) Put(a Alarm) (string, error) {
	if _, taken := c.Alarm(a.Name); taken {
		return "", fmt.Errorf("create alarm %s: it exists", a.Name)
	}
	a.ARN = c.env.ARN("cloudwatch", "alarm:"+a.Name)
	c.alarms = append(c.alarms, a)
	return a.ARN, nil
}

// Alarm is the alarm of a name; ok is false when there is none.
func (c *CloudWatch) Alarm(name string) (a Alarm, ok bool) {
	for _, a := range c.alarms {
		if a.Name == name {
			return a, true
		}
	}
	return Alarm{}, false
}

// Alarms lists the alarms in the order in which they were made.
func (c *CloudWatch) Alarms() []Alarm { return append([]Alarm{}, c.alarms...) }
