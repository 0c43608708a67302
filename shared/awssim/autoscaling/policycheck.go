package autoscaling

import (
	"cmp"
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// maxSteps is how many step adjustments a policy may have (EC2 Auto Scaling user guide,
// ec2-auto-scaling-quotas).
const maxSteps = 20

// The types of adjustments (Auto Scaling API reference, PutScalingPolicy).
const (
	changeCapacity  = "ChangeInCapacity"
	exactCapacity   = "ExactCapacity"
	percentCapacity = "PercentChangeInCapacity"
)

func checkPolicy(in *as.PutScalingPolicyInput) error {
	if err := required(in.PolicyName, "policyName"); err != nil {
		return err
	}
	switch kind := override(simpleScaling, in.PolicyType); kind {
	case simpleScaling:
		return first(checkAdjustment(in), required(in.ScalingAdjustment, "scalingAdjustment"),
			notWith(kind, len(in.StepAdjustments) > 0, "StepAdjustments"),
			notWith(kind, in.TargetTrackingConfiguration != nil, "TargetTrackingConfiguration"))
	case stepScaling:
		return first(checkAdjustment(in), checkSteps(in.StepAdjustments),
			checkAggregation(in.MetricAggregationType),
			notWith(kind, in.ScalingAdjustment != nil, "ScalingAdjustment"),
			notWith(kind, in.Cooldown != nil, "Cooldown"),
			notWith(kind, in.TargetTrackingConfiguration != nil, "TargetTrackingConfiguration"))
	case targetTracking:
		return first(checkTracking(in.TargetTrackingConfiguration),
			notWith(kind, in.AdjustmentType != nil, "AdjustmentType"),
			notWith(kind, in.ScalingAdjustment != nil, "ScalingAdjustment"),
			notWith(kind, in.Cooldown != nil, "Cooldown"),
			notWith(kind, len(in.StepAdjustments) > 0, "StepAdjustments"))
	case "PredictiveScaling":
		return invalid("PolicyType PredictiveScaling is not simulated yet")
	default:
		return invalid("Invalid policy type %s", kind)
	}
}

func notWith(kind string, set bool, member string) error {
	if set {
		return invalid("%s is not supported with policies of type %s", member, kind)
	}
	return nil
}

func checkAggregation(kind *string) error {
	known := []string{"Average", "Minimum", "Maximum"}
	if kind != nil && !slices.Contains(known, *kind) {
		return invalid("Metric aggregation type %s is not one of %v", *kind, known)
	}
	return nil
}

func checkAdjustment(in *as.PutScalingPolicyInput) error {
	if err := required(in.AdjustmentType, "adjustmentType"); err != nil {
		return err
	}
	magnitude := in.MinAdjustmentMagnitude != nil || in.MinAdjustmentStep != nil
	switch kind := *in.AdjustmentType; {
	case kind != changeCapacity && kind != exactCapacity && kind != percentCapacity:
		return invalid("Invalid adjustment type %s", kind)
	case magnitude && kind != percentCapacity:
		return invalid("MinAdjustmentMagnitude is supported with %s only", percentCapacity)
	}
	return nil
}

// checkSteps wants steps without gaps and overlaps: at most one without a lower and one without an
// upper bound, those outermost (EC2 Auto Scaling user guide, as-scaling-simple-step, "Step
// adjustments for step scaling").
func checkSteps(steps []types.StepAdjustment) error {
	if len(steps) == 0 || len(steps) > maxSteps {
		return invalid("StepAdjustments must have 1 to %d step adjustments", maxSteps)
	}
	sorted := slices.SortedFunc(slices.Values(steps), func(x, y types.StepAdjustment) int {
		return cmp.Compare(lower(x), lower(y))
	})
	for n, s := range sorted {
		if err := checkStep(s); err != nil {
			return err
		}
		switch {
		case n > 0 && upper(sorted[n-1]) > lower(s):
			return invalid("Step adjustment intervals cannot overlap")
		case n > 0 && upper(sorted[n-1]) < lower(s):
			return invalid("There cannot be a gap between step adjustment intervals")
		}
	}
	if lower(sorted[0]) < 0 && !math.IsInf(lower(sorted[0]), -1) {
		return invalid("There must be a step adjustment without lower bound when one has a " +
			"negative lower bound")
	}
	if top := upper(sorted[len(sorted)-1]); top > 0 && !math.IsInf(top, 1) {
		return invalid("There must be a step adjustment without upper bound when one has a " +
			"positive upper bound")
	}
	return nil
}

func checkStep(s types.StepAdjustment) error {
	switch {
	case s.ScalingAdjustment == nil:
		return required(s.ScalingAdjustment, "stepAdjustments.scalingAdjustment")
	case s.MetricIntervalLowerBound == nil && s.MetricIntervalUpperBound == nil:
		return invalid("Step adjustments must have a lower bound or an upper bound")
	case lower(s) >= upper(s):
		return invalid("The upper bound of a step adjustment must be greater than its lower bound")
	}
	return nil
}

func lower(s types.StepAdjustment) float64 {
	return override(math.Inf(-1), s.MetricIntervalLowerBound)
}

func upper(s types.StepAdjustment) float64 {
	return override(math.Inf(1), s.MetricIntervalUpperBound)
}

func checkTracking(c *types.TargetTrackingConfiguration) error {
	if c == nil {
		return required(c, "targetTrackingConfiguration")
	}
	if err := required(c.TargetValue, "targetTrackingConfiguration.targetValue"); err != nil {
		return err
	}
	own, ready := c.CustomizedMetricSpecification, c.PredefinedMetricSpecification
	switch {
	case *c.TargetValue <= 0:
		return invalid("TargetValue must be greater than 0")
	case (own == nil) == (ready == nil):
		return invalid("Exactly one of PredefinedMetricSpecification and " +
			"CustomizedMetricSpecification must be given")
	case own != nil && len(own.Metrics) > 0:
		return invalid("CustomizedMetricSpecification.Metrics is not simulated yet")
	case own != nil:
		return first(required(own.MetricName, "metricName"), required(own.Namespace, "namespace"))
	case !slices.Contains(ready.PredefinedMetricType.Values(), ready.PredefinedMetricType):
		return invalid("Invalid predefined metric type %s", ready.PredefinedMetricType)
	case ready.PredefinedMetricType == types.MetricTypeALBRequestCountPerTarget &&
		aws.ToString(ready.ResourceLabel) == "":
		return invalid("A resource label is required for %s", ready.PredefinedMetricType)
	}
	return nil
}
