package ec2_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// EC2-20
func TestTheDefaultVPCHasASubnetInEachZone(t *testing.T) {
	w := newWorld(t)
	vpcs := must(w.DescribeVpcs(w.Context(), &sdk.DescribeVpcsInput{
		Filters: []types.Filter{{Name: new("is-default"), Values: []string{"true"}}},
	}))(w).Vpcs
	want(w, "range", *vpcs[0].CidrBlock, "172.31.0.0/16")
	in := sdk.DescribeSubnetsInput{MaxResults: new(int32(5)), Filters: []types.Filter{
		{Name: new("vpc-id"), Values: []string{*vpcs[0].VpcId}},
	}}
	got := ""
	for p := sdk.NewDescribeSubnetsPaginator(w, &in); p.HasMorePages(); {
		for _, s := range must(p.NextPage(w.Context()))(w).Subnets {
			got += *s.AvailabilityZone + " " + *s.AvailabilityZoneId + " " + *s.CidrBlock + "\n"
		}
	}
	want(w, "subnets", got, "us-east-1a use1-az1 172.31.0.0/20\nus-east-1b use1-az2 172.31.16.0/20\n"+
		"us-east-1c use1-az3 172.31.32.0/20\nus-east-1d use1-az4 172.31.48.0/20\n"+
		"us-east-1e use1-az5 172.31.64.0/20\nus-east-1f use1-az6 172.31.80.0/20\n")
	zones := must(w.DescribeAvailabilityZones(w.Context(), &sdk.DescribeAvailabilityZonesInput{}))(w)
	want(w, "zones", len(zones.AvailabilityZones), 6)
	regions := must(w.DescribeRegions(w.Context(), &sdk.DescribeRegionsInput{}))(w)
	want(w, "regions", len(regions.Regions), 17)
	account := must(w.DescribeAccountAttributes(w.Context(), &sdk.DescribeAccountAttributesInput{
		AttributeNames: []types.AccountAttributeName{types.AccountAttributeNameDefaultVpc},
	}))(w)
	want(w, "default-vpc", *account.AccountAttributes[0].AttributeValues[0].AttributeValue,
		*vpcs[0].VpcId)
}

// network makes a VPC with a subnet in zone b.
func (w *world) network() (vpc, subnet *string) {
	w.Helper()
	made := must(w.CreateVpc(w.Context(), &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/16")}))(w)
	vpc = made.Vpc.VpcId
	out := must(w.CreateSubnet(w.Context(), &sdk.CreateSubnetInput{
		VpcId: vpc, CidrBlock: new("10.0.1.0/24"), AvailabilityZone: new("us-east-1b"),
	}))(w)
	return vpc, out.Subnet.SubnetId
}

// EC2-21
func TestInstancesStandInTheZoneOfTheirSubnet(t *testing.T) {
	w := newWorld(t)
	vpc, subnet := w.network()
	i := w.run(2, func(in *sdk.RunInstancesInput) { in.SubnetId = subnet })[1]
	want(w, "zone", *i.Placement.AvailabilityZone, "us-east-1b")
	want(w, "vpc", *i.VpcId, *vpc)
	want(w, "address", *i.PrivateIpAddress, "10.0.1.5")
	want(w, "group", *i.SecurityGroups[0].GroupName, "default")
	want(w, "subnet in use", code(w.DeleteSubnet(w.Context(),
		&sdk.DeleteSubnetInput{SubnetId: subnet})), "DependencyViolation")
	create := func(cidr string) string {
		return code(w.CreateSubnet(w.Context(), &sdk.CreateSubnetInput{VpcId: vpc, CidrBlock: &cidr}))
	}
	want(w, "overlap", create("10.0.1.128/25"), "InvalidSubnet.Conflict")
	want(w, "outside", create("10.1.0.0/24"), "InvalidSubnet.Range")
	eni := must(w.DescribeNetworkInterfaces(w.Context(), &sdk.DescribeNetworkInterfacesInput{
		Filters: []types.Filter{{Name: new("attachment.instance-id"), Values: []string{*i.InstanceId}}},
	}))(w).NetworkInterfaces[0]
	want(w, "interface", *eni.PrivateIpAddress, *i.PrivateIpAddress)
	volumes := must(w.DescribeVolumes(w.Context(), &sdk.DescribeVolumesInput{}))(w).Volumes
	want(w, "volumes", len(volumes), 2)
	want(w, "size", *volumes[0].Size, 50)
}

// EC2-22
func TestSecurityGroupsKeepTheirRulesAndAreNotDeletedInUse(t *testing.T) {
	w := newWorld(t)
	vpc, _ := w.network()
	group := func(name string) (*string, string) {
		out, err := w.CreateSecurityGroup(w.Context(), &sdk.CreateSecurityGroupInput{
			GroupName: &name, Description: new("test"), VpcId: vpc,
		})
		if err != nil {
			return nil, code(out, err)
		}
		return out.GroupId, ""
	}
	id, _ := group("web")
	_, again := group("web")
	want(w, "again", again, "InvalidGroup.Duplicate")
	rules := []types.IpPermission{{
		IpProtocol: new("tcp"), FromPort: new(int32(80)), ToPort: new(int32(80)),
		IpRanges:         []types.IpRange{{CidrIp: new("0.0.0.0/0")}},
		UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: id}},
	}}
	allow := &sdk.AuthorizeSecurityGroupIngressInput{GroupId: id, IpPermissions: rules}
	out := must(w.AuthorizeSecurityGroupIngress(w.Context(), allow))(w)
	want(w, "rules", len(out.SecurityGroupRules), 2)
	want(w, "twice", code(w.AuthorizeSecurityGroupIngress(w.Context(), allow)),
		"InvalidPermission.Duplicate")
	g := must(w.DescribeSecurityGroups(w.Context(),
		&sdk.DescribeSecurityGroupsInput{GroupIds: []string{*id}}))(w).SecurityGroups[0]
	want(w, "in", len(g.IpPermissions), 1)
	want(w, "out", *g.IpPermissionsEgress[0].IpRanges[0].CidrIp, "0.0.0.0/0")
	revoke := &sdk.RevokeSecurityGroupIngressInput{GroupId: id, IpPermissions: rules}
	must(w.RevokeSecurityGroupIngress(w.Context(), revoke))(w)
	want(w, "revoked", code(w.RevokeSecurityGroupIngress(w.Context(), revoke)),
		"InvalidPermission.NotFound")
	must(w.AuthorizeSecurityGroupIngress(w.Context(), allow))(w)
	other, _ := group("db")
	must(w.AuthorizeSecurityGroupIngress(w.Context(), &sdk.AuthorizeSecurityGroupIngressInput{
		GroupId: other, IpPermissions: []types.IpPermission{{
			IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: id}},
		}},
	}))(w)
	remove := func(id *string) string {
		return code(w.DeleteSecurityGroup(w.Context(), &sdk.DeleteSecurityGroupInput{GroupId: id}))
	}
	want(w, "in use", remove(id), "DependencyViolation")
	want(w, "vpc in use", code(w.DeleteVpc(w.Context(), &sdk.DeleteVpcInput{VpcId: vpc})),
		"DependencyViolation")
	want(w, "other", remove(other), "")
	want(w, "unused", remove(id), "")
}

// EC2-23
func TestGatewaysAndRouteTablesAreConnectedInOrder(t *testing.T) {
	w := newWorld(t)
	vpc, subnet := w.network()
	igw := must(w.CreateInternetGateway(w.Context(), &sdk.CreateInternetGatewayInput{}))(w).
		InternetGateway.InternetGatewayId
	table := must(w.CreateRouteTable(w.Context(), &sdk.CreateRouteTableInput{VpcId: vpc}))(w).
		RouteTable.RouteTableId
	route := &sdk.CreateRouteInput{
		RouteTableId: table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: igw,
	}
	want(w, "not attached", code(w.CreateRoute(w.Context(), route)), "InvalidParameterValue")
	must(w.AttachInternetGateway(w.Context(), &sdk.AttachInternetGatewayInput{
		InternetGatewayId: igw, VpcId: vpc,
	}))(w)
	must(w.CreateRoute(w.Context(), route))(w)
	want(w, "twice", code(w.CreateRoute(w.Context(), route)), "RouteAlreadyExists")
	link := must(w.AssociateRouteTable(w.Context(), &sdk.AssociateRouteTableInput{
		RouteTableId: table, SubnetId: subnet,
	}))(w).AssociationId
	remove := &sdk.DeleteRouteTableInput{RouteTableId: table}
	want(w, "in use", code(w.DeleteRouteTable(w.Context(), remove)), "DependencyViolation")
	got := must(w.DescribeRouteTables(w.Context(), &sdk.DescribeRouteTablesInput{
		Filters: []types.Filter{{Name: new("association.subnet-id"), Values: []string{*subnet}}},
	}))(w).RouteTables
	want(w, "routes", len(got[0].Routes), 2)
	must(w.DisassociateRouteTable(w.Context(), &sdk.DisassociateRouteTableInput{
		AssociationId: link,
	}))(w)
	must(w.DeleteRouteTable(w.Context(), remove))(w)
	must(w.DetachInternetGateway(w.Context(), &sdk.DetachInternetGatewayInput{
		InternetGatewayId: igw, VpcId: vpc,
	}))(w)
	must(w.DeleteInternetGateway(w.Context(), &sdk.DeleteInternetGatewayInput{
		InternetGatewayId: igw,
	}))(w)
	must(w.DeleteSubnet(w.Context(), &sdk.DeleteSubnetInput{SubnetId: subnet}))(w)
	want(w, "empty VPC", code(w.DeleteVpc(w.Context(), &sdk.DeleteVpcInput{VpcId: vpc})), "")
}

// EC2-24
func TestTagsArePutFoundAndTakenAway(t *testing.T) {
	w := newWorld(t)
	i := *w.run(1, nil)[0].InstanceId
	tags := []types.Tag{{Key: new("a"), Value: new("1")}, {Key: new("b"), Value: new("2")}}
	put := func(resource string, tags ...types.Tag) string {
		return code(w.CreateTags(w.Context(), &sdk.CreateTagsInput{
			Resources: []string{resource}, Tags: tags,
		}))
	}
	want(w, "put", put(i, tags...), "")
	want(w, "AWS's own", put(i, types.Tag{Key: new("aws:x"), Value: new("")}), "InvalidParameterValue")
	want(w, "no resource", put("i-0123456789abcdef0", tags...), "InvalidInstanceID.NotFound")
	want(w, "found", w.ids("tag:a", "1"), i+" ")
	must(w.DeleteTags(w.Context(), &sdk.DeleteTagsInput{Resources: []string{i}, Tags: []types.Tag{
		{Key: new("a"), Value: new("other")}, {Key: new("b")},
	}}))(w)
	got := must(w.DescribeTags(w.Context(), &sdk.DescribeTagsInput{
		Filters: []types.Filter{{Name: new("resource-id"), Values: []string{i}}},
	}))(w).Tags
	want(w, "left", lines(got, func(t types.TagDescription) string {
		return string(t.ResourceType) + " " + *t.Key
	}), "instance a\n")
}

// EC2-25
func TestKeyPairsAreKeptByName(t *testing.T) {
	w := newWorld(t)
	create := &sdk.CreateKeyPairInput{KeyName: new("key")}
	must(w.CreateKeyPair(w.Context(), create))(w)
	want(w, "again", code(w.CreateKeyPair(w.Context(), create)), "InvalidKeyPair.Duplicate")
	i := w.run(1, func(in *sdk.RunInstancesInput) { in.KeyName = new("key") })[0]
	want(w, "key", *i.KeyName, "key")
	for range 2 {
		must(w.DeleteKeyPair(w.Context(), &sdk.DeleteKeyPairInput{KeyName: new("key")}))(w)
	}
	in := request(1)
	in.KeyName = new("key")
	want(w, "gone", code(w.RunInstances(w.Context(), in)), "InvalidKeyPair.NotFound")
}
