package cloudwatch

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// alarm is a metric alarm, or a composite one.
type alarm struct {
	name, arn, description string
	enabled                bool // its actions
	actions                map[types.StateValue][]string
	changed                time.Time // its configuration

	metric    *metricAlarm
	composite *compositeAlarm

	state
	previous state
}

// state is what an alarm is in, and why.
type state struct {
	value        types.StateValue
	reason, data string
	at           time.Time
}

// metricAlarm is what a metric alarm watches.
type metricAlarm struct {
	in       *api.PutMetricAlarmInput
	queries  []*query
	watched  *query // the one that returns data
	period   int64  // in minutes
	m, n     int
	treat    string
	values   []float64 // the evaluation range, the oldest first
	from     int64     // the minute of its first datapoint
	eventIDs []string  // of the queries, in events
}

// evaluationOffset is when in each minute alarms are evaluated. AWS has each alarm at a second of
// its own; a whole account at once is as good and costs one timer.
const evaluationOffset = 10 * time.Second

func (c *CloudWatch) alarm(name string) *alarm {
	i := slices.IndexFunc(c.alarms, func(a *alarm) bool { return a.name == name || a.arn == name })
	if i < 0 {
		return nil
	}
	return c.alarms[i]
}

// keep adds an alarm or takes the place of the one with its name, whose state stays (CloudWatch API
// reference, PutMetricAlarm).
func (c *CloudWatch) keep(a *alarm) (arn string) {
	now := c.env.Now()
	a.arn, a.changed = c.env.ARN("cloudwatch", "alarm:"+a.name), now
	i := slices.IndexFunc(c.alarms, func(o *alarm) bool { return o.name == a.name })
	if i >= 0 {
		old := c.alarms[i]
		a.state, a.previous, c.alarms[i] = old.state, old.previous, a
		c.tellChange(a, "update", old)
		return a.arn
	}
	a.state = state{
		value: types.StateValueInsufficientData, reason: "Unchecked: Initial alarm creation", at: now,
	}
	c.alarms = append(c.alarms, a)
	c.tellChange(a, "create", nil)
	c.wind()
	return a.arn
}

// wind starts the minute's timer unless it runs or there is nothing to evaluate.
func (c *CloudWatch) wind() {
	if len(c.alarms) == 0 || c.timer.Waiting() {
		return
	}
	now := c.env.Now()
	next := now.Truncate(time.Minute).Add(evaluationOffset)
	if !next.After(now) {
		next = next.Add(time.Minute)
	}
	c.timer = c.env.At(next, c.tick)
}

// tick evaluates every alarm.
func (c *CloudWatch) tick() {
	for _, a := range slices.Clone(c.alarms) {
		if a.metric != nil {
			c.evaluate(a)
		}
	}
	c.compose()
	c.wind()
}

// become sets an alarm's state, and tells when it is another one.
func (c *CloudWatch) become(a *alarm, next state) {
	old := a.state
	a.previous, a.state = old, next
	c.remember(a, old)
	c.tellState(a)
	if a.enabled {
		for _, arn := range a.actions[next.value] {
			c.act(a, arn)
		}
	}
}

// actionsOf checks the ARNs of an alarm's actions.
func actionsOf(ok, alarm, insufficient []string) (map[types.StateValue][]string, error) {
	out := map[types.StateValue][]string{
		types.StateValueOk: ok, types.StateValueAlarm: alarm,
		types.StateValueInsufficientData: insufficient,
	}
	for _, v := range types.StateValue("").Values() {
		if len(out[v]) > maxActions {
			return nil, validation("Member must have length less than or equal to %d", maxActions)
		}
		for _, arn := range out[v] {
			if targetOf(arn) == nil {
				return nil, notSimulated("alarm action " + arn)
			}
		}
	}
	return out, nil
}

// maxActions is how many actions an alarm has per state (CloudWatch API reference, PutMetricAlarm).
const maxActions = 5

func enabled(x *bool) bool { return x == nil || aws.ToBool(x) }
