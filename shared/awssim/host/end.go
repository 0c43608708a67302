package host

// Terminate ends a machine: everything on it stops at once, without grace.
func (m *Machines) Terminate(id string) {
	m.end(id, "Client.UserInitiatedShutdown: User initiated shutdown")
}

func (m *Machines) end(id, reason string) {
	x := m.byID[id]
	if x == nil || x.State == ShuttingDown || x.State == Terminated {
		return
	}
	m.release(x)
	x.Reason = reason
	m.kill(x)
	if x.External {
		x.State = Terminated
		m.connection(x, false)
		return
	}
	m.set(x, ShuttingDown)
	m.env.After(m.env.Lasts(shuttingDownFor), func() { m.set(x, Terminated) })
}

// kill ends the agents of a machine.
func (m *Machines) kill(x *Machine) {
	x.boots++
	m.fallSilent(x)
	for _, a := range m.agents[x.InstanceID] {
		a.die()
	}
	delete(m.agents, x.InstanceID)
}

// release gives back the vCPUs of a machine that runs or is about to.
func (m *Machines) release(x *Machine) {
	if x.State == Pending || x.State == Running {
		m.used[x.market()] -= x.vcpus
	}
}

// Stop stops a running machine: what ran on it is gone, its disk stays. It reports whether it did.
func (m *Machines) Stop(id string) bool {
	x := m.byID[id]
	if x == nil || x.State != Running {
		return false
	}
	m.release(x)
	x.Reason = "Client.UserInitiatedShutdown: User initiated shutdown"
	m.kill(x)
	m.set(x, Stopping)
	m.env.After(m.env.Lasts(stoppingFor), func() {
		if x.State == Stopping {
			m.set(x, Stopped)
		}
	})
	return true
}

// Start starts a stopped machine. An error is EC2's own.
func (m *Machines) Start(id string) error {
	x := m.byID[id]
	if x == nil || x.State != Stopped {
		return nil
	}
	if err := m.HasRoom(x.Template, x.Zone, 1); err != nil {
		return err
	}
	m.used[x.market()] += x.vcpus
	x.Launched, x.Reason = m.env.Now(), ""
	x.Down = false
	m.reach(x)
	m.leaveHost(x)
	m.set(x, Pending)
	m.boot(x)
	return nil
}

// Reboot restarts a running machine: its state stays, its agent comes back after the boot time.
func (m *Machines) Reboot(id string) {
	x := m.byID[id]
	if x == nil || x.State != Running {
		return
	}
	m.goDown(x)
	n := x.boots
	m.env.After(m.env.Lasts(m.Draw("boot", x.Boot)), func() {
		if x.boots == n {
			m.agentReady(x)
		}
	})
}

// goDown makes everything on a running machine end without EC2 noticing.
func (m *Machines) goDown(x *Machine) {
	m.kill(x)
	x.Down = true
	m.tell(x)
}
