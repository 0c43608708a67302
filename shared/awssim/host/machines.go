package host

import (
	"fmt"
	"math"
	"time"

	"sashweight/shared/awssim/kernel"
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

	// VCPULimit is how many vCPUs On-Demand instances may have together, SpotLimit Spot instances;
	// 0: any number.
	VCPULimit, SpotLimit int32
	// Parameter is what a parameter of Systems Manager names, for resolve:ssm: in templates.
	Parameter func(name string) (value string, ok bool)

	templates []Template
	defaults  map[string]string // launch template → version, when it is not the first

	amis    []*AMI // in the order in which they were added
	amiByID map[string]*AMI

	subnets    []*Subnet
	defaultVPC string

	used        [2]int32      // vCPUs by market
	empty       map[pool]bool // where EC2 has no capacity
	lost        map[string]bool
	slow        told
	silent      told
	listening   map[address]bool
	onRebalance []func(*Machine)
	onListen    []func(host string, port uint16)

	onConnection []func(x *Machine, connected bool)
	onRuntime    []func(x *Machine, answers bool)
}

// New returns an account without instances.
func New(env *kernel.Env) *Machines {
	m := &Machines{
		Timings: DefaultTimings(), Images: map[string]Image{},
		env: env, byID: map[string]*Machine{}, agents: map[string][]*Agent{},
		defaults: map[string]string{}, amiByID: map[string]*AMI{},
		empty: map[pool]bool{}, lost: map[string]bool{},
	}
	for _, a := range PublicAMIs() {
		m.AddAMI(a)
	}
	m.defaultNetwork()
	return m
}

// Watch registers a function that is told of every change of a machine's State, and when it goes
// Down or fails its status check, after it.
func (m *Machines) Watch(f func(*Machine)) { m.watchers = append(m.watchers, f) }

// OnAgent registers a function that is told when a machine's ECS agent has started.
func (m *Machines) OnAgent(f func(*Machine)) { m.onAgent = append(m.onAgent, f) }

// Get returns the machine with the id, or nil. Terminated machines stay known.
func (m *Machines) Get(id string) *Machine { return m.byID[id] }

// All lists every machine that was ever launched, the oldest first.
func (m *Machines) All() []*Machine { return m.all }

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
	x.State, x.Changed = s, m.env.Now()
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
	m.tell(x)
}

func (m *Machines) tell(x *Machine) {
	for _, f := range m.watchers {
		f(x)
	}
}
