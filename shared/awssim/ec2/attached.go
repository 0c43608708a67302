package ec2

import (
	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// owners are the instances that have their root volume and their network interface; both go with
// them.
func (e *EC2) owners() []*instance {
	var out []*instance
	for _, i := range e.known() {
		if i.machine.State != host.Terminated {
			out = append(out, i)
		}
	}
	return out
}

func volumeOf(i *instance) string { return i.volume }

func eniOf(i *instance) string { return i.eni }

func (e *EC2) describeVolumes(in *api.DescribeVolumesInput) (*api.DescribeVolumesOutput, error) {
	all, err := lookUp(in.VolumeIds, e.owners(), volumeOf, absentAll)
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, volumeOf, in.Filters, values[*instance]{
		"volume-id": one(volumeOf), "attachment.instance-id": one(nameOf),
		"availability-zone": one(func(i *instance) string { return i.machine.Zone }),
		"status":            one(func(*instance) string { return "in-use" }),
		"attachment.status": one(func(*instance) string { return "attached" }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, volumeOf, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeVolumesOutput{Volumes: make([]types.Volume, len(shown)), NextToken: next}
	for n, i := range shown {
		out.Volumes[n] = e.volumeOutput(i)
	}
	return out, nil
}

func (e *EC2) volumeOutput(i *instance) types.Volume {
	size := int32(8)
	if a := e.machines.AMI(i.machine.AMI); a != nil {
		size = a.RootGiB
	}
	return types.Volume{
		VolumeId: new(i.volume), AvailabilityZone: new(i.machine.Zone), Size: new(size),
		State: types.VolumeStateInUse, VolumeType: types.VolumeTypeGp3, Encrypted: new(false),
		CreateTime: new(i.machine.Launched), Iops: new(int32(3000)), Throughput: new(int32(125)),
		MultiAttachEnabled: new(false), Tags: e.tagList(i.volume),
		Attachments: []types.VolumeAttachment{{
			VolumeId: new(i.volume), InstanceId: new(nameOf(i)), Device: new("/dev/sda1"),
			State: types.VolumeAttachmentStateAttached, AttachTime: new(i.machine.Launched),
			DeleteOnTermination: new(true),
		}},
	}
}

func (e *EC2) describeNetworkInterfaces(
	in *api.DescribeNetworkInterfacesInput,
) (*api.DescribeNetworkInterfacesOutput, error) {
	all, err := lookUp(in.NetworkInterfaceIds, e.owners(), eniOf, absentAll)
	if err != nil {
		return nil, err
	}
	address := one(func(i *instance) string { return i.machine.Address })
	all, err = selected(e, all, eniOf, in.Filters, values[*instance]{
		"network-interface-id": one(eniOf), "attachment.instance-id": one(nameOf),
		"subnet-id":          one(func(i *instance) string { return i.machine.Subnet }),
		"vpc-id":             one(func(i *instance) string { return e.vpcOf(i.machine) }),
		"availability-zone":  one(func(i *instance) string { return i.machine.Zone }),
		"private-ip-address": address, "addresses.private-ip-address": address,
		"status":   one(func(*instance) string { return "in-use" }),
		"group-id": func(i *instance) []string { return i.groups },
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, eniOf, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeNetworkInterfacesOutput{
		NetworkInterfaces: make([]types.NetworkInterface, len(shown)), NextToken: next,
	}
	for n, i := range shown {
		out.NetworkInterfaces[n] = e.interfaceOutput(i)
	}
	return out, nil
}

func (e *EC2) interfaceOutput(i *instance) types.NetworkInterface {
	m := i.machine
	return types.NetworkInterface{
		NetworkInterfaceId: new(i.eni), SubnetId: new(m.Subnet), VpcId: new(e.vpcOf(m)),
		AvailabilityZone: new(m.Zone), OwnerId: new(e.env.Account), Description: new(""),
		InterfaceType: types.NetworkInterfaceTypeInterface, PrivateIpAddress: new(m.Address),
		PrivateDnsName: new(e.dnsName(m.Address)), Status: types.NetworkInterfaceStatusInUse,
		RequesterManaged: new(false), SourceDestCheck: new(true), Groups: e.groupNames(i.groups),
		TagSet: e.tagList(i.eni),
		PrivateIpAddresses: []types.NetworkInterfacePrivateIpAddress{{
			Primary: new(true), PrivateIpAddress: new(m.Address),
			PrivateDnsName: new(e.dnsName(m.Address)),
		}},
		Attachment: &types.NetworkInterfaceAttachment{
			InstanceId: new(nameOf(i)), InstanceOwnerId: new(e.env.Account),
			DeviceIndex: new(int32(0)), Status: types.AttachmentStatusAttached,
			AttachTime: new(m.Launched), DeleteOnTermination: new(true),
		},
	}
}
