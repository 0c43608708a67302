package awssim

import "sashweight/shared/awssim/sns"

// wireAlarms gives alarms the services that their actions reach, and metrics to log lines.
func (a *Account) wireAlarms() {
	a.Logs.PutMetric = a.CloudWatch.Put
	a.CloudWatch.Invoke = a.Lambda.InvokeAsync
	a.CloudWatch.Notify = func(topic, subject, message string) error {
		_, err := a.SNS.Notify(topic, sns.Message{Subject: subject, Text: message})
		return err
	}
}
