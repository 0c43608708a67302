package ecs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
)

// measured keeps the datapoints of AWS/ECS, the last of each metric.
type measured struct {
	last  map[string]float64
	count int
}

func (w *world) measured() *measured {
	m := &measured{last: map[string]float64{}}
	w.ecs.env.PutMetric = func(x kernel.Metric) {
		if x.Namespace == "AWS/ECS" {
			m.last[x.Name+" "+strings.Join(x.Dimensions, " ")] = x.Value
			m.count++
		}
	}
	return m
}

// want compares the datapoints to one decimal.
func (m *measured) want(t *testing.T, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := fmt.Sprintf("%.1f", m.last[name]); got != value {
			t.Errorf("%s is %s, want %s", name, got, value)
		}
	}
	if len(m.last) != len(want) {
		t.Errorf("metrics are %v", m.last)
	}
}

// MET-1, MET-2: two instances of 2,048 CPU units and 4,096 MiB; tasks of 256 and 512.
func TestClusterAndServiceMetricsHaveTheirDocumentedMeaning(t *testing.T) {
	w := newWorld(t)
	m := w.measured()
	w.ecs.Load = func(cluster, service string, running int) Use {
		if cluster != "prod" {
			t.Errorf("asked for the load of cluster %s", cluster)
		}
		if service == "app" {
			return Use{CPU: 1.5, Memory: 0.25 * float64(running)}
		}
		return Use{CPU: 0.5, Memory: 0.5}
	}
	w.nodes(2)
	w.define("app")
	w.define("job")
	w.serve("app", 2, 100, 200)
	w.run("job", 2)
	w.kernel.Advance(2 * time.Minute)
	m.want(t, map[string]string{
		"CPUReservation ClusterName prod":                    "25.0",
		"MemoryReservation ClusterName prod":                 "25.0",
		"CPUUtilization ClusterName prod":                    "18.8",
		"MemoryUtilization ClusterName prod":                 "12.5",
		"CPUUtilization ClusterName prod ServiceName app":    "100.0",
		"MemoryUtilization ClusterName prod ServiceName app": "50.0",
	})
}

// MET-1: DRAINING instances count, those that are gone do not.
func TestDrainingInstancesCountInReservation(t *testing.T) {
	w := newWorld(t)
	m := w.measured()
	nodes := w.nodes(2)
	w.define("job")
	w.run("job", 4)
	w.kernel.Advance(time.Minute)
	w.drain(nodes[0])
	w.drain(nodes[1])
	w.kernel.Advance(time.Minute)
	if got := m.last["CPUReservation ClusterName prod"]; got != 25 {
		t.Errorf("the reservation is %v, want 25", got)
	}
	stays := nodes[0]
	if len(w.tasks(stays)) == 0 {
		stays = nodes[1]
	}
	for _, n := range nodes {
		if n != stays {
			w.machines.Terminate(n.InstanceID)
		}
	}
	left := float64(len(w.tasks(stays))) * 256 / 2048 * 100
	w.kernel.Advance(2 * time.Minute)
	if got := m.last["CPUReservation ClusterName prod"]; got != left {
		t.Errorf("the reservation of the instance that is left is %v, want %v", got, left)
	}
}

// MET-3: once a minute, and nothing while no task runs.
func TestMetricsComeOnceAMinuteWhileATaskRuns(t *testing.T) {
	w := newWorld(t)
	m := w.measured()
	w.nodes(1)
	w.define("app")
	w.kernel.Advance(time.Hour)
	if m.count != 0 {
		t.Errorf("%d datapoints without a task", m.count)
	}
	w.serve("app", 1, 0, 200)
	w.kernel.Advance(10*time.Minute + 30*time.Second)
	if m.count != 10*6 {
		t.Errorf("%d datapoints in ten minutes, want 60", m.count)
	}
	if got := m.last["CPUUtilization ClusterName prod ServiceName app"]; got != DefaultUse.CPU*100 {
		t.Errorf("the default load is %v", got)
	}
}
