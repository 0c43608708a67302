package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

// seen says that the node's tasks were looked at.
func (s Situation) seen(n int) {
	s.Left[nodeID(n)] = fleet.Left{Tasks: len(s.Tasks[nodeID(n)])}
}

func TestStandaloneTasksAreStoppedAfterTheirWait(t *testing.T) {
	for _, c := range []struct {
		name  string
		then  policy.Then
		after time.Duration
		want  string
	}{
		{"while they may run", policy.ThenStop, 20*time.Minute - 1, "hold n0"},
		{"after that", policy.ThenStop, 20 * time.Minute,
			"stop task -0-0 of n0 (a standalone task is waited for 20m0s)"},
		{"not where the policy waits", policy.ThenWait, 29 * time.Minute, "hold n0"},
	} {
		s := herd(4)
		s.Policy.Drain.Standalone.Then = c.then
		s.runs(0, "")
		s.seen(0)
		o := begun(s, 0, fleet.ThenKeep)
		o.Forecast.At = noon.Add(c.after)
		if got := decided(s, c.after, o); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTasksOfServicesAreLeftToECS(t *testing.T) {
	s := herd(4)
	s.Policy.Drain.Standalone.Then = policy.ThenStop
	s.serves("web", 4, 50, 100)
	s.runs(0, "web")
	s.seen(0)
	o := begun(s, 0, fleet.ThenKeep)
	o.Forecast.At = noon.Add(25 * time.Minute)
	if got := decided(s, 25*time.Minute, o); got != "hold n0 (1 tasks are not stopped yet)" {
		t.Errorf("got %s", got)
	}
}

// forced is a drain of node 0 whose time is over, and which is to be forced.
func forced(s Situation) fleet.DrainOrder {
	o := begun(s, 0, fleet.ThenKeep)
	o.AtDeadline = fleet.DeadlineForce
	return o
}

func TestForceStopsOneTaskOfAServiceAtATime(t *testing.T) {
	s := herd(4)
	s.serves("web", 4, 50, 100)
	s.serves("api", 4, 50, 100)
	s.runs(0, "web").Desired = "STOPPED"
	s.runs(0, "web")
	s.runs(0, "web")
	s.runs(0, "api")
	s.runs(0, "")
	s.runs(0, "")
	s.seen(0)
	got := decided(s, 30*time.Minute, forced(s))
	wants(t, got, "stop task web-0-1 of n0", "stop task api-0-3 of n0", "stop task -0-4 of n0",
		"stop task -0-5 of n0", "what remains is stopped")
	if strings.Count(got, "stop task") != 4 {
		t.Errorf("got\n%s\nwant one task of each service and both others stopped", got)
	}
}

func TestANodeThatGoesHasAllItsTasksStoppedAtOnce(t *testing.T) {
	s := herd(4)
	s.serves("web", 4, 50, 100)
	s.runs(0, "web")
	s.runs(0, "web")
	s.seen(0)
	o := forced(s)
	o.Origin, o.Hook = fleet.OriginTerminate, "sashweight-drain"
	s.member(0, func(m *fleet.Member) { m.State = fleet.StateTerminatingWait })
	if got := decided(s, 30*time.Minute, o); strings.Count(got, "stop task web") != 2 {
		t.Errorf("got\n%s\nwant both tasks stopped", got)
	}
}

func TestForceLeavesProtectedTasksUnlessToldOtherwise(t *testing.T) {
	s := herd(4)
	s.serves("web", 4, 50, 100)
	s.runs(0, "web").ProtectedUntil = noon.Add(10 * time.Hour)
	s.seen(0)
	if got := decided(s, 30*time.Minute, forced(s)); strings.Contains(got, "stop task") {
		t.Errorf("got\n%s\nwant the protected task left", got)
	}
	s.Policy.Drain.Protected = policy.ThenStop
	s.Orders = []fleet.DrainOrder{forced(s)}
	p := DrainOrders(s, noon.Add(30*time.Minute)).Of(Stop)
	if len(p) != 1 || !p[0].Force {
		t.Errorf("got %v, want it stopped by force", p)
	}
	if p = DrainOrders(s, noon.Add(29*time.Minute)).Of(Stop); len(p) != 0 {
		t.Errorf("got %v before the deadline", p)
	}
}

// EC2 takes the node at 12:02. A task that needs 80 s to stop has to be told 100 s before.
func TestTasksOfASpotNodeAreStoppedInTime(t *testing.T) {
	s := herd(4)
	s.serves("web", 4, 50, 100)
	need := s.Needs[definition]
	need.StopTimeout = 80 * time.Second
	s.Needs[definition] = need
	s.runs(0, "web")
	s.seen(0)
	o := begun(s, 0, "")
	o.Origin, o.Due, o.Deadline = fleet.OriginSpot, noon.Add(SpotNotice), noon.Add(SpotNotice)
	early := decided(s, 19*time.Second, o)
	wants(t, early, "note n0 (its next task has to be stopped at 2026-11-02 12:00:20Z)")
	if strings.Contains(early, "stop task") {
		t.Errorf("got\n%s\nwant no stop yet", early)
	}
	wants(t, decided(s, 20*time.Second, o), "stop task web-0-0 of n0 (EC2 takes its Spot instance")
}

func TestDaemonTasksAreStoppedLast(t *testing.T) {
	s := herd(4)
	s.Services["logs"] = fleet.Service{Name: "logs", Daemon: true}
	s.runs(0, "logs")
	s.runs(0, "")
	s.seen(0)
	got := decided(s, 2*time.Minute, begun(s, 0, fleet.ThenKeep))
	if strings.Contains(got, "stop task logs") {
		t.Errorf("got\n%s\nwant the daemon left", got)
	}
	s.Tasks[nodeID(0)] = s.Tasks[nodeID(0)][:1]
	wants(t, decided(s, 2*time.Minute, begun(s, 0, fleet.ThenKeep)),
		"stop task logs-0-0 of n0 (only daemon tasks are left)")
}
