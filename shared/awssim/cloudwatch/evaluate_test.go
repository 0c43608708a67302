package cloudwatch

import (
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// points reads AWS's notation: 0 is within the threshold, X breaches, - is missing.
func points(text string) (out []float64) {
	for _, p := range strings.Fields(text) {
		out = append(out, map[string]float64{"0": 0, "X": 1, "-": none}[p])
	}
	return out
}

// CW-1: the tables of alarms-and-missing-data, five points retrieved for N = 3.
func TestMissingDataIsTreatedAsInTheDocumentedTables(t *testing.T) {
	short := map[string]types.StateValue{
		"OK": types.StateValueOk, "AL": types.StateValueAlarm,
		"IN": types.StateValueInsufficientData, "..": "",
	}
	for _, c := range []struct {
		m                                        int
		points                                   string
		missing, ignore, breaching, notBreaching string
	}{
		{3, "0 - X - X", "OK", "OK", "OK", "OK"},
		{3, "0 - - - -", "OK", "OK", "OK", "OK"},
		{3, "- - - - 0", "OK", "OK", "OK", "OK"},
		{3, "- - - - -", "IN", "..", "AL", "OK"},
		{3, "0 X X - X", "AL", "AL", "AL", "AL"},
		{3, "- - - - X", "IN", "..", "AL", "OK"},
		{3, "X - - - -", "AL", "..", "AL", "OK"},
		{3, "- - X - -", "AL", "..", "AL", "OK"},
		{2, "0 - X - X", "AL", "AL", "AL", "AL"},
		{2, "0 0 X 0 X", "AL", "AL", "AL", "AL"},
		{2, "0 - X - -", "OK", "OK", "AL", "OK"},
		{2, "- - - - 0", "OK", "OK", "AL", "OK"},
		{2, "- - - - X", "IN", "..", "AL", "OK"},
		{2, "- - - X -", "AL", "..", "AL", "OK"},
	} {
		for treat, want := range map[string]string{
			"missing": c.missing, "ignore": c.ignore, "breaching": c.breaching,
			"notBreaching": c.notBreaching,
		} {
			got := decide(points(c.points), condition{
				m: c.m, n: 3, treat: treat, breaches: func(v float64) bool { return v > 0 },
			})
			if got != short[want] {
				t.Errorf("%d of 3, %s, %s: %q, want %q", c.m, c.points, treat, got, short[want])
			}
		}
	}
}

// CW-2: an alarm begins without data and is evaluated once a minute.
func TestAnAlarmGoesOffAndComesBack(t *testing.T) {
	w := newWorld(t)
	w.make(t, alarmOn("a"))
	if got := w.state(t, "a"); got != types.StateValueInsufficientData {
		t.Errorf("a new alarm is %s", got)
	}
	w.put(t, 11)
	w.env.Advance(59 * time.Second)
	if got := w.state(t, "a"); got != types.StateValueOk {
		t.Errorf("%s before the minute is over, want OK", got)
	}
	w.env.Advance(12 * time.Second)
	if got := w.state(t, "a"); got != types.StateValueAlarm {
		t.Errorf("%s after a breaching minute, want ALARM", got)
	}
	w.put(t, 10)
	w.env.Advance(time.Minute)
	if got := w.state(t, "a"); got != types.StateValueOk {
		t.Errorf("%s after a minute at the threshold, want OK", got)
	}
	want := "Threshold Crossed: 1 out of the last 1 datapoints [10.0 (02/01/26 03:01:00)] was not " +
		"greater than the threshold (10.0) (minimum 1 datapoint for ALARM -> OK transition)."
	if got := w.alarm("a").reason; got != want {
		t.Errorf("reason %s\n want %s", got, want)
	}
}

// CW-3: without data the evaluation range, longer than N, has to pass first.
func TestTheLastDatapointsHoldForTheEvaluationRange(t *testing.T) {
	w := newWorld(t)
	in := alarmOn("a")
	in.TreatMissingData = nil
	w.make(t, in)
	w.put(t, 1)
	w.env.Advance(3*time.Minute + 30*time.Second)
	if got := w.state(t, "a"); got != types.StateValueOk {
		t.Errorf("%s three minutes after the last datapoint, want OK", got)
	}
	w.env.Advance(time.Minute)
	if got := w.state(t, "a"); got != types.StateValueInsufficientData {
		t.Errorf("%s four minutes after, want INSUFFICIENT_DATA", got)
	}
	if got := w.alarm("a").reason; got != "Insufficient Data: 1 datapoint was unknown." {
		t.Errorf("reason %s", got)
	}
}

// CW-4: alarms on metric math.
func TestAnAlarmOnMetricMath(t *testing.T) {
	w := newWorld(t)
	stat := &types.MetricStat{
		Metric: &types.Metric{Namespace: new("N"), MetricName: new("M")}, Period: new(int32(60)),
		Stat: new("Sum"),
	}
	w.make(t, &api.PutMetricAlarmInput{
		AlarmName: new("math"), EvaluationPeriods: new(int32(1)), Threshold: new(25.0),
		ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold,
		Metrics: []types.MetricDataQuery{
			{Id: new("m1"), MetricStat: stat, ReturnData: new(false)},
			{Id: new("e1"), Expression: new("(m1 + 2) * 5")},
		},
	})
	w.put(t, 3)
	w.env.Advance(80 * time.Second)
	if got := w.state(t, "math"); got != types.StateValueAlarm {
		t.Errorf("(3 + 2) * 5 >= 25 leaves the alarm %s", got)
	}
}

// CW-5: an evaluation needs no work but for the alarms there are.
func TestTheTimerRunsOnlyWhileThereAreAlarms(t *testing.T) {
	w := newWorld(t)
	w.make(t, alarmOn("a"))
	w.env.Advance(time.Minute)
	all := &api.DeleteAlarmsInput{AlarmNames: []string{"a"}}
	if _, err := w.client.DeleteAlarms(ctx, all); err != nil {
		t.Fatal(err)
	}
	if at, ok := w.env.NextAt(); ok {
		t.Errorf("something is to happen at %s without alarms", at)
	}
}
