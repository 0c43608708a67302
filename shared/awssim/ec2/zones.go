package ec2

import (
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// regions are those that every account has without opting in (EC2 user guide,
// using-regions-availability-zones).
var regions = []string{
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
	"ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
	"eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

// zoneID is the id of a zone, such as use1-az1; in this account a is always az1.
func (e *EC2) zoneID(zone string) string {
	letter, ok := strings.CutPrefix(zone, e.env.Region)
	parts := strings.Split(e.env.Region, "-")
	if !ok || len(letter) != 1 || len(parts) != 3 {
		return ""
	}
	direction := parts[1][:1]
	for _, long := range []string{"northeast", "southeast", "northwest", "southwest"} {
		if parts[1] == long {
			direction = long[:1] + long[5:6]
		}
	}
	return parts[0] + direction + parts[2] + "-az" + string('1'+letter[0]-'a')
}

func (e *EC2) describeAvailabilityZones(
	in *api.DescribeAvailabilityZonesInput,
) (*api.DescribeAvailabilityZonesOutput, error) {
	same := func(z string) string { return z }
	zones := e.machines.Zones()
	var err error
	if len(in.ZoneIds) > 0 {
		zones, err = lookUp(in.ZoneIds, zones, e.zoneID, func(ids []string) error {
			return fail("InvalidParameterValue", "Invalid availability zone-id: [%s]", ids[0])
		})
	} else {
		zones, err = lookUp(in.ZoneNames, zones, same, func(ids []string) error {
			return fail("InvalidParameterValue", "Invalid availability zone: [%s]", ids[0])
		})
	}
	if err != nil {
		return nil, err
	}
	fixed := func(s string) func(string) []string { return one(func(string) string { return s }) }
	zones, err = selected(e, zones, same, in.Filters, values[string]{
		"zone-name": one(same), "zone-id": one(e.zoneID), "state": fixed("available"),
		"region-name": fixed(e.env.Region), "zone-type": fixed("availability-zone"),
		"opt-in-status": fixed("opt-in-not-required"),
	})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeAvailabilityZonesOutput{AvailabilityZones: []types.AvailabilityZone{}}
	for _, z := range zones {
		out.AvailabilityZones = append(out.AvailabilityZones, types.AvailabilityZone{
			ZoneName: new(z), ZoneId: new(e.zoneID(z)), RegionName: new(e.env.Region),
			State: types.AvailabilityZoneStateAvailable, ZoneType: new("availability-zone"),
			OptInStatus:        types.AvailabilityZoneOptInStatusOptInNotRequired,
			NetworkBorderGroup: new(e.env.Region), GroupName: new(e.env.Region + "-zg-1"),
			Messages: []types.AvailabilityZoneMessage{},
		})
	}
	return out, nil
}

func (e *EC2) describeRegions(in *api.DescribeRegionsInput) (*api.DescribeRegionsOutput, error) {
	same := func(r string) string { return r }
	endpoint := func(r string) string { return "ec2." + r + ".amazonaws.com" }
	found, err := lookUp(in.RegionNames, regions, same, func(ids []string) error {
		return fail("InvalidParameterValue", "Invalid region: [%s]", ids[0])
	})
	if err != nil {
		return nil, err
	}
	found, err = selected(e, found, same, in.Filters, values[string]{
		"region-name": one(same), "endpoint": one(endpoint),
		"opt-in-status": one(func(string) string { return "opt-in-not-required" }),
	})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeRegionsOutput{Regions: []types.Region{}}
	for _, r := range found {
		out.Regions = append(out.Regions, types.Region{
			RegionName: new(r), Endpoint: new(endpoint(r)), OptInStatus: new("opt-in-not-required"),
		})
	}
	return out, nil
}

// describeAccountAttributes tells that the account has VPCs only, its default one, and the usual
// limits (EC2 API reference, DescribeAccountAttributes).
func (e *EC2) describeAccountAttributes(
	in *api.DescribeAccountAttributesInput,
) (*api.DescribeAccountAttributesOutput, error) {
	all := [][2]string{
		{"supported-platforms", "VPC"}, {"default-vpc", e.machines.DefaultVPC()},
		{"max-instances", "20"}, {"vpc-max-security-groups-per-interface", "5"},
		{"max-elastic-ips", "5"}, {"vpc-max-elastic-ips", "5"},
	}
	var names []string
	for _, n := range in.AttributeNames {
		names = append(names, string(n))
	}
	all, err := lookUp(names, all, func(a [2]string) string { return a[0] },
		func(ids []string) error {
			return fail("InvalidParameterValue",
				"Value ( %s ) for parameter attributeName is invalid.", ids[0])
		})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeAccountAttributesOutput{}
	for _, a := range all {
		out.AccountAttributes = append(out.AccountAttributes, types.AccountAttribute{
			AttributeName:   new(a[0]),
			AttributeValues: []types.AccountAttributeValue{{AttributeValue: new(a[1])}},
		})
	}
	return out, nil
}
