package cloudwatch

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/wire"
)

// setAlarmState sets a state until the next evaluation finds another one.
func (c *CloudWatch) setAlarmState(
	_ context.Context, in *api.SetAlarmStateInput,
) (*api.SetAlarmStateOutput, error) {
	a := c.alarm(aws.ToString(in.AlarmName))
	data := aws.ToString(in.StateReasonData)
	switch {
	case a == nil:
		return nil, notFound(aws.ToString(in.AlarmName))
	case !slices.Contains(states, in.StateValue):
		return nil, validation("Value '%s' at 'stateValue' failed to satisfy constraint: Member "+
			"must satisfy enum value set: %v", in.StateValue, types.StateValue("").Values())
	case in.StateReason == nil:
		return nil, missing("StateReason")
	case data != "" && !json.Valid([]byte(data)):
		return nil, wire.Error("InvalidFormat", "StateReasonData was not valid JSON")
	}
	next := state{value: in.StateValue, reason: *in.StateReason, data: data, at: c.env.Now()}
	if a.value == in.StateValue {
		a.state = next
		return &api.SetAlarmStateOutput{}, nil
	}
	c.become(a, next)
	c.compose()
	return &api.SetAlarmStateOutput{}, nil
}

// deleteAlarms deletes all of the alarms or, when one is not there, none.
func (c *CloudWatch) deleteAlarms(
	_ context.Context, in *api.DeleteAlarmsInput,
) (*api.DeleteAlarmsOutput, error) {
	for _, name := range in.AlarmNames {
		if c.alarm(name) == nil {
			return nil, notFound(name)
		}
	}
	for _, name := range in.AlarmNames {
		a := c.alarm(name)
		if a == nil {
			continue // named twice
		}
		c.alarms = slices.DeleteFunc(c.alarms, func(o *alarm) bool { return o == a })
		c.tellChange(a, "delete", nil)
	}
	if len(c.alarms) == 0 && c.timer != nil {
		c.timer.Stop()
	}
	return &api.DeleteAlarmsOutput{}, nil
}

func (c *CloudWatch) enableAlarmActions(
	_ context.Context, in *api.EnableAlarmActionsInput,
) (*api.EnableAlarmActionsOutput, error) {
	c.switchActions(in.AlarmNames, true)
	return &api.EnableAlarmActionsOutput{}, nil
}

func (c *CloudWatch) disableAlarmActions(
	_ context.Context, in *api.DisableAlarmActionsInput,
) (*api.DisableAlarmActionsOutput, error) {
	c.switchActions(in.AlarmNames, false)
	return &api.DisableAlarmActionsOutput{}, nil
}

// switchActions passes over names without an alarm, as CloudWatch does.
func (c *CloudWatch) switchActions(names []string, on bool) {
	for _, name := range names {
		if a := c.alarm(name); a != nil && a.enabled != on {
			a.enabled, a.changed = on, c.env.Now()
		}
	}
}
