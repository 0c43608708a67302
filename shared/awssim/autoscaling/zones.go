package autoscaling

import (
	"slices"
	"strings"
)

// place is where a group may launch.
type place struct {
	zones   []string          // in the order of preference
	subnets map[string]string // zone → subnet
	vpc     string            // VPCZoneIdentifier, as given
}

// place reads a request's Availability Zones and subnets. The account's subnets lie in its zones
// a, b, c in turn, or in the zones that the request names.
func (a *AutoScaling) place(zones []string, vpc string) (place, error) {
	ids := strings.FieldsFunc(vpc, func(r rune) bool { return r == ',' || r == ' ' })
	if len(zones) == 0 && len(ids) == 0 {
		return place{}, invalid("At least one Availability Zone or VPC Subnet is required.")
	}
	for _, z := range zones {
		if letter, ok := strings.CutPrefix(z, a.env.Region); !ok || len(letter) != 1 ||
			!strings.Contains("abcdef", letter) {
			return place{}, invalid("Invalid Availability Zone: [%s]", z)
		}
	}
	for _, id := range ids {
		if !strings.HasPrefix(id, "subnet-") {
			return place{}, invalid("The subnet ID '%s' does not exist", id)
		}
	}
	if len(zones) == 0 {
		zones = a.zonesOf(ids)
	}
	p := place{zones: slices.Clone(zones), subnets: map[string]string{}, vpc: vpc}
	for n, z := range p.zones {
		if id := a.subnetIn(z, ids); id != "" {
			p.subnets[z] = id
		} else if len(ids) > 0 {
			p.subnets[z] = ids[n%len(ids)]
		} else {
			p.subnets[z] = a.defaultSubnet(z)
		}
	}
	return p, nil
}

// zonesOf are the zones of subnets, each once: those that EC2 knows lie in their own.
func (a *AutoScaling) zonesOf(ids []string) []string {
	var zones []string
	for n, id := range ids {
		zone := a.env.Region + string("abc"[n%3])
		if s := a.machines.Subnet(id); s != nil {
			zone = s.Zone
		}
		if !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	return zones
}

// subnetIn is the first of the subnets that EC2 knows to lie in a zone.
func (a *AutoScaling) subnetIn(zone string, ids []string) string {
	for _, id := range ids {
		if s := a.machines.Subnet(id); s != nil && s.Zone == zone {
			return id
		}
	}
	return ""
}

// defaultSubnet is the default VPC's subnet of a zone.
func (a *AutoScaling) defaultSubnet(zone string) string {
	if s := a.machines.DefaultSubnet(zone); s != nil {
		return s.ID
	}
	return ""
}

// count is how many of the instances are in each zone.
func count(instances []*instance) map[string]int {
	n := map[string]int{}
	for _, i := range instances {
		n[i.zone]++
	}
	return n
}

// byEmptiness are the group's zones, the one with the fewest instances first.
func (g *group) byEmptiness() []string {
	n := count(g.live())
	return slices.SortedStableFunc(slices.Values(g.zones),
		func(x, y string) int { return n[x] - n[y] })
}

// emptiest is the group's zone with the fewest instances, the first of several.
func (g *group) emptiest(n map[string]int) string {
	return slices.MinFunc(g.zones, func(x, y string) int { return n[x] - n[y] })
}
