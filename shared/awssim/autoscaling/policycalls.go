package autoscaling

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// Limits of scaling policies (EC2 Auto Scaling user guide, ec2-auto-scaling-quotas; Auto Scaling
// API reference, DescribePolicies).
const (
	maxPolicies  = 50
	pagePolicies = 100
)

func (a *AutoScaling) putPolicy(
	ctx context.Context, in *as.PutScalingPolicyInput,
) (*as.PutScalingPolicyOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := checkPolicy(in); err != nil {
		return nil, err
	}
	p := a.policies[policyKey(g.name, *in.PolicyName)]
	kind := override(simpleScaling, in.PolicyType)
	switch {
	case p == nil && a.policiesOf(g) >= maxPolicies:
		return nil, wire.Error("LimitExceeded",
			"You may only define up to %d scaling policies for an Auto Scaling group", maxPolicies)
	case p != nil && p.kind != kind:
		return nil, invalid("Policy type of %s cannot be changed from %s to %s", p.name, p.kind, kind)
	case p == nil:
		p = &policy{group: g, name: *in.PolicyName, kind: kind}
		p.arn = a.env.ARN("autoscaling", "scalingPolicy:"+a.env.UUID("policy")+
			":autoScalingGroupName/"+g.name+":policyName/"+p.name)
	}
	p.fill(in)
	if kind == targetTracking {
		if err := a.putAlarms(ctx, p); err != nil {
			return nil, err
		}
	}
	a.policies[p.key()] = p
	a.note(g.name, "policy", p.name, p.kind, "by", wire.CallerOf(ctx).Name)
	return &as.PutScalingPolicyOutput{PolicyARN: new(p.arn), Alarms: slices.Clone(p.alarms)}, nil
}

// policiesOf counts the policies of a group.
func (a *AutoScaling) policiesOf(g *group) (n int) {
	for _, p := range a.policies {
		if p.group == g {
			n++
		}
	}
	return n
}

// policy is the one that a request names, by its name in a group or by its ARN.
func (a *AutoScaling) policy(group, name *string) (*policy, error) {
	if err := required(name, "policyName"); err != nil {
		return nil, err
	}
	if p := a.policies[policyKey(aws.ToString(group), *name)]; p != nil {
		return p, nil
	}
	if p := a.policyByARN(*name); p != nil &&
		(group == nil || *group == p.group.name) {
		return p, nil
	}
	if group != nil {
		if _, err := a.named(group); err != nil {
			return nil, err
		}
	}
	return nil, invalid("Cannot find policy %s", *name)
}

// policyByARN is the policy with an ARN, or nil.
func (a *AutoScaling) policyByARN(arn string) *policy {
	for _, p := range a.policies {
		if p.arn == arn {
			return p
		}
	}
	return nil
}

func (a *AutoScaling) deletePolicy(
	ctx context.Context, in *as.DeletePolicyInput,
) (*as.DeletePolicyOutput, error) {
	p, err := a.policy(in.AutoScalingGroupName, in.PolicyName)
	if err != nil {
		return nil, err
	}
	if err := a.dropPolicy(ctx, p); err != nil {
		return nil, err
	}
	a.note(p.group.name, "policy", p.name, "deleted by", wire.CallerOf(ctx).Name)
	return &as.DeletePolicyOutput{}, nil
}

// dropPolicy ends a policy, and the alarms that it has made.
func (a *AutoScaling) dropPolicy(ctx context.Context, p *policy) error {
	if err := a.deleteAlarms(ctx, p); err != nil {
		return err
	}
	delete(a.policies, p.key())
	return nil
}

func (a *AutoScaling) describePolicies(
	_ context.Context, in *as.DescribePoliciesInput,
) (*as.DescribePoliciesOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pagePolicies); err != nil {
		return nil, err
	}
	if in.AutoScalingGroupName != nil {
		if _, err := a.named(in.AutoScalingGroupName); err != nil {
			return nil, err
		}
	}
	wanted := func(key string) bool {
		p := a.policies[key]
		return (in.AutoScalingGroupName == nil || *in.AutoScalingGroupName == p.group.name) &&
			(len(in.PolicyTypes) == 0 || slices.Contains(in.PolicyTypes, p.kind)) &&
			(len(in.PolicyNames) == 0 || slices.Contains(in.PolicyNames, p.name) ||
				slices.Contains(in.PolicyNames, p.arn))
	}
	keys, next, err := page(slices.Sorted(maps.Keys(a.policies)),
		int(override(pageDefault, in.MaxRecords)), in.NextToken, wanted)
	if err != nil {
		return nil, err
	}
	out := &as.DescribePoliciesOutput{ScalingPolicies: []types.ScalingPolicy{}, NextToken: next}
	for _, key := range keys {
		out.ScalingPolicies = append(out.ScalingPolicies, a.policies[key].output())
	}
	return out, nil
}

// executePolicy runs a policy once, as an alarm would (Auto Scaling API reference, ExecutePolicy).
func (a *AutoScaling) executePolicy(
	ctx context.Context, in *as.ExecutePolicyInput,
) (*as.ExecutePolicyOutput, error) {
	p, err := a.policy(in.AutoScalingGroupName, in.PolicyName)
	if err != nil {
		return nil, err
	}
	by := wire.CallerOf(ctx).Name
	cause := "a user request executed policy " + p.name
	switch p.kind {
	case simpleScaling:
		if aws.ToBool(in.HonorCooldown) && a.coolingFor(p.group, p.cooldown) {
			return nil, wire.Error("ScalingActivityInProgress",
				"Scaling activity %s is in progress and blocks this action", p.group.last.id)
		}
		a.adjustSimply(p, by, cause)
	case stepScaling:
		if in.MetricValue == nil || in.BreachThreshold == nil {
			return nil, invalid("MetricValue and BreachThreshold are required to execute a policy " +
				"of type StepScaling")
		}
		a.adjustByStep(p, AlarmMetric{Value: *in.MetricValue, Threshold: *in.BreachThreshold}, by,
			cause)
	default:
		return nil, invalid("Policies of type %s cannot be executed", p.kind)
	}
	return &as.ExecutePolicyOutput{}, nil
}
