package cloudwatch

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

var (
	start = time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	ctx   = context.Background()
)

// world is an account with nothing but CloudWatch. It writes down what alarms do.
type world struct {
	*CloudWatch
	env      *kernel.Env
	client   *api.Client
	events   []kernel.Event
	details  []string
	invoked  []string
	notified []string
	scaled   []Breach
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{env: &kernel.Env{
		Kernel: kernel.New(1, start), Account: "123456789012", Region: "us-east-1",
	}}
	w.env.Publish = func(e kernel.Event) {
		b, err := json.Marshal(e.Detail())
		if err != nil {
			t.Fatal(err)
		}
		w.events, w.details = append(w.events, e), append(w.details, string(b))
	}
	w.CloudWatch = New(w.env)
	w.Invoke = func(_ string, payload []byte, _ string) error {
		w.invoked = append(w.invoked, string(payload))
		return nil
	}
	w.Notify = func(_, subject, message string) error {
		w.notified = append(w.notified, subject+"\n"+message)
		return nil
	}
	w.CloudWatch.ScalingPolicy = func(_ string, b Breach) { w.scaled = append(w.scaled, b) }
	server := wire.NewServer(w.Service)
	w.client = api.NewFromConfig(server.Config(wire.Caller{Name: "user", AccessKey: "A"}, "us-east-1"),
		func(o *api.Options) { o.Retryer = aws.NopRetryer{} })
	return w
}

// put puts one value of metric N/M now.
func (w *world) put(t *testing.T, value float64) {
	t.Helper()
	_, err := w.client.PutMetricData(ctx, &api.PutMetricDataInput{
		Namespace: new("N"), MetricData: []types.MetricDatum{{MetricName: new("M"), Value: &value}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// alarmOn is an alarm on N/M over 10, one point of one minute.
func alarmOn(name string) *api.PutMetricAlarmInput {
	return &api.PutMetricAlarmInput{
		AlarmName: new(name), Namespace: new("N"), MetricName: new("M"), Period: new(int32(60)),
		Statistic: types.StatisticMaximum, EvaluationPeriods: new(int32(1)),
		Threshold: new(10.0), ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
		TreatMissingData: new("notBreaching"),
	}
}

func (w *world) make(t *testing.T, in *api.PutMetricAlarmInput) {
	t.Helper()
	if _, err := w.client.PutMetricAlarm(ctx, in); err != nil {
		t.Fatal(err)
	}
}

func (w *world) state(t *testing.T, name string) types.StateValue {
	t.Helper()
	a := w.alarm(name)
	if a == nil {
		t.Fatalf("there is no alarm %s", name)
	}
	return a.value
}

func expectCode(t *testing.T, err error, want string) {
	t.Helper()
	var got smithy.APIError
	if !errors.As(err, &got) || got.ErrorCode() != want {
		t.Errorf("error %v, want code %s", err, want)
	}
}
