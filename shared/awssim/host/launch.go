package host

import (
	"time"

	"sashweight/shared/awssim/wire"
)

// How long EC2 takes from a launch to "running", and until an instance that was told to has ended
// or stopped.
const (
	pendingFor      = 12 * time.Second
	shuttingDownFor = 45 * time.Second
	stoppingFor     = 40 * time.Second
)

// Where is where a machine is launched.
type Where struct {
	// Zone is an Availability Zone; Subnet a subnet in it, empty: the default VPC's.
	Zone, Subnet string
	// Group is the Auto Scaling group's name, if any.
	Group string
}

// Launch starts a machine in the default VPC's subnet of a zone: pending now, running seconds
// later, its agent after the boot time. An error is EC2's own, with its code.
func (m *Machines) Launch(t Template, zone, group string) (*Machine, error) {
	return m.LaunchIn(t, Where{Zone: zone, Group: group})
}

// LaunchIn starts a machine somewhere, as Launch does.
func (m *Machines) LaunchIn(t Template, w Where) (*Machine, error) {
	t, err := m.Prepare(t)
	if err != nil {
		return nil, err
	}
	if err := m.HasRoom(t, w.Zone, 1); err != nil {
		return nil, err
	}
	now := m.env.Now()
	x := &Machine{
		Template: t, InstanceID: "i-" + m.env.HexID("instance", 17),
		Zone: w.Zone, Subnet: w.Subnet, Group: w.Group, State: Pending, Launched: now, Changed: now,
		NeverRegisters: m.silent.next(), vcpus: vcpusOf(t),
	}
	m.settle(x)
	if a := m.amiByID[t.AMI]; a != nil && a.NeverRegisters {
		x.NeverRegisters = true
	}
	m.used[t.market()] += x.vcpus
	m.byID[x.InstanceID] = x
	m.all = append(m.all, x)
	m.changed(x)
	m.boot(x)
	return x, nil
}

// boot lets a pending machine run and start its agent.
func (m *Machines) boot(x *Machine) {
	x.boots++
	n := x.boots
	m.env.After(m.env.Lasts(pendingFor), func() {
		if x.State == Pending && x.boots == n {
			x.Started = m.env.Now()
			m.set(x, Running)
		}
	})
	takes := m.env.Lasts(m.Draw("boot", x.Boot))
	if m.slow.next() {
		takes = time.Duration(float64(takes) * m.slow.factor)
	}
	m.env.After(max(takes, m.env.Lasts(pendingFor+time.Second)), func() {
		if x.boots == n {
			m.agentReady(x)
		}
	})
}

// agentReady tells of a machine's agent unless that cannot start.
func (m *Machines) agentReady(x *Machine) {
	if x.State != Running || x.NeverRegisters || x.unreachable {
		return
	}
	x.Down = false
	x.comeUp()
	for _, f := range m.onAgent {
		f(x)
	}
}

// Prepare completes a template as a launch does now: the AMI that it names, and what follows from
// AMI and instance type. Errors are EC2's (EC2 API reference, errors-overview).
func (m *Machines) Prepare(t Template) (Template, error) {
	a, err := m.launchable(t)
	if err != nil {
		return t, err
	}
	if a != nil {
		t.AMI = a.ID
		if t.OSFamily == "" {
			t.OSFamily, t.Build = a.OSFamily, a.Build
		}
		if t.Boot == (Duration{}) {
			t.Boot = a.Boot
		}
	}
	it, known := InstanceTypeOf(t.InstanceType)
	switch {
	case known && a != nil && a.Arch() != it.Arch():
		return t, wire.Error("InvalidParameterValue", "The architecture '%s' of the specified "+
			"instance type does not match the architecture '%s' of the specified AMI. Specify an "+
			"instance type and an AMI that have matching architectures, and try again.",
			it.Arch(), a.Arch())
	case known && t.CPU == 0:
		t.CPU, t.Memory = it.VCPUs*1024, it.registers(t.OSFamily)
	case !known && t.CPU == 0 && t.InstanceType != "":
		return t, wire.Error("InvalidParameterValue", "Invalid value '%s' for InstanceType.",
			t.InstanceType)
	}
	return t, nil
}

// vcpusOf is how much of the vCPU limit an instance of a template uses.
func vcpusOf(t Template) int32 {
	if it, ok := InstanceTypeOf(t.InstanceType); ok {
		return it.VCPUs
	}
	return t.CPU / 1024
}
