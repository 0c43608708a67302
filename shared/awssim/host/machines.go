package host

import (
	"fmt"
	"math"
	"time"

	"sashweight/shared/awssim/kernel"
)

// How long EC2 takes from a launch to "running" and from a termination to "terminated".
const (
	pendingFor      = 12 * time.Second
	shuttingDownFor = 45 * time.Second
	// spotNotice is the warning before a Spot instance is taken (EC2 user guide,
	// spot-instance-termination-notices).
	spotNotice = 2 * time.Minute
)

// Machines is every EC2 instance of the account.
type Machines struct {
	// Timings are how long container work takes; Images how single images behave, by name.
	Timings Timings
	Images  map[string]Image

	env      *kernel.Env
	byID     map[string]*Machine
	all      []*Machine // in the order of their launch
	watchers []func(*Machine)
	onAgent  []func(*Machine)
	agents   map[string][]*Agent

	templates []Template

	listening map[address]bool
	onListen  []func(host string, port uint16)

	onConnection []func(x *Machine, connected bool)
}

// New returns an account without instances.
func New(env *kernel.Env) *Machines {
	return &Machines{
		Timings: DefaultTimings(), Images: map[string]Image{},
		env: env, byID: map[string]*Machine{}, agents: map[string][]*Agent{},
	}
}

// Watch registers a function that is told of every change of a machine's State, after it.
func (m *Machines) Watch(f func(*Machine)) { m.watchers = append(m.watchers, f) }

// OnAgent registers a function that is told when a machine's ECS agent has started.
func (m *Machines) OnAgent(f func(*Machine)) { m.onAgent = append(m.onAgent, f) }

// Get returns the machine with the id, or nil. Terminated machines stay known.
func (m *Machines) Get(id string) *Machine { return m.byID[id] }

// All lists every machine that was ever launched, the oldest first.
func (m *Machines) All() []*Machine { return m.all }

// Launch starts a machine: pending now, running seconds later, its agent after the template's
// boot time. An error is EC2's own, with its code.
func (m *Machines) Launch(t Template, zone, group string) (*Machine, error) {
	x := &Machine{
		Template: t, InstanceID: "i-" + m.env.HexID("instance", 17), Zone: zone, Group: group,
		State: Pending, Launched: m.env.Now(),
	}
	m.byID[x.InstanceID] = x
	m.all = append(m.all, x)
	m.changed(x)
	m.env.After(pendingFor, func() {
		if x.State == Pending {
			m.set(x, Running)
		}
	})
	m.env.After(max(m.Draw("boot", t.Boot), pendingFor+time.Second), func() { m.agentReady(x) })
	return x, nil
}

// agentReady tells of a machine's agent unless that cannot start.
func (m *Machines) agentReady(x *Machine) {
	if x.State != Running || x.NeverRegisters {
		return
	}
	for _, f := range m.onAgent {
		f(x)
	}
}

// Terminate ends a machine: everything on it stops at once, without grace.
func (m *Machines) Terminate(id string) {
	x := m.byID[id]
	if x == nil || x.State == ShuttingDown || x.State == Terminated {
		return
	}
	for _, a := range m.agents[id] {
		a.die()
	}
	delete(m.agents, id)
	if x.External {
		x.State = Terminated
		m.connection(x, false)
		return
	}
	m.set(x, ShuttingDown)
	m.env.After(shuttingDownFor, func() { m.set(x, Terminated) })
}

// InterruptSpot sends the two-minute notice and takes the machine when it has passed.
func (m *Machines) InterruptSpot(id string) {
	x := m.byID[id]
	if x == nil {
		return
	}
	m.env.Journal.Add("state", "ec2", id, "spot interruption notice")
	m.env.Publish(kernel.Event{
		Source: "aws.ec2", DetailType: "EC2 Spot Instance Interruption Warning", BestEffort: true,
		Resources: []string{m.env.ARN("ec2", "instance/"+id)}, Label: id,
		Detail: func() any {
			return map[string]string{"instance-id": id, "instance-action": "terminate"}
		},
	})
	m.env.After(spotNotice, func() { m.Terminate(id) })
}

// Draw is one duration from a model, by the stream of its concern.
func (m *Machines) Draw(concern string, d Duration) time.Duration {
	x := d.Median
	if d.Spread > 0 {
		z := m.env.Stream(concern).NormFloat64()
		x = time.Duration(float64(d.Median) * math.Exp(d.Spread*z))
	}
	return max(x, d.Least).Round(time.Millisecond)
}

func (m *Machines) set(x *Machine, s State) {
	x.State = s
	m.changed(x)
}

func (m *Machines) changed(x *Machine) {
	id, state := x.InstanceID, string(x.State)
	m.env.Journal.Add("state", "ec2", id, state)
	m.env.Publish(kernel.Event{
		Source: "aws.ec2", DetailType: "EC2 Instance State-change Notification", BestEffort: true,
		Resources: []string{m.env.ARN("ec2", "instance/"+id)},
		Label:     fmt.Sprintf("%s %s", id, state),
		Detail:    func() any { return map[string]string{"instance-id": id, "state": state} },
	})
	for _, f := range m.watchers {
		f(x)
	}
}
