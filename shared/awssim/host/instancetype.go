package host

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// InstanceType has the figures of an EC2 instance type (EC2 user guide, instance types and
// AvailableIpPerENI).
type InstanceType struct {
	// Name is such as m5.2xlarge.
	Name string
	// VCPUs and memory in MiB.
	VCPUs, MiB int32
	// ENIs is how many network interfaces it takes, Addresses how many IPv4 addresses each.
	ENIs, Addresses int32
	// ARM marks Graviton types, Old ones of the previous generation.
	ARM, Old bool
}

// Arch is EC2's name of the processor architecture.
func (t InstanceType) Arch() string {
	if t.ARM {
		return "arm64"
	}
	return "x86_64"
}

// Burstable reports whether it earns CPU credits.
func (t InstanceType) Burstable() bool { return t.Name[0] == 't' }

// TaskENIs is how many awsvpc tasks fit: one interface is the machine's own, and there is no
// trunking on Windows (ECS developer guide, container-instance-eni).
func (t InstanceType) TaskENIs() int32 { return t.ENIs - 1 }

// registers is the memory that an agent registers on it: Windows keeps almost nothing back, Linux
// a fortieth (ECS developer guide, memory-management: m4.large 8191 and 7985 MiB).
func (t InstanceType) registers(osFamily string) int32 {
	if strings.EqualFold(osFamily, "LINUX") {
		return t.MiB * 39 / 40
	}
	return t.MiB - 1
}

// InstanceTypeOf is the type with a name; ok is false for one that is not known here.
func InstanceTypeOf(name string) (t InstanceType, ok bool) {
	t, ok = instanceTypes()[name]
	return t, ok
}

// InstanceTypes are all types that are known here, by name.
func InstanceTypes() []InstanceType {
	types := instanceTypes()
	out := make([]InstanceType, 0, len(types))
	for _, name := range slices.Sorted(maps.Keys(types)) {
		out = append(out, types[name])
	}
	return out
}

// small are the types with figures of their own.
var small = []InstanceType{
	{Name: "t2.nano", VCPUs: 1, MiB: 512, ENIs: 2, Addresses: 2},
	{Name: "t2.micro", VCPUs: 1, MiB: 1024, ENIs: 2, Addresses: 2},
	{Name: "t2.small", VCPUs: 1, MiB: 2048, ENIs: 3, Addresses: 4},
	{Name: "t2.medium", VCPUs: 2, MiB: 4096, ENIs: 3, Addresses: 6},
	{Name: "t2.large", VCPUs: 2, MiB: 8192, ENIs: 3, Addresses: 12},
	{Name: "t2.xlarge", VCPUs: 4, MiB: 16384, ENIs: 3, Addresses: 15},
	{Name: "t2.2xlarge", VCPUs: 8, MiB: 32768, ENIs: 3, Addresses: 15},
	{Name: "m4.large", VCPUs: 2, MiB: 8192, ENIs: 2, Addresses: 10},
	{Name: "m4.xlarge", VCPUs: 4, MiB: 16384, ENIs: 4, Addresses: 15},
	{Name: "m4.2xlarge", VCPUs: 8, MiB: 32768, ENIs: 4, Addresses: 15},
	{Name: "m4.4xlarge", VCPUs: 16, MiB: 65536, ENIs: 8, Addresses: 30},
	{Name: "m4.10xlarge", VCPUs: 40, MiB: 163840, ENIs: 8, Addresses: 30},
	{Name: "m4.16xlarge", VCPUs: 64, MiB: 262144, ENIs: 8, Addresses: 30},
}

// families have their memory in MiB for each vCPU and the vCPUs of their sizes.
var families = []struct {
	names string
	mib   int32
	arm   bool
	vcpus []int32
}{
	{"m5 m5a r5 r5a", 4096, false, []int32{2, 4, 8, 16, 32, 48, 64, 96}},
	{"m6i r6i", 4096, false, []int32{2, 4, 8, 16, 32, 48, 64, 96, 128}},
	{"m6a r6a m7a r7a m7i r7i", 4096, false, []int32{2, 4, 8, 16, 32, 48, 64, 96, 192}},
	{"m6g r6g m7g r7g", 4096, true, []int32{1, 2, 4, 8, 16, 32, 48, 64}},
	{"c5", 2048, false, []int32{2, 4, 8, 16, 36, 48, 72, 96}},
	{"c5a", 2048, false, []int32{2, 4, 8, 16, 32, 48, 64, 96}},
	{"c6i", 2048, false, []int32{2, 4, 8, 16, 32, 48, 64, 96, 128}},
	{"c6a c7a c7i", 2048, false, []int32{2, 4, 8, 16, 32, 48, 64, 96, 192}},
	{"c6g c7g", 2048, true, []int32{1, 2, 4, 8, 16, 32, 48, 64}},
}

var instanceTypes = sync.OnceValue(func() map[string]InstanceType {
	out := map[string]InstanceType{}
	for _, t := range small {
		t.Old = true
		out[t.Name] = t
	}
	for _, family := range []string{"t3", "t3a", "t4g"} {
		for _, t := range burstable(family) {
			out[t.Name] = t
		}
	}
	for _, f := range families {
		for name := range strings.FieldsSeq(f.names) {
			mib := f.mib
			if name[0] == 'r' {
				mib *= 2
			}
			for _, n := range f.vcpus {
				t := InstanceType{Name: name + "." + size(n), VCPUs: n, MiB: n * mib, ARM: f.arm}
				t.ENIs, t.Addresses = interfaces(n)
				out[t.Name] = t
			}
		}
	}
	return out
})

func burstable(family string) []InstanceType {
	out := []InstanceType{
		{Name: "nano", VCPUs: 2, MiB: 512, ENIs: 2, Addresses: 2},
		{Name: "micro", VCPUs: 2, MiB: 1024, ENIs: 2, Addresses: 2},
		{Name: "small", VCPUs: 2, MiB: 2048, ENIs: 3, Addresses: 4},
		{Name: "medium", VCPUs: 2, MiB: 4096, ENIs: 3, Addresses: 6},
		{Name: "large", VCPUs: 2, MiB: 8192, ENIs: 3, Addresses: 12},
		{Name: "xlarge", VCPUs: 4, MiB: 16384, ENIs: 4, Addresses: 15},
		{Name: "2xlarge", VCPUs: 8, MiB: 32768, ENIs: 4, Addresses: 15},
	}
	for n := range out {
		out[n].Name, out[n].ARM = family+"."+out[n].Name, family == "t4g"
	}
	return out
}

// size is the name of the size with some vCPUs.
func size(vcpus int32) string {
	switch vcpus {
	case 1:
		return "medium"
	case 2:
		return "large"
	case 4:
		return "xlarge"
	}
	return strconv.Itoa(int(vcpus)/4) + "xlarge"
}

// interfaces are how many network interfaces types with some vCPUs take, and the addresses of
// each.
func interfaces(vcpus int32) (enis, addresses int32) {
	switch {
	case vcpus == 1:
		return 2, 4
	case vcpus == 2:
		return 3, 10
	case vcpus <= 8:
		return 4, 15
	case vcpus < 64:
		return 8, 30
	}
	return 15, 50
}
