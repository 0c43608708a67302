package autoscaling

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// Limits of tags (EC2 Auto Scaling user guide, ec2-auto-scaling-tagging, "Tag naming and usage
// restrictions"; Auto Scaling API reference, DescribeTags).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
	pageTags    = 100
)

const (
	groupType      = "auto-scaling-group"
	reservedPrefix = "aws:"
)

// taggedGroup finds the group that a tag of a request belongs to.
func (a *AutoScaling) taggedGroup(t types.Tag) (*group, error) {
	kind, key := aws.ToString(t.ResourceType), aws.ToString(t.Key)
	switch {
	case t.ResourceId == nil:
		return nil, required(t.ResourceId, "tags.resourceId")
	case kind != groupType:
		return nil, invalid("Invalid ResourceType %s: it must be %s", kind, groupType)
	case key == "" || len(key) > maxTagKey:
		return nil, violated("'"+key+"'", "tags.key", "have length between 1 and "+
			strconv.Itoa(maxTagKey))
	case len(aws.ToString(t.Value)) > maxTagValue:
		return nil, violated("'"+*t.Value+"'", "tags.value",
			"have length less than or equal to "+strconv.Itoa(maxTagValue))
	case strings.HasPrefix(strings.ToLower(key), reservedPrefix):
		return nil, invalid("Tag keys that start with %s are reserved for AWS", reservedPrefix)
	}
	return a.named(t.ResourceId)
}

// putTags adds tags to groups, or overwrites those of the same key. Instances that run keep theirs.
func (a *AutoScaling) putTags(
	ctx context.Context, in *as.CreateOrUpdateTagsInput,
) (*as.CreateOrUpdateTagsOutput, error) {
	put := map[*group][]types.TagDescription{}
	for _, t := range in.Tags {
		g, err := a.taggedGroup(t)
		if err != nil {
			return nil, err
		}
		tags, known := put[g]
		if !known {
			tags = g.tags
		}
		tags = append(without(tags, *t.Key), describedTags(g.name, []types.Tag{t})...)
		if len(tags) > maxTags {
			return nil, wire.Error("LimitExceeded",
				"The number of tags of AutoScalingGroup %s would exceed %d", g.name, maxTags)
		}
		put[g] = tags
	}
	by := wire.CallerOf(ctx).Name
	for g, tags := range put {
		slices.SortFunc(tags, byKey)
		g.tags, g.out = tags, nil
	}
	for _, t := range in.Tags {
		a.note(*t.ResourceId, "tagged", *t.Key, "by", by)
	}
	return &as.CreateOrUpdateTagsOutput{}, nil
}

// without is a copy of tags that lacks a key.
func without(tags []types.TagDescription, key string) []types.TagDescription {
	return slices.DeleteFunc(slices.Clone(tags),
		func(t types.TagDescription) bool { return *t.Key == key })
}

func byKey(x, y types.TagDescription) int {
	return strings.Compare(aws.ToString(x.Key), aws.ToString(y.Key))
}

// deleteTags takes tags away by their keys; those that are not there are passed over.
func (a *AutoScaling) deleteTags(
	ctx context.Context, in *as.DeleteTagsInput,
) (*as.DeleteTagsOutput, error) {
	groups := make([]*group, len(in.Tags))
	for n, t := range in.Tags {
		g, err := a.taggedGroup(t)
		if err != nil {
			return nil, err
		}
		groups[n] = g
	}
	for n, t := range in.Tags {
		groups[n].tags, groups[n].out = without(groups[n].tags, *t.Key), nil
		a.note(groups[n].name, "untagged", *t.Key, "by", wire.CallerOf(ctx).Name)
	}
	return &as.DeleteTagsOutput{}, nil
}

func (a *AutoScaling) describeTags(
	_ context.Context, in *as.DescribeTagsInput,
) (*as.DescribeTagsOutput, error) {
	if err := within(in.MaxRecords, "maxRecords", 1, pageTags); err != nil {
		return nil, err
	}
	known := []string{groupType, "key", "value", "propagate-at-launch"}
	for _, f := range in.Filters {
		if name := aws.ToString(f.Name); !slices.Contains(known, name) {
			return nil, invalid("Invalid filter name %s", name)
		}
	}
	all := map[string]types.TagDescription{}
	for _, name := range a.names {
		for _, t := range a.groups[name].tags {
			if fits(t, in.Filters) {
				all[policyKey(name, *t.Key)] = t
			}
		}
	}
	keys, next, err := page(slices.Sorted(maps.Keys(all)),
		int(override(pageDefault, in.MaxRecords)), in.NextToken, nil)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeTagsOutput{Tags: []types.TagDescription{}, NextToken: next}
	for _, key := range keys {
		out.Tags = append(out.Tags, all[key])
	}
	return out, nil
}

// fits reports whether a tag passes every filter, by any of its values.
func fits(t types.TagDescription, filters []types.Filter) bool {
	value := map[string]string{
		groupType: *t.ResourceId, "key": *t.Key, "value": aws.ToString(t.Value),
		"propagate-at-launch": strconv.FormatBool(*t.PropagateAtLaunch),
	}
	return !slices.ContainsFunc(filters, func(f types.Filter) bool {
		return !slices.Contains(f.Values, value[*f.Name])
	})
}

// tagMachine adds the tags that a group gives its machines, over those of the launch template (EC2
// Auto Scaling user guide, ec2-auto-scaling-tagging, "Tag your instances").
func (g *group) tagMachine(t *host.Template) {
	tags := maps.Clone(t.Tags)
	if tags == nil {
		tags = map[string]string{}
	}
	for _, tag := range g.tags {
		if *tag.PropagateAtLaunch {
			tags[*tag.Key] = aws.ToString(tag.Value)
		}
	}
	t.Tags = tags
}
