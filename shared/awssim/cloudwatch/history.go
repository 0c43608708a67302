package cloudwatch

import (
	"context"
	"slices"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// maxHistory bounds what is kept of all alarms together; CloudWatch keeps 30 days (CloudWatch API
// reference, DescribeAlarmHistory).
const maxHistory = 2000

// historyItem is something that happened to an alarm.
type historyItem struct {
	alarm   string
	kind    types.AlarmType
	what    types.HistoryItemType
	summary string
	data    string
	at      time.Time
}

func (c *CloudWatch) note(a *alarm, what types.HistoryItemType, summary, data string) {
	kind := types.AlarmTypeMetricAlarm
	if a.composite != nil {
		kind = types.AlarmTypeCompositeAlarm
	}
	if len(c.past) >= 2*maxHistory {
		c.past = slices.Clone(c.past[maxHistory:])
	}
	c.past = append(c.past, historyItem{a.name, kind, what, summary, data, c.env.Now()})
}

// remember notes a change of state.
func (c *CloudWatch) remember(a *alarm, old state) {
	c.note(a, types.HistoryItemTypeStateUpdate,
		"Alarm updated from "+string(old.value)+" to "+string(a.value), text(object{
			"version": "1.0", "oldState": old.short(), "newState": a.state.short(),
		}))
}

func (s state) short() object {
	return object{"stateValue": s.value, "stateReason": s.reason}
}

// describeAlarmHistory tells changes of state and actions, the newest first unless asked otherwise.
func (c *CloudWatch) describeAlarmHistory(
	_ context.Context, in *api.DescribeAlarmHistoryInput,
) (*api.DescribeAlarmHistoryOutput, error) {
	if in.AlarmContributorId != nil {
		return nil, notSimulated("AlarmContributorId")
	}
	size := maxAlarms
	if in.MaxRecords != nil {
		if size = int(*in.MaxRecords); size < 1 || size > maxAlarms {
			return nil, validation("MaxRecords must be from 1 to %d.", maxAlarms)
		}
	}
	var all []types.AlarmHistoryItem
	for _, x := range c.past {
		if x.asked(in) {
			all = append(all, types.AlarmHistoryItem{
				AlarmName: new(x.alarm), AlarmType: x.kind, HistoryItemType: x.what,
				HistorySummary: new(x.summary), HistoryData: new(x.data), Timestamp: new(x.at),
			})
		}
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(all)
	}
	page, next, err := pageOf(all, size, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.DescribeAlarmHistoryOutput{AlarmHistoryItems: page, NextToken: next}, nil
}

func (x historyItem) asked(in *api.DescribeAlarmHistoryInput) bool {
	kinds := in.AlarmTypes
	if len(kinds) == 0 {
		kinds = []types.AlarmType{types.AlarmTypeMetricAlarm}
	}
	return (in.AlarmName == nil || *in.AlarmName == x.alarm) &&
		slices.Contains(kinds, x.kind) &&
		(in.HistoryItemType == "" || in.HistoryItemType == x.what) &&
		(in.StartDate == nil || !x.at.Before(*in.StartDate)) &&
		(in.EndDate == nil || !x.at.After(*in.EndDate))
}
