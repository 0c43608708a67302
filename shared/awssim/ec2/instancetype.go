package ec2

import (
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

func typeName(t host.InstanceType) string { return t.Name }

func current(t host.InstanceType) string { return strconv.FormatBool(!t.Old) }

func vcpus(t host.InstanceType) string { return itoa(int64(t.VCPUs)) }

func memory(t host.InstanceType) string { return itoa(int64(t.MiB)) }

func burstable(t host.InstanceType) string { return strconv.FormatBool(t.Burstable()) }

func noType(names []string) error {
	return fail("InvalidInstanceType", "The following supplied instance types do not exist: %s",
		names)
}

func (e *EC2) describeInstanceTypes(
	in *api.DescribeInstanceTypesInput,
) (*api.DescribeInstanceTypesOutput, error) {
	if len(in.InstanceTypes) > 0 && in.MaxResults != nil {
		return nil, fail("InvalidParameterCombination", "The parameter InstanceTypes cannot be "+
			"used with the parameter MaxResults")
	}
	names := make([]string, len(in.InstanceTypes))
	for n, t := range in.InstanceTypes {
		names[n] = string(t)
	}
	all, err := lookUp(names, host.InstanceTypes(), typeName, noType)
	if err != nil {
		return nil, err
	}
	type it = host.InstanceType
	all, err = selected(e, all, typeName, in.Filters, values[it]{
		"instance-type":                         one(typeName),
		"current-generation":                    one(current),
		"processor-info.supported-architecture": one(it.Arch),
		"vcpu-info.default-vcpus":               one(vcpus),
		"memory-info.size-in-mib":               one(memory),
		"burstable-performance-supported":       one(burstable),
		"bare-metal":                            one(func(it) string { return "false" }),
		"supported-usage-class": func(it) []string {
			return []string{"on-demand", "spot"}
		},
		"network-info.maximum-network-interfaces": one(func(t it) string {
			return itoa(int64(t.ENIs))
		}),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, typeName, limits{5, 100}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeInstanceTypesOutput{
		InstanceTypes: make([]types.InstanceTypeInfo, len(shown)), NextToken: next,
	}
	for n, t := range shown {
		out.InstanceTypes[n] = typeOutput(t)
	}
	return out, nil
}

func typeOutput(t host.InstanceType) types.InstanceTypeInfo {
	threads := int32(2)
	if t.ARM || t.VCPUs == 1 {
		threads = 1
	}
	hypervisor := types.InstanceTypeHypervisorNitro
	if t.Old {
		hypervisor = types.InstanceTypeHypervisorXen
	}
	return types.InstanceTypeInfo{
		InstanceType: types.InstanceType(t.Name), CurrentGeneration: new(!t.Old),
		BareMetal: new(false), Hypervisor: hypervisor, InstanceStorageSupported: new(false),
		BurstablePerformanceSupported: new(t.Burstable()),
		SupportedUsageClasses: []types.UsageClassType{
			types.UsageClassTypeOnDemand, types.UsageClassTypeSpot,
		},
		SupportedRootDeviceTypes:     []types.RootDeviceType{types.RootDeviceTypeEbs},
		SupportedVirtualizationTypes: []types.VirtualizationType{types.VirtualizationTypeHvm},
		ProcessorInfo: &types.ProcessorInfo{
			SupportedArchitectures: []types.ArchitectureType{types.ArchitectureType(t.Arch())},
		},
		VCpuInfo: &types.VCpuInfo{
			DefaultVCpus: new(t.VCPUs), DefaultCores: new(t.VCPUs / threads),
			DefaultThreadsPerCore: new(threads),
		},
		MemoryInfo: &types.MemoryInfo{SizeInMiB: new(int64(t.MiB))},
		NetworkInfo: &types.NetworkInfo{
			MaximumNetworkInterfaces: new(t.ENIs), Ipv4AddressesPerInterface: new(t.Addresses),
			MaximumNetworkCards: new(int32(1)), DefaultNetworkCardIndex: new(int32(0)),
			EnaSupport: types.EnaSupportRequired,
			NetworkCards: []types.NetworkCardInfo{{
				NetworkCardIndex: new(int32(0)), MaximumNetworkInterfaces: new(t.ENIs),
			}},
		},
		EbsInfo: &types.EbsInfo{
			EbsOptimizedSupport: types.EbsOptimizedSupportDefault,
			EncryptionSupport:   types.EbsEncryptionSupportSupported,
		},
	}
}

// offering is an instance type at a location.
type offering struct{ kind, location string }

func (o offering) key() string { return o.location + " " + o.kind }

// describeInstanceTypeOfferings tells that every type is offered in every zone of the Region.
func (e *EC2) describeInstanceTypeOfferings(
	in *api.DescribeInstanceTypeOfferingsInput,
) (*api.DescribeInstanceTypeOfferingsOutput, error) {
	locations, kind := []string{e.env.Region}, types.LocationTypeRegion
	switch in.LocationType {
	case "", types.LocationTypeRegion:
	case types.LocationTypeAvailabilityZone:
		locations, kind = e.machines.Zones(), in.LocationType
	case types.LocationTypeAvailabilityZoneId:
		locations, kind = nil, in.LocationType
		for _, z := range e.machines.Zones() {
			locations = append(locations, e.zoneID(z))
		}
	default:
		return nil, notYet(in, "LocationType")
	}
	var all []offering
	for _, l := range locations {
		for _, t := range host.InstanceTypes() {
			all = append(all, offering{t.Name, l})
		}
	}
	all, err := selected(e, all, offering.key, in.Filters, values[offering]{
		"instance-type": one(func(o offering) string { return o.kind }),
		"location":      one(func(o offering) string { return o.location }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, offering.key, limits{5, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeInstanceTypeOfferingsOutput{
		InstanceTypeOfferings: make([]types.InstanceTypeOffering, len(shown)), NextToken: next,
	}
	for n, o := range shown {
		out.InstanceTypeOfferings[n] = types.InstanceTypeOffering{
			InstanceType: types.InstanceType(o.kind), Location: new(o.location), LocationType: kind,
		}
	}
	return out, nil
}
