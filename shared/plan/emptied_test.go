package plan

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

// lost is a node that goes, with a task of web and an agent that is impaired since noon.
func lost(s Situation) fleet.DrainOrder {
	s.serves("web", 4, 50, 100)
	s.runs(0, "web")
	s.seen(0)
	o := begun(s, 0, "")
	s.change(0, impair(noon, fleet.CheckAgent))
	s.member(0, func(m *fleet.Member) { m.State = fleet.StateTerminatingWait })
	o.Origin, o.Hook, o.Deadline = fleet.OriginTerminate, "sashweight-drain", noon.Add(time.Hour)
	o.Forecast.At = noon.Add(time.Hour)
	return o
}

// whole has web run that many tasks, as ECS counts.
func whole(running int) func(*Situation) {
	return func(s *Situation) {
		v := s.Services["web"]
		v.Running = running
		s.Services["web"] = v
	}
}

func TestDeadNodeIsEmptyWhenItsServicesAreWholeElsewhere(t *testing.T) {
	const gone = "answer n0 (its agent is dead, and its services are whole elsewhere)"
	for _, c := range []struct {
		name  string
		set   func(*Situation)
		after time.Duration
		want  string
	}{
		{"not impaired for long", whole(5), 10*time.Minute - 1, "hold n0"},
		{"its service is not whole elsewhere", whole(4), 10 * time.Minute, "hold n0"},
		{"it is", whole(5), 10 * time.Minute, gone},
		{"but a standalone task is on it", func(s *Situation) {
			whole(5)(s)
			s.runs(0, "")
		}, 10 * time.Minute, "hold n0"},
		{"but a protected task is on it", func(s *Situation) {
			whole(5)(s)
			s.Tasks[nodeID(0)][0].ProtectedUntil = noon.Add(time.Hour)
		}, 10 * time.Minute, "hold n0"},
		{"but its tasks were not read", func(s *Situation) {
			whole(5)(s)
			delete(s.Tasks, nodeID(0))
		}, 10 * time.Minute, "hold n0"},
		{"EC2 says that it does not run", func(s *Situation) {
			s.Hosts[nodeID(0)] = fleet.Host{State: "terminated"}
		}, time.Minute, "answer n0 (EC2 says that the instance does not run any more)"},
		{"its deadline has passed", whole(4), time.Hour,
			"answer n0 (its deadline has passed, and its agent cannot stop tasks)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			o := lost(s)
			c.set(&s)
			var got []string // heartbeats aside
			for line := range strings.Lines(decided(s, c.after, o)) {
				if !strings.HasPrefix(line, "heartbeat") {
					got = append(got, line)
				}
			}
			if !strings.HasPrefix(strings.Join(got, ""), c.want) {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

func TestANodeInServiceIsEmptyAfterTwoLooks(t *testing.T) {
	s := herd(6)
	s.seen(0)
	o := begun(s, 0, fleet.ThenKeep)
	s.Orders = []fleet.DrainOrder{o}
	p := DrainOrders(s, noon.Add(time.Minute)).Of(Note)
	if len(p) == 0 || !p[0].Order.Emptied.Equal(noon.Add(time.Minute)) ||
		!p[0].Order.Timer.Equal(noon.Add(time.Minute+Confirm)) {
		t.Fatalf("got %v, want the first look noted, with a timer for the second", p)
	}
	o = p[0].Order
	o.Forecast.At = noon.Add(time.Minute)
	wants(t, decided(s, time.Minute+Confirm-1, o), "hold n0 (no task left; a second look")
	wants(t, decided(s, time.Minute+Confirm, o), "finish n0 (no task left in two looks)")
	o.Step = fleet.StepForcing
	wants(t, decided(s, time.Minute+Confirm, o),
		"finish n0 (what remained at the deadline has stopped)")
	s.Left[o.Instance] = fleet.Left{Tasks: 1}
	wants(t, decided(s, time.Minute+Confirm, o), "note n0 (a task came up after a look")
}
