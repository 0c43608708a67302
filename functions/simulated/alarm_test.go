package simulated

import (
	"context"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	scheduled "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"sashweight/shared/awssim"
)

// alarms is our functions' account and the states of its alarms.
type alarms struct {
	*World
	t *testing.T
}

func newAlarms(t *testing.T) alarms {
	w, err := New(awssim.Options{Typed: true})
	if err != nil {
		t.Fatal(err)
	}
	return alarms{w, t}
}

func (w alarms) state(name string) types.StateValue {
	out, err := sdk.NewFromConfig(w.UserConfig()).DescribeAlarms(context.Background(),
		&sdk.DescribeAlarmsInput{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range out.MetricAlarms {
		if strings.Contains(*a.AlarmName, name) {
			return a.StateValue
		}
	}
	w.t.Fatalf("there is no alarm %s", name)
	return ""
}

// expect checks the state of the heartbeat's alarm after some time.
func (w alarms) expect(after time.Duration, want types.StateValue, when string) {
	w.t.Helper()
	w.Advance(after)
	if got := w.state("Heartbeat"); got != want {
		w.t.Errorf("%s: the heartbeat's alarm is %s, want %s", when, got, want)
	}
}

// enable switches the function's schedule on or off, as an operator may.
func (w alarms) enable(state scheduled.ScheduleState) {
	w.t.Helper()
	client := scheduler.NewFromConfig(w.UserConfig())
	got, err := client.GetSchedule(context.Background(),
		&scheduler.GetScheduleInput{Name: new("DrainNodesFunctionTick")})
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = client.UpdateSchedule(context.Background(), &scheduler.UpdateScheduleInput{
		Name: got.Name, ScheduleExpression: got.ScheduleExpression, Target: got.Target,
		FlexibleTimeWindow: got.FlexibleTimeWindow, State: state,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// Ticks that do not come are missing data, which breaches. But the last datapoints count until they
// leave the evaluation range of five periods (CW-3), so that the alarm goes off after 25 minutes
// and not after three periods. With the first tick it comes back.
func TestTheHeartbeatAlarmGoesOffWithoutTicks(t *testing.T) {
	w := newAlarms(t)
	w.expect(30*time.Minute, types.StateValueOk, "ticking")
	w.enable(scheduled.ScheduleStateDisabled)
	w.expect(24*time.Minute, types.StateValueOk, "24 minutes without a tick")
	w.expect(3*time.Minute, types.StateValueAlarm, "27 minutes without a tick")
	w.enable(scheduled.ScheduleStateEnabled)
	w.expect(3*time.Minute, types.StateValueOk, "ticking again")
}

// The function's own log lines feed its alarm, which is quiet while ticks end.
func TestTheHeartbeatAlarmHearsTheFunction(t *testing.T) {
	w := newAlarms(t)
	w.Advance(30 * time.Minute)
	if got := w.state("Heartbeat"); got != types.StateValueOk {
		t.Errorf("%s while the function ticks, want OK", got)
	}
	if got := w.state("DeadLetter"); got != types.StateValueOk {
		t.Errorf("%s of an empty queue, want OK", got)
	}
	queue := w.Stack.Resources["DrainNodesDeadLetters"].Attributes["Arn"]
	if err := w.SQS.Send(queue, "lost", nil); err != nil {
		t.Fatal(err)
	}
	w.Advance(3 * time.Minute)
	if got := w.state("DeadLetter"); got != types.StateValueAlarm {
		t.Errorf("%s with a message in the queue, want ALARM", got)
	}
}
