package autoscaling

import (
	"context"
	"slices"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// maxGroups is how many groups an account may have (EC2 Auto Scaling user guide,
// ec2-auto-scaling-quotas).
const maxGroups = 500

// The notifications of a group (Auto Scaling API reference, DescribeAutoScalingNotificationTypes).
var notificationTypes = []string{
	"autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
	"autoscaling:EC2_INSTANCE_TERMINATE", "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
	"autoscaling:TEST_NOTIFICATION",
}

// The metrics that a group may send (Auto Scaling API reference, MetricCollectionType).
var metricTypes = []string{
	"GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances",
	"GroupPendingInstances", "GroupStandbyInstances", "GroupTerminatingInstances",
	"GroupTotalInstances", "GroupInServiceCapacity", "GroupPendingCapacity",
	"GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity",
	"WarmPoolDesiredCapacity", "WarmPoolWarmedCapacity", "WarmPoolPendingCapacity",
	"WarmPoolTerminatingCapacity", "WarmPoolTotalCapacity", "GroupAndWarmPoolDesiredCapacity",
	"GroupAndWarmPoolTotalCapacity",
}

func (a *AutoScaling) onCatalog() {
	on(a, "DescribeAccountLimits", a.describeLimits)
	tell(a, "DescribeAdjustmentTypes",
		func(*as.DescribeAdjustmentTypesInput) *as.DescribeAdjustmentTypesOutput {
			return &as.DescribeAdjustmentTypesOutput{AdjustmentTypes: adjustmentTypes()}
		})
	tell(a, "DescribeTerminationPolicyTypes",
		func(*as.DescribeTerminationPolicyTypesInput) *as.DescribeTerminationPolicyTypesOutput {
			return &as.DescribeTerminationPolicyTypesOutput{
				TerminationPolicyTypes: slices.Sorted(slices.Values(terminationPolicies)),
			}
		})
	tell(a, "DescribeAutoScalingNotificationTypes", describeNotificationTypes)
	tell(a, "DescribeLifecycleHookTypes",
		func(*as.DescribeLifecycleHookTypesInput) *as.DescribeLifecycleHookTypesOutput {
			return &as.DescribeLifecycleHookTypesOutput{
				LifecycleHookTypes: []string{launching, terminating},
			}
		})
	tell(a, "DescribeMetricCollectionTypes", describeMetricTypes)
}

// tell registers an operation that always answers the same.
func tell[I, O any](a *AutoScaling, name string, f func(*I) *O) {
	on(a, name, func(_ context.Context, in *I) (*O, error) { return f(in), nil })
}

func adjustmentTypes() (out []types.AdjustmentType) {
	for _, name := range []string{changeCapacity, exactCapacity, percentCapacity} {
		out = append(out, types.AdjustmentType{AdjustmentType: new(name)})
	}
	return out
}

func describeNotificationTypes(
	*as.DescribeAutoScalingNotificationTypesInput,
) *as.DescribeAutoScalingNotificationTypesOutput {
	return &as.DescribeAutoScalingNotificationTypesOutput{
		AutoScalingNotificationTypes: slices.Clone(notificationTypes),
	}
}

func describeMetricTypes(
	*as.DescribeMetricCollectionTypesInput,
) *as.DescribeMetricCollectionTypesOutput {
	out := &as.DescribeMetricCollectionTypesOutput{
		Granularities: []types.MetricGranularityType{{Granularity: new("1Minute")}},
	}
	for _, name := range metricTypes {
		out.Metrics = append(out.Metrics, types.MetricCollectionType{Metric: new(name)})
	}
	return out
}

func (a *AutoScaling) describeLimits(
	context.Context, *as.DescribeAccountLimitsInput,
) (*as.DescribeAccountLimitsOutput, error) {
	return &as.DescribeAccountLimitsOutput{
		MaxNumberOfAutoScalingGroups:    new(int32(maxGroups)),
		MaxNumberOfLaunchConfigurations: new(int32(maxConfigurations)),
		NumberOfAutoScalingGroups:       new(int32(len(a.groups))),
		NumberOfLaunchConfigurations:    new(int32(len(a.configurations))),
	}, nil
}
