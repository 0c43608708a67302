package awssimtest

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/host"
)

// Group creates an Auto Scaling group of nodes of the cluster prod, in two zones where in names
// none, and lets it come into service.
func Group(t *testing.T, a *awssim.Account, in *autoscaling.CreateAutoScalingGroupInput) {
	t.Helper()
	if _, ok := a.Machines.FindTemplate("lt-1", "1"); !ok {
		a.Machines.AddTemplate(host.Template{
			ID: "lt-1", Name: "node", Version: "1", InstanceType: "m5.2xlarge", CPU: 8192,
			Memory: 32768, Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE", AMI: "ami-1",
			Boot: host.Duration{Median: time.Minute},
		})
	}
	if len(in.AvailabilityZones) == 0 {
		in.AvailabilityZones = []string{"us-east-1b", "us-east-1a"}
	}
	if in.LaunchTemplate == nil && in.MixedInstancesPolicy == nil {
		in.LaunchTemplate = &types.LaunchTemplateSpecification{
			LaunchTemplateName: new("node"), Version: new("1"),
		}
	}
	if _, err := autoscaling.NewFromConfig(a.UserConfig()).CreateAutoScalingGroup(
		t.Context(), in); err != nil {
		t.Fatal(err)
	}
	a.Advance(10 * time.Minute)
}
