package ec2

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// terminatedFor is how long a terminated instance is still described (EC2 user guide,
// terminating-instances: a short while, usually within an hour).
const terminatedFor = time.Hour

// codes are the numbers of the states (EC2 API reference, InstanceState).
var codes = map[host.State]int32{
	host.Pending: 0, host.Running: 16, host.ShuttingDown: 32, host.Terminated: 48,
	host.Stopping: 64, host.Stopped: 80,
}

// instance is what the API knows of a machine.
type instance struct {
	machine     *host.Machine
	reservation string
	index       int32
	token       string
	key         string
	profile     string // ARN
	groups      []string
	eni, volume string
	protected   bool
	out         *types.Instance // nil after a change
}

func nameOf(i *instance) string { return i.machine.InstanceID }

// shown reports whether the instance is still described.
func (e *EC2) shown(i *instance) bool {
	return i.machine.State != host.Terminated ||
		e.env.Now().Sub(i.machine.Changed) < terminatedFor
}

// machineChanged notes new machines and drops what was built of changed ones.
func (e *EC2) machineChanged(m *host.Machine) {
	if m.External {
		return
	}
	i := e.instances[m.InstanceID]
	if i == nil {
		i = &instance{
			machine: m, reservation: "r-" + e.env.HexID("ec2 reservation", 17),
			eni:    "eni-" + e.env.HexID("ec2 interface", 17),
			volume: "vol-" + e.env.HexID("ec2 volume", 17),
		}
		e.instances[m.InstanceID] = i
		e.furnish(i)
	}
	i.out = nil
}

// furnish gives an instance what its launch template says and the tags that EC2 and Auto Scaling
// give (EC2 user guide, Using_Tags; Auto Scaling user guide, ec2-auto-scaling-tagging).
func (e *EC2) furnish(i *instance) {
	m := i.machine
	if d := e.dataOf(m.Template); d != nil {
		e.apply(i, d)
	}
	tags := map[string]string{}
	for k, v := range m.Tags {
		tags[k] = v
	}
	if m.Template.ID != "" {
		tags["aws:ec2launchtemplate:id"] = m.Template.ID
		tags["aws:ec2launchtemplate:version"] = m.Template.Version
	}
	if m.Group != "" {
		tags["aws:autoscaling:groupName"] = m.Group
	}
	if len(tags) > 0 {
		e.tags[m.InstanceID] = tags
	}
	if len(i.groups) == 0 {
		i.groups = []string{e.defaultGroup(e.vpcOf(m))}
	}
}

// apply takes key, profile and security groups from launch data.
func (e *EC2) apply(i *instance, d *types.ResponseLaunchTemplateData) {
	i.key = text(d.KeyName)
	i.groups = append([]string(nil), d.SecurityGroupIds...)
	for _, n := range d.NetworkInterfaces {
		i.groups = append(i.groups, n.Groups...)
	}
	i.protected = d.DisableApiTermination != nil && *d.DisableApiTermination
	if p := d.IamInstanceProfile; p != nil {
		i.profile = text(p.Arn)
		if i.profile == "" {
			i.profile = "arn:aws:iam::" + e.env.Account + ":instance-profile/" + text(p.Name)
		}
	}
}

func (e *EC2) vpcOf(m *host.Machine) string {
	if s := e.machines.Subnet(m.Subnet); s != nil {
		return s.VPC
	}
	return ""
}

// output is the instance as DescribeInstances tells it.
func (e *EC2) output(i *instance) types.Instance {
	if i.out == nil {
		i.out = e.build(i)
	}
	return *i.out
}

func (e *EC2) build(i *instance) *types.Instance {
	m := i.machine
	out := &types.Instance{
		InstanceId: new(m.InstanceID), AmiLaunchIndex: new(i.index), ImageId: new(m.AMI),
		InstanceType: types.InstanceType(m.InstanceType), LaunchTime: new(m.Launched),
		State:        StateOf(m.State),
		Architecture: types.ArchitectureValuesX8664, Hypervisor: types.HypervisorTypeXen,
		VirtualizationType: types.VirtualizationTypeHvm, EnaSupport: new(true),
		RootDeviceName: new("/dev/sda1"), RootDeviceType: types.DeviceTypeEbs,
		EbsOptimized: new(false), Monitoring: &types.Monitoring{State: "disabled"},
		Placement: &types.Placement{
			AvailabilityZone: new(m.Zone), AvailabilityZoneId: new(e.zoneID(m.Zone)),
			GroupName: new(""), Tenancy: types.TenancyDefault,
		},
		Tags: e.tagList(m.InstanceID), StateTransitionReason: new(e.transition(m)),
		PlatformDetails: new("Linux/UNIX"), UsageOperation: new("RunInstances"),
	}
	if it, ok := host.InstanceTypeOf(m.InstanceType); ok && it.ARM {
		out.Architecture = types.ArchitectureValuesArm64
	}
	if m.Windows() {
		out.Platform = onWindows
		out.PlatformDetails, out.UsageOperation = new("Windows"), new("RunInstances:0002")
	}
	if m.Spot {
		out.InstanceLifecycle = types.InstanceLifecycleTypeSpot
	}
	if i.key != "" {
		out.KeyName = new(i.key)
	}
	if i.token != "" {
		out.ClientToken = new(i.token)
	}
	if i.profile != "" {
		out.IamInstanceProfile = &types.IamInstanceProfile{Arn: new(i.profile)}
	}
	if code, message, ok := strings.Cut(m.Reason, ": "); ok {
		out.StateReason = &types.StateReason{Code: new(code), Message: new(code + ": " + message)}
	}
	e.connect(i, out)
	return out
}

// connect tells of the network; a terminated instance has none.
func (e *EC2) connect(i *instance, out *types.Instance) {
	m := i.machine
	if m.State == host.Terminated {
		return
	}
	s := e.machines.Subnet(m.Subnet)
	if s == nil {
		return
	}
	dns := e.dnsName(m.Address)
	out.SubnetId, out.VpcId, out.PrivateIpAddress = new(s.ID), new(s.VPC), new(m.Address)
	out.PrivateDnsName = new(dns)
	out.SecurityGroups = e.groupNames(i.groups)
	out.SourceDestCheck = new(true)
	out.NetworkInterfaces = []types.InstanceNetworkInterface{{
		NetworkInterfaceId: new(i.eni), SubnetId: new(s.ID), VpcId: new(s.VPC),
		OwnerId: new(e.env.Account), PrivateIpAddress: new(m.Address), PrivateDnsName: new(dns),
		Groups: out.SecurityGroups, Status: types.NetworkInterfaceStatusInUse,
		SourceDestCheck: new(true), InterfaceType: new("interface"),
		Attachment: &types.InstanceNetworkInterfaceAttachment{
			DeviceIndex: new(int32(0)), Status: types.AttachmentStatusAttached,
			AttachTime: new(m.Launched), DeleteOnTermination: new(true),
		},
	}}
	out.BlockDeviceMappings = []types.InstanceBlockDeviceMapping{{
		DeviceName: new("/dev/sda1"), Ebs: &types.EbsInstanceBlockDevice{
			VolumeId: new(i.volume), Status: types.AttachmentStatusAttached,
			AttachTime: new(m.Launched), DeleteOnTermination: new(true),
		},
	}}
}

func (e *EC2) dnsName(address string) string {
	domain := e.env.Region + ".compute.internal"
	if e.env.Region == "us-east-1" {
		domain = "ec2.internal"
	}
	return "ip-" + strings.ReplaceAll(address, ".", "-") + "." + domain
}

// transition is the reason of the last change of state as EC2 words it.
func (e *EC2) transition(m *host.Machine) string {
	if !strings.HasPrefix(m.Reason, "Client.") {
		return ""
	}
	return "User initiated (" + m.Changed.UTC().Format("2006-01-02 15:04:05") + " GMT)"
}

// StateOf is a state as the API tells it, with its number.
func StateOf(s host.State) *types.InstanceState {
	return &types.InstanceState{Code: new(codes[s]), Name: types.InstanceStateName(s)}
}
