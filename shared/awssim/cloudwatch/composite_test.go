package cloudwatch

import (
	"testing"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// CW-10: a composite alarm follows its rule.
func TestCompositeAlarmsFollowTheirRules(t *testing.T) {
	for rule, want := range map[string]types.StateValue{
		`ALARM(a)`:                                 types.StateValueAlarm,
		`ALARM("a") AND NOT OK(b)`:                 types.StateValueAlarm,
		`OK(a) OR ALARM(b)`:                        types.StateValueOk,
		`TRUE AND FALSE OR INSUFFICIENT_DATA("b")`: types.StateValueAlarm,
		`NOT (ALARM(a) OR ALARM(b))`:               types.StateValueOk,
		`FALSE AND (TRUE OR TRUE)`:                 types.StateValueOk,
		"ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)": types.StateValueAlarm,
	} {
		w := newWorld(t)
		w.make(t, alarmOn("a"))
		w.make(t, alarmOn("b"))
		_, err := w.client.PutCompositeAlarm(ctx, &api.PutCompositeAlarmInput{
			AlarmName: new("c"), AlarmRule: new(rule), AlarmActions: []string{topic},
		})
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		set := &api.SetAlarmStateInput{
			AlarmName: new("a"), StateValue: types.StateValueAlarm, StateReason: new("test"),
		}
		if _, err := w.client.SetAlarmState(ctx, set); err != nil {
			t.Fatal(err)
		}
		if got := w.state(t, "c"); got != want {
			t.Errorf("%s is %s, want %s", rule, got, want)
		}
		if (len(w.notified) == 1) != (want == types.StateValueAlarm) {
			t.Errorf("%s: notified %v", rule, w.notified)
		}
	}
}

// CW-11: what a rule may not say.
func TestWrongRulesAreRefused(t *testing.T) {
	w := newWorld(t)
	w.make(t, alarmOn("a"))
	for _, rule := range []string{
		"ALARM(a", "ALARM(a) XOR ALARM(a)", "ALARM(nobody)", "AND", "(ALARM(a)", "ALARMS(a)", `OK("a)`,
	} {
		_, err := w.client.PutCompositeAlarm(ctx, &api.PutCompositeAlarmInput{
			AlarmName: new("c"), AlarmRule: new(rule),
		})
		if err == nil {
			t.Errorf("%s is accepted", rule)
			continue
		}
		expectCode(t, err, "ValidationError")
	}
}
