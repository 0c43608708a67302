package ecs

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestBoundsRoundTheMinimumUpAndTheMaximumDown(t *testing.T) {
	for _, c := range []struct {
		desired            int
		minimum, maximum   int32
		mayStop, mayExceed int
	}{
		{4, 50, 100, 2, 0},  // two may stop first
		{2, 75, 100, 0, 0},  // none may stop
		{4, 100, 200, 0, 4}, // four extra
		{3, 100, 125, 0, 0}, // no extra
		{1, 100, 200, 0, 1},
		{0, 100, 200, 0, 0},
	} {
		least, most := bounds(c.desired, types.DeploymentConfiguration{
			MinimumHealthyPercent: &c.minimum, MaximumPercent: &c.maximum,
		})
		if got := c.desired - least; got != c.mayStop {
			t.Errorf("desired %d, min %d %%: %d may stop, want %d",
				c.desired, c.minimum, got, c.mayStop)
		}
		if got := most - c.desired; got != c.mayExceed {
			t.Errorf("desired %d, max %d %%: %d extra, want %d",
				c.desired, c.maximum, got, c.mayExceed)
		}
	}
}

// steady is a world of two nodes with a steady service of four tasks, two on each.
func steady(t *testing.T, least, most int32) *world {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	w.serve("web", 4, least, most)
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:4]")
	return w
}

func TestDrainReplacesBeforeItStopsAtMinimum100(t *testing.T) {
	w := steady(t, 100, 200)
	m := w.machines.Get(*w.firstNode().Ec2InstanceId)
	w.drain(m)
	w.kernel.Advance(time.Second)
	w.wantStates(m, "[RUNNING/RUNNING:2]")
	w.wantStates(nil, "[PENDING/RUNNING:2 RUNNING/RUNNING:4]")
	w.kernel.Advance(48 * time.Second) // running since 10 s, healthy 40 s later
	w.wantStates(m, "[RUNNING/RUNNING:2]")
	w.kernel.Advance(2 * time.Second)
	w.wantStates(m, "[STOPPING/STOPPED:2]")
	w.kernel.Advance(10 * time.Second)
	w.wantStates(m, "[STOPPED/STOPPED:2]")
	if got := *w.instance(m).Status; got != "DRAINING" {
		t.Errorf("an emptied instance is %s, want DRAINING until someone changes it", got)
	}
	for _, task := range w.tasks(m) {
		if task.StopCode != types.TaskStopCodeServiceSchedulerInitiated {
			t.Errorf("stop code is %s", task.StopCode)
		}
	}
}

func (w *world) firstNode() types.ContainerInstance {
	return *w.ecs.clusters["prod"].instances[0].output()
}

func TestDrainStopsFirstBelowMinimum100(t *testing.T) {
	w := steady(t, 50, 100)
	m := w.machines.Get(*w.firstNode().Ec2InstanceId)
	w.drain(m)
	w.kernel.Advance(2 * time.Second)
	w.wantStates(m, "[STOPPING/STOPPED:2]")
	// The maximum counts stopping tasks: no replacement yet.
	w.scale("web", 4)
	w.kernel.Advance(0)
	w.wantStates(nil, "[RUNNING/RUNNING:2 STOPPING/STOPPED:2]")
	w.kernel.Advance(5 * time.Second)
	w.wantStates(nil, "[PENDING/RUNNING:2 RUNNING/RUNNING:2 STOPPED/STOPPED:2]")
}

func TestDrainDeadlocksAtMinimum100AndMaximum100(t *testing.T) {
	w := steady(t, 100, 100)
	m := w.machines.Get(*w.firstNode().Ec2InstanceId)
	w.drain(m)
	w.kernel.Advance(12 * time.Hour)
	w.wantStates(nil, "[RUNNING/RUNNING:4]")
	if !w.hasEvent("web", "was unable to stop or start tasks during a deployment") {
		t.Error("no service event says why")
	}
}

func TestDrainStopsPendingServiceTasksAtOnce(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	w.serve("web", 4, 100, 200)
	w.kernel.Advance(time.Second)
	w.wantStates(nil, "[PENDING/RUNNING:4]")
	w.drain(nodes[0])
	w.kernel.Advance(0)
	w.wantStates(nodes[0], "[PENDING/STOPPED:2]")
	w.kernel.Advance(2 * time.Second)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:2]")
	w.wantStates(nodes[1], "[PENDING/RUNNING:4]")
}

func TestDrainLeavesStandaloneTasksAlone(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(1)
	w.define("job")
	w.run("job", 2)
	w.kernel.Advance(time.Minute)
	w.run("job", 1)
	w.drain(nodes[0])
	w.kernel.Advance(0)
	w.wantStates(nodes[0], "[PENDING/RUNNING:1 RUNNING/RUNNING:2]")
	w.kernel.Advance(24 * time.Hour)
	w.wantStates(nodes[0], "[RUNNING/RUNNING:3]")
}

func TestDrainWaitsForRoomAndGoesOnWhenANodeComes(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(1)
	w.define("web", port(80))
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(2 * time.Minute)
	w.drain(nodes[0])
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:1]")
	if !w.hasEvent("web", "No Container Instances were found in your cluster") {
		t.Error("no service event says that there is no instance")
	}
	w.nodes(1)
	w.kernel.Advance(2 * time.Minute)
	w.wantStates(nodes[0], "[STOPPED/STOPPED:1]")
	w.wantStates(nil, "[RUNNING/RUNNING:1 STOPPED/STOPPED:1]")
}

func TestReactivatedNodeKeepsItsTasks(t *testing.T) {
	w := steady(t, 100, 200)
	m := w.machines.Get(*w.firstNode().Ec2InstanceId)
	w.drain(m)
	w.kernel.Advance(20 * time.Second)
	w.setState(m, types.ContainerInstanceStatusActive)
	w.kernel.Advance(10 * time.Minute)
	w.wantStates(nil, "[RUNNING/RUNNING:4 STOPPED/STOPPED:2]")
	if got := w.instance(m).RunningTasksCount; got != 2 {
		t.Errorf("the node has %d tasks, want 2", got)
	}
}

func TestContainerHealthCheckDecidesWhenAReplacementIsHealthy(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web", func(c *types.ContainerDefinition) {
		c.HealthCheck = &types.HealthCheck{
			Command: []string{"CMD", "check"}, Interval: new(int32(30)),
			StartPeriod: new(int32(100)),
		}
	})
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(5 * time.Minute)
	m := nodes[0]
	if w.instance(m).RunningTasksCount == 0 {
		m = nodes[1]
	}
	w.drain(m)
	w.kernel.Advance((10 + 119) * time.Second)
	w.wantStates(m, "[RUNNING/RUNNING:1]")
	w.kernel.Advance(2 * time.Second)
	w.wantStates(m, "[STOPPING/STOPPED:1]")
}
