package host

// address is where something may listen: an EC2 instance's id or an IP address, and a port.
type address struct {
	host string
	port uint16
}

// Listen notes that something answers at a port of a host (an instance's id, or an IP address of
// a network interface), or that it no longer does. Nothing answers on a machine that has ended.
func (m *Machines) Listen(host string, port uint16, answers bool) {
	a := address{host, port}
	if m.listening[a] == answers {
		return
	}
	if answers {
		if m.listening == nil {
			m.listening = map[address]bool{}
		}
		m.listening[a] = true
	} else {
		delete(m.listening, a)
	}
	for _, f := range m.onListen {
		f(host, port)
	}
}

// Answers reports whether something answers at a port of a host.
func (m *Machines) Answers(host string, port uint16) bool {
	return m.listening[address{host, port}]
}

// OnListen registers a function that is told of every change of what Answers says, after it.
func (m *Machines) OnListen(f func(host string, port uint16)) {
	m.onListen = append(m.onListen, f)
}
