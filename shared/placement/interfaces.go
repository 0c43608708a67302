package placement

import "strings"

// taskInterfaces is how many tasks in the network mode awsvpc an instance type takes: one interface
// is the node's own, and there is no trunking on Windows (ECS developer guide,
// task-networking-awsvpc). ok is false for a type that is not known here.
func taskInterfaces(instanceType string) (n int, ok bool) {
	family, size, _ := strings.Cut(instanceType, ".")
	most := 0
	for _, t := range interfaceLimits {
		if t.families[family] {
			most = t.sizes[size]
		}
	}
	return most - 1, most > 0
}

// limits are the network interfaces of the sizes of families that are alike.
type limits struct {
	families map[string]bool
	sizes    map[string]int
}

// interfaceLimits are those of the usual types (EC2 user guide, AvailableIpPerENI).
var interfaceLimits = []limits{
	{
		set("t3 t3a t4g"),
		map[string]int{
			"nano": 2, "micro": 2, "small": 3, "medium": 3, "large": 3, "xlarge": 4, "2xlarge": 4,
		},
	},
	{
		set("t2"),
		map[string]int{
			"nano": 2, "micro": 2, "small": 3, "medium": 3, "large": 3, "xlarge": 3, "2xlarge": 3,
		},
	},
	{
		set("m4"),
		map[string]int{
			"large": 2, "xlarge": 4, "2xlarge": 4, "4xlarge": 8, "10xlarge": 8, "16xlarge": 8,
		},
	},
	{
		set("c4 r4 i3"),
		map[string]int{
			"large": 3, "xlarge": 4, "2xlarge": 4, "4xlarge": 8, "8xlarge": 8, "16xlarge": 15,
		},
	},
	{
		set("m5zn z1d"),
		map[string]int{
			"large": 3, "xlarge": 4, "2xlarge": 4, "3xlarge": 8, "6xlarge": 8, "12xlarge": 15,
		},
	},
	{
		set("c5 c5d c5n c5a c5ad m5 m5d m5n m5dn m5a m5ad r5 r5d r5n r5dn r5b r5a r5ad " +
			"c6i c6id m6i m6id r6i r6id c6a m6a r6a c7i m7i r7i c7a m7a r7a m7i-flex c7i-flex"),
		map[string]int{
			"large": 3, "xlarge": 4, "2xlarge": 4, "4xlarge": 8, "8xlarge": 8, "9xlarge": 8,
			"12xlarge": 8, "16xlarge": 15, "18xlarge": 15, "24xlarge": 15, "32xlarge": 15,
			"48xlarge": 15,
		},
	},
}

func set(names string) map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		out[name] = true
	}
	return out
}
