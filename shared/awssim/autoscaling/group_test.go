package autoscaling

import (
	"context"
	"errors"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func TestGroupReachesItsDesiredCapacityBalancedOverItsZones(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 7, 9)
	zones := map[string]int{}
	g := w.show("web")
	for _, i := range g.Instances {
		zones[*i.AvailabilityZone]++
		if i.LifecycleState != types.LifecycleStateInService || *i.HealthStatus != "Healthy" {
			t.Errorf("%s is %s, %s", *i.InstanceId, i.LifecycleState, *i.HealthStatus)
		}
		if *i.LaunchTemplate.Version != "1" || *i.LaunchTemplate.LaunchTemplateId != "lt-0aa" {
			t.Errorf("launched from %s version %s, want the default version 1 of lt-0aa",
				*i.LaunchTemplate.LaunchTemplateId, *i.LaunchTemplate.Version)
		}
	}
	if zones["us-east-1a"] != 3 || zones["us-east-1b"] != 2 || zones["us-east-1c"] != 2 {
		t.Errorf("zones hold %v, want 3, 2, 2", zones)
	}
	if *g.LaunchTemplate.Version != "$Default" {
		t.Errorf("the group's version is %s, want $Default", *g.LaunchTemplate.Version)
	}
}

func TestGroupTellsWhatItWasCreatedWith(t *testing.T) {
	w := newWorld(t)
	in := request("web", 0, 1, 2)
	in.NewInstancesProtectedFromScaleIn = new(true)
	in.AvailabilityZones = nil
	in.VPCZoneIdentifier = new("subnet-01,subnet-02")
	in.Tags = []types.Tag{{Key: new("team"), Value: new("shop"), PropagateAtLaunch: new(true)}}
	in.LaunchTemplate.Version = new("$Latest")
	w.create(in)
	w.env.Advance(time.Minute)
	g := w.show("web")
	if len(g.AvailabilityZones) != 2 || g.AvailabilityZones[1] != "us-east-1b" {
		t.Errorf("zones of two subnets are %v", g.AvailabilityZones)
	}
	if len(g.Tags) != 1 || *g.Tags[0].Key != "team" || *g.Tags[0].ResourceId != "web" {
		t.Errorf("tags are %+v", g.Tags)
	}
	if i := g.Instances[0]; !*i.ProtectedFromScaleIn || *i.LaunchTemplate.Version != "2" {
		t.Errorf("protected %v, version %s", *i.ProtectedFromScaleIn, *i.LaunchTemplate.Version)
	}
	if got := w.heard(launchSuccessful)[0].detail["Details"]; got.(map[string]any)["Subnet ID"] !=
		"subnet-01" {
		t.Errorf("launched into %v, want subnet-01", got)
	}
}

func TestCreateGroupRefusesWhatAWSRefuses(t *testing.T) {
	const code, bad = "ValidationError", "You must use a valid fully-formed launch template. "
	template := func(id, name, version string) func(*as.CreateAutoScalingGroupInput) {
		return func(in *as.CreateAutoScalingGroupInput) {
			given := func(s string) *string {
				if s == "" {
					return nil
				}
				return &s
			}
			in.LaunchTemplate = &types.LaunchTemplateSpecification{
				LaunchTemplateId: given(id), LaunchTemplateName: given(name),
				Version: given(version),
			}
		}
	}
	for _, c := range []struct {
		change func(*as.CreateAutoScalingGroupInput)
		text   string
	}{
		{func(in *as.CreateAutoScalingGroupInput) { in.MinSize = new(int32(9)) },
			"Max bound, 5, must be greater than or equal to min bound, 9"},
		{func(in *as.CreateAutoScalingGroupInput) { in.DesiredCapacity = new(int32(6)) },
			"Desired capacity:6 must be between the specified min size:1 and max size:5"},
		{func(in *as.CreateAutoScalingGroupInput) { in.MinSize = new(int32(-1)) },
			"1 validation error detected: Value '-1' at 'minSize' failed to satisfy constraint: " +
				"Member must have value greater than or equal to 0"},
		{func(in *as.CreateAutoScalingGroupInput) { in.AvailabilityZones = nil },
			"At least one Availability Zone or VPC Subnet is required."},
		{func(in *as.CreateAutoScalingGroupInput) { in.AvailabilityZones[0] = "eu-west-1a" },
			"Invalid Availability Zone: [eu-west-1a]"},
		{func(in *as.CreateAutoScalingGroupInput) { in.LaunchTemplate = nil },
			"Valid requests must contain either LaunchTemplate, LaunchConfigurationName, " +
				"InstanceId or MixedInstancesPolicy parameter."},
		{func(in *as.CreateAutoScalingGroupInput) { in.HealthCheckType = new("EBS") },
			"HealthCheckType EBS is not supported by the simulated account"},
		{template("", "", "1"),
			"Valid requests must contain either launchTemplateId or LaunchTemplateName"},
		{template("lt-0aa", "win2022", ""),
			"Valid requests must contain either launchTemplateId or LaunchTemplateName"},
		{template("lt-0ff", "", ""),
			bad + "The specified launch template, with template ID lt-0ff, does not exist."},
		{template("", "linux", ""),
			bad + "The specified launch template, with template name linux, does not exist."},
		{template("", "win2022", "3"),
			bad + "Could not find the specified version 3 for the launch template with ID lt-0aa."},
	} {
		w := newWorld(t)
		in := request("web", 1, 2, 5)
		c.change(in)
		_, err := w.client.CreateAutoScalingGroup(context.Background(), in)
		refused(t, err, code, c.text)
	}
}

func TestGroupsNameIsTakenOnce(t *testing.T) {
	w := newWorld(t)
	w.create(request("web", 0, 0, 1))
	_, err := w.client.CreateAutoScalingGroup(context.Background(), request("web", 0, 0, 1))
	var taken *types.AlreadyExistsFault
	if !errors.As(err, &taken) {
		t.Errorf("got %v, want AlreadyExistsFault", err)
	}
}

func TestUpdateTakesDesiredCapacityAlong(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 2, 5)
	update := func(least, most *int32) error {
		_, err := w.client.UpdateAutoScalingGroup(context.Background(),
			&as.UpdateAutoScalingGroupInput{
				AutoScalingGroupName: new("web"), MinSize: least, MaxSize: most,
			})
		return err
	}
	must(t, update(new(int32(4)), nil))
	w.env.Advance(2 * time.Minute)
	if n := w.states()[types.LifecycleStateInService]; n != 4 {
		t.Errorf("minimum 4: %d in service", n)
	}
	must(t, update(new(int32(0)), new(int32(1))))
	w.env.Advance(3 * time.Minute)
	if n := len(w.show("web").Instances); n != 1 {
		t.Errorf("maximum 1: %d instances", n)
	}
	refused(t, update(new(int32(3)), nil), "ValidationError",
		"Max bound, 1, must be greater than or equal to min bound, 3")
	_, err := w.client.UpdateAutoScalingGroup(context.Background(),
		&as.UpdateAutoScalingGroupInput{AutoScalingGroupName: new("none")})
	refused(t, err, "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup none not found")
}

func TestUpdatedTemplateIsForNewLaunches(t *testing.T) {
	w := newWorld(t)
	w.fleet(1, 1, 5)
	_, err := w.client.UpdateAutoScalingGroup(context.Background(), &as.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: new("web"),
		LaunchTemplate: &types.LaunchTemplateSpecification{
			LaunchTemplateId: new("lt-0aa"), Version: new("2"),
		},
	})
	must(t, err)
	w.scale(2)
	w.env.Advance(time.Minute)
	g := w.show("web")
	if x, y := *g.Instances[0].LaunchTemplate.Version, *g.Instances[1].LaunchTemplate.Version; x !=
		"1" || y != "2" {
		t.Errorf("versions are %s and %s, want 1 and 2", x, y)
	}
}
