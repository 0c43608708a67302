package autoscaling

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// Limits of launch configurations (EC2 Auto Scaling user guide, ec2-auto-scaling-quotas; Auto
// Scaling API reference, DescribeLaunchConfigurations).
const (
	maxConfigurations  = 200
	pageConfigurations = 100
	maxUserData        = 21847
)

// configuration is a launch configuration: what a launch template is, without versions.
type configuration struct {
	output  types.LaunchConfiguration
	machine host.Template // without an id
	created time.Time
	number  int // in the order of their creation, from 1
}

func (c *configuration) name() string { return *c.output.LaunchConfigurationName }

func (a *AutoScaling) createConfiguration(
	ctx context.Context, in *as.CreateLaunchConfigurationInput,
) (*as.CreateLaunchConfigurationOutput, error) {
	if err := a.checkConfiguration(in); err != nil {
		return nil, err
	}
	name := *in.LaunchConfigurationName
	a.configured++
	c := &configuration{created: a.env.Now(), number: a.configured}
	c.output = types.LaunchConfiguration{
		LaunchConfigurationName: new(name), CreatedTime: new(c.created),
		LaunchConfigurationARN: new(a.env.ARN("autoscaling", "launchConfiguration:"+
			a.env.UUID("launch-configuration")+":launchConfigurationName/"+name)),
		ImageId: copied(in.ImageId), InstanceType: copied(in.InstanceType),
		KeyName: new(aws.ToString(in.KeyName)), UserData: new(aws.ToString(in.UserData)),
		SecurityGroups: slices.Clone(in.SecurityGroups), SpotPrice: copied(in.SpotPrice),
		IamInstanceProfile: copied(in.IamInstanceProfile), KernelId: new(""), RamdiskId: new(""),
		EbsOptimized:        new(aws.ToBool(in.EbsOptimized)),
		BlockDeviceMappings: slices.Clone(in.BlockDeviceMappings),
		InstanceMonitoring:  &types.InstanceMonitoring{Enabled: new(true)},
		MetadataOptions:     copied(in.MetadataOptions), PlacementTenancy: copied(in.PlacementTenancy),
		AssociatePublicIpAddress: copied(in.AssociatePublicIpAddress),
	}
	if m := in.InstanceMonitoring; m != nil && m.Enabled != nil {
		c.output.InstanceMonitoring = &types.InstanceMonitoring{Enabled: copied(m.Enabled)}
	}
	c.machine = host.Template{
		Name: name, AMI: *in.ImageId, InstanceType: *in.InstanceType, Spot: in.SpotPrice != nil,
	}
	a.machines.SetUp(&c.machine, *c.output.UserData)
	a.configurations[name] = c
	n, _ := slices.BinarySearch(a.configurationNames, name)
	a.configurationNames = slices.Insert(a.configurationNames, n, name)
	a.note("launch configuration", name, "created by", wire.CallerOf(ctx).Name)
	return &as.CreateLaunchConfigurationOutput{}, nil
}

func (a *AutoScaling) checkConfiguration(in *as.CreateLaunchConfigurationInput) error {
	err := first(
		required(in.LaunchConfigurationName, "launchConfigurationName"),
		onlyKnown(in, "LaunchConfigurationName", "ImageId", "InstanceType", "KeyName", "UserData",
			"SecurityGroups", "SpotPrice", "IamInstanceProfile", "EbsOptimized",
			"BlockDeviceMappings", "InstanceMonitoring", "MetadataOptions", "PlacementTenancy",
			"AssociatePublicIpAddress"))
	if err != nil {
		return err
	}
	_, bad := base64.StdEncoding.DecodeString(aws.ToString(in.UserData))
	switch name := *in.LaunchConfigurationName; {
	case len(name) < 1 || len(name) > 255:
		return violated("'"+name+"'", "launchConfigurationName", "have length between 1 and 255")
	case a.configurations[name] != nil:
		return wire.Error("AlreadyExists", "Launch Configuration by this name already exists - "+
			"A launch configuration already exists with the name %s", name)
	case aws.ToString(in.ImageId) == "":
		return invalid("Valid requests must contain either the InstanceID parameter or both the " +
			"ImageId and InstanceType parameters.")
	case aws.ToString(in.InstanceType) == "":
		return invalid("Valid requests must contain either the InstanceID parameter or both the " +
			"ImageId and InstanceType parameters.")
	case len(aws.ToString(in.UserData)) > maxUserData:
		return violated("'"+*in.UserData+"'", "userData",
			"have length less than or equal to "+strconv.Itoa(maxUserData))
	case bad != nil:
		return invalid("Invalid BASE64 encoding of user data")
	case len(a.configurations) >= maxConfigurations:
		return wire.Error("LimitExceeded", "The limit of %d launch configurations is reached",
			maxConfigurations)
	}
	return nil
}

func (a *AutoScaling) describeConfigurations(
	_ context.Context, in *as.DescribeLaunchConfigurationsInput,
) (*as.DescribeLaunchConfigurationsOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pageConfigurations); err != nil {
		return nil, err
	}
	wanted := func(name string) bool {
		return len(in.LaunchConfigurationNames) == 0 ||
			slices.Contains(in.LaunchConfigurationNames, name)
	}
	names, next, err := page(a.configurationNames, int(override(pageDefault, in.MaxRecords)),
		in.NextToken, wanted)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeLaunchConfigurationsOutput{
		LaunchConfigurations: []types.LaunchConfiguration{}, NextToken: next,
	}
	for _, name := range names {
		out.LaunchConfigurations = append(out.LaunchConfigurations, a.configurations[name].output)
	}
	return out, nil
}

func (a *AutoScaling) deleteConfiguration(
	ctx context.Context, in *as.DeleteLaunchConfigurationInput,
) (*as.DeleteLaunchConfigurationOutput, error) {
	if err := required(in.LaunchConfigurationName, "launchConfigurationName"); err != nil {
		return nil, err
	}
	name := *in.LaunchConfigurationName
	c := a.configurations[name]
	if c == nil {
		return nil, noLaunchConfiguration(name)
	}
	for _, n := range a.names {
		if a.groups[n].config == c {
			return nil, wire.Error("ResourceInUse", "Cannot delete launch configuration %s because "+
				"it is attached to AutoScalingGroup %s", name, n)
		}
	}
	delete(a.configurations, name)
	a.configurationNames = slices.DeleteFunc(slices.Clone(a.configurationNames),
		func(n string) bool { return n == name })
	a.note("launch configuration", name, "deleted by", wire.CallerOf(ctx).Name)
	return &as.DeleteLaunchConfigurationOutput{}, nil
}
