package autoscaling

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"sashweight/shared/awssim/wire"
)

// alarmed gives the account a CloudWatch that only keeps alarms.
func (w *world) alarmed() map[string]cloudwatch.PutMetricAlarmInput {
	kept := map[string]cloudwatch.PutMetricAlarmInput{}
	s := wire.NewService(wire.Spec{ID: "CloudWatch", Scope: "monitoring", Protocol: wire.CBOR})
	wire.On(s, "PutMetricAlarm", func(
		_ context.Context, in *cloudwatch.PutMetricAlarmInput,
	) (*cloudwatch.PutMetricAlarmOutput, error) {
		kept[*in.AlarmName] = *in
		return &cloudwatch.PutMetricAlarmOutput{}, nil
	})
	wire.On(s, "DeleteAlarms", func(
		_ context.Context, in *cloudwatch.DeleteAlarmsInput,
	) (*cloudwatch.DeleteAlarmsOutput, error) {
		for _, name := range in.AlarmNames {
			delete(kept, name)
		}
		return &cloudwatch.DeleteAlarmsOutput{}, nil
	})
	w.CloudWatch = cloudwatch.NewFromConfig(
		wire.NewServer(s).Typed(wire.Caller{Name: "autoscaling", AccessKey: "role"}, "us-east-1"))
	return kept
}

func (w *world) track50(disable bool) string {
	return w.policyOf(&as.PutScalingPolicyInput{
		PolicyName: new("cpu50"), PolicyType: new("TargetTrackingScaling"),
		TargetTrackingConfiguration: &types.TargetTrackingConfiguration{
			TargetValue: new(50.0), DisableScaleIn: new(disable),
			PredefinedMetricSpecification: &types.PredefinedMetricSpecification{
				PredefinedMetricType: types.MetricTypeASGAverageCPUUtilization,
			},
		},
	})
}

// AS-17
func TestTargetTrackingMakesAndRemovesItsTwoAlarms(t *testing.T) {
	w := newWorld(t)
	kept := w.alarmed()
	w.fleet(0, 2, 9)
	arn := w.track50(false)
	out, err := w.client.DescribePolicies(context.Background(), &as.DescribePoliciesInput{})
	must(t, err)
	names := out.ScalingPolicies[0].Alarms
	if len(names) != 2 || len(kept) != 2 {
		t.Fatalf("%d alarms told, %d made, want 2", len(names), len(kept))
	}
	for n, c := range []struct {
		kind      string
		periods   int32
		threshold float64
	}{{"AlarmHigh", 3, 50}, {"AlarmLow", 15, 45}} {
		x := kept[*names[n].AlarmName]
		if !strings.HasPrefix(*x.AlarmName, "TargetTracking-web-"+c.kind+"-") ||
			*x.EvaluationPeriods != c.periods || *x.Period != 60 || *x.Threshold != c.threshold ||
			!slices.Equal(x.AlarmActions, []string{arn}) || *x.MetricName != "CPUUtilization" {
			t.Errorf("%s is %s: %d periods of %d s, threshold %v", c.kind, *x.AlarmName,
				*x.EvaluationPeriods, *x.Period, *x.Threshold)
		}
	}
	w.track50(true)
	if len(kept) != 1 {
		t.Errorf("%d alarms without scale-in, want 1", len(kept))
	}
	_, err = w.client.DeletePolicy(context.Background(), &as.DeletePolicyInput{PolicyName: new(arn)})
	must(t, err)
	if len(kept) != 0 {
		t.Errorf("%d alarms are left of a deleted policy", len(kept))
	}
}

// AS-18
func TestTargetTrackingScalesOutInProportionAndInWithCaution(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 10, 100)
	w.env.Advance(10 * time.Minute)
	arn := w.track50(false)
	call := func(value, threshold float64) int32 {
		w.AlarmAction(arn, AlarmMetric{Alarm: "cpu", Value: value, Threshold: threshold})
		return w.desired()
	}
	if got := call(75, 50); got != 15 {
		t.Errorf("75 %% on 10 instances: desired capacity %d, want 15", got)
	}
	w.env.Advance(time.Minute)
	if got := call(75, 50); got != 15 {
		t.Errorf("while they warm up: desired capacity %d, want 15", got)
	}
	if got := call(20, 45); got != 15 {
		t.Errorf("scaled in while instances warm up: desired capacity %d", got)
	}
	w.env.Advance(10 * time.Minute)
	if got := call(32, 45); got != 10 { // 15 x 32 / 50 = 9.6
		t.Errorf("32 %% on 15 instances: desired capacity %d, want 10", got)
	}
	w.env.Advance(10 * time.Minute)
	w.track50(true)
	if got := call(10, 45); got != 10 {
		t.Errorf("scaled in although that is disabled: desired capacity %d", got)
	}
}

// AS-19
func TestTrackingPoliciesScaleInOnlyWhenAllAgree(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 10, 100)
	w.env.Advance(10 * time.Minute)
	one := w.track50(false)
	two := w.policyOf(&as.PutScalingPolicyInput{
		PolicyName: new("queue"), PolicyType: new("TargetTrackingScaling"),
		TargetTrackingConfiguration: &types.TargetTrackingConfiguration{
			TargetValue: new(50.0),
			CustomizedMetricSpecification: &types.CustomizedMetricSpecification{
				MetricName: new("Depth"), Namespace: new("Shop"), Statistic: "Average",
			},
		},
	})
	w.AlarmAction(one, AlarmMetric{Value: 10, Threshold: 45})
	if got := w.desired(); got != 10 {
		t.Errorf("one of two asked: desired capacity %d", got)
	}
	w.AlarmAction(two, AlarmMetric{Value: 30, Threshold: 45})
	if got := w.desired(); got != 6 {
		t.Errorf("both asked: desired capacity %d, want the larger 6", got)
	}
}
