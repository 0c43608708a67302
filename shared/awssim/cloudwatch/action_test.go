package cloudwatch

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

const (
	topic    = "arn:aws:sns:us-east-1:123456789012:ops"
	function = "arn:aws:lambda:us-east-1:123456789012:function:f"
	policy   = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/g:" +
		"policyName/p"
)

// fire makes an alarm with every kind of action and lets it go off.
func fire(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	in := alarmOn("a")
	in.AlarmActions = []string{topic, function, policy}
	w.make(t, in)
	w.env.Advance(time.Minute)
	w.put(t, 11)
	w.env.Advance(80 * time.Second)
	return w
}

// CW-6: the event of a change of state.
func TestAChangeOfStateIsAnEvent(t *testing.T) {
	w := fire(t)
	if len(w.events) != 3 {
		t.Fatalf("%d events, want that of the creation and two changes of state", len(w.events))
	}
	e := w.events[2]
	if e.Source != "aws.cloudwatch" || e.DetailType != "CloudWatch Alarm State Change" ||
		e.BestEffort || e.Resources[0] != "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a" {
		t.Errorf("event %+v", e)
	}
	var got struct {
		AlarmName            string
		State, PreviousState struct{ Value, Reason, ReasonData, Timestamp string }
		Configuration        struct {
			Metrics []struct {
				MetricStat struct {
					Metric struct{ Namespace, Name string }
					Period int
				}
				ReturnData bool
			}
		}
	}
	if err := json.Unmarshal([]byte(w.details[2]), &got); err != nil {
		t.Fatal(err)
	}
	if got.AlarmName != "a" || got.State.Value != "ALARM" || got.PreviousState.Value != "OK" ||
		got.State.Timestamp != "2026-01-02T03:02:10.000+0000" ||
		!strings.Contains(got.State.ReasonData, `"recentDatapoints":[11.0]`) ||
		got.Configuration.Metrics[0].MetricStat.Metric.Name != "M" {
		t.Errorf("detail %s", w.details[2])
	}
}

func TestACreatedAlarmIsAnEvent(t *testing.T) {
	w := fire(t)
	var change map[string]any
	if err := json.Unmarshal([]byte(w.details[0]), &change); err != nil {
		t.Fatal(err)
	}
	if change["operation"] != "create" ||
		w.events[0].DetailType != "CloudWatch Alarm Configuration Change" {
		t.Errorf("first event %+v %s", w.events[0], w.details[0])
	}
}

// CW-7: functions hear of it without an envelope, topics by a message.
func TestActionsRunOnTheTransition(t *testing.T) {
	w := fire(t)
	w.put(t, 12)
	w.env.Advance(time.Minute)
	if len(w.invoked) != 1 || len(w.notified) != 1 {
		t.Fatalf("%d invocations, %d notifications, want one each", len(w.invoked), len(w.notified))
	}
	var payload map[string]any
	if err := json.Unmarshal([]byte(w.invoked[0]), &payload); err != nil {
		t.Fatal(err)
	}
	if payload["source"] != "aws.cloudwatch" || payload["accountId"] != "123456789012" ||
		payload["alarmData"].(map[string]any)["alarmName"] != "a" {
		t.Errorf("payload %s", w.invoked[0])
	}
	subject, message, _ := strings.Cut(w.notified[0], "\n")
	if subject != `ALARM: "a" in US East (N. Virginia)` ||
		!strings.Contains(message, `"NewStateValue":"ALARM"`) ||
		!strings.Contains(message, `"Statistic":"MAXIMUM"`) {
		t.Errorf("notification %s", w.notified[0])
	}
}

// CW-8: scaling policies run every minute while the alarm stays.
func TestScalingPoliciesRunAgainWhileTheAlarmStays(t *testing.T) {
	w := fire(t)
	w.put(t, 12)
	w.env.Advance(time.Minute)
	if len(w.scaled) != 2 {
		t.Fatalf("the policy ran %d times in two minutes of ALARM", len(w.scaled))
	}
	b := w.scaled[1]
	if b.Alarm != "a" || b.Threshold != 10 || len(b.Values) != 1 || b.Values[0] != 12 {
		t.Errorf("breach %+v", b)
	}
	w.env.Advance(time.Hour)
	if len(w.scaled) > 5 {
		t.Errorf("the policy ran %d times, long after the alarm was over", len(w.scaled))
	}
}

// CW-9: actions that are switched off do not run; the state changes all the same.
func TestDisabledActionsDoNotRun(t *testing.T) {
	w := newWorld(t)
	in := alarmOn("a")
	in.AlarmActions = []string{topic}
	w.make(t, in)
	off := &api.DisableAlarmActionsInput{AlarmNames: []string{"a", "nobody"}}
	if _, err := w.client.DisableAlarmActions(ctx, off); err != nil {
		t.Fatal(err)
	}
	set := &api.SetAlarmStateInput{
		AlarmName: new("a"), StateValue: types.StateValueAlarm, StateReason: new("test"),
	}
	if _, err := w.client.SetAlarmState(ctx, set); err != nil {
		t.Fatal(err)
	}
	if w.state(t, "a") != types.StateValueAlarm || len(w.notified) != 0 {
		t.Errorf("%s, notified %v", w.state(t, "a"), w.notified)
	}
	w.env.Advance(2 * time.Minute)
	if got := w.state(t, "a"); got != types.StateValueOk {
		t.Errorf("%s at the next evaluation, want OK", got)
	}
	h, err := w.client.DescribeAlarmHistory(ctx, &api.DescribeAlarmHistoryInput{AlarmName: new("a")})
	if err != nil || len(h.AlarmHistoryItems) != 2 {
		t.Errorf("history %+v, %v", h, err)
	}
}

// What is not simulated is refused by name.
func TestUnknownActionsAreRefused(t *testing.T) {
	w := newWorld(t)
	in := alarmOn("a")
	in.AlarmActions = []string{"arn:aws:automate:us-east-1:ec2:terminate"}
	_, err := w.client.PutMetricAlarm(ctx, in)
	if err == nil || !strings.Contains(err.Error(), "ec2:terminate is not simulated yet") {
		t.Errorf("error %v", err)
	}
}
