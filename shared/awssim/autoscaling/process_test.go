package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func (w *world) suspendOnly(names ...string) {
	w.t.Helper()
	_, err := w.client.SuspendProcesses(context.Background(), &as.SuspendProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: names,
	})
	must(w.t, err)
}

func (w *world) resumeAll() {
	w.t.Helper()
	_, err := w.client.ResumeProcesses(context.Background(), &as.ResumeProcessesInput{
		AutoScalingGroupName: new("web"),
	})
	must(w.t, err)
}

// AS-6
func TestSuspendedProcessesDoNothingUntilTheyAreResumed(t *testing.T) {
	for _, c := range []struct {
		process       string
		change        func(w *world)
		while, resume int // in service
	}{
		{"Launch", func(w *world) { w.scale(5) }, 3, 5},
		{"Terminate", func(w *world) { w.scale(1) }, 3, 1},
		// What is unhealthy goes, nothing comes.
		{"Launch", func(w *world) { w.machines.Terminate(w.ids[0]) }, 2, 3},
	} {
		w := newWorld(t)
		w.fleet(0, 3, 9)
		w.suspendOnly(c.process)
		c.change(w)
		w.env.Advance(5 * time.Minute)
		if n := w.states()[types.LifecycleStateInService]; n != c.while {
			t.Errorf("%s suspended: %d in service, want %d", c.process, n, c.while)
		}
		w.resumeAll()
		w.env.Advance(5 * time.Minute)
		if n := w.states()[types.LifecycleStateInService]; n != c.resume {
			t.Errorf("%s resumed: %d in service, want %d", c.process, n, c.resume)
		}
	}
}

// AS-7
func TestUnhealthyInstanceStaysWhileItsReplacementIsSuspended(t *testing.T) {
	for process, health := range map[string]string{
		"HealthCheck": "Healthy", "ReplaceUnhealthy": "Unhealthy", "Terminate": "Unhealthy",
	} {
		w := newWorld(t)
		w.fleet(0, 3, 9)
		w.suspendOnly(process)
		id := *w.show("web").Instances[0].InstanceId
		w.machines.Impair(id)
		w.env.Advance(5 * time.Minute)
		i := w.show("web").Instances[0]
		if *i.InstanceId != id || *i.HealthStatus != health {
			t.Errorf("%s suspended: the instance is %s, want %s", process, *i.HealthStatus, health)
		}
		w.resumeAll()
		w.env.Advance(5 * time.Minute)
		if w.state(id) != "" || w.states()[types.LifecycleStateInService] != 3 {
			t.Errorf("%s resumed: the instance is %q", process, w.state(id))
		}
	}
}

func TestOnlyProcessesThatExistAreSuspended(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 1)
	_, err := w.client.SuspendProcesses(context.Background(), &as.SuspendProcessesInput{
		AutoScalingGroupName: new("web"), ScalingProcesses: []string{"Sleep"},
	})
	refused(t, err, "ValidationError", "Invalid Process Type: Sleep")
	w.suspendOnly()
	if n := len(w.show("web").SuspendedProcesses); n != len(processTypes) {
		t.Errorf("%d processes suspended, want all %d", n, len(processTypes))
	}
}
