package elbv2

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// balancer is one load balancer. It routes nothing: its listeners put target groups into use.
type balancer struct {
	name, arn, id string
	// set is what is told of it, but for its state.
	set    types.LoadBalancer
	active time.Time
}

func (e *ELB) balancer(arn *string) (*balancer, error) {
	if arn == nil {
		return nil, required("LoadBalancerArn")
	}
	for _, b := range e.balancers {
		if b.arn == *arn {
			return b, nil
		}
	}
	return nil, balancerNotFound(*arn)
}

func (e *ELB) createLoadBalancer(
	_ context.Context, in *api.CreateLoadBalancerInput,
) (*api.CreateLoadBalancerOutput, error) {
	if err := checkBalancer(in); err != nil {
		return nil, err
	}
	name, kind := *in.Name, in.Type
	if kind == "" {
		kind = types.LoadBalancerTypeEnumApplication
	}
	for _, b := range e.balancers {
		if b.name != name {
			continue
		}
		if b.set.Type != kind {
			return nil, duplicateBalancer(name)
		}
		return &api.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{e.shown(b)}}, nil
	}
	b := &balancer{name: name, id: e.env.HexID("load-balancer", 16)}
	b.active = e.env.Now().Add(e.env.Lasts(e.Timings.Provision))
	short := map[types.LoadBalancerTypeEnum]string{
		types.LoadBalancerTypeEnumApplication: "app", types.LoadBalancerTypeEnumNetwork: "net",
	}[kind]
	b.arn = e.env.ARN("elasticloadbalancing", "loadbalancer/"+short+"/"+name+"/"+b.id)
	b.set = e.balancerSettings(b, in, kind)
	e.balancers = append(e.balancers, b)
	e.setTags(b.arn, in.Tags)
	e.note("load balancer", name, "created")
	return &api.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{e.shown(b)}}, nil
}

func checkBalancer(in *api.CreateLoadBalancerInput) error {
	switch {
	case in.Name == nil:
		return required("Name")
	case !title.MatchString(*in.Name) || strings.HasPrefix(*in.Name, "internal-"):
		return invalid("The load balancer name '%s' is not valid: it can have up to 32 letters, "+
			"numbers and hyphens, cannot begin or end with a hyphen, and must not begin with "+
			"'internal-'", *in.Name)
	case in.Type == types.LoadBalancerTypeEnumGateway:
		return later("Type gateway")
	case len(in.Subnets)+len(in.SubnetMappings) == 0:
		return invalid("At least one subnet must be specified")
	case len(in.Subnets) > 0 && len(in.SubnetMappings) > 0:
		return invalid("You must specify either subnets or subnet mappings, not both")
	}
	return nil
}

func (e *ELB) balancerSettings(
	b *balancer, in *api.CreateLoadBalancerInput, kind types.LoadBalancerTypeEnum,
) types.LoadBalancer {
	set := types.LoadBalancer{
		LoadBalancerName: new(b.name), LoadBalancerArn: new(b.arn), Type: kind,
		Scheme: in.Scheme, IpAddressType: in.IpAddressType, CreatedTime: new(e.env.Now()),
		DNSName: new(b.name + "-" + b.id[:9] + "." + e.env.Region + ".elb.amazonaws.com"),
		VpcId:   new("vpc-0a1b2c3d"), SecurityGroups: slices.Clone(in.SecurityGroups),
	}
	if set.Scheme == "" {
		set.Scheme = types.LoadBalancerSchemeEnumInternetFacing
	}
	if set.IpAddressType == "" {
		set.IpAddressType = types.IpAddressTypeIpv4
	}
	subnets := slices.Clone(in.Subnets)
	for _, m := range in.SubnetMappings {
		subnets = append(subnets, aws.ToString(m.SubnetId))
	}
	for n, id := range subnets {
		zone := e.env.Region + string(rune('a'+n%6))
		set.AvailabilityZones = append(set.AvailabilityZones, types.AvailabilityZone{
			SubnetId: new(id), ZoneName: new(zone),
		})
	}
	return set
}

// shown is a load balancer as it is told now.
func (e *ELB) shown(b *balancer) types.LoadBalancer {
	out := b.set
	code := types.LoadBalancerStateEnumActive
	if e.env.Now().Before(b.active) {
		code = types.LoadBalancerStateEnumProvisioning
	}
	out.State = &types.LoadBalancerState{Code: code}
	return out
}

func (e *ELB) describeLoadBalancers(
	_ context.Context, in *api.DescribeLoadBalancersInput,
) (*api.DescribeLoadBalancersOutput, error) {
	for _, arn := range in.LoadBalancerArns {
		if _, err := e.balancer(&arn); err != nil {
			return nil, err
		}
	}
	for _, name := range in.Names {
		if !slices.ContainsFunc(e.balancers, func(b *balancer) bool { return b.name == name }) {
			return nil, balancerNotFound(name)
		}
	}
	part, next, err := page(e.balancers, in.PageSize, in.Marker, func(b *balancer) bool {
		return (len(in.LoadBalancerArns) == 0 || slices.Contains(in.LoadBalancerArns, b.arn)) &&
			(len(in.Names) == 0 || slices.Contains(in.Names, b.name))
	})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeLoadBalancersOutput{
		LoadBalancers: make([]types.LoadBalancer, len(part)), NextMarker: next,
	}
	for n, b := range part {
		out.LoadBalancers[n] = e.shown(b)
	}
	return out, nil
}

func (e *ELB) deleteLoadBalancer(
	_ context.Context, in *api.DeleteLoadBalancerInput,
) (*api.DeleteLoadBalancerOutput, error) {
	if in.LoadBalancerArn == nil {
		return nil, required("LoadBalancerArn")
	}
	b, err := e.balancer(in.LoadBalancerArn)
	if err != nil {
		// Deleting what is not there succeeds (Elastic Load Balancing API reference).
		return &api.DeleteLoadBalancerOutput{}, nil
	}
	e.listeners = slices.DeleteFunc(e.listeners, func(l *listener) bool { return l.balancer == b })
	e.balancers = slices.DeleteFunc(e.balancers, func(o *balancer) bool { return o == b })
	delete(e.tags, b.arn)
	e.note("load balancer", b.name, "deleted")
	e.connect()
	return &api.DeleteLoadBalancerOutput{}, nil
}
