package ecs

import (
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// CP-5: the metric with its special cases.
func TestReservationIsNeededByRunningInstances(t *testing.T) {
	for _, x := range []struct {
		needed, running int
		want            float64
	}{
		{0, 0, 100}, {1, 0, 200}, {7, 0, 200}, {10, 10, 100}, {11, 10, 110}, {5, 10, 50}, {0, 4, 0},
	} {
		if got := (reading{x.needed, x.running}).reservation(); int(got+0.5) != int(x.want) {
			t.Errorf("%d of %d: %v, want %v", x.needed, x.running, got, x.want)
		}
	}
}

// CP-6: the scale-out and scale-in decisions for metric values.
func TestManagedScalingDecidesByTheMetric(t *testing.T) {
	for _, x := range []struct {
		name         string
		r            reading
		s            size
		target       int32
		grown, shrun int
	}{
		{"from zero", reading{1, 0}, size{0, 0, 100}, 100, 2, 0},
		{"from zero, many", reading{40, 0}, size{0, 0, 100}, 100, 2, 0},
		{"from zero, maximum one", reading{1, 0}, size{0, 0, 1}, 100, 1, 0},
		{"one more", reading{11, 10}, size{0, 10, 100}, 100, 11, 10},
		{"to the maximum", reading{30, 10}, size{0, 10, 20}, 100, 20, 10},
		{"steady", reading{10, 10}, size{0, 10, 100}, 100, 10, 10},
		{"target 90", reading{10, 10}, size{0, 10, 100}, 90, 12, 10},
		{"target 90 kept", reading{10, 12}, size{0, 12, 100}, 90, 12, 12},
		{"half goes", reading{34, 334}, size{0, 334, 400}, 100, 334, 167},
		{"half of 84 and no more", reading{34, 84}, size{0, 84, 400}, 100, 84, 42},
		{"down to the goal", reading{34, 42}, size{0, 42, 400}, 100, 42, 34},
		{"the last one goes", reading{0, 1}, size{0, 1, 10}, 100, 1, 0},
		{"one stays below 100", reading{0, 2}, size{0, 2, 10}, 90, 2, 1},
		{"not below the minimum", reading{0, 4}, size{3, 4, 10}, 100, 4, 3},
		{"no launch twice", reading{14, 10}, size{0, 14, 100}, 100, 14, 14},
	} {
		if got := grow(x.r, x.s, x.target); got != x.grown {
			t.Errorf("%s: grows to %d, want %d", x.name, got, x.grown)
		}
		if got := shrink(x.r, x.s, x.target); got != x.shrun {
			t.Errorf("%s: shrinks to %d, want %d", x.name, got, x.shrun)
		}
	}
}

// CP-7: the lower bound of instances for waiting tasks.
func TestEstimatePacksEachBatchOnTheLargestType(t *testing.T) {
	small, large := shape{"small", 2048, 4096, nil}, shape{"large", 8192, 16384, nil}
	task := func(cpu, memory int32) *need { return &need{cpu: cpu, memory: memory} }
	port := &need{cpu: 1, memory: 1, tcp: []uint16{8080}}
	for _, x := range []struct {
		name   string
		b      []batch
		shapes []shape
		want   int
	}{
		{"nothing waits", nil, []shape{small}, 0},
		{"one task", []batch{{task(256, 512), false, 1}}, []shape{small}, 1},
		{"eight fit one", []batch{{task(256, 512), false, 8}}, []shape{small}, 1},
		{"nine need two", []batch{{task(256, 512), false, 9}}, []shape{small}, 2},
		{"by memory", []batch{{task(1, 4096), false, 3}}, []shape{small}, 3},
		{"no CPU units", []batch{{task(0, 512), false, 9}}, []shape{small}, 2},
		{"the largest counts", []batch{{task(256, 512), false, 33}}, []shape{small, large}, 2},
		{"too big for the smallest", []batch{{task(4096, 512), false, 9}}, []shape{large, small}, 0},
		{"too big beside one that fits", []batch{
			{task(4096, 512), false, 9}, {task(256, 512), false, 1},
		}, []shape{large, small}, 1},
		{"the greatest batch", []batch{
			{task(2048, 512), false, 3}, {task(256, 512), false, 16},
		}, []shape{small}, 3},
		{"static port", []batch{{port, false, 3}}, []shape{large}, 3},
		{"reserved port", []batch{{port, false, 3}}, []shape{{"x", 9, 9, ports{8080}}}, 0},
		{"network interfaces", []batch{{&need{cpu: 1, memory: 1, eni: true}, false, 5}},
			[]shape{{"m5.large", 8192, 16384, nil}}, 3}, // two beside the machine's own
		{"distinct instances", []batch{{task(256, 512), true, 4}}, []shape{large}, 4},
	} {
		if got := estimate(x.b, x.shapes); got != x.want {
			t.Errorf("%s: %d, want %d", x.name, got, x.want)
		}
	}
}

// CP-8: step sizes.
func TestStepSizesBoundTheEstimate(t *testing.T) {
	m := types.ManagedScaling{
		MinimumScalingStepSize: new(int32(3)), MaximumScalingStepSize: new(int32(5)),
	}
	for n, want := range map[int]int{0: 0, 1: 3, 4: 4, 9: 5} {
		if got := stepped(n, m, false); got != want {
			t.Errorf("%d becomes %d, want %d", n, got, want)
		}
	}
	if got := stepped(9, m, true); got != 3 {
		t.Errorf("by the minimum step 9 becomes %d, want 3", got)
	}
}

// CP-9: 0 → 2 instances, within 60 to 120 s, and the task runs when the first of them has come.
func TestGroupGrowsFromZeroToTwo(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	w.kernel.Advance(10 * time.Second)
	w.run("app", 1)
	w.wantStates(nil, "[PROVISIONING/RUNNING:1]")
	took := w.until(3*time.Minute, func() bool { return w.desired() > 0 })
	if took < time.Minute || took > 2*time.Minute {
		t.Errorf("the group grew after %s, want 60 to 120 s", took)
	}
	if got := w.desired(); got != 2 {
		t.Errorf("the group grew to %d, want 2", got)
	}
	if got := w.reservation(); got != 200 {
		t.Errorf("the metric is %v, want 200", got)
	}
	w.kernel.Advance(5 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
	if got := *w.tasks(nil)[0].CapacityProviderName; got != "web" {
		t.Errorf("the task is of capacity provider %s", got)
	}
	if got := w.reservation(); got != 50 {
		t.Errorf("with one of two instances empty the metric is %v, want 50", got)
	}
}

// CP-10: 10 → 11 when one more instance is enough.
func TestGroupGrowsByWhatTheTasksNeed(t *testing.T) {
	w := newFleet(t, 0, 10, 20)
	w.kernel.Advance(10 * time.Minute)
	w.fill(80)
	w.wantStates(nil, "[PENDING/RUNNING:80]")
	w.run("app", 3)
	w.kernel.Advance(3 * time.Minute)
	if got := w.desired(); got != 11 {
		t.Errorf("the group grew to %d, want 11", got)
	}
}

// CP-11: the second step does not come before the instances of the first have warmed up.
func TestSecondStepWaitsForTheWarmUp(t *testing.T) {
	w := newFleet(t, 0, 1, 20, func(p *types.AutoScalingGroupProvider) {
		p.ManagedScaling.MaximumScalingStepSize = new(int32(1))
		p.ManagedScaling.InstanceWarmupPeriod = new(int32(600))
	})
	w.kernel.Advance(15 * time.Minute)
	w.fill(30) // four instances
	w.until(3*time.Minute, func() bool { return w.desired() == 2 })
	took := w.until(20*time.Minute, func() bool { return w.desired() == 3 })
	if took < 10*time.Minute || took > 12*time.Minute {
		t.Errorf("the second step came after %s, want the warm-up of 10 min", took)
	}
}

// CP-11: nor while they are launched, however many tasks come meanwhile.
func TestSecondStepWaitsForTheLaunch(t *testing.T) {
	w := newFleet(t, 0, 1, 20)
	w.kernel.Advance(15 * time.Minute)
	must(w.groups.PutLifecycleHook(w.ctx, &as.PutLifecycleHookInput{
		AutoScalingGroupName: new("web"), LifecycleHookName: new("join"),
		LifecycleTransition: new("autoscaling:EC2_INSTANCE_LAUNCHING"),
		HeartbeatTimeout:    new(int32(1200)), DefaultResult: new("CONTINUE"),
	}))(t)
	w.fill(9)
	w.until(3*time.Minute, func() bool { return w.desired() == 2 })
	w.kernel.Advance(time.Minute)
	w.fill(30)
	w.kernel.Advance(10 * time.Minute)
	if got := w.desired(); got != 2 {
		t.Errorf("the group grew to %d while an instance was launched", got)
	}
}

// CP-12: 15 datapoints below the target, then halves: 334 → 34 takes 10 ± 1 min.
func TestGroupShrinksInHalves(t *testing.T) {
	w := newFleet(t, 0, 334, 334)
	w.serveDistinct("app", 34)
	w.until(10*time.Minute, func() bool { return w.reservation() > 100 })
	w.until(15*time.Minute, func() bool { return w.reservation() < 100 })
	took := w.until(30*time.Minute, func() bool { return w.desired() < 334 })
	if took < 14*time.Minute || took > 18*time.Minute {
		t.Errorf("the first step came %s after the first low datapoint", took)
	}
	took += w.until(30*time.Minute, func() bool { return w.desired() == 34 }) - 14*time.Minute
	if took < 9*time.Minute || took > 11*time.Minute {
		t.Errorf("334 → 34 took %s after the alarm, want 10 ± 1 min", took)
	}
	w.kernel.Advance(time.Hour)
	if got := w.desired(); got != 34 {
		t.Errorf("the group went on to %d", got)
	}
}

// CP-13: a group of tasks that is too big for the smallest type stays.
func TestTaskThatIsTooBigStaysProvisioning(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	w.define("big", func(c *types.ContainerDefinition) { c.Cpu = 4096 })
	w.run("big", 1)
	w.kernel.Advance(2 * time.Hour)
	w.wantStates(nil, "[PROVISIONING/RUNNING:1]")
	if got := w.desired(); got != 0 {
		t.Errorf("the group grew to %d", got)
	}
	if got := w.reservation(); got != 100 {
		t.Errorf("the metric is %v, want 100", got)
	}
}

// CP-17: a group whose AlarmNotification process is suspended is left alone.
func TestSuspendedAlarmNotificationStopsManagedScaling(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	_, err := w.groups.SuspendProcesses(w.ctx, &as.SuspendProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: []string{"AlarmNotification"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.run("app", 1)
	w.kernel.Advance(time.Hour)
	if got := w.desired(); got != 0 {
		t.Errorf("the group grew to %d", got)
	}
	if got := w.reservation(); got != 200 {
		t.Errorf("the metric is %v, want 200", got)
	}
}

// CP-17: when the process goes on, so does managed scaling.
func TestManagedScalingGoesOnWithAlarmNotification(t *testing.T) {
	w := newFleet(t, 0, 0, 10)
	process := []string{"AlarmNotification"}
	must(w.groups.SuspendProcesses(w.ctx, &as.SuspendProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: process,
	}))(t)
	w.run("app", 1)
	w.kernel.Advance(time.Hour)
	must(w.groups.ResumeProcesses(w.ctx, &as.ResumeProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: process,
	}))(t)
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
}
