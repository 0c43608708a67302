package ec2

import (
	"net/netip"
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// routeTable is a route table with the subnets that it is associated with.
type routeTable struct {
	id, vpc, local string
	main           bool
	mainID         string
	routes         []route
	subnets        []association
}

// route sends a range of addresses to a gateway.
type route struct{ to, gateway string }

// association is one of a route table with a subnet.
type association struct{ id, subnet string }

func tableID(t *routeTable) string { return t.id }

func (e *EC2) addRouteTable(v *vpc, main bool) *routeTable {
	t := &routeTable{
		id: "rtb-" + e.env.HexID("ec2 routes", 17), vpc: v.id, local: v.cidr.String(), main: main,
	}
	if main {
		t.mainID = "rtbassoc-" + e.env.HexID("ec2 routes", 17)
	}
	e.routes.add(t.id, t)
	return t
}

// mainTable is the main route table of a VPC.
func (e *EC2) mainTable(vpc string) *routeTable {
	for _, t := range e.routes.all() {
		if t.vpc == vpc && t.main {
			return t
		}
	}
	return nil
}

func (e *EC2) tableNamed(id *string) (*routeTable, error) {
	if err := required(id, "routeTableId"); err != nil {
		return nil, err
	}
	if t := e.routes.byID[*id]; t != nil {
		return t, nil
	}
	return nil, fail("InvalidRouteTableID.NotFound", "The routeTable ID '%s' does not exist", *id)
}

func (e *EC2) createRouteTable(
	in *api.CreateRouteTableInput,
) (*api.CreateRouteTableOutput, error) {
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeRouteTable)
	if err != nil {
		return nil, err
	}
	t := e.addRouteTable(v, false)
	e.setTags(t.id, tags)
	return &api.CreateRouteTableOutput{
		RouteTable: new(e.tableOutput(t)), ClientToken: in.ClientToken,
	}, nil
}

// createRoute sends IPv4 addresses to an internet gateway; other targets are not there.
func (e *EC2) createRoute(in *api.CreateRouteInput) (*api.CreateRouteOutput, error) {
	err := notYet(in, "CarrierGatewayId", "CoreNetworkArn", "DestinationIpv6CidrBlock",
		"DestinationPrefixListId", "EgressOnlyInternetGatewayId", "InstanceId", "LocalGatewayId",
		"NatGatewayId", "NetworkInterfaceId", "OdbNetworkArn", "TransitGatewayId", "VpcEndpointId",
		"VpcPeeringConnectionId")
	if err != nil {
		return nil, err
	}
	t, err := e.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	to, err := netip.ParsePrefix(text(in.DestinationCidrBlock))
	if err != nil {
		return nil, fail("InvalidParameterValue", "Value (%s) for parameter destinationCidrBlock "+
			"is invalid. This is not a valid CIDR block.", text(in.DestinationCidrBlock))
	}
	g, err := e.gatewayNamed(in.GatewayId)
	if err != nil {
		return nil, err
	}
	if g.vpc != t.vpc {
		return nil, fail("InvalidParameterValue",
			"route table %s and network gateway %s belong to different networks", t.id, g.id)
	}
	for _, r := range t.routes {
		if r.to == to.String() {
			return nil, fail("RouteAlreadyExists", "The route identified by %s already exists.", r.to)
		}
	}
	t.routes = append(t.routes, route{to: to.String(), gateway: g.id})
	return &api.CreateRouteOutput{Return: new(true)}, nil
}

func (e *EC2) associateRouteTable(
	in *api.AssociateRouteTableInput,
) (*api.AssociateRouteTableOutput, error) {
	if err := notYet(in, "GatewayId", "PublicIpv4Pool"); err != nil {
		return nil, err
	}
	t, err := e.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	s, err := e.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	if s.VPC != t.vpc {
		return nil, fail("InvalidParameterValue",
			"Route table %s and subnet %s belong to different networks", t.id, s.ID)
	}
	for _, other := range e.routes.all() {
		for _, a := range other.subnets {
			if a.subnet == s.ID {
				return nil, fail("Resource.AlreadyAssociated", "the specified association for "+
					"route table %s conflicts with an existing association", t.id)
			}
		}
	}
	a := association{"rtbassoc-" + e.env.HexID("ec2 routes", 17), s.ID}
	t.subnets = append(t.subnets, a)
	return &api.AssociateRouteTableOutput{
		AssociationId: new(a.id), AssociationState: &types.RouteTableAssociationState{
			State: types.RouteTableAssociationStateCodeAssociated,
		},
	}, nil
}

func (e *EC2) disassociateRouteTable(
	in *api.DisassociateRouteTableInput,
) (*api.DisassociateRouteTableOutput, error) {
	if err := required(in.AssociationId, "associationId"); err != nil {
		return nil, err
	}
	for _, t := range e.routes.all() {
		n := slices.IndexFunc(t.subnets, func(a association) bool { return a.id == *in.AssociationId })
		if n >= 0 {
			t.subnets = slices.Delete(slices.Clone(t.subnets), n, n+1)
			return &api.DisassociateRouteTableOutput{}, nil
		}
	}
	return nil, fail("InvalidAssociationID.NotFound",
		"The association ID '%s' does not exist", *in.AssociationId)
}

// forgetAssociations drops those of a subnet that is gone.
func (e *EC2) forgetAssociations(subnet string) {
	for _, t := range e.routes.all() {
		t.subnets = slices.DeleteFunc(slices.Clone(t.subnets),
			func(a association) bool { return a.subnet == subnet })
	}
}

func (e *EC2) deleteRouteTable(
	in *api.DeleteRouteTableInput,
) (*api.DeleteRouteTableOutput, error) {
	t, err := e.tableNamed(in.RouteTableId)
	if err != nil {
		return nil, err
	}
	if t.main || len(t.subnets) > 0 {
		return nil, fail("DependencyViolation",
			"The routeTable '%s' has dependencies and cannot be deleted.", t.id)
	}
	e.routes.remove(t.id)
	delete(e.tags, t.id)
	return &api.DeleteRouteTableOutput{}, nil
}

func (e *EC2) tableOutput(t *routeTable) types.RouteTable {
	out := types.RouteTable{
		RouteTableId: new(t.id), VpcId: new(t.vpc), OwnerId: new(e.env.Account),
		Tags: e.tagList(t.id), PropagatingVgws: []types.PropagatingVgw{},
		Associations: []types.RouteTableAssociation{},
		Routes: []types.Route{{
			DestinationCidrBlock: new(t.local), GatewayId: new("local"),
			Origin: types.RouteOriginCreateRouteTable, State: types.RouteStateActive,
		}},
	}
	for _, r := range t.routes {
		out.Routes = append(out.Routes, types.Route{
			DestinationCidrBlock: new(r.to), GatewayId: new(r.gateway),
			Origin: types.RouteOriginCreateRoute, State: types.RouteStateActive,
		})
	}
	state := &types.RouteTableAssociationState{
		State: types.RouteTableAssociationStateCodeAssociated,
	}
	if t.main {
		out.Associations = append(out.Associations, types.RouteTableAssociation{
			RouteTableAssociationId: new(t.mainID), RouteTableId: new(t.id), Main: new(true),
			AssociationState: state,
		})
	}
	for _, a := range t.subnets {
		out.Associations = append(out.Associations, types.RouteTableAssociation{
			RouteTableAssociationId: new(a.id), RouteTableId: new(t.id), Main: new(false),
			SubnetId: new(a.subnet), AssociationState: state,
		})
	}
	return out
}

func (e *EC2) describeRouteTables(
	in *api.DescribeRouteTablesInput,
) (*api.DescribeRouteTablesOutput, error) {
	all, err := lookUp(in.RouteTableIds, e.routes.all(), tableID, absentAll)
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, tableID, in.Filters, values[*routeTable]{
		"route-table-id":   one(tableID),
		"vpc-id":           one(func(t *routeTable) string { return t.vpc }),
		"owner-id":         one(func(*routeTable) string { return e.env.Account }),
		"association.main": one(func(t *routeTable) string { return strconv.FormatBool(t.main) }),
		"association.subnet-id": func(t *routeTable) (out []string) {
			for _, a := range t.subnets {
				out = append(out, a.subnet)
			}
			return out
		},
		"route.gateway-id": func(t *routeTable) []string {
			out := []string{"local"}
			for _, r := range t.routes {
				out = append(out, r.gateway)
			}
			return out
		},
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, tableID, limits{5, 100}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeRouteTablesOutput{
		RouteTables: make([]types.RouteTable, len(shown)), NextToken: next,
	}
	for n, t := range shown {
		out.RouteTables[n] = e.tableOutput(t)
	}
	return out, nil
}
