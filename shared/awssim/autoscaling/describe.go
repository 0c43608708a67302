package autoscaling

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// Page sizes (Auto Scaling API reference, DescribeAutoScalingGroups and
// DescribeAutoScalingInstances).
const (
	pageDefault   = 50
	pageGroups    = 100
	pageInstances = 50
)

func (a *AutoScaling) describeGroups(
	_ context.Context, in *as.DescribeAutoScalingGroupsInput,
) (*as.DescribeAutoScalingGroupsOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pageGroups); err != nil {
		return nil, err
	}
	size := int(override(pageDefault, in.MaxRecords))
	if len(in.AutoScalingGroupNames) > max(size, pageDefault) {
		return nil, tooMany("Auto Scaling group names", max(size, pageDefault))
	}
	wanted := func(name string) bool {
		return (len(in.AutoScalingGroupNames) == 0 ||
			slices.Contains(in.AutoScalingGroupNames, name)) && a.groups[name].tagged(in.Filters)
	}
	names, next, err := page(a.names, size, in.NextToken, wanted)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeAutoScalingGroupsOutput{
		AutoScalingGroups: make([]types.AutoScalingGroup, 0, len(names)), NextToken: next,
	}
	for _, name := range names {
		g := *a.groups[name].output()
		if in.IncludeInstances != nil && !*in.IncludeInstances {
			g.Instances = []types.Instance{}
		}
		out.AutoScalingGroups = append(out.AutoScalingGroups, g)
	}
	return out, nil
}

// tagged reports whether a group has the tags that filters ask for: all of them, by any of the
// values of each.
func (g *group) tagged(filters []types.Filter) bool {
	for _, f := range filters {
		name := aws.ToString(f.Name)
		key, byKey := strings.CutPrefix(name, "tag:")
		if !slices.ContainsFunc(g.tags, func(t types.TagDescription) bool {
			switch {
			case byKey:
				return aws.ToString(t.Key) == key &&
					slices.Contains(f.Values, aws.ToString(t.Value))
			case name == "tag-key":
				return slices.Contains(f.Values, aws.ToString(t.Key))
			case name == "tag-value":
				return slices.Contains(f.Values, aws.ToString(t.Value))
			}
			return false
		}) {
			return false
		}
	}
	return true
}

func (a *AutoScaling) describeInstances(
	_ context.Context, in *as.DescribeAutoScalingInstancesInput,
) (*as.DescribeAutoScalingInstancesOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pageInstances); err != nil {
		return nil, err
	}
	if len(in.InstanceIds) > pageInstances {
		return nil, tooMany("instance ids", pageInstances)
	}
	ids := a.ids
	if len(in.InstanceIds) > 0 {
		ids = slices.Sorted(slices.Values(in.InstanceIds))
		ids = slices.DeleteFunc(slices.Compact(ids),
			func(id string) bool { return a.instances[id] == nil })
	}
	ids, next, err := page(ids, int(override(pageDefault, in.MaxRecords)), in.NextToken, nil)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeAutoScalingInstancesOutput{
		AutoScalingInstances: make([]types.AutoScalingInstanceDetails, 0, len(ids)),
		NextToken:            next,
	}
	for _, id := range ids {
		out.AutoScalingInstances = append(out.AutoScalingInstances, *a.instances[id].detail())
	}
	return out, nil
}

func tooMany(what string, most int) error {
	return invalid("The number of %s that may be passed in is limited to %d", what, most)
}
