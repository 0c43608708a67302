package autoscaling

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// The states of a target group that is attached to a group (Auto Scaling API reference,
// LoadBalancerTargetGroupState).
const (
	balancerAdding   = "Adding"
	balancerAdded    = "Added"
	balancerServes   = "InService"
	balancerRemoving = "Removing"
)

// trafficELB is the type of traffic sources that are target groups.
const trafficELB = "elbv2"

const healthELB = "ELB"

// balancer is a target group that is attached to a group.
type balancer struct {
	group      *group
	arn, state string
	members    map[*instance]*member
}

// member is an instance that is registered in a target group, or about to be.
type member struct{ registered, healthy, sick, leaving bool }

func (b *balancer) removing() bool { return b.state == balancerRemoving }

func (a *AutoScaling) setBalancer(b *balancer, state string) {
	if b.state == state {
		return
	}
	b.state, b.group.out = state, nil
	a.note(b.group.name, "target group", b.arn, state)
}

// checkTargets refuses target groups that do not exist.
func (a *AutoScaling) checkTargets(ctx context.Context, arns []string) error {
	if len(arns) == 0 {
		return nil
	}
	if a.ELB == nil {
		return invalid("Target groups are not simulated without Elastic Load Balancing")
	}
	_, err := a.ELB.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: arns})
	if err != nil {
		return invalid("Provided Target Groups may not be valid. Please ensure they exist and " +
			"try again.")
	}
	return nil
}

// attachBalancers adds target groups to a group: instances in service are registered.
func (a *AutoScaling) attachBalancers(g *group, arns []string) {
	for _, arn := range arns {
		b := g.balancer(arn)
		if b != nil && !b.removing() {
			continue
		}
		if b == nil {
			b = &balancer{group: g, arn: arn, members: map[*instance]*member{}}
			g.balancers = append(g.balancers, b)
			a.targets[arn] = append(a.targets[arn], b)
		}
		a.setBalancer(b, balancerAdding)
		for _, i := range g.instances {
			if i.state == types.LifecycleStateInService && g.runs(processBalancer) {
				a.register(b, i)
			}
		}
		a.TargetsChanged(arn)
	}
}

// detachBalancer takes a target group away from a group once its instances are deregistered; they
// run on.
func (a *AutoScaling) detachBalancer(b *balancer) {
	a.setBalancer(b, balancerRemoving)
	for _, i := range b.group.instances {
		a.deregister(b, i)
	}
	a.TargetsChanged(b.arn)
}

// drop forgets a target group of a group.
func (a *AutoScaling) drop(b *balancer) {
	g := b.group
	is := func(o *balancer) bool { return o == b }
	g.balancers, g.out = slices.DeleteFunc(slices.Clone(g.balancers), is), nil
	a.targets[b.arn] = slices.DeleteFunc(slices.Clone(a.targets[b.arn]), is)
	if len(a.targets[b.arn]) == 0 {
		delete(a.targets, b.arn)
	}
	a.note(g.name, "target group", b.arn, "Removed")
}

func (g *group) balancer(arn string) *balancer {
	n := slices.IndexFunc(g.balancers, func(b *balancer) bool { return b.arn == arn })
	if n < 0 {
		return nil
	}
	return g.balancers[n]
}

// tellBalancers puts the attached target groups into what is told of a group.
func (g *group) tellBalancers(out *types.AutoScalingGroup) {
	for _, b := range g.balancers {
		if b.removing() {
			continue
		}
		out.TargetGroupARNs = append(out.TargetGroupARNs, b.arn)
		out.TrafficSources = append(out.TrafficSources, types.TrafficSourceIdentifier{
			Identifier: new(b.arn), Type: new(trafficELB),
		})
	}
}

// targetGroups are those that traffic sources name.
func targetGroups(sources []types.TrafficSourceIdentifier) ([]string, error) {
	var arns []string
	for _, s := range sources {
		if s.Identifier == nil {
			return nil, required(s.Identifier, "trafficSources.identifier")
		}
		if kind := aws.ToString(s.Type); kind != "" && kind != trafficELB {
			return nil, invalid("Traffic sources of type %s are not simulated yet", kind)
		}
		arns = append(arns, *s.Identifier)
	}
	return arns, nil
}
