package host

import (
	"fmt"
	"net/netip"
	"slices"
)

// Subnet is a subnet of a VPC.
type Subnet struct {
	// ID is subnet-…, VPC its vpc-….
	ID, VPC string
	// Zone is its Availability Zone.
	Zone string
	// CIDR is its IPv4 range.
	CIDR netip.Prefix
	// Default: it is the default VPC's subnet of its zone.
	Default bool

	used uint32
}

// letters are the Availability Zones of every Region here.
const letters = "abcdef"

// Zones are the Availability Zones of the Region, by name.
func (m *Machines) Zones() []string {
	out := make([]string, len(letters))
	for n, l := range letters {
		out[n] = m.env.Region + string(l)
	}
	return out
}

// defaultNetwork makes the default VPC with a /20 subnet in each zone (VPC user guide,
// default-vpc).
func (m *Machines) defaultNetwork() {
	m.defaultVPC = "vpc-" + m.env.HexID("vpc", 17)
	for n, zone := range m.Zones() {
		m.AddSubnet(Subnet{
			ID: "subnet-" + m.env.HexID("subnet", 17), VPC: m.defaultVPC, Zone: zone, Default: true,
			CIDR: netip.MustParsePrefix(fmt.Sprintf("172.31.%d.0/20", n*16)),
		})
	}
}

// DefaultVPC is the id of the default VPC.
func (m *Machines) DefaultVPC() string { return m.defaultVPC }

// AddSubnet adds a subnet.
func (m *Machines) AddSubnet(s Subnet) { m.subnets = append(m.subnets, &s) }

// RemoveSubnet takes a subnet away.
func (m *Machines) RemoveSubnet(id string) {
	m.subnets = slices.DeleteFunc(m.subnets, func(s *Subnet) bool { return s.ID == id })
}

// Subnet is the subnet with an id, or nil.
func (m *Machines) Subnet(id string) *Subnet {
	for _, s := range m.subnets {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Subnets are all subnets in the order in which they were added.
func (m *Machines) Subnets() []*Subnet { return m.subnets }

// DefaultSubnet is the default VPC's subnet of a zone, or nil.
func (m *Machines) DefaultSubnet(zone string) *Subnet {
	for _, s := range m.subnets {
		if s.Default && s.Zone == zone {
			return s
		}
	}
	return nil
}

// settle gives a machine its place in a subnet and the next address there.
func (m *Machines) settle(x *Machine) {
	s := m.Subnet(x.Subnet)
	if x.Subnet == "" {
		s = m.DefaultSubnet(x.Zone)
	}
	if s == nil {
		return
	}
	x.Subnet, x.Address = s.ID, s.address()
}

// address is the next address of a subnet: the first four are AWS's own (VPC user guide,
// subnet-sizing). They are not used twice.
func (s *Subnet) address() string {
	b := s.CIDR.Addr().As4()
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n += 4 + s.used
	s.used++
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String()
}

// NextAddress gives an address of the subnet to a network interface.
func (s *Subnet) NextAddress() string { return s.address() }

// Used is how many addresses of the subnet were given away.
func (s *Subnet) Used() int { return int(s.used) }
