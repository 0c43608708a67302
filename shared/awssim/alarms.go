package awssim

import (
	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/sns"
)

// wireAlarms gives alarms the services that their actions reach, and metrics to log lines.
func (a *Account) wireAlarms() {
	a.Logs.PutMetric = a.CloudWatch.Put
	a.CloudWatch.Invoke = a.Lambda.InvokeAsync
	a.CloudWatch.Notify = func(topic, subject, message string) error {
		_, err := a.SNS.Notify(topic, sns.Message{Subject: subject, Text: message})
		return err
	}
	a.CloudWatch.ScalingPolicy = func(policyARN string, b cloudwatch.Breach) {
		m := autoscaling.AlarmMetric{Alarm: b.Alarm, Threshold: b.Threshold, Values: b.Values}
		if n := len(b.Values); n > 0 {
			m.Value = b.Values[n-1]
		}
		if b.Metric != nil {
			m.Namespace, m.Name = *b.Metric.Namespace, *b.Metric.MetricName
			for _, d := range b.Metric.Dimensions {
				m.Dimensions = append(m.Dimensions, *d.Name, *d.Value)
			}
		}
		a.AutoScaling.AlarmAction(policyARN, m)
	}
}
