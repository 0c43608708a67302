package events

import (
	"encoding/json"
	"fmt"
	"time"
)

const (
	sourceCloudWatch = "aws.cloudwatch"
	detailTypeAlarm  = "CloudWatch Alarm State Change"
)

// AlarmStateChange says that a CloudWatch alarm changed state. It comes through EventBridge and,
// where the function is the alarm's own action, as a direct call; both become this type, and one
// change that comes by both ways has the same Alarm, State and Since. It is not repeated while the
// state stays (CloudWatch user guide, cloudwatch-and-eventbridge).
type AlarmStateChange struct {
	Meta
	// Alarm is the name; ARN is empty when the event does not say it.
	Alarm, ARN string
	// State and Previous are OK, ALARM or INSUFFICIENT_DATA; Previous may be empty.
	State, Previous string
	// Reason is CloudWatch's own sentence.
	Reason string
	// Since is when State began, in UTC, to the millisecond.
	Since time.Time
}

// alarmBody is what both forms share.
type alarmBody struct {
	Alarm string `json:"alarmName"`
	State struct {
		Value     string `json:"value"`
		Reason    string `json:"reason"`
		Timestamp string `json:"timestamp"`
	} `json:"state"`
	Previous struct {
		Value string `json:"value"`
	} `json:"previousState"`
}

func decodeAlarmEvent(in input) (Event, error) {
	return decodeAlarm(in, first(in.meta.Resources))
}

// decodeAlarmPayload reads the direct call (CloudWatch user guide, alarms-and-actions-Lambda).
func decodeAlarmPayload(in input) (Event, error) {
	var wire struct {
		Source  string          `json:"source"`
		ARN     string          `json:"alarmArn"`
		Account string          `json:"accountId"`
		Time    string          `json:"time"`
		Region  string          `json:"region"`
		Data    json.RawMessage `json:"alarmData"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("alarmArn", wire.ARN)
	c.need("time", wire.Time)
	c.limit("source", wire.Source)
	c.limit("accountId", wire.Account)
	c.limit("region", wire.Region)
	if c.err != nil {
		return nil, c.err
	}
	at, err := in.time("time", wire.Time)
	if err != nil {
		return nil, err
	}
	in.meta = Meta{
		Source: sourceCloudWatch, DetailType: detailTypeAlarm, Account: wire.Account,
		Region: wire.Region, Time: at, Resources: []string{wire.ARN},
	}
	return decodeAlarm(in.inside("alarmData", wire.Data), wire.ARN)
}

func decodeAlarm(in input, arn string) (Event, error) {
	var body alarmBody
	if err := in.unmarshal(&body); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("alarmName", body.Alarm)
	c.need("state.value", body.State.Value)
	c.need("state.timestamp", body.State.Timestamp)
	c.limit("previousState.value", body.Previous.Value)
	if c.err != nil {
		return nil, c.err
	}
	since, err := in.time("state.timestamp", body.State.Timestamp)
	if err != nil {
		return nil, err
	}
	return AlarmStateChange{
		Meta: in.meta, Alarm: body.Alarm, ARN: arn, State: body.State.Value,
		Previous: body.Previous.Value, Reason: clip(body.State.Reason, textBytesMax),
		Since: since,
	}, nil
}

// About names the alarm and its states.
func (e AlarmStateChange) About() string {
	about := fmt.Sprintf("alarm %s is %s", name(e.Alarm), name(e.State))
	if e.Previous != "" {
		about += ", was " + name(e.Previous)
	}
	return about + because(e.Reason)
}
