package host

import (
	"slices"
	"time"

	"sashweight/shared/awssim/kernel"
)

// Agent is the ECS agent of one machine with its container runtime.
type Agent struct {
	// Machine is where it runs.
	Machine *Machine

	machines *Machines
	runtime  runtime
	work     []*Work
	dead     bool
}

// NewAgent starts the agent of a machine. It dies with the machine.
func (m *Machines) NewAgent(x *Machine) *Agent {
	a := &Agent{Machine: x, machines: m, runtime: runtime{ready: map[string]time.Time{}}}
	m.agents[x.InstanceID] = append(m.agents[x.InstanceID], a)
	return a
}

// Container is one container as an agent runs it.
type Container struct {
	// Image is its image.
	Image string
	// StopTimeout is how long it may take to stop; zero: the agent's default.
	StopTimeout time.Duration
	// Essential containers end the task with them.
	Essential bool
}

// Reporter hears from the agent how the containers of one task do.
type Reporter interface {
	// Started: all containers run.
	Started(*Work)
	// Stopping: the containers were told to stop.
	Stopping(*Work)
	// Exited: no container runs any more; exit codes are nil when none ever ran.
	Exited(w *Work, codes []int32)
}

// Work is the containers of one task on a machine.
type Work struct {
	// PullStarted and PullStopped frame the pull of the images.
	PullStarted, PullStopped time.Time

	agent      *Agent
	containers []Container
	reporter   Reporter
	timer      *kernel.Timer
	running    bool
	asked      bool
}

// Run gives the agent a task: it pulls what is missing, starts the containers, and reports.
func (a *Agent) Run(containers []Container, r Reporter) *Work {
	m := a.machines
	w := &Work{agent: a, containers: containers, reporter: r}
	if a.dead {
		return w
	}
	a.work = append(a.work, w)
	images := make([]string, len(containers))
	var start time.Duration
	for i, c := range containers {
		images[i] = c.Image
		start = max(start, m.Draw("start", m.image(c.Image).Start))
	}
	w.PullStarted = m.env.Now().Add(m.Timings.Poll)
	w.PullStopped = later(w.PullStarted, a.runtime.pull(m, images).Add(m.Timings.Poll))
	w.timer = m.env.At(w.PullStopped.Add(start), w.started)
	return w
}

func (w *Work) started() {
	w.running = true
	m := w.agent.machines
	for _, c := range w.containers {
		i := m.image(c.Image)
		if c.Essential && i.Runs.Median > 0 {
			w.timer = m.env.After(m.Draw("runs", i.Runs), func() { w.exit(w.ended()) })
			break
		}
	}
	w.reporter.Started(w)
}

// ended is how containers end when the first essential one has finished.
func (w *Work) ended() []int32 {
	codes := make([]int32, len(w.containers))
	first := true
	for i, c := range w.containers {
		codes[i] = ExitControlC
		image := w.agent.machines.image(c.Image)
		if first && c.Essential && image.Runs.Median > 0 {
			codes[i], first = image.ExitCode, false
		}
	}
	return codes
}

// Stop tells the containers to stop: a shutdown event to each, a kill when its time-out has
// passed. A dead agent hears nothing.
func (w *Work) Stop() {
	if w.asked || w.agent.dead {
		return
	}
	w.asked = true
	w.timer.Stop()
	m := w.agent.machines
	w.timer = m.env.After(m.Timings.Poll, func() {
		if !w.running {
			w.exit(nil)
			return
		}
		takes, codes := w.stopTimes()
		w.timer = m.env.After(takes, func() { w.exit(codes) })
		w.reporter.Stopping(w)
	})
}

func (w *Work) stopTimes() (takes time.Duration, codes []int32) {
	m := w.agent.machines
	codes = make([]int32, len(w.containers))
	for i, c := range w.containers {
		limit := c.StopTimeout
		if limit == 0 {
			limit = m.Timings.StopTimeout
		}
		d := m.Draw("stop", m.image(c.Image).Stop)
		codes[i] = ExitControlC
		if d > limit {
			d, codes[i] = limit, ExitAborted
		}
		takes = max(takes, d)
	}
	return takes, codes
}

func (w *Work) exit(codes []int32) {
	w.running = false
	a := w.agent
	if i := slices.Index(a.work, w); i >= 0 {
		a.work = slices.Delete(a.work, i, i+1)
	}
	w.reporter.Exited(w, codes)
}

// Running reports whether the containers run or are still stopping.
func (w *Work) Running() bool { return w.running }

// die ends an agent with its machine: no container is stopped, nothing is reported.
func (a *Agent) die() {
	a.dead = true
	for _, w := range a.work {
		w.timer.Stop()
	}
	a.work = nil
}
