package autoscaling

import (
	"context"
	"testing"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
)

// AS-40
func TestAccountTellsItsLimitsAndWhatItKnowsByName(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 0)
	w.configuration("blue", "m5.large")
	ctx := context.Background()
	l, err := w.client.DescribeAccountLimits(ctx, &as.DescribeAccountLimitsInput{})
	must(t, err)
	if *l.NumberOfAutoScalingGroups != 1 || *l.NumberOfLaunchConfigurations != 1 ||
		*l.MaxNumberOfAutoScalingGroups != 500 || *l.MaxNumberOfLaunchConfigurations != 200 {
		t.Errorf("limits are %+v", l)
	}
	adjustments, err := w.client.DescribeAdjustmentTypes(ctx, &as.DescribeAdjustmentTypesInput{})
	must(t, err)
	policies, err := w.client.DescribeTerminationPolicyTypes(ctx,
		&as.DescribeTerminationPolicyTypesInput{})
	must(t, err)
	notices, err := w.client.DescribeAutoScalingNotificationTypes(ctx,
		&as.DescribeAutoScalingNotificationTypesInput{})
	must(t, err)
	hooks, err := w.client.DescribeLifecycleHookTypes(ctx, &as.DescribeLifecycleHookTypesInput{})
	must(t, err)
	metrics, err := w.client.DescribeMetricCollectionTypes(ctx,
		&as.DescribeMetricCollectionTypesInput{})
	must(t, err)
	for what, n := range map[string][2]int{
		"adjustment types":   {len(adjustments.AdjustmentTypes), 3},
		"policies":           {len(policies.TerminationPolicyTypes), len(terminationPolicies)},
		"notification types": {len(notices.AutoScalingNotificationTypes), 5},
		"hook types":         {len(hooks.LifecycleHookTypes), 2},
		"metrics":            {len(metrics.Metrics), 20},
		"granularities":      {len(metrics.Granularities), 1},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
}
