package scheduler

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// tag sets tags, each in the place of the one with its key.
func (g *group) tag(tags []types.Tag) {
	for _, t := range tags {
		key := aws.ToString(t.Key)
		g.untag([]string{key})
		g.tags = append(g.tags, types.Tag{Key: new(key), Value: new(aws.ToString(t.Value))})
	}
	slices.SortFunc(g.tags, func(a, b types.Tag) int { return strings.Compare(*a.Key, *b.Key) })
}

// untag makes a new list: one that was handed out is never written.
func (g *group) untag(keys []string) {
	var kept []types.Tag
	for _, t := range g.tags {
		if !slices.Contains(keys, *t.Key) {
			kept = append(kept, t)
		}
	}
	g.tags = kept
}

// byARN finds the group that is tagged.
func (s *Scheduler) byARN(arn *string) (*group, error) {
	for _, g := range s.groups {
		if g.arn == aws.ToString(arn) {
			return g, nil
		}
	}
	return nil, &types.ResourceNotFoundException{
		Message: new("Resource " + aws.ToString(arn) + " does not exist."),
	}
}

func (s *Scheduler) listTagsForResource(
	_ context.Context, in *api.ListTagsForResourceInput,
) (*api.ListTagsForResourceOutput, error) {
	g, err := s.byARN(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &api.ListTagsForResourceOutput{Tags: slices.Clone(g.tags)}, nil
}

func (s *Scheduler) tagResource(
	_ context.Context, in *api.TagResourceInput,
) (*api.TagResourceOutput, error) {
	g, err := s.byARN(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	g.tag(in.Tags)
	return &api.TagResourceOutput{}, nil
}

func (s *Scheduler) untagResource(
	_ context.Context, in *api.UntagResourceInput,
) (*api.UntagResourceOutput, error) {
	g, err := s.byARN(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	g.untag(in.TagKeys)
	return &api.UntagResourceOutput{}, nil
}
