package ssm

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim/page"
	"sashweight/shared/awssim/wire"
)

// Managed is a machine whose Systems Manager agent has reported at least once.
type Managed struct {
	// ID is i-… or mi-…, Computer its host name.
	ID, Computer string
	// OS is such as "Microsoft Windows Server 2022 Datacenter", Version its build.
	OS, Version string
	// Windows tells the platform.
	Windows bool
	// Seen is the agent's last report. An agent that has been silent for more than five minutes is
	// ConnectionLost (Systems Manager user guide, fleet-manager-troubleshooting-managed-nodes).
	Seen time.Time
}

const (
	silentFor = 5 * time.Minute
	// The page sizes of DescribeInstanceInformation (API reference).
	leastPage, mostPage = 5, 50
)

// describeInstanceInformation lists the machines that Systems Manager knows.
func (s *SSM) describeInstanceInformation(
	_ context.Context, in *ssm.DescribeInstanceInformationInput,
) (*ssm.DescribeInstanceInformationOutput, error) {
	limit := mostPage
	if in.MaxResults != nil {
		limit = int(*in.MaxResults)
	}
	if limit < leastPage || limit > mostPage {
		return nil, invalid("1 validation error detected: Value '%d' at 'maxResults' failed to "+
			"satisfy constraint: Member must have value between 5 and 50", limit)
	}
	if len(in.InstanceInformationFilterList) > 0 {
		return nil, wire.Error("InvalidInstanceInformationFilterValue",
			"InstanceInformationFilterList is not simulated: use Filters")
	}
	all, err := s.managed(in.Filters)
	if err != nil {
		return nil, err
	}
	part, next, ok := page.Cut(all, limit, in.NextToken)
	if !ok {
		return nil, &types.InvalidNextToken{Message: new("The specified token isn't valid.")}
	}
	return &ssm.DescribeInstanceInformationOutput{
		InstanceInformationList: part, NextToken: next,
	}, nil
}

func (s *SSM) managed(
	filters []types.InstanceInformationStringFilter,
) ([]types.InstanceInformation, error) {
	out := []types.InstanceInformation{}
	if s.Instances == nil {
		return out, nil
	}
	for _, m := range s.Instances() {
		i := s.information(m)
		keep := true
		for _, f := range filters {
			var value string
			switch aws.ToString(f.Key) {
			case "InstanceIds":
				value = m.ID
			case "PingStatus":
				value = string(i.PingStatus)
			case "PlatformTypes":
				value = string(i.PlatformType)
			default:
				return nil, &types.InvalidFilterKey{}
			}
			keep = keep && slices.Contains(f.Values, value)
		}
		if keep {
			out = append(out, i)
		}
	}
	return out, nil
}

func (s *SSM) information(m Managed) types.InstanceInformation {
	i := types.InstanceInformation{
		InstanceId: new(m.ID), ComputerName: new(m.Computer), PlatformName: new(m.OS),
		PlatformVersion: new(m.Version), PlatformType: types.PlatformTypeLinux,
		LastPingDateTime: new(m.Seen), PingStatus: types.PingStatusOnline,
		ResourceType: types.ResourceTypeEc2Instance, AgentVersion: new("3.3.2299.0"),
	}
	if m.Windows {
		i.PlatformType = types.PlatformTypeWindows
	}
	if m.ID[:2] == "mi" {
		i.ResourceType = types.ResourceTypeManagedInstance
	}
	if s.env.Now().Sub(m.Seen) > silentFor {
		i.PingStatus = types.PingStatusConnectionLost
	}
	return i
}
