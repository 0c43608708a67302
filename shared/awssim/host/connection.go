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
