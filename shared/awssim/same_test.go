package awssim_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/faults"
)

// troubled are rates at which everything strikes within some hours.
func troubled() faults.Rates {
	rates := faults.Rates{}
	for _, name := range faults.Names() {
		rates[name] = 0.05
	}
	for _, name := range []string{faults.NoCapacity, faults.ZoneLost, faults.AMIWithdrawn} {
		rates[name] = 0.3
	}
	return rates
}

// lived is the journal's digest and length after an account with AWS's own scaling, a group that
// follows a metric and every fault has lived for half a day.
func lived(t *testing.T, o awssim.Options, copies bool) (digest string, struck map[string]int) {
	t.Helper()
	o.Start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	o.Rates, o.Limits = troubled(), true
	b := &baseline{t: t, Account: awssim.New(o)}
	b.Server.CopyOutputs = copies
	b.Trail.Logging = true
	b.setUp()
	_, err := b.groups.PutScalingPolicy(t.Context(), &autoscaling.PutScalingPolicyInput{
		AutoScalingGroupName: new("web"), PolicyName: new("load"),
		PolicyType: new("TargetTrackingScaling"),
		TargetTrackingConfiguration: &groups.TargetTrackingConfiguration{
			TargetValue: new(50.0),
			CustomizedMetricSpecification: &groups.CustomizedMetricSpecification{
				Namespace: new("AWS/ECS"), MetricName: new("CPUReservation"),
				Statistic: groups.MetricStatisticAverage,
				Dimensions: []groups.MetricDimension{
					{Name: new("ClusterName"), Value: new("prod")},
				},
			},
		},
	})
	check(t, err)
	for hour := range 12 {
		_, err := b.ecs.UpdateService(t.Context(), &ecs.UpdateServiceInput{
			Cluster: new("prod"), Service: new("web"), DesiredCount: new(int32(2 + 5*(hour%3))),
		})
		check(t, err)
		b.Advance(time.Hour)
	}
	return b.Journal.Digest(), b.Faults.Struck()
}

// An account with all that it can do, and every fault, is the same world again: typed, with copies
// of what it hands out, and over the wire.
func TestTheWholeAccountWithEveryFaultIsTheSameAgain(t *testing.T) {
	first, struck := lived(t, awssim.Options{Seed: 7}, false)
	for name, o := range map[string]awssim.Options{
		"again": {Seed: 7}, "typed": {Seed: 7, Typed: true},
	} {
		if got, _ := lived(t, o, name == "typed"); got != first {
			t.Errorf("%s: another journal", name)
		}
	}
	if other, _ := lived(t, awssim.Options{Seed: 8}, false); other == first {
		t.Error("another seed gives the same journal")
	}
	for _, name := range []string{faults.SlowBoot, faults.AgentLost, faults.NoCapacity} {
		if struck[name] == 0 {
			t.Errorf("%s never struck", name)
		}
	}
}
