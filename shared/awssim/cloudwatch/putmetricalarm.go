package cloudwatch

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// The most seconds that an alarm looks back, for periods under and from one hour, and the points
// beyond N that it retrieves: AWS tells five for N = 3 (CloudWatch user guide,
// alarms-and-missing-data) and not how many for others.
const (
	maxLookBack     = 24 * 3600
	maxLongLookBack = 7 * 24 * 3600
	extraPoints     = 2
)

func (c *CloudWatch) putMetricAlarm(
	_ context.Context, in *api.PutMetricAlarmInput,
) (*api.PutMetricAlarmOutput, error) {
	if _, err := c.PutMetricAlarm(in); err != nil {
		return nil, err
	}
	return &api.PutMetricAlarmOutput{}, nil
}

// PutMetricAlarm makes or changes a metric alarm and returns its ARN. The input is kept. Errors are
// CloudWatch's own.
func (c *CloudWatch) PutMetricAlarm(in *api.PutMetricAlarmInput) (arn string, err error) {
	if err := checkAlarm(in); err != nil {
		return "", err
	}
	actions, err := actionsOf(in.OKActions, in.AlarmActions, in.InsufficientDataActions)
	if err != nil {
		return "", err
	}
	m := &metricAlarm{in: in, n: int(*in.EvaluationPeriods), treat: aws.ToString(in.TreatMissingData)}
	m.m = int(aws.ToInt32(in.DatapointsToAlarm))
	if in.DatapointsToAlarm == nil {
		m.m = m.n
	}
	if err := m.read(); err != nil {
		return "", err
	}
	for _, q := range m.queries {
		id := q.id
		if in.Metrics == nil {
			id = c.env.UUID("alarm query")
		}
		m.eventIDs = append(m.eventIDs, id)
	}
	m.values = make([]float64, m.n+extraPoints)
	return c.keep(&alarm{
		name: *in.AlarmName, description: aws.ToString(in.AlarmDescription),
		enabled: enabled(in.ActionsEnabled), actions: actions, metric: m,
	}), nil
}

// checkAlarm refuses what CloudWatch would, and what is not simulated.
func checkAlarm(in *api.PutMetricAlarmInput) error {
	if err := leftOut(in); err != nil {
		return err
	}
	n := aws.ToInt32(in.EvaluationPeriods)
	switch {
	case aws.ToString(in.AlarmName) == "":
		return missing("AlarmName")
	case in.EvaluationPeriods == nil || n < 1:
		return validation("EvaluationPeriods must be at least 1.")
	case in.DatapointsToAlarm != nil && (*in.DatapointsToAlarm < 1 || *in.DatapointsToAlarm > n):
		return validation("DatapointsToAlarm must be from 1 to EvaluationPeriods.")
	case in.Threshold == nil:
		return missing("Threshold")
	case (in.MetricName == nil) == (in.Metrics == nil):
		return validation("Exactly one of MetricName and Metrics must be given.")
	case in.Metrics != nil && namesOneMetric(in):
		return validation("Namespace, Dimensions, Period, Unit and Statistic must not be given " +
			"with Metrics.")
	}
	switch aws.ToString(in.TreatMissingData) {
	case "", "missing", "ignore", "breaching", "notBreaching":
		return nil
	}
	return validation("Value '%s' at 'treatMissingData' failed to satisfy constraint: Member must "+
		"satisfy regular expression pattern: breaching|notBreaching|ignore|missing",
		*in.TreatMissingData)
}

// namesOneMetric reports whether the members of an alarm on a single metric are there.
func namesOneMetric(in *api.PutMetricAlarmInput) bool {
	return in.Namespace != nil || in.Period != nil || in.Statistic != "" || in.Dimensions != nil ||
		in.Unit != ""
}

func leftOut(in *api.PutMetricAlarmInput) error {
	for _, m := range []struct {
		name  string
		given bool
	}{
		{"ActionConfiguration", in.ActionConfiguration != nil},
		{"EvaluateLowSampleCountPercentile", in.EvaluateLowSampleCountPercentile != nil},
		{"EvaluationCriteria", in.EvaluationCriteria != nil},
		{"EvaluationInterval", in.EvaluationInterval != nil},
		{"EvaluationWindow", in.EvaluationWindow != nil},
		{"ExtendedStatistic", in.ExtendedStatistic != nil},
		{"ThresholdMetricId", in.ThresholdMetricId != nil},
		{"WarmUpConfiguration", in.WarmUpConfiguration != nil},
	} {
		if m.given {
			return notSimulated(m.name)
		}
	}
	switch in.ComparisonOperator {
	case types.ComparisonOperatorGreaterThanThreshold, types.ComparisonOperatorLessThanThreshold,
		types.ComparisonOperatorGreaterThanOrEqualToThreshold,
		types.ComparisonOperatorLessThanOrEqualToThreshold:
		return nil
	case "":
		return missing("ComparisonOperator")
	}
	return notSimulated("ComparisonOperator " + string(in.ComparisonOperator))
}

// read makes queries of what the alarm watches.
func (m *metricAlarm) read() (err error) {
	list := m.in.Metrics
	if list == nil {
		list = []types.MetricDataQuery{{Id: new("m1"), MetricStat: &types.MetricStat{
			Metric: &types.Metric{
				Namespace: m.in.Namespace, MetricName: m.in.MetricName, Dimensions: m.in.Dimensions,
			},
			Period: m.in.Period, Stat: new(string(m.in.Statistic)), Unit: m.in.Unit,
		}}}
	}
	if m.queries, err = queriesOf(list); err != nil {
		return err
	}
	for _, q := range m.queries {
		if !q.returned {
			continue
		}
		if m.watched != nil {
			return validation("Exactly one element of the metrics list should return data.")
		}
		m.watched = q
	}
	if m.watched == nil {
		return validation("Exactly one element of the metrics list should return data.")
	}
	seconds := periodOf(m.queries, m.watched)
	if slices.ContainsFunc(m.queries, func(q *query) bool {
		return q.stat != nil && q.period != seconds
	}) {
		return validation("Metrics list must contain metrics with the same period.")
	}
	if err := checkPeriod(seconds); err != nil {
		return err
	}
	if look := int(seconds) * m.n; look > maxLongLookBack || look > maxLookBack && seconds < 3600 {
		return validation("Metrics cannot be checked across more than a day (EvaluationPeriods * " +
			"Period must be <= 86400).")
	}
	m.period = int64(seconds) / 60
	return nil
}
