package ec2

import (
	"net/netip"
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// subnet is what the API knows of a subnet beside what the machines do.
type subnet struct {
	public bool // MapPublicIpOnLaunch
}

func subnetID(s *host.Subnet) string { return s.ID }

func (e *EC2) createSubnet(in *api.CreateSubnetInput) (*api.CreateSubnetOutput, error) {
	err := notYet(in, "Ipv6CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId",
		"Ipv6Native", "OutpostArn")
	if err != nil {
		return nil, err
	}
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	cidr, err := e.room(v, in.CidrBlock)
	if err != nil {
		return nil, err
	}
	zone, err := e.zoneFor(in)
	if err != nil {
		return nil, err
	}
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeSubnet)
	if err != nil {
		return nil, err
	}
	s := host.Subnet{
		ID: "subnet-" + e.env.HexID("ec2 subnet", 17), VPC: v.id, Zone: zone, CIDR: cidr,
	}
	e.machines.AddSubnet(s)
	e.subnets[s.ID] = &subnet{}
	e.setTags(s.ID, tags)
	return &api.CreateSubnetOutput{Subnet: new(e.subnetOutput(e.machines.Subnet(s.ID)))}, nil
}

// room is the range of a new subnet, if the VPC has it free.
func (e *EC2) room(v *vpc, asked *string) (netip.Prefix, error) {
	if err := required(asked, "cidrBlock"); err != nil {
		return netip.Prefix{}, err
	}
	cidr, err := netip.ParsePrefix(*asked)
	if err != nil || !cidr.Addr().Is4() {
		return cidr, fail("InvalidParameterValue",
			"Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.", *asked)
	}
	cidr = cidr.Masked()
	if cidr.Bits() < v.cidr.Bits() || cidr.Bits() > 28 || !v.cidr.Contains(cidr.Addr()) {
		return cidr, fail("InvalidSubnet.Range", "The CIDR '%s' is invalid.", *asked)
	}
	for _, s := range e.machines.Subnets() {
		if s.VPC == v.id && s.CIDR.Overlaps(cidr) {
			return cidr, fail("InvalidSubnet.Conflict",
				"The CIDR '%s' conflicts with another subnet", *asked)
		}
	}
	return cidr, nil
}

// zoneFor is the zone of a new subnet: EC2 chooses when the request does not.
func (e *EC2) zoneFor(in *api.CreateSubnetInput) (string, error) {
	zones := e.machines.Zones()
	zone, id := text(in.AvailabilityZone), text(in.AvailabilityZoneId)
	for _, z := range zones {
		if zone == "" && id != "" && e.zoneID(z) == id {
			return z, nil
		}
	}
	switch {
	case zone == "" && id == "":
		return zones[0], nil
	case !slices.Contains(zones, zone):
		return "", fail("InvalidParameterValue", "Value (%s) for parameter availabilityZone is "+
			"invalid. Subnets can currently only be created in the following availability "+
			"zones: %s.", zone+id, joined(zones))
	}
	return zone, nil
}

func joined(names []string) string {
	out := ""
	for n, name := range names {
		if n > 0 {
			out += ", "
		}
		out += name
	}
	return out
}

// addresses is how many addresses of a subnet are free: five are AWS's own (VPC user guide,
// subnet-sizing).
func (e *EC2) addresses(s *host.Subnet) int32 {
	return 1<<(32-s.CIDR.Bits()) - 5 - int32(s.Used())
}

func (e *EC2) subnetOutput(s *host.Subnet) types.Subnet {
	public := false
	if more := e.subnets[s.ID]; more != nil {
		public = more.public
	}
	return types.Subnet{
		SubnetId: new(s.ID), SubnetArn: new(e.env.ARN("ec2", "subnet/"+s.ID)), VpcId: new(s.VPC),
		AvailabilityZone: new(s.Zone), AvailabilityZoneId: new(e.zoneID(s.Zone)),
		CidrBlock: new(s.CIDR.String()), AvailableIpAddressCount: new(e.addresses(s)),
		DefaultForAz: new(s.Default), MapPublicIpOnLaunch: new(public), OwnerId: new(e.env.Account),
		State: types.SubnetStateAvailable, AssignIpv6AddressOnCreation: new(false),
		Ipv6CidrBlockAssociationSet: []types.SubnetIpv6CidrBlockAssociation{},
		EnableDns64:                 new(false), Ipv6Native: new(false), Tags: e.tagList(s.ID),
	}
}

func (e *EC2) describeSubnets(in *api.DescribeSubnetsInput) (*api.DescribeSubnetsOutput, error) {
	all, err := lookUp(in.SubnetIds, e.machines.Subnets(), subnetID, absentAll)
	if err != nil {
		return nil, err
	}
	vpc := one(func(s *host.Subnet) string { return s.VPC })
	zone := one(func(s *host.Subnet) string { return s.Zone })
	cidr := one(func(s *host.Subnet) string { return s.CIDR.String() })
	byDefault := one(func(s *host.Subnet) string { return strconv.FormatBool(s.Default) })
	all, err = selected(e, all, subnetID, in.Filters, values[*host.Subnet]{
		"subnet-id": one(subnetID), "vpc-id": vpc, "availability-zone": zone,
		"availabilityZone": zone, "cidr-block": cidr, "cidr": cidr, "default-for-az": byDefault,
		"defaultForAz":         byDefault,
		"availability-zone-id": one(func(s *host.Subnet) string { return e.zoneID(s.Zone) }),
		"state":                one(func(*host.Subnet) string { return "available" }),
		"owner-id":             one(func(*host.Subnet) string { return e.env.Account }),
		"map-public-ip-on-launch": one(func(s *host.Subnet) string {
			return strconv.FormatBool(*e.subnetOutput(s).MapPublicIpOnLaunch)
		}),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, subnetID, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeSubnetsOutput{Subnets: make([]types.Subnet, len(shown)), NextToken: next}
	for n, s := range shown {
		out.Subnets[n] = e.subnetOutput(s)
	}
	return out, nil
}

func (e *EC2) subnetNamed(id *string) (*host.Subnet, error) {
	if err := required(id, "subnetId"); err != nil {
		return nil, err
	}
	if s := e.machines.Subnet(*id); s != nil {
		return s, nil
	}
	return nil, fail("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", *id)
}

func (e *EC2) deleteSubnet(in *api.DeleteSubnetInput) (*api.DeleteSubnetOutput, error) {
	s, err := e.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	for _, i := range e.instances {
		if i.machine.Subnet == s.ID && i.machine.State != host.Terminated {
			return nil, fail("DependencyViolation",
				"The subnet '%s' has dependencies and cannot be deleted.", s.ID)
		}
	}
	e.machines.RemoveSubnet(s.ID)
	delete(e.tags, s.ID)
	delete(e.subnets, s.ID)
	e.forgetAssociations(s.ID)
	return &api.DeleteSubnetOutput{}, nil
}

func (e *EC2) modifySubnetAttribute(
	in *api.ModifySubnetAttributeInput,
) (*api.ModifySubnetAttributeOutput, error) {
	s, err := e.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	err = notYet(in, "AssignIpv6AddressOnCreation", "CustomerOwnedIpv4Pool", "EnableDns64",
		"EnableLniAtDeviceIndex", "MapCustomerOwnedIpOnLaunch", "DisableLniAtDeviceIndex",
		"EnableResourceNameDnsAAAARecordOnLaunch", "EnableResourceNameDnsARecordOnLaunch",
		"PrivateDnsHostnameTypeOnLaunch")
	if err != nil {
		return nil, err
	}
	if b := in.MapPublicIpOnLaunch; b != nil && b.Value != nil && e.subnets[s.ID] != nil {
		e.subnets[s.ID].public = *b.Value
	}
	return &api.ModifySubnetAttributeOutput{}, nil
}
