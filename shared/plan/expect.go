package plan

import (
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

// expected is when the node should be empty, if nothing stands in the way; ok is false where that
// is not known, because a task runs whose end nobody knows.
func expected(s Situation, o fleet.DrainOrder, left []fleet.Task, now time.Time) (
	at time.Time, ok bool,
) {
	begun := o.Draining
	if begun.IsZero() {
		begun = now
	}
	at = now
	byService := map[string][]fleet.Task{}
	for _, t := range left {
		name := t.Service()
		switch {
		case s.daemon(t):
		case t.Protected(now):
			return time.Time{}, false
		case t.Desired == "STOPPED":
			at = later(at, t.Stopping.Add(stopTime(s, t)))
		case name == "":
			if s.Policy.Drain.Standalone.Then != policy.ThenStop {
				return time.Time{}, false
			}
			at = later(at, begun.Add(s.Policy.Drain.Standalone.Wait+stopTime(s, t)))
		default:
			byService[name] = append(byService[name], t)
		}
	}
	for name, tasks := range byService {
		at = later(at, now.Add(moveTime(s, s.Services[name], tasks)))
	}
	return at, true
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// moveTime is how long ECS takes to move the tasks: in waves as large as the percentages allow,
// each of them starting elsewhere and getting healthy first where the minimum wants it.
func moveTime(s Situation, v fleet.Service, tasks []fleet.Task) time.Duration {
	up, down := movable(v)
	if up+down == 0 {
		return 0
	}
	var stop time.Duration
	for _, t := range tasks {
		stop = max(stop, stopTime(s, t))
	}
	var delay time.Duration
	for _, target := range v.Targets {
		delay = max(delay, s.Delays[target])
	}
	stop += delay
	waves := time.Duration((len(tasks) + up + down - 1) / (up + down))
	start := startTime(tasks) + healthyAfter
	if down >= len(tasks) {
		return stop // all may stop before any starts
	}
	return waves * (start + stop)
}

// startTime is how long the tasks took to start themselves: the longest of them.
func startTime(tasks []fleet.Task) time.Duration {
	var longest time.Duration
	for _, t := range tasks {
		if !t.Started.IsZero() && !t.Created.IsZero() {
			longest = max(longest, t.Started.Sub(t.Created))
		}
	}
	if longest == 0 {
		return startPrior
	}
	return longest
}

// stopTime is how long the task takes to stop: as measured with its images, else its stop timeout.
func stopTime(s Situation, t fleet.Task) time.Duration {
	var learned time.Duration
	for _, digest := range t.Images {
		learned = max(learned, s.StopTimes[digest].Mean)
	}
	if learned > 0 {
		return learned
	}
	if timeout := s.Needs[t.Definition].StopTimeout; timeout > 0 {
		return timeout
	}
	return stopTimeoutDefault
}
