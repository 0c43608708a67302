package ec2

import (
	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// gateway is an internet gateway with the VPC that it is attached to.
type gateway struct{ id, vpc string }

func gatewayID(g *gateway) string { return g.id }

func (e *EC2) gatewayNamed(id *string) (*gateway, error) {
	if err := required(id, "internetGatewayId"); err != nil {
		return nil, err
	}
	if g := e.gateways.byID[*id]; g != nil {
		return g, nil
	}
	return nil, fail("InvalidInternetGatewayID.NotFound",
		"The internetGateway ID '%s' does not exist", *id)
}

func (e *EC2) gatewayOutput(g *gateway) types.InternetGateway {
	out := types.InternetGateway{
		InternetGatewayId: new(g.id), OwnerId: new(e.env.Account), Tags: e.tagList(g.id),
		Attachments: []types.InternetGatewayAttachment{},
	}
	if g.vpc != "" {
		out.Attachments = append(out.Attachments, types.InternetGatewayAttachment{
			VpcId: new(g.vpc), State: "available",
		})
	}
	return out
}

func (e *EC2) createInternetGateway(
	in *api.CreateInternetGatewayInput,
) (*api.CreateInternetGatewayOutput, error) {
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeInternetGateway)
	if err != nil {
		return nil, err
	}
	g := &gateway{id: "igw-" + e.env.HexID("ec2 gateway", 17)}
	e.gateways.add(g.id, g)
	e.setTags(g.id, tags)
	return &api.CreateInternetGatewayOutput{InternetGateway: new(e.gatewayOutput(g))}, nil
}

func (e *EC2) attachInternetGateway(
	in *api.AttachInternetGatewayInput,
) (*api.AttachInternetGatewayOutput, error) {
	g, err := e.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if g.vpc != "" {
		return nil, fail("Resource.AlreadyAssociated",
			"resource %s is already attached to network %s", g.id, g.vpc)
	}
	for _, other := range e.gateways.all() {
		if other.vpc == v.id {
			return nil, fail("InvalidParameterValue",
				"Network %s already has an internet gateway attached", v.id)
		}
	}
	g.vpc = v.id
	return &api.AttachInternetGatewayOutput{}, nil
}

func (e *EC2) detachInternetGateway(
	in *api.DetachInternetGatewayInput,
) (*api.DetachInternetGatewayOutput, error) {
	g, err := e.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	v, err := e.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if g.vpc != v.id {
		return nil, fail("Gateway.NotAttached",
			"resource %s is not attached to network %s", g.id, v.id)
	}
	g.vpc = ""
	return &api.DetachInternetGatewayOutput{}, nil
}

func (e *EC2) deleteInternetGateway(
	in *api.DeleteInternetGatewayInput,
) (*api.DeleteInternetGatewayOutput, error) {
	g, err := e.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	if g.vpc != "" {
		return nil, fail("DependencyViolation",
			"The internetGateway '%s' has dependencies and cannot be deleted.", g.id)
	}
	e.gateways.remove(g.id)
	delete(e.tags, g.id)
	return &api.DeleteInternetGatewayOutput{}, nil
}

func (e *EC2) describeInternetGateways(
	in *api.DescribeInternetGatewaysInput,
) (*api.DescribeInternetGatewaysOutput, error) {
	all, err := lookUp(in.InternetGatewayIds, e.gateways.all(), gatewayID, absentAll)
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, gatewayID, in.Filters, values[*gateway]{
		"internet-gateway-id": one(gatewayID),
		"attachment.vpc-id":   one(func(g *gateway) string { return g.vpc }),
		"attachment.state":    one(func(*gateway) string { return "available" }),
		"owner-id":            one(func(*gateway) string { return e.env.Account }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, gatewayID, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeInternetGatewaysOutput{
		InternetGateways: []types.InternetGateway{}, NextToken: next,
	}
	for _, g := range shown {
		out.InternetGateways = append(out.InternetGateways, e.gatewayOutput(g))
	}
	return out, nil
}
