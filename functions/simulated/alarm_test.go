package simulated

import (
	"context"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim"
)

// The function's own log lines feed its alarm: it is quiet while ticks end, and goes off when
// they do not.
func TestTheHeartbeatAlarmHearsTheFunction(t *testing.T) {
	w, err := New(awssim.Options{Typed: true})
	if err != nil {
		t.Fatal(err)
	}
	state := func(name string) types.StateValue {
		out, err := sdk.NewFromConfig(w.UserConfig()).DescribeAlarms(context.Background(),
			&sdk.DescribeAlarmsInput{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.MetricAlarms {
			if strings.Contains(*a.AlarmName, name) {
				return a.StateValue
			}
		}
		t.Fatalf("there is no alarm %s", name)
		return ""
	}
	w.Advance(30 * time.Minute)
	if got := state("Heartbeat"); got != types.StateValueOk {
		t.Errorf("%s while the function ticks, want OK", got)
	}
	if got := state("DeadLetter"); got != types.StateValueOk {
		t.Errorf("%s of an empty queue, want OK", got)
	}
	queue := w.Stack.Resources["DrainNodesDeadLetters"].Attributes["Arn"]
	if err := w.SQS.Send(queue, "lost", nil); err != nil {
		t.Fatal(err)
	}
	w.Advance(3 * time.Minute)
	if got := state("DeadLetter"); got != types.StateValueAlarm {
		t.Errorf("%s with a message in the queue, want ALARM", got)
	}
}
