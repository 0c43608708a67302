package host

import (
	"slices"
	"strings"

	"sashweight/shared/awssim/wire"
)

// market is how capacity is bought.
type market int

const (
	onDemand market = iota
	spot
)

func (t Template) market() market {
	if t.Spot {
		return spot
	}
	return onDemand
}

// pool is where capacity comes from; an empty kind stands for every instance type.
type pool struct {
	zone, kind string
	market     market
}

// RunOut leaves EC2 without On-Demand and Spot capacity of an instance type in a zone; an empty
// type: of every type.
func (m *Machines) RunOut(zone, instanceType string) {
	m.empty[pool{zone, instanceType, onDemand}] = true
	m.RunOutOfSpot(zone, instanceType)
}

// RunOutOfSpot leaves EC2 without Spot capacity of an instance type in a zone.
func (m *Machines) RunOutOfSpot(zone, instanceType string) {
	m.empty[pool{zone, instanceType, spot}] = true
}

// Refill ends what RunOut and RunOutOfSpot began.
func (m *Machines) Refill(zone, instanceType string) {
	delete(m.empty, pool{zone, instanceType, onDemand})
	delete(m.empty, pool{zone, instanceType, spot})
}

// HasRoom is nil when n machines of a template can be launched into a zone now. An error is EC2's
// (EC2 API reference, errors-overview).
func (m *Machines) HasRoom(t Template, zone string, n int32) error {
	if !m.stocked(t, zone) {
		return m.noCapacity(t, zone)
	}
	limit, need := m.VCPULimit, m.used[t.market()]+n*vcpusOf(t)
	if t.Spot {
		limit = m.SpotLimit
	}
	switch {
	case limit == 0 || need <= limit:
		return nil
	case t.Spot:
		return wire.Error("MaxSpotInstanceCountExceeded", "Max spot instance count exceeded")
	}
	return wire.Error("VcpuLimitExceeded", "You have requested more vCPU capacity than your "+
		"current vCPU limit of %d allows for the instance bucket that the specified instance "+
		"type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request "+
		"an adjustment to this limit.", limit)
}

// stocked reports whether EC2 has capacity.
func (m *Machines) stocked(t Template, zone string) bool {
	return !m.lost[zone] && !m.empty[pool{zone, t.InstanceType, t.market()}] &&
		!m.empty[pool{zone, "", t.market()}]
}

func (m *Machines) noCapacity(t Template, zone string) error {
	if t.Spot {
		return wire.Error("InsufficientInstanceCapacity",
			"There is no Spot capacity available that matches your request.")
	}
	var others []string
	for _, z := range m.Zones() {
		if m.stocked(t, z) {
			others = append(others, z)
		}
	}
	text := "We currently do not have sufficient %[1]s capacity in the Availability Zone you " +
		"requested (%[2]s). Our system will be working on provisioning additional capacity."
	if len(others) > 0 {
		text += " You can currently get %[1]s capacity by not specifying an Availability Zone in " +
			"your request or choosing %[3]s."
		return wire.Error("InsufficientInstanceCapacity", text, t.InstanceType, zone,
			strings.Join(slices.Clip(others), ", "))
	}
	return wire.Error("InsufficientInstanceCapacity", text, t.InstanceType, zone)
}

// told is a fate that was told for the next launches.
type told struct {
	left   int
	factor float64
}

func (t *told) next() bool {
	if t.left == 0 {
		return false
	}
	t.left--
	return true
}

// SlowBoots makes the next n boots take factor times as long.
func (m *Machines) SlowBoots(n int, factor float64) { m.slow = told{n, factor} }

// SilentBoots makes the agents of the next n launched machines never register.
func (m *Machines) SilentBoots(n int) { m.silent = told{left: n} }
