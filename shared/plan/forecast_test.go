package plan

import (
	"testing"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

func TestMinimumRoundsUpAndMaximumDown(t *testing.T) {
	for _, c := range []struct{ desired, least, most, up, down int }{
		{4, 50, 100, 0, 2},
		{2, 75, 100, 0, 0}, // at least 1.5: both have to run
		{4, 100, 200, 4, 0},
		{3, 100, 125, 0, 0}, // at most 3.75: none may come first
		{4, 100, 125, 1, 0},
		{3, 50, 150, 1, 1},
		{1, 100, 100, 0, 0},
		{1, 50, 100, 0, 0},
		{1, 0, 100, 0, 1},
		{0, 100, 200, 0, 0},
	} {
		up, down := movable(fleet.Service{Desired: c.desired, Least: c.least, Most: c.most})
		if up != c.up || down != c.down {
			t.Errorf("%+v: got up %d, down %d", c, up, down)
		}
	}
}

// foretold is the forecast for node 0, which an order is to empty.
func foretold(s Situation) fleet.Forecast {
	f, _ := forecast(s, asked(0, fleet.ThenKeep), noon, nil)
	return f
}

type foretelling struct {
	name  string
	set   func(*Situation)
	want  fleet.BlockerKind // "" for none
	holds bool              // that the drain does not begin for it
}

func foretellings() []foretelling {
	move := func(m policy.Move) func(*Situation) {
		return func(s *Situation) {
			s.serves("web", 4, 50, 100)
			s.runs(0, "web")
			s.Policy.Services = []policy.Service{{Name: "web", Move: m}}
		}
	}
	return []foretelling{
		{"an empty node", func(*Situation) {}, "", false},
		{"a service that may stop two of four", move(policy.MoveAny), "", false},
		{"one that must not be moved", move(policy.MoveNever), fleet.BlockedMove, true},
		{"one whose time window is closed", move(policy.MoveInTimeWindows), fleet.BlockedMove, true},
		{"min = max = 100 %", func(s *Situation) {
			s.serves("web", 4, 100, 100)
			s.runs(0, "web")
		}, fleet.BlockedPercent, true},
		{"a deployment under way", func(s *Situation) {
			s.serves("web", 4, 50, 100)
			v := s.Services["web"]
			v.Deploying = true
			s.Services["web"] = v
			s.runs(0, "web")
		}, fleet.BlockedDeployment, true},
		{"a service that was not read", func(s *Situation) { s.runs(0, "web") },
			fleet.BlockedUnknown, true},
		{"no room", func(s *Situation) {
			s.serves("web", 4, 50, 100)
			s.runs(0, "web")
			for i := 1; i < 4; i++ {
				s.change(i, full)
			}
		}, fleet.BlockedCapacity, true},
		{"a standalone task", func(s *Situation) { s.runs(0, "") }, fleet.BlockedStandalone, false},
		{"one that the policy stops", func(s *Situation) {
			s.runs(0, "")
			s.Policy.Drain.Standalone.Then = policy.ThenStop
		}, "", false},
		{"a protected task", func(s *Situation) {
			s.serves("web", 4, 50, 100)
			s.runs(0, "web").ProtectedUntil = noon.Add(time.Hour)
		}, fleet.BlockedProtected, false},
		{"one that was protected", func(s *Situation) {
			s.serves("web", 4, 50, 100)
			s.runs(0, "web").ProtectedUntil = noon
		}, "", false},
		{"a daemon task", func(s *Situation) {
			s.Services["logs"] = fleet.Service{Name: "logs", Daemon: true, Least: 100, Most: 100}
			s.runs(0, "logs")
		}, "", false},
	}
}

func TestForecastNamesWhatBlocks(t *testing.T) {
	for _, c := range foretellings() {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			c.set(&s)
			f := foretold(s)
			kind := fleet.BlockerKind("")
			if !f.Free() {
				kind = f.Blockers[0].Kind
			}
			if kind != c.want || len(f.Blockers) > 1 || (blocking(f, false) != "") != c.holds {
				t.Errorf("got %+v, want %q, holding %t", f.Blockers, c.want, c.holds)
			}
			if kind != "" && f.Blockers[0].Reason == "" {
				t.Error("the blocker has no reason")
			}
		})
	}
}

func TestOneMoreFirstMakesUpForMissingCapacityOnly(t *testing.T) {
	lacks := fleet.Forecast{Blockers: []fleet.Blocker{{Kind: fleet.BlockedCapacity, Reason: "full"}}}
	if blocking(lacks, true) != "" || blocking(lacks, false) != "full" {
		t.Error("missing capacity blocks with one more first, or does not without")
	}
	lacks.Blockers[0].Kind = fleet.BlockedPercent
	if blocking(lacks, true) != "full" {
		t.Error("percentages do not block with one more first")
	}
}

// A task of web takes a minute to start, 40 s to be healthy and half a minute to stop.
func TestDoneTime(t *testing.T) {
	web := func(least, most, tasks int) func(*Situation) {
		return func(s *Situation) {
			s.serves("web", 4, least, most)
			for range tasks {
				s.runs(0, "web")
			}
		}
	}
	learn := func(s *Situation) {
		web(100, 200, 1)(s)
		s.Tasks[nodeID(0)][0].Images = []string{"sha256:a"}
		s.StopTimes = map[string]fleet.Learned{"sha256:a": {Samples: 3, Mean: 5 * time.Second}}
	}
	for _, c := range []struct {
		name string
		set  func(*Situation)
		want time.Duration // -1 for not known
	}{
		{"nothing runs", func(*Situation) {}, 0},
		{"all may stop first", web(50, 100, 2), 30 * time.Second},
		{"all start first", web(100, 200, 2), 130 * time.Second},
		{"one by one", web(100, 125, 2), 260 * time.Second},
		{"a stop time was learned", learn, 105 * time.Second},
		{"a load balancer drains first", func(s *Situation) {
			web(50, 100, 1)(s)
			v := s.Services["web"]
			v.Targets = []string{"tg"}
			s.Services["web"], s.Delays = v, map[string]time.Duration{"tg": 300 * time.Second}
		}, 330 * time.Second},
		{"a task that stops", func(s *Situation) {
			web(100, 200, 1)(s)
			s.Tasks[nodeID(0)][0].Desired = "STOPPED"
			s.Tasks[nodeID(0)][0].Stopping = noon.Add(-10 * time.Second)
		}, 20 * time.Second},
		{"a standalone task is waited for", func(s *Situation) { s.runs(0, "") }, -1},
		{"one is stopped after a while", func(s *Situation) {
			s.runs(0, "")
			s.Policy.Drain.Standalone.Then = policy.ThenStop
		}, 20*time.Minute + 30*time.Second},
		{"a protected task", func(s *Situation) {
			web(50, 100, 1)(s)
			s.Tasks[nodeID(0)][0].ProtectedUntil = noon.Add(time.Hour)
		}, -1},
		{"blocked", web(100, 100, 1), -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := herd(4)
			c.set(&s)
			got := time.Duration(-1)
			if f := foretold(s); !f.Done.IsZero() {
				got = f.Done.Sub(noon)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
