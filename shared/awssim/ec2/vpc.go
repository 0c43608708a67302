package ec2

import (
	"net/netip"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// vpc is a virtual private cloud.
type vpc struct {
	id          string
	cidr        netip.Prefix
	byDefault   bool
	hostnames   bool
	support     bool
	association string
}

func vpcID(v *vpc) string { return v.id }

// defaultNetwork makes what every new account has beside the default VPC's subnets: its security
// group, its internet gateway and its main route table (VPC user guide, default-vpc).
func (e *EC2) defaultNetwork() {
	v := &vpc{
		id: e.machines.DefaultVPC(), cidr: netip.MustParsePrefix("172.31.0.0/16"),
		byDefault: true, hostnames: true,
	}
	e.addVPC(v)
	for _, s := range e.machines.Subnets() {
		e.subnets[s.ID] = &subnet{public: true}
	}
	g := &gateway{id: "igw-" + e.env.HexID("ec2 gateway", 17), vpc: v.id}
	e.gateways.add(g.id, g)
	main := e.mainTable(v.id)
	main.routes = append(main.routes, route{to: "0.0.0.0/0", gateway: g.id})
}

// addVPC adds a VPC with its default security group and its main route table.
func (e *EC2) addVPC(v *vpc) {
	v.support, v.association = true, "vpc-cidr-assoc-"+e.env.HexID("ec2 vpc", 17)
	e.vpcs.add(v.id, v)
	e.addGroup(&group{
		name: "default", description: "default VPC security group", vpc: v.id, byDefault: true,
	})
	e.addRouteTable(v, true)
}

func (e *EC2) createVpc(in *api.CreateVpcInput) (*api.CreateVpcOutput, error) {
	err := notYet(in, "Ipv6CidrBlock", "AmazonProvidedIpv6CidrBlock", "Ipv4IpamPoolId",
		"Ipv4NetmaskLength", "Ipv6IpamPoolId", "VpcEncryptionControl")
	if err != nil {
		return nil, err
	}
	if err := required(in.CidrBlock, "cidrBlock"); err != nil {
		return nil, err
	}
	cidr, err := netip.ParsePrefix(*in.CidrBlock)
	switch {
	case err != nil || !cidr.Addr().Is4():
		return nil, fail("InvalidParameterValue",
			"Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
			*in.CidrBlock)
	case cidr.Bits() < 16 || cidr.Bits() > 28:
		return nil, fail("InvalidVpc.Range", "The CIDR '%s' is invalid.", *in.CidrBlock)
	}
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeVpc)
	if err != nil {
		return nil, err
	}
	v := &vpc{id: "vpc-" + e.env.HexID("ec2 vpc", 17), cidr: cidr.Masked()}
	e.addVPC(v)
	e.setTags(v.id, tags)
	return &api.CreateVpcOutput{Vpc: new(e.vpcOutput(v))}, nil
}

func (e *EC2) vpcOutput(v *vpc) types.Vpc {
	return types.Vpc{
		VpcId: new(v.id), CidrBlock: new(v.cidr.String()), IsDefault: new(v.byDefault),
		OwnerId: new(e.env.Account), State: types.VpcStateAvailable, DhcpOptionsId: new("default"),
		InstanceTenancy: types.TenancyDefault, Tags: e.tagList(v.id),
		CidrBlockAssociationSet: []types.VpcCidrBlockAssociation{{
			AssociationId: new(v.association), CidrBlock: new(v.cidr.String()),
			CidrBlockState: &types.VpcCidrBlockState{State: types.VpcCidrBlockStateCodeAssociated},
		}},
	}
}

func (e *EC2) describeVpcs(in *api.DescribeVpcsInput) (*api.DescribeVpcsOutput, error) {
	all, err := lookUp(in.VpcIds, e.vpcs.all(), vpcID, absentAll)
	if err != nil {
		return nil, err
	}
	cidr := one(func(v *vpc) string { return v.cidr.String() })
	isDefault := one(func(v *vpc) string { return strconv.FormatBool(v.byDefault) })
	all, err = selected(e, all, vpcID, in.Filters, values[*vpc]{
		"vpc-id": one(vpcID), "cidr": cidr, "cidr-block-association.cidr-block": cidr,
		"is-default": isDefault, "isDefault": isDefault,
		"state":    one(func(*vpc) string { return "available" }),
		"owner-id": one(func(*vpc) string { return e.env.Account }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, vpcID, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeVpcsOutput{Vpcs: make([]types.Vpc, len(shown)), NextToken: next}
	for n, v := range shown {
		out.Vpcs[n] = e.vpcOutput(v)
	}
	return out, nil
}

// vpcNamed is the VPC with an id.
func (e *EC2) vpcNamed(id *string) (*vpc, error) {
	if err := required(id, "vpcId"); err != nil {
		return nil, err
	}
	if v := e.vpcs.byID[*id]; v != nil {
		return v, nil
	}
	return nil, fail("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", *id)
}

// deleteVpc refuses while something of the customer's is in it (EC2 API reference, DeleteVpc).
func (e *EC2) deleteVpc(in *api.DeleteVpcInput) (*api.DeleteVpcOutput, error) {
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if e.vpcInUse(v.id) {
		return nil, fail("DependencyViolation",
			"The vpc '%s' has dependencies and cannot be deleted.", v.id)
	}
	for _, g := range e.groups.all() {
		if g.vpc == v.id {
			e.groups.remove(g.id)
		}
	}
	for _, t := range e.routes.all() {
		if t.vpc == v.id {
			e.routes.remove(t.id)
		}
	}
	e.vpcs.remove(v.id)
	delete(e.tags, v.id)
	return &api.DeleteVpcOutput{}, nil
}

func (e *EC2) vpcInUse(id string) bool {
	for _, s := range e.machines.Subnets() {
		if s.VPC == id {
			return true
		}
	}
	for _, g := range e.gateways.all() {
		if g.vpc == id {
			return true
		}
	}
	for _, g := range e.groups.all() {
		if g.vpc == id && !g.byDefault {
			return true
		}
	}
	for _, t := range e.routes.all() {
		if t.vpc == id && !t.main {
			return true
		}
	}
	return false
}

func (e *EC2) modifyVpcAttribute(
	in *api.ModifyVpcAttributeInput,
) (*api.ModifyVpcAttributeOutput, error) {
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if err := notYet(in, "EnableNetworkAddressUsageMetrics"); err != nil {
		return nil, err
	}
	if b := in.EnableDnsHostnames; b != nil && b.Value != nil {
		v.hostnames = *b.Value
	}
	if b := in.EnableDnsSupport; b != nil && b.Value != nil {
		v.support = *b.Value
	}
	return &api.ModifyVpcAttributeOutput{}, nil
}

func (e *EC2) describeVpcAttribute(
	in *api.DescribeVpcAttributeInput,
) (*api.DescribeVpcAttributeOutput, error) {
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeVpcAttributeOutput{VpcId: new(v.id)}
	switch in.Attribute {
	case types.VpcAttributeNameEnableDnsHostnames:
		out.EnableDnsHostnames = &types.AttributeBooleanValue{Value: new(v.hostnames)}
	case types.VpcAttributeNameEnableDnsSupport:
		out.EnableDnsSupport = &types.AttributeBooleanValue{Value: new(v.support)}
	case types.VpcAttributeNameEnableNetworkAddressUsageMetrics:
		out.EnableNetworkAddressUsageMetrics = &types.AttributeBooleanValue{Value: new(false)}
	default:
		return nil, missing("attribute")
	}
	return out, nil
}
