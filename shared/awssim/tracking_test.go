package awssim_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	metrics "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/host"
)

// tracked is an account with a group that follows a metric at 50 by target tracking.
func tracked(t *testing.T) (*awssim.Account, *autoscaling.Client) {
	t.Helper()
	a := awssim.New(awssim.Options{Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)})
	a.Machines.AddTemplate(host.Template{
		ID: "lt-1", Name: "web", Version: "1", InstanceType: "m5.large",
		OSFamily: "WINDOWS_SERVER_2022_CORE", Boot: host.Duration{Median: time.Minute},
	})
	client := autoscaling.NewFromConfig(a.UserConfig())
	_, err := client.CreateAutoScalingGroup(t.Context(), &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"), MinSize: new(int32(1)), MaxSize: new(int32(20)),
		DesiredCapacity: new(int32(4)), AvailabilityZones: []string{"us-east-1a"},
		LaunchTemplate: &groups.LaunchTemplateSpecification{LaunchTemplateName: new("web")},
	})
	check(t, err)
	_, err = client.PutScalingPolicy(t.Context(), &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: new("web"), PolicyName: new("load"),
		PolicyType: new("TargetTrackingScaling"),
		TargetTrackingConfiguration: &groups.TargetTrackingConfiguration{
			TargetValue: new(50.0),
			CustomizedMetricSpecification: &groups.CustomizedMetricSpecification{
				Namespace: new("Own"), MetricName: new("Load"),
				Statistic: groups.MetricStatisticAverage,
			},
		},
	})
	check(t, err)
	a.Advance(10 * time.Minute)
	return a, client
}

// AS-100: a metric above the target for three minutes raises its alarm, and the alarm's policy the
// group's desired capacity, in proportion.
func TestAMetricScalesItsGroupThroughAlarmAndPolicy(t *testing.T) {
	a, client := tracked(t)
	put := cloudwatch.NewFromConfig(a.UserConfig())
	desired := func() int32 {
		out, err := client.DescribeAutoScalingGroups(t.Context(),
			&autoscaling.DescribeAutoScalingGroupsInput{})
		check(t, err)
		return *out.AutoScalingGroups[0].DesiredCapacity
	}
	var sizes []int32
	for range 6 {
		_, err := put.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{
			Namespace: new("Own"), MetricData: []metrics.MetricDatum{
				{MetricName: new("Load"), Value: new(100.0)},
			},
		})
		check(t, err)
		a.Advance(time.Minute)
		sizes = append(sizes, desired())
	}
	if sizes[1] != 4 || sizes[5] != 8 {
		t.Errorf("desired capacity minute by minute %v, want 4 at first and 8 in the end", sizes)
	}
	alarms, err := put.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{
		AlarmNamePrefix: new("TargetTracking-web-AlarmHigh"),
	})
	check(t, err)
	if len(alarms.MetricAlarms) != 1 || alarms.MetricAlarms[0].StateValue != "ALARM" {
		t.Errorf("alarms %+v", alarms.MetricAlarms)
	}
}
