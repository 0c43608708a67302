package host

import (
	"slices"
	"time"
)

// HNSFailure is Docker's error on a machine whose host network service is broken (moby, libnetwork
// driver for Windows; docker/for-win issue 5683).
const HNSFailure = "failed to create endpoint on network nat: HNS failed with error : " +
	"Unspecified error"

// trouble is what is wrong with an agent's machine. Nothing goes wrong by itself: the methods of
// Machines below are for scenarios and for whoever draws faults by rate.
type trouble struct {
	// poison is Docker's error for every container that is started.
	poison string
	// wedged: the runtime answers nothing.
	wedged bool
	// offline: the agent has no connection to ECS; until it has, it keeps what it was told and what
	// it has to tell.
	offline         bool
	reconnect       int // counts disconnections, so that only the last one's end counts
	orders, reports []func()
	// stuck goes on when the runtime answers again.
	stuck []func()
}

// Poison makes every start of a container on the machine fail from now on with Docker's error,
// which is HNSFailure when it is empty. Containers that run go on.
func (m *Machines) Poison(id, reason string) {
	if reason == "" {
		reason = HNSFailure
	}
	m.trouble(id, "poisoned: "+reason, func(a *Agent) { a.poison = reason })
}

// FillDisk leaves no byte free on the machine's disk: no image is pulled and no container created
// from now on. Containers that run go on.
func (m *Machines) FillDisk(id string) {
	m.trouble(id, "disk full", func(a *Agent) { a.runtime.full = true })
}

// Heal ends what Poison and FillDisk did to the machine.
func (m *Machines) Heal(id string) {
	m.trouble(id, "healed", func(a *Agent) { a.poison, a.runtime.full = "", false })
}

// Disconnect takes the agent's connection to ECS away, for a time; zero: for ever. Its containers
// go on; what it has to tell, and what it is told, waits.
func (m *Machines) Disconnect(id string, d time.Duration) {
	m.trouble(id, "agent disconnected", func(a *Agent) {
		a.offline = true
		a.reconnect++
		if turn := a.reconnect; d > 0 {
			m.env.After(d, func() { a.connect(turn) })
		}
	})
	if x := m.byID[id]; x != nil && x.State == Running {
		m.connection(x, false)
	}
}

// Flap takes the agent's connection away a number of times, each time for down, with up between.
func (m *Machines) Flap(id string, times int, down, up time.Duration) {
	if times <= 0 {
		return
	}
	m.Disconnect(id, down)
	m.env.After(down+up, func() { m.Flap(id, times-1, down, up) })
}

// KillAgent ends the agent for good, not the containers: they run on without anyone who stops them.
func (m *Machines) KillAgent(id string) { m.Disconnect(id, 0) }

// Hang stops everything on the machine, while EC2 calls it running: its agent is silent and nothing
// answers at its ports.
func (m *Machines) Hang(id string) {
	m.trouble(id, "hangs", (*Agent).freeze)
	m.KillAgent(id)
	m.silence(id)
	m.fallSilent(m.byID[id])
}

// silence lets nothing answer on the machine any more.
func (m *Machines) silence(id string) {
	var ports []uint16
	for a := range m.listening {
		if a.host == id {
			ports = append(ports, a.port)
		}
	}
	slices.Sort(ports)
	for _, p := range ports {
		m.Listen(id, p, false)
	}
}

// Wedge makes the container runtime answer nothing any more: creates, starts and stops time out,
// what ends is not noticed. The agent stays connected.
func (m *Machines) Wedge(id string) {
	m.trouble(id, "runtime wedged", func(a *Agent) { a.wedged = true })
	m.runtimeChanged(id, false)
}

// Unwedge lets the runtime answer again.
func (m *Machines) Unwedge(id string) {
	m.trouble(id, "runtime answers", func(a *Agent) {
		a.wedged = false
		stuck := a.stuck
		a.stuck = nil
		for _, f := range stuck {
			f()
		}
	})
	m.runtimeChanged(id, true)
}

// trouble does something to every agent of a machine that has not ended.
func (m *Machines) trouble(id, what string, f func(*Agent)) {
	x := m.byID[id]
	if x == nil || x.State != Running {
		return
	}
	m.env.Journal.Add("state", "host", id, what)
	for _, a := range slices.Clone(m.agents[id]) {
		f(a)
	}
}

// connect ends a disconnection unless a later one has begun.
func (a *Agent) connect(turn int) {
	if a.dead || turn != a.reconnect {
		return
	}
	m := a.machines
	a.offline = false
	m.env.Journal.Add("state", "host", a.Machine.InstanceID, "agent connected")
	reports, orders := a.reports, a.orders
	a.reports, a.orders = nil, nil
	for _, f := range reports {
		f()
	}
	m.connection(a.Machine, true)
	for _, f := range orders {
		f()
	}
}

// timedOut is the agent's error for a runtime that did not answer in time (amazon-ecs-agent,
// dockerapi).
func timedOut(state string, after time.Duration) string {
	return "DockerTimeoutError: Could not transition to " + state + "; timed out after waiting " +
		after.String()
}

// diskFull is Docker's error when a layer does not fit on the disk, scratchFull when a container's
// own does not (Windows error 0x70; moby, windows graph driver).
func (x *Machine) diskFull() string {
	if x.Windows() {
		return "failed to register layer: re-exec error: exit status 1: output: BackupWrite: " +
			"There is not enough space on the disk."
	}
	return "failed to register layer: write: no space left on device"
}

func (x *Machine) scratchFull() string {
	if x.Windows() {
		return "hcsshim::CreateScratchLayer failed in Win32: There is not enough space on the " +
			"disk. (0x70)"
	}
	return "mkdir /var/lib/docker/overlay2: no space left on device"
}
