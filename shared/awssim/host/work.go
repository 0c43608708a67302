package host

import (
	"slices"
	"strings"
	"time"

	"sashweight/shared/awssim/kernel"
)

// Condition is what a container waits for of another (ECS API reference, ContainerDependency).
type Condition string

// The conditions: the other one runs, is healthy, has ended, or has ended with code 0.
const (
	OnStart    Condition = "START"
	OnHealthy  Condition = "HEALTHY"
	OnComplete Condition = "COMPLETE"
	OnSuccess  Condition = "SUCCESS"
)

// Dependency is one entry of dependsOn.
type Dependency struct {
	// Container is the other container's place in the task.
	Container int
	// Condition is what it must have reached.
	Condition Condition
}

// Check is a container's health check; the zero value: none (ECS API reference, HealthCheck).
type Check struct {
	// Interval lies between two checks, Start is how long failures do not count.
	Interval, Start time.Duration
	// Retries is how many checks in a row must fail.
	Retries int
}

// Container is one container as an agent runs it.
type Container struct {
	// Name is its name in the task definition.
	Name string
	// Image is its image.
	Image string
	// StopTimeout is how long it may take to stop; zero: the agent's default.
	StopTimeout time.Duration
	// Essential containers end the task with them.
	Essential bool
	// After are the containers that it waits for; it is stopped before they are.
	After []Dependency
	// Check is its health check.
	Check Check
}

// Result is how one container ended.
type Result struct {
	// Ended: it does not run any more, or never will.
	Ended bool
	// Ran: it has run, so that there is a Code, signed as the agent reports it.
	Ran  bool
	Code int32
	// Reason is the agent's error, its name before a colon; empty when the program just ended.
	Reason string
}

// Reporter hears from the agent how the containers of one task do.
type Reporter interface {
	// Started: all containers run.
	Started(*Work)
	// Changed: a container has ended, the task goes on.
	Changed(*Work)
	// Unhealthy: the health checks of an essential container have failed.
	Unhealthy(*Work)
	// Stopping: the containers were told to stop.
	Stopping(*Work)
	// Exited: no container runs any more; see Work.Results.
	Exited(*Work)
	// ContainerID is the runtime's id of the container at a place of the task.
	ContainerID(n int) string
}

// Work is the containers of one task on a machine.
type Work struct {
	// PullStarted and PullStopped frame the pull of the images.
	PullStarted, PullStopped time.Time

	agent      *Agent
	containers []Container
	images     []*Image
	ends       []time.Time // of programs that end by themselves; nil when there is none
	results    []Result    // nil while no container has ended
	reporter   Reporter
	timer      *kernel.Timer
	sick       *kernel.Timer
	unwell     time.Time // when the health checks begin to fail; zero: never
	asked      bool
	running    bool
}

// Results are how the containers ended, by their place; nil while none has. They are not written
// to again.
func (w *Work) Results() []Result { return w.results }

// Running reports whether the containers run or are still stopping.
func (w *Work) Running() bool { return w.running }

// Passing reports whether a health check would pass now.
func (w *Work) Passing() bool {
	return w.unwell.IsZero() || w.agent.machines.env.Now().Before(w.unwell)
}

// begin pulls and starts.
func (w *Work) begin() {
	a, m := w.agent, w.agent.machines
	if a.wedged {
		w.timer = m.env.After(m.Timings.Poll+m.Timings.CreateTimeout, func() {
			w.fail(0, timedOut("created", m.Timings.CreateTimeout))
		})
		return
	}
	w.images = make([]*Image, len(w.containers))
	w.PullStarted = m.env.Now().Add(m.env.Lasts(m.Timings.Poll))
	w.PullStopped = w.PullStarted
	for n := range w.containers {
		w.images[n] = m.image(w.containers[n].Image)
	}
	start := m.env.Lasts(w.startTimes())
	for n := range w.containers {
		end, problem := a.pull(w.containers[n].Image)
		w.PullStopped = later(w.PullStopped, end.Add(m.env.Lasts(m.Timings.Poll)))
		if problem != "" && w.unpulled(n, problem) {
			return
		}
	}
	w.timer = m.env.At(w.PullStopped.Add(start), w.start)
}

// unpulled is a pull that failed; true: the task starts no more.
func (w *Work) unpulled(n int, problem string) bool {
	a := w.agent
	behavior := a.Machine.Agent.PullBehavior
	if behavior == PullDefault && a.Machine.fit(w.images[n]).ignored {
		return true
	}
	reason := "CannotPullContainerError: " + problem
	if behavior == PullPreferCached {
		reason = "CannotCreateContainerError: Error response from daemon: No such image: " +
			w.containers[n].Image
	}
	if !w.containers[n].Essential {
		w.conclude(n, Result{Ended: true, Reason: reason})
		return false
	}
	w.timer = a.machines.env.At(w.PullStopped, func() { w.fail(n, reason) })
	return true
}

// startTimes draws how long the containers take from pulled to running, each after those that it
// waits for.
func (w *Work) startTimes() time.Duration {
	m := w.agent.machines
	at := make([]time.Duration, len(w.containers))
	for n := range at {
		at[n] = m.Draw("start", w.images[n].Start)
	}
	var all time.Duration
	for n := range at {
		all = max(all, w.startTime(n, at, len(at)))
	}
	return all
}

// startTime follows the dependencies of a container, as deep as there are containers.
func (w *Work) startTime(n int, own []time.Duration, depth int) time.Duration {
	var wait time.Duration
	if depth > 0 {
		for _, d := range w.containers[n].After {
			t := w.startTime(d.Container, own, depth-1)
			switch d.Condition {
			case OnHealthy:
				t += w.containers[d.Container].Check.Interval
			case OnComplete, OnSuccess:
				t += w.images[d.Container].Runs.Median
			}
			wait = max(wait, t)
		}
	}
	return wait + own[n]
}

// start is when the runtime has started all containers, unless one cannot be.
func (w *Work) start() {
	a, m := w.agent, w.agent.machines
	if a.wedged {
		w.timer = m.env.After(m.Timings.StartTimeout, func() {
			w.fail(0, timedOut("started", m.Timings.StartTimeout))
		})
		return
	}
	for n := range w.containers {
		problem := a.obstacle(w, n)
		switch {
		case problem == "" || w.ended(n):
		case w.containers[n].Essential:
			w.fail(n, problem)
			return
		default:
			w.conclude(n, Result{Ended: true, Reason: problem})
		}
	}
	w.running = true
	w.live()
	w.watchHealth()
	a.say(func() { w.reporter.Started(w) })
}

// obstacle is why the runtime cannot create or start a container now, as the agent reports it.
func (a *Agent) obstacle(w *Work, n int) string {
	const daemon = "Error response from daemon: "
	switch {
	case a.runtime.full:
		return "CannotCreateContainerError: " + daemon + a.Machine.scratchFull()
	case a.poison != "":
		return "CannotStartContainerError: " + daemon + a.poison
	}
	if text := a.Machine.fit(w.images[n]).start; text != "" {
		return "CannotStartContainerError: " + daemon +
			strings.Replace(text, "%s", w.reporter.ContainerID(n), 1)
	}
	return ""
}

// live draws when programs end by themselves.
func (w *Work) live() {
	m := w.agent.machines
	for n, i := range w.images {
		if i.Runs.Median == 0 || w.ended(n) {
			continue
		}
		if w.ends == nil {
			w.ends = make([]time.Time, len(w.images))
		}
		w.ends[n] = m.env.Now().Add(m.Draw("runs", i.Runs))
	}
	w.next()
}

// next waits for the next program that ends by itself.
func (w *Work) next() {
	var at time.Time
	for n, end := range w.ends {
		if !end.IsZero() && !w.ended(n) && (at.IsZero() || end.Before(at)) {
			at = end
		}
	}
	if !at.IsZero() {
		w.timer = w.agent.machines.env.At(at, w.somethingEnded)
	}
}

// somethingEnded is the end of programs; that of an essential one stops the others. A wedged
// runtime tells nothing of it.
func (w *Work) somethingEnded() {
	a := w.agent
	switch {
	case !w.running:
		return
	case a.wedged:
		a.stuck = append(a.stuck, w.somethingEnded)
		return
	}
	now, over := a.machines.env.Now(), false
	for n, end := range w.ends {
		if end.IsZero() || w.ended(n) || end.After(now) {
			continue
		}
		w.conclude(n, Result{Ended: true, Ran: true, Code: w.images[n].ExitCode})
		over = over || w.containers[n].Essential
	}
	switch {
	case !over:
		a.say(func() { w.reporter.Changed(w) })
		w.next()
	case w.allEnded():
		w.exit()
	case !w.asked:
		w.asked = true
		a.say(func() { w.reporter.Changed(w) })
		w.shutDown()
	}
}

func (w *Work) ended(n int) bool { return w.results != nil && w.results[n].Ended }

func (w *Work) allEnded() bool {
	for n := range w.containers {
		if !w.ended(n) {
			return false
		}
	}
	return true
}

// conclude notes how a container ended. Results are replaced, since they may have been handed out.
func (w *Work) conclude(n int, r Result) {
	if w.results == nil {
		w.results = make([]Result, len(w.containers))
	} else {
		w.results = slices.Clone(w.results)
	}
	w.results[n] = r
}

// fail ends a task of which an essential container could not be started.
func (w *Work) fail(n int, reason string) {
	w.conclude(n, Result{Ended: true, Reason: reason})
	w.exit()
}

func (w *Work) exit() {
	w.running = false
	w.timer.Stop()
	w.sick.Stop()
	a := w.agent
	if i := slices.Index(a.work, w); i >= 0 {
		a.work = slices.Delete(a.work, i, i+1)
	}
	if w.images != nil {
		for _, c := range w.containers {
			a.runtime.release(c.Image, a.machines.env.Now())
		}
	}
	a.say(func() { w.reporter.Exited(w) })
}

// watchHealth waits for the health checks of an essential container to fail.
func (w *Work) watchHealth() {
	m := w.agent.machines
	now := m.env.Now()
	var told time.Time
	for n := range w.containers {
		c, i := &w.containers[n], w.images[n]
		if !c.Essential || c.Check.Interval == 0 || !i.NeverHealthy && i.SickAfter.Median == 0 {
			continue
		}
		begins := now
		if !i.NeverHealthy {
			begins = now.Add(m.Draw("sick", i.SickAfter))
		}
		failed := later(begins, now.Add(c.Check.Start)).
			Add(time.Duration(c.Check.Retries) * c.Check.Interval)
		if told.IsZero() || failed.Before(told) {
			w.unwell, told = begins, failed
		}
	}
	if !told.IsZero() {
		w.sick = m.env.At(told, func() { w.agent.say(func() { w.reporter.Unhealthy(w) }) })
	}
}
