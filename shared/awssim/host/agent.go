package host

// Agent is the ECS agent of one machine with its container runtime.
type Agent struct {
	// Machine is where it runs.
	Machine *Machine

	machines *Machines
	runtime  runtime
	work     []*Work
	dead     bool
	trouble
}

// NewAgent starts the agent of a machine. It dies with the machine.
func (m *Machines) NewAgent(x *Machine) *Agent {
	a := &Agent{Machine: x, machines: m, runtime: newRuntime(m, x)}
	m.agents[x.InstanceID] = append(m.agents[x.InstanceID], a)
	return a
}

// Run gives the agent a task: it pulls what is missing, starts the containers, and reports.
func (a *Agent) Run(containers []Container, r Reporter) *Work {
	w := &Work{agent: a, containers: containers, reporter: r}
	if a.dead {
		return w
	}
	a.work = append(a.work, w)
	a.hear(w.begin)
	return w
}

// hear lets the agent do what ECS told it, once it is connected.
func (a *Agent) hear(f func()) {
	if a.offline {
		a.orders = append(a.orders, f)
		return
	}
	f()
}

// say lets ECS know of something, once the agent is connected.
func (a *Agent) say(f func()) {
	if a.offline {
		a.reports = append(a.reports, f)
		return
	}
	f()
}

// die ends an agent with its machine: no container is stopped, nothing is reported.
func (a *Agent) die() {
	a.dead = true
	a.freeze()
	a.work, a.orders, a.reports = nil, nil, nil
}

// freeze stops all that is going on, as it is.
func (a *Agent) freeze() {
	for _, w := range a.work {
		w.timer.Stop()
		w.sick.Stop()
	}
}
