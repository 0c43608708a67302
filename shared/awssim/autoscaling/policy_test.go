package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func step(from, to *float64, amount int32) types.StepAdjustment {
	return types.StepAdjustment{
		MetricIntervalLowerBound: from, MetricIntervalUpperBound: to, ScalingAdjustment: new(amount),
	}
}

func (w *world) policyOf(in *as.PutScalingPolicyInput) string {
	w.t.Helper()
	in.AutoScalingGroupName = new("web")
	out, err := w.client.PutScalingPolicy(context.Background(), in)
	must(w.t, err)
	return *out.PolicyARN
}

// documented are the two policies of the user guide's example: threshold 50, in percent.
func (w *world) documented() (out, in string) {
	return w.policyOf(&as.PutScalingPolicyInput{
			PolicyName: new("out"), PolicyType: new("StepScaling"),
			AdjustmentType: new("PercentChangeInCapacity"),
			StepAdjustments: []types.StepAdjustment{
				step(new(0.0), new(10.0), 0), step(new(10.0), new(20.0), 10),
				step(new(20.0), nil, 30),
			},
		}), w.policyOf(&as.PutScalingPolicyInput{
			PolicyName: new("in"), PolicyType: new("StepScaling"),
			AdjustmentType: new("PercentChangeInCapacity"),
			StepAdjustments: []types.StepAdjustment{
				step(new(-10.0), new(0.0), 0), step(new(-20.0), new(-10.0), -10),
				step(nil, new(-20.0), -30),
			},
		})
}

func (w *world) alarm(arn string, value float64, after time.Duration) {
	w.AlarmAction(arn, AlarmMetric{Alarm: "cpu", Value: value, Threshold: 50})
	w.env.Advance(after)
}

func (w *world) desired() int32 { return *w.show("web").DesiredCapacity }

// AS-11
func TestStepScalingDoesTheDocumentedExample(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 10, 100)
	w.env.Advance(10 * time.Minute)
	out, in := w.documented()
	for _, c := range []struct {
		policy string
		metric float64
		want   int32
	}{{out, 55, 10}, {out, 60, 11}, {out, 70, 14}, {in, 45, 14}, {in, 40, 13}, {in, 30, 10}} {
		w.alarm(c.policy, c.metric, 10*time.Minute)
		if got := w.desired(); got != c.want {
			t.Errorf("metric %v: desired capacity %d, want %d", c.metric, got, c.want)
		}
	}
}

// AS-12
func TestInstancesThatWarmUpAddNothingTwice(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 10, 100)
	w.env.Advance(10 * time.Minute)
	out, in := w.documented()
	for _, c := range []struct {
		policy string
		metric float64
		want   int32
	}{
		{out, 60, 11}, {out, 62, 11}, {out, 70, 13}, {out, 70, 13},
		{in, 30, 13}, // not before all have warmed up
	} {
		w.alarm(c.policy, c.metric, time.Minute)
		if got := w.desired(); got != c.want {
			t.Errorf("metric %v: desired capacity %d, want %d", c.metric, got, c.want)
		}
	}
	w.env.Advance(6 * time.Minute)
	w.alarm(in, 30, time.Second)
	w.alarm(in, 30, time.Second) // those that end still count
	if got := w.desired(); got != 10 {
		t.Errorf("desired capacity %d, want 10", got)
	}
}

// AS-13
func TestPercentagesAreRoundedAsDocumented(t *testing.T) {
	for _, c := range []struct{ capacity, amount, magnitude, want int32 }{
		{127, 10, 0, 12}, {67, 1, 0, 1}, {58, -1, 0, -1}, {667, -1, 0, -6}, {0, 50, 0, 0},
		{4, 25, 2, 2}, {10, -10, 3, -3},
	} {
		if got := percent(c.capacity, c.amount, c.magnitude); got != c.want {
			t.Errorf("%d %% of %d, at least %d: %d, want %d", c.amount, c.capacity, c.magnitude, got,
				c.want)
		}
	}
}

// AS-14
func TestStepsHaveNoGapsAndOverlaps(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	for _, steps := range [][]types.StepAdjustment{
		{},
		{step(nil, nil, 1)},
		{step(new(0.0), new(10.0), 1)},
		{step(new(-5.0), new(0.0), 1), step(new(0.0), nil, 1)},
		{step(new(0.0), new(10.0), 1), step(new(20.0), nil, 1)},
		{step(new(0.0), new(10.0), 1), step(new(5.0), nil, 1)},
		{step(new(0.0), nil, 1), step(new(10.0), nil, 1)},
	} {
		_, err := w.client.PutScalingPolicy(context.Background(), &as.PutScalingPolicyInput{
			AutoScalingGroupName: new("web"), PolicyName: new("p"), PolicyType: new("StepScaling"),
			AdjustmentType: new("ChangeInCapacity"), StepAdjustments: steps,
		})
		if err == nil {
			t.Errorf("%d steps were taken", len(steps))
		}
	}
}

// AS-15
func TestSimpleScalingWaitsForItsCooldown(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 2, 9)
	w.env.Advance(10 * time.Minute)
	add := w.policyOf(&as.PutScalingPolicyInput{
		PolicyName: new("add"), AdjustmentType: new("ChangeInCapacity"),
		ScalingAdjustment: new(int32(1)), Cooldown: new(int32(120)),
	})
	for _, want := range []int32{3, 3, 3, 4} { // in service after some 15 s
		w.alarm(add, 90, time.Minute)
		if got := w.desired(); got != want {
			t.Errorf("desired capacity %d, want %d", got, want)
		}
	}
	exact := w.policyOf(&as.PutScalingPolicyInput{
		PolicyName: new("exact"), AdjustmentType: new("ExactCapacity"),
		ScalingAdjustment: new(int32(20)),
	})
	_, err := w.client.ExecutePolicy(context.Background(), &as.ExecutePolicyInput{
		PolicyName: new(exact),
	})
	must(t, err)
	if got := w.desired(); got != 9 {
		t.Errorf("desired capacity %d, want the maximum 9", got)
	}
}

// AS-16
func TestSuspendedAlarmNotificationAndDisabledPolicyDoNothing(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 10, 100)
	w.env.Advance(10 * time.Minute)
	out, _ := w.documented()
	for _, process := range []string{"AlarmNotification", "Launch"} {
		w.suspendOnly(process)
		if w.alarm(out, 70, time.Minute); w.desired() != 10 {
			t.Errorf("%s suspended: desired capacity %d", process, w.desired())
		}
		w.resumeAll()
	}
	out = w.policyOf(&as.PutScalingPolicyInput{
		PolicyName: new("out"), PolicyType: new("StepScaling"), Enabled: new(false),
		AdjustmentType:  new("ChangeInCapacity"),
		StepAdjustments: []types.StepAdjustment{step(new(0.0), nil, 1)},
	})
	if w.alarm(out, 70, time.Minute); w.desired() != 10 {
		t.Errorf("disabled: desired capacity %d", w.desired())
	}
}
