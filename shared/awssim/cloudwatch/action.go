package cloudwatch

import (
	"fmt"
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// targetOf is how an action of a kind runs; nil for a kind that is not simulated. Functions hear of
// the alarm without an envelope (CloudWatch user guide, alarms-and-actions-Lambda).
func targetOf(arn string) func(*CloudWatch, *alarm, string) error {
	switch {
	case strings.HasPrefix(arn, "arn:aws:sns:"):
		return (*CloudWatch).notify
	case strings.HasPrefix(arn, "arn:aws:lambda:"):
		return (*CloudWatch).invoke
	case strings.HasPrefix(arn, "arn:aws:autoscaling:") && strings.Contains(arn, ":scalingPolicy:"):
		return (*CloudWatch).scale
	}
	return nil
}

// act runs one action. What goes wrong is only in the history: CloudWatch does not test actions
// (CloudWatch user guide, alarm-actions).
func (c *CloudWatch) act(a *alarm, arn string) {
	err := targetOf(arn)(c, a, arn)
	summary := "Successfully executed action " + arn
	if err != nil {
		summary = "Failed to execute action " + arn + ": " + err.Error()
	}
	c.note(a, types.HistoryItemTypeAction, summary, "")
}

// repeat runs the scaling policies of the state that an alarm is still in.
func (c *CloudWatch) repeat(a *alarm) {
	for _, arn := range a.actions[a.value] {
		if strings.Contains(arn, ":scalingPolicy:") {
			c.act(a, arn)
		}
	}
}

func (c *CloudWatch) invoke(a *alarm, arn string) error {
	if c.Invoke == nil {
		return notSimulated("a function as the action of an alarm")
	}
	now := c.env.Now()
	return c.Invoke(arn, []byte(text(object{
		"source": "aws.cloudwatch", "alarmArn": a.arn, "accountId": c.env.Account,
		"time": stamp(now), "region": c.env.Region, "alarmData": a.alarmData(),
	})), "alarm "+a.name)
}

func (c *CloudWatch) scale(a *alarm, arn string) error {
	if c.ScalingPolicy == nil {
		return notSimulated("a scaling policy as the action of an alarm")
	}
	b := Breach{
		Alarm: a.name, ARN: a.arn, At: c.env.Now(), Threshold: *a.metric.in.Threshold,
		Operator: string(a.metric.in.ComparisonOperator),
	}
	if stat := a.metric.watched.stat; stat != nil {
		b.Metric = stat.Metric
	}
	for i := len(a.metric.values) - 1; i >= 0 && len(b.Values) < a.metric.n; i-- {
		if v := a.metric.values[i]; !math.IsNaN(v) {
			b.Values = append([]float64{v}, b.Values...)
		}
	}
	c.ScalingPolicy(arn, b)
	return nil
}

// maxSubject is SNS's longest subject.
const maxSubject = 100

// notify publishes what subscribers of a topic get (CloudWatch user guide,
// Notify_Users_Alarm_Changes).
func (c *CloudWatch) notify(a *alarm, arn string) error {
	if c.Notify == nil {
		return notSimulated("a topic as the action of an alarm")
	}
	region := c.env.Region
	if long := regions[region]; long != "" {
		region = long
	}
	subject := fmt.Sprintf("%s: %q in %s", a.value, a.name, region)
	return c.Notify(arn, subject[:min(len(subject), maxSubject)], text(c.message(a, region)))
}

// regions are the names of those that the project's examples use.
var regions = map[string]string{
	"us-east-1": "US East (N. Virginia)", "us-east-2": "US East (Ohio)",
	"us-west-2": "US West (Oregon)", "eu-west-1": "EU (Ireland)", "eu-central-1": "EU (Frankfurt)",
}

func (c *CloudWatch) message(a *alarm, region string) object {
	o := object{
		"AlarmName": a.name, "AlarmDescription": nil, "AWSAccountId": c.env.Account,
		"AlarmConfigurationUpdatedTimestamp": stamp(a.changed), "NewStateValue": a.value,
		"NewStateReason": a.reason, "StateChangeTime": stamp(a.at), "Region": region,
		"AlarmArn": a.arn, "OldStateValue": a.previous.value,
		"OKActions":               append([]string{}, a.actions[types.StateValueOk]...),
		"AlarmActions":            append([]string{}, a.actions[types.StateValueAlarm]...),
		"InsufficientDataActions": append([]string{}, a.actions[types.StateValueInsufficientData]...),
	}
	if a.description != "" {
		o["AlarmDescription"] = a.description
	}
	if a.metric == nil {
		o["AlarmRule"] = a.composite.text
		return o
	}
	o["Trigger"] = a.metric.trigger()
	return o
}

func (m *metricAlarm) trigger() object {
	o := object{
		"Period": m.period * 60, "EvaluationPeriods": m.n, "DatapointsToAlarm": m.m,
		"ComparisonOperator": m.in.ComparisonOperator, "Threshold": *m.in.Threshold,
		"TreatMissingData": m.treat, "EvaluateLowSampleCountPercentile": "",
	}
	if m.in.Metrics != nil {
		o["Metrics"] = m.queriesObject()
		return o
	}
	dimensions := []object{}
	for _, d := range m.in.Dimensions {
		dimensions = append(dimensions,
			object{"name": aws.ToString(d.Name), "value": aws.ToString(d.Value)})
	}
	o["MetricName"], o["Namespace"] = *m.in.MetricName, *m.in.Namespace
	o["StatisticType"], o["Statistic"] = "Statistic", strings.ToUpper(string(m.in.Statistic))
	o["Unit"], o["Dimensions"] = nil, dimensions
	if m.in.Unit != "" {
		o["Unit"] = m.in.Unit
	}
	return o
}
