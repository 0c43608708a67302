package host

// OnConnection registers a function that is told when a machine's agent has lost its connection to
// ECS, or has it again.
func (m *Machines) OnConnection(f func(x *Machine, connected bool)) {
	m.onConnection = append(m.onConnection, f)
}

func (m *Machines) connection(x *Machine, connected bool) {
	for _, f := range m.onConnection {
		f(x, connected)
	}
}

// OnRuntime registers a function that is told when a machine's container runtime no longer answers,
// or answers again.
func (m *Machines) OnRuntime(f func(x *Machine, answers bool)) {
	m.onRuntime = append(m.onRuntime, f)
}

func (m *Machines) runtimeChanged(id string, answers bool) {
	x := m.byID[id]
	if x == nil || x.State != Running {
		return
	}
	for _, f := range m.onRuntime {
		f(x, answers)
	}
}
