package cloudwatch

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// defaultAlarms and maxAlarms are how many alarms are on a page (CloudWatch API reference,
// DescribeAlarms).
const (
	defaultAlarms = 50
	maxAlarms     = 100
)

// describeAlarms lists alarms by name; composite ones only when they are asked for.
func (c *CloudWatch) describeAlarms(
	_ context.Context, in *api.DescribeAlarmsInput,
) (*api.DescribeAlarmsOutput, error) {
	size := defaultAlarms
	switch {
	case in.ChildrenOfAlarmName != nil || in.ParentsOfAlarmName != nil:
		return nil, notSimulated("ChildrenOfAlarmName and ParentsOfAlarmName")
	case in.AlarmNames != nil && in.AlarmNamePrefix != nil:
		return nil, validation("AlarmNames and AlarmNamePrefix must not both be given.")
	case slices.Contains(in.AlarmTypes, types.AlarmTypeLogAlarm):
		return nil, notSimulated("AlarmType LogAlarm")
	case in.MaxRecords != nil:
		if size = int(*in.MaxRecords); size < 1 || size > maxAlarms {
			return nil, validation("MaxRecords must be from 1 to %d.", maxAlarms)
		}
	}
	var all []*alarm
	for _, a := range c.alarms {
		if a.asked(in) {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *alarm) int { return strings.Compare(a.name, b.name) })
	page, next, err := pageOf(all, size, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeAlarmsOutput{NextToken: next}
	for _, a := range page {
		if a.metric != nil {
			out.MetricAlarms = append(out.MetricAlarms, a.metricView())
		} else {
			out.CompositeAlarms = append(out.CompositeAlarms, a.compositeView())
		}
	}
	return out, nil
}

func (a *alarm) asked(in *api.DescribeAlarmsInput) bool {
	kind := types.AlarmTypeMetricAlarm
	if a.composite != nil {
		kind = types.AlarmTypeCompositeAlarm
	}
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	return slices.Contains(kinds, kind) &&
		(in.AlarmNames == nil || slices.Contains(in.AlarmNames, a.name)) &&
		strings.HasPrefix(a.name, aws.ToString(in.AlarmNamePrefix)) &&
		(in.StateValue == "" || in.StateValue == a.value) &&
		(in.ActionPrefix == nil || a.acts(*in.ActionPrefix))
}

func (a *alarm) acts(prefix string) bool {
	for _, arns := range a.actions {
		for _, arn := range arns {
			if strings.HasPrefix(arn, prefix) {
				return true
			}
		}
	}
	return false
}

// metricView is the alarm as it is told.
func (a *alarm) metricView() types.MetricAlarm {
	in := a.metric.in
	v := types.MetricAlarm{
		AlarmName: new(a.name), AlarmArn: new(a.arn), AlarmDescription: in.AlarmDescription,
		AlarmConfigurationUpdatedTimestamp: new(a.changed), ActionsEnabled: new(a.enabled),
		OKActions: in.OKActions, AlarmActions: in.AlarmActions,
		InsufficientDataActions: in.InsufficientDataActions,
		StateValue:              a.value, StateReason: new(a.reason),
		StateUpdatedTimestamp: new(a.at), StateTransitionedTimestamp: new(a.at),
		MetricName: in.MetricName, Namespace: in.Namespace, Statistic: in.Statistic,
		Dimensions: in.Dimensions, Period: in.Period, Unit: in.Unit, Metrics: in.Metrics,
		EvaluationPeriods: in.EvaluationPeriods, DatapointsToAlarm: in.DatapointsToAlarm,
		Threshold: in.Threshold, ComparisonOperator: in.ComparisonOperator,
		TreatMissingData: in.TreatMissingData,
	}
	if a.data != "" {
		v.StateReasonData = new(a.data)
	}
	return v
}

func (a *alarm) compositeView() types.CompositeAlarm {
	in := a.composite.in
	v := types.CompositeAlarm{
		AlarmName: new(a.name), AlarmArn: new(a.arn), AlarmDescription: in.AlarmDescription,
		AlarmConfigurationUpdatedTimestamp: new(a.changed), ActionsEnabled: new(a.enabled),
		AlarmRule: in.AlarmRule, OKActions: in.OKActions, AlarmActions: in.AlarmActions,
		InsufficientDataActions: in.InsufficientDataActions,
		StateValue:              a.value, StateReason: new(a.reason),
		StateUpdatedTimestamp: new(a.at), StateTransitionedTimestamp: new(a.at),
	}
	if a.data != "" {
		v.StateReasonData = new(a.data)
	}
	return v
}

// describeAlarmsForMetric lists the alarms on exactly one metric.
func (c *CloudWatch) describeAlarmsForMetric(
	_ context.Context, in *api.DescribeAlarmsForMetricInput,
) (*api.DescribeAlarmsForMetricOutput, error) {
	switch {
	case in.MetricName == nil:
		return nil, missing("MetricName")
	case in.Namespace == nil:
		return nil, missing("Namespace")
	case in.ExtendedStatistic != nil:
		return nil, notSimulated("ExtendedStatistic")
	}
	want := c.name(&types.Metric{
		Namespace: in.Namespace, MetricName: in.MetricName, Dimensions: in.Dimensions,
	})
	out := &api.DescribeAlarmsForMetricOutput{}
	for _, a := range c.alarms {
		if a.metric == nil || a.metric.in.MetricName == nil {
			continue
		}
		x := a.metric.in
		if c.name(a.metric.watched.stat.Metric) == want &&
			(in.Period == nil || *in.Period == *x.Period) &&
			(in.Statistic == "" || in.Statistic == x.Statistic) &&
			(in.Unit == "" || in.Unit == x.Unit) {
			out.MetricAlarms = append(out.MetricAlarms, a.metricView())
		}
	}
	return out, nil
}

// Alarms lists the metric alarms in the order in which they were made.
func (c *CloudWatch) Alarms() []types.MetricAlarm {
	var out []types.MetricAlarm
	for _, a := range c.alarms {
		if a.metric != nil {
			out = append(out, a.metricView())
		}
	}
	return out
}

// Has reports whether there is an alarm of a name.
func (c *CloudWatch) Has(name string) bool { return c.alarm(name) != nil }
