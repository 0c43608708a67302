package cloudwatch

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// compositeAlarm is an alarm on the states of others.
type compositeAlarm struct {
	in       *api.PutCompositeAlarmInput
	text     string
	rule     formula
	children []string
}

func (c *CloudWatch) putCompositeAlarm(
	_ context.Context, in *api.PutCompositeAlarmInput,
) (*api.PutCompositeAlarmOutput, error) {
	if _, err := c.PutCompositeAlarm(in); err != nil {
		return nil, err
	}
	return &api.PutCompositeAlarmOutput{}, nil
}

// PutCompositeAlarm makes or changes a composite alarm and returns its ARN. The input is kept.
// Errors are CloudWatch's own.
func (c *CloudWatch) PutCompositeAlarm(in *api.PutCompositeAlarmInput) (arn string, err error) {
	switch {
	case aws.ToString(in.AlarmName) == "":
		return "", missing("AlarmName")
	case aws.ToString(in.AlarmRule) == "":
		return "", missing("AlarmRule")
	case in.ActionsSuppressor != nil || in.ActionsSuppressorWaitPeriod != nil ||
		in.ActionsSuppressorExtensionPeriod != nil:
		return "", notSimulated("ActionsSuppressor")
	case in.ActionConfiguration != nil:
		return "", notSimulated("ActionConfiguration")
	}
	actions, err := actionsOf(in.OKActions, in.AlarmActions, in.InsufficientDataActions)
	if err != nil {
		return "", err
	}
	for _, arns := range actions {
		if slices.ContainsFunc(arns, func(a string) bool {
			return strings.HasPrefix(a, "arn:aws:autoscaling:")
		}) {
			return "", validation("Composite alarms cannot have Auto Scaling actions.")
		}
	}
	p := &compositeAlarm{in: in, text: *in.AlarmRule}
	if p.rule, p.children, err = parseRule(p.text); err != nil {
		return "", err
	}
	for _, name := range p.children {
		if c.alarm(name) == nil {
			return "", validation("AlarmRule refers to alarm %s, which does not exist.", name)
		}
	}
	arn = c.keep(&alarm{
		name: *in.AlarmName, description: aws.ToString(in.AlarmDescription),
		enabled: enabled(in.ActionsEnabled), actions: actions, composite: p,
	})
	return arn, nil
}

// compose evaluates the composite alarms until none of them changes: they may stand on each other.
// A circle of them ends after as many rounds as there are alarms.
func (c *CloudWatch) compose() {
	for range c.alarms {
		changed := false
		for _, a := range slices.Clone(c.alarms) {
			if a.composite != nil && c.composed(a) {
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// composed sets a composite alarm's state; it reports whether that is another one.
func (c *CloudWatch) composed(a *alarm) bool {
	next := types.StateValueOk
	if a.composite.rule(c) {
		next = types.StateValueAlarm
	}
	if next == a.value {
		return false
	}
	now := c.env.Now()
	var newest *alarm
	triggering := []object{}
	for _, name := range a.composite.children {
		child := c.alarm(name)
		if child == nil {
			continue
		}
		if newest == nil || child.at.After(newest.at) {
			newest = child
		}
		triggering = append(triggering, object{
			"arn": child.arn, "state": object{"value": child.value, "timestamp": stamp(child.at)},
		})
	}
	reason := a.arn + " was created and its alarm rule evaluates to " + string(next)
	if newest != nil && a.value != types.StateValueInsufficientData {
		reason = newest.arn + " transitioned to " + string(newest.value) + " at " +
			newest.at.Format("Monday 02 January, 2006 15:04:05 UTC")
	}
	c.become(a, state{
		value: next, reason: reason, at: now, data: text(object{"triggeringAlarms": triggering}),
	})
	return true
}
