package elbv2

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// group is one target group.
type group struct {
	name, arn string
	// set are its settings as they are told; LoadBalancerArns is filled in for each answer.
	set      types.TargetGroup
	values   map[string]string // attributes that differ from their defaults
	targets  []*target         // in the order of their registration
	leaving  []*target         // draining
	inUse    bool              // by a listener of a load balancer
	balancer []string          // ARNs of those
}

func (g *group) interval() time.Duration {
	return time.Duration(*g.set.HealthCheckIntervalSeconds) * time.Second
}

// deregistrationDelay is how long a target that was deregistered is draining.
func (g *group) deregistrationDelay() time.Duration {
	n, err := strconv.Atoi(g.value(deregistrationDelay))
	if err != nil {
		n = 0
	}
	return time.Duration(n) * time.Second
}

func (e *ELB) group(arn *string) (*group, error) {
	if arn == nil {
		return nil, required("TargetGroupArn")
	}
	for _, g := range e.groups {
		if g.arn == *arn {
			return g, nil
		}
	}
	return nil, groupNotFound(*arn)
}

func (e *ELB) createTargetGroup(
	_ context.Context, in *api.CreateTargetGroupInput,
) (*api.CreateTargetGroupOutput, error) {
	if err := checkCreate(in); err != nil {
		return nil, err
	}
	name := *in.Name
	set := settings(in)
	if err := checkHealth(&set); err != nil {
		return nil, err
	}
	for _, g := range e.groups {
		if g.name != name {
			continue
		}
		if !same(&g.set, &set) {
			return nil, duplicateGroup(name)
		}
		return &api.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{g.output()}}, nil
	}
	g := &group{name: name, set: set, values: map[string]string{}}
	g.arn = e.env.ARN("elasticloadbalancing", "targetgroup/"+name+"/"+
		e.env.HexID("target-group", 16))
	g.set.TargetGroupArn = new(g.arn)
	e.groups = append(e.groups, g)
	e.setTags(g.arn, in.Tags)
	e.note("target group", name, "created")
	return &api.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{g.output()}}, nil
}

// same reports whether a group that exists is the one that is asked for: CreateTargetGroup is
// idempotent (Elastic Load Balancing API reference).
func same(has, wanted *types.TargetGroup) bool {
	return *has.Port == *wanted.Port && has.Protocol == wanted.Protocol &&
		has.TargetType == wanted.TargetType &&
		aws.ToString(has.VpcId) == aws.ToString(wanted.VpcId)
}

func (g *group) output() types.TargetGroup {
	out := g.set
	out.LoadBalancerArns = slices.Clone(g.balancer)
	return out
}

func (e *ELB) describeTargetGroups(
	_ context.Context, in *api.DescribeTargetGroupsInput,
) (*api.DescribeTargetGroupsOutput, error) {
	for _, arn := range in.TargetGroupArns {
		if _, err := e.group(&arn); err != nil {
			return nil, err
		}
	}
	for _, name := range in.Names {
		if !slices.ContainsFunc(e.groups, func(g *group) bool { return g.name == name }) {
			return nil, groupNotFound(name)
		}
	}
	if in.LoadBalancerArn != nil {
		if _, err := e.balancer(in.LoadBalancerArn); err != nil {
			return nil, err
		}
	}
	wanted := func(g *group) bool {
		return (len(in.TargetGroupArns) == 0 || slices.Contains(in.TargetGroupArns, g.arn)) &&
			(len(in.Names) == 0 || slices.Contains(in.Names, g.name)) &&
			(in.LoadBalancerArn == nil || slices.Contains(g.balancer, *in.LoadBalancerArn))
	}
	part, next, err := page(e.groups, in.PageSize, in.Marker, wanted)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeTargetGroupsOutput{
		TargetGroups: make([]types.TargetGroup, len(part)), NextMarker: next,
	}
	for n, g := range part {
		out.TargetGroups[n] = g.output()
	}
	return out, nil
}

func (e *ELB) modifyTargetGroup(
	_ context.Context, in *api.ModifyTargetGroupInput,
) (*api.ModifyTargetGroupOutput, error) {
	g, err := e.group(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	set := g.set
	changeHealth(&set, in)
	if err := checkHealth(&set); err != nil {
		return nil, err
	}
	g.set = set
	e.note("target group", g.name, "modified")
	for _, t := range g.targets {
		e.judge(t)
	}
	return &api.ModifyTargetGroupOutput{TargetGroups: []types.TargetGroup{g.output()}}, nil
}

func (e *ELB) deleteTargetGroup(
	_ context.Context, in *api.DeleteTargetGroupInput,
) (*api.DeleteTargetGroupOutput, error) {
	if in.TargetGroupArn == nil {
		return nil, required("TargetGroupArn")
	}
	g, err := e.group(in.TargetGroupArn)
	if err != nil {
		// Deleting what is not there succeeds (Elastic Load Balancing API reference).
		return &api.DeleteTargetGroupOutput{}, nil
	}
	if g.inUse {
		return nil, groupInUse(g.arn)
	}
	for _, t := range slices.Concat(g.targets, g.leaving) {
		e.remove(t)
	}
	e.groups = slices.DeleteFunc(e.groups, func(o *group) bool { return o == g })
	delete(e.tags, g.arn)
	e.note("target group", g.name, "deleted")
	return &api.DeleteTargetGroupOutput{}, nil
}
