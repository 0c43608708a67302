package cloudwatch

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/kernel"
)

// stamp writes a time as alarms do: without a colon in the offset.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// object is a JSON object whose absent members are left out by whoever builds it.
type object = map[string]any

// decimal writes a number as Java does, 1.0 for one.
func decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func raw(x float64) json.RawMessage { return json.RawMessage(decimal(x)) }

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("cloudwatch: write %T: %v", v, err))
	}
	return string(b)
}

// reasonData is the JSON behind a reason.
func (m *metricAlarm) reasonData(there []int, now time.Time) string {
	recent, evaluated := []json.RawMessage{}, []object{}
	at := func(i int) string { return stamp(time.Unix((m.from+int64(i)*m.period)*60, 0)) }
	for _, i := range slices.Backward(there) {
		recent = append(recent, raw(m.values[i]))
	}
	for i := len(m.values) - 1; i >= len(m.values)-m.n; i-- {
		o := object{"timestamp": at(i)}
		if !math.IsNaN(m.values[i]) {
			o["value"] = raw(m.values[i])
		}
		evaluated = append(evaluated, o)
	}
	out := object{
		"version": "1.0", "queryDate": stamp(now), "period": m.period * 60,
		"recentDatapoints": recent, "threshold": raw(*m.in.Threshold),
		"evaluatedDatapoints": evaluated,
	}
	if m.watched.stat != nil {
		out["statistic"] = *m.watched.stat.Stat
	}
	if len(there) > 0 {
		out["startDate"] = at(there[len(there)-1])
	}
	return text(out)
}

func (s state) object() object {
	o := object{"value": s.value, "reason": s.reason, "timestamp": stamp(s.at)}
	if s.data != "" {
		o["reasonData"] = s.data
	}
	return o
}

// configuration is what events tell of an alarm; the longer form is that of changes.
func (a *alarm) configuration(change bool) object {
	o := object{}
	if a.description != "" {
		o["description"] = a.description
	}
	if a.metric != nil {
		o["metrics"] = a.metric.queriesObject()
	} else {
		o["alarmRule"] = a.composite.text
	}
	if !change {
		return o
	}
	o["alarmName"], o["actionsEnabled"], o["timestamp"] = a.name, a.enabled, stamp(a.changed)
	o["okActions"] = append([]string{}, a.actions[types.StateValueOk]...)
	o["alarmActions"] = append([]string{}, a.actions[types.StateValueAlarm]...)
	o["insufficientDataActions"] = append([]string{},
		a.actions[types.StateValueInsufficientData]...)
	if m := a.metric; m != nil {
		o["evaluationPeriods"], o["threshold"] = m.n, *m.in.Threshold
		o["comparisonOperator"] = m.in.ComparisonOperator
		if m.treat != "" {
			o["treatMissingData"] = m.treat
		}
		if m.in.DatapointsToAlarm != nil {
			o["datapointsToAlarm"] = m.m
		}
	}
	return o
}

func (m *metricAlarm) queriesObject() []object {
	var out []object
	for i, q := range m.queries {
		o := object{"id": m.eventIDs[i], "returnData": q.returned}
		if q.label != "" {
			o["label"] = q.label
		}
		if s := q.stat; s != nil {
			stat := object{"metric": metricObject(s.Metric), "period": *s.Period, "stat": *s.Stat}
			if s.Unit != "" {
				stat["unit"] = s.Unit
			}
			o["metricStat"] = stat
		} else {
			o["expression"] = *m.in.Metrics[i].Expression
		}
		out = append(out, o)
	}
	return out
}

func metricObject(m *types.Metric) object {
	dimensions := map[string]string{}
	for _, d := range m.Dimensions {
		dimensions[aws.ToString(d.Name)] = aws.ToString(d.Value)
	}
	return object{"namespace": *m.Namespace, "name": *m.MetricName, "dimensions": dimensions}
}

// tellState publishes a change of state; EventBridge gets it for sure (EventBridge user guide,
// eb-service-event).
func (c *CloudWatch) tellState(a *alarm) {
	c.env.Publish(kernel.Event{
		Source: "aws.cloudwatch", DetailType: "CloudWatch Alarm State Change",
		Resources: []string{a.arn}, Detail: func() any { return a.alarmData() },
		Label: fmt.Sprintf("%s %s -> %s", a.name, a.previous.value, a.value),
	})
}

func (a *alarm) alarmData() object {
	return object{
		"alarmName": a.name, "state": a.state.object(), "previousState": a.previous.object(),
		"configuration": a.configuration(false),
	}
}

// tellChange publishes that an alarm was made, changed or deleted.
func (c *CloudWatch) tellChange(a *alarm, operation string, old *alarm) {
	if c.env.Publish == nil {
		return
	}
	c.env.Publish(kernel.Event{
		Source: "aws.cloudwatch", DetailType: "CloudWatch Alarm Configuration Change",
		Resources: []string{a.arn}, Label: a.name + " " + operation,
		Detail: func() any {
			o := object{
				"alarmName": a.name, "operation": operation, "configuration": a.configuration(true),
				"state": object{"value": a.value, "timestamp": stamp(a.at)},
			}
			if old != nil {
				o["previousConfiguration"] = old.configuration(true)
			}
			return o
		},
	})
}
