package awssim

import (
	"time"

	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/host"
)

// accidents draws what befalls machines, zones and images, at the rates of the account's faults.
type accidents struct {
	*Account
}

// accidentEvery is how often it is drawn whether something happens.
const accidentEvery = 5 * time.Minute

// watchAccidents begins to draw, if anything is to happen at all.
func (a *Account) watchAccidents(rates faults.Rates) {
	x := accidents{a}
	if rates[faults.SlowBoot] > 0 || rates[faults.NeverRegisters] > 0 {
		a.Machines.Watch(x.launched)
	}
	for _, kind := range accidentKinds {
		if rates[kind.fault] > 0 {
			a.After(accidentEvery, x.look)
			return
		}
	}
}

// launched draws a machine's fate before it boots.
func (x accidents) launched(m *host.Machine) {
	if m.State != host.Pending {
		return
	}
	if x.Faults.Draw(faults.SlowBoot, 1) {
		factor := 1.5 + 2.5*x.Stream("accidents").Float64()
		x.Machines.SlowBoots(1, factor)
		x.happened(faults.SlowBoot, m.InstanceID)
	}
	if x.Faults.Draw(faults.NeverRegisters, 1) {
		m.NeverRegisters = true
		x.happened(faults.NeverRegisters, m.InstanceID)
	}
}

// accidentKinds are what happens now and then: for those that befall machines the rate is per
// machine and hour, for the others per hour.
var accidentKinds = []struct {
	fault   string
	machine bool
	befall  func(x accidents, m *host.Machine)
}{
	{faults.AgentLost, true, accidents.agentLost},
	{faults.PoisonHost, true, func(x accidents, m *host.Machine) {
		x.Machines.Poison(m.InstanceID, "")
	}},
	{faults.DiskFull, true, func(x accidents, m *host.Machine) {
		x.Machines.FillDisk(m.InstanceID)
	}},
	{faults.HostImpaired, true, func(x accidents, m *host.Machine) {
		x.Machines.Impair(m.InstanceID)
	}},
	{faults.SpotLost, true, func(x accidents, m *host.Machine) {
		x.Machines.InterruptSpot(m.InstanceID)
	}},
	{faults.NoCapacity, false, accidents.noCapacity},
	{faults.ZoneLost, false, accidents.zoneLost},
	{faults.AMIWithdrawn, false, func(x accidents, m *host.Machine) { x.Machines.Withdraw(m.AMI) }},
}

func (x accidents) agentLost(m *host.Machine) {
	x.Machines.Disconnect(m.InstanceID, x.between(time.Minute, 20*time.Minute))
}

func (x accidents) noCapacity(m *host.Machine) {
	x.Machines.RunOut(m.Zone, "")
	zone := m.Zone
	x.After(x.between(5*time.Minute, time.Hour), func() { x.Machines.Refill(zone, "") })
}

func (x accidents) zoneLost(m *host.Machine) {
	zone := m.Zone
	x.Machines.LoseZone(zone)
	x.After(x.between(10*time.Minute, time.Hour), func() { x.Machines.RestoreZone(zone) })
}

// look draws for the time since the last look. What befalls a zone or an image befalls that of a
// machine drawn.
func (x accidents) look() {
	x.After(accidentEvery, x.look)
	hours := accidentEvery.Hours()
	for _, kind := range accidentKinds {
		among := x.running(kind.fault == faults.SpotLost)
		if len(among) == 0 {
			continue
		}
		weight := hours
		if kind.machine {
			weight *= float64(len(among))
		}
		if !x.Faults.Draw(kind.fault, weight) {
			continue
		}
		m := among[x.Stream("accidents").IntN(len(among))]
		x.happened(kind.fault, m.InstanceID)
		kind.befall(x, m)
	}
}

// running are the machines that run, perhaps only those of Spot capacity.
func (x accidents) running(spot bool) (all []*host.Machine) {
	for _, m := range x.Machines.All() {
		if m.State == host.Running && (m.Spot || !spot) {
			all = append(all, m)
		}
	}
	return all
}

func (x accidents) happened(fault, instance string) {
	x.Faults.Count(fault)
	x.Journal.Add("fault", fault, instance)
}

func (x accidents) between(least, most time.Duration) time.Duration {
	return least + time.Duration(x.Stream("accidents").Int64N(int64(most-least))).
		Truncate(time.Second)
}
