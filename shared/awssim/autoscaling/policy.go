package autoscaling

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// The kinds of scaling policies that are simulated.
const (
	simpleScaling  = "SimpleScaling"
	stepScaling    = "StepScaling"
	targetTracking = "TargetTrackingScaling"
)

// policy is a scaling policy of a group.
type policy struct {
	group             *group
	name, arn, kind   string
	enabled           bool
	adjustment        string // type
	amount, magnitude int32
	steps             []types.StepAdjustment
	aggregation       string
	cooldown, warmup  *int32 // seconds
	tracking          *types.TargetTrackingConfiguration
	alarms            []types.Alarm // of target tracking: the high one, and the low one if any

	low   time.Time // when its low alarm last called
	lowTo int32     // and for how much
}

// key orders policies by group and name.
func (p *policy) key() string { return policyKey(p.group.name, p.name) }

func policyKey(group, name string) string { return group + "\n" + name }

// fill takes a policy's settings from a request that was checked.
func (p *policy) fill(in *as.PutScalingPolicyInput) {
	p.enabled = override(true, in.Enabled)
	p.adjustment = aws.ToString(in.AdjustmentType)
	p.amount = aws.ToInt32(in.ScalingAdjustment)
	p.magnitude = override(aws.ToInt32(in.MinAdjustmentStep), in.MinAdjustmentMagnitude)
	p.cooldown, p.warmup = copied(in.Cooldown), copied(in.EstimatedInstanceWarmup)
	p.aggregation = override("Average", in.MetricAggregationType)
	p.steps = nil
	for _, s := range in.StepAdjustments {
		p.steps = append(p.steps, types.StepAdjustment{
			ScalingAdjustment:        copied(s.ScalingAdjustment),
			MetricIntervalLowerBound: copied(s.MetricIntervalLowerBound),
			MetricIntervalUpperBound: copied(s.MetricIntervalUpperBound),
		})
	}
	p.tracking = copyTracking(in.TargetTrackingConfiguration)
}

func copyTracking(c *types.TargetTrackingConfiguration) *types.TargetTrackingConfiguration {
	if c == nil {
		return nil
	}
	out := &types.TargetTrackingConfiguration{
		TargetValue: copied(c.TargetValue), DisableScaleIn: new(aws.ToBool(c.DisableScaleIn)),
	}
	if p := c.PredefinedMetricSpecification; p != nil {
		out.PredefinedMetricSpecification = &types.PredefinedMetricSpecification{
			PredefinedMetricType: p.PredefinedMetricType, ResourceLabel: copied(p.ResourceLabel),
		}
	}
	if m := c.CustomizedMetricSpecification; m != nil {
		own := &types.CustomizedMetricSpecification{
			MetricName: copied(m.MetricName), Namespace: copied(m.Namespace),
			Statistic: m.Statistic, Unit: copied(m.Unit), Period: copied(m.Period),
		}
		for _, d := range m.Dimensions {
			own.Dimensions = append(own.Dimensions, types.MetricDimension{
				Name: copied(d.Name), Value: copied(d.Value),
			})
		}
		out.CustomizedMetricSpecification = own
	}
	return out
}

// output is the policy as DescribePolicies tells it.
func (p *policy) output() types.ScalingPolicy {
	out := types.ScalingPolicy{
		AutoScalingGroupName: new(p.group.name), PolicyName: new(p.name), PolicyARN: new(p.arn),
		PolicyType: new(p.kind), Enabled: new(p.enabled), Alarms: slices.Clone(p.alarms),
	}
	if p.kind == targetTracking {
		out.TargetTrackingConfiguration = copyTracking(p.tracking)
		out.EstimatedInstanceWarmup = copied(p.warmup)
		return out
	}
	out.AdjustmentType = new(p.adjustment)
	if p.magnitude != 0 {
		out.MinAdjustmentMagnitude = new(p.magnitude)
	}
	if p.kind == simpleScaling {
		out.ScalingAdjustment, out.Cooldown = new(p.amount), copied(p.cooldown)
		return out
	}
	out.StepAdjustments = slices.Clone(p.steps)
	out.MetricAggregationType = new(p.aggregation)
	out.EstimatedInstanceWarmup = copied(p.warmup)
	return out
}
