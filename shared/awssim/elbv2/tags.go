package elbv2

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// tagged checks that every ARN names something that is there.
func (e *ELB) tagged(arns []string) error {
	if len(arns) == 0 {
		return required("ResourceArns")
	}
	for _, arn := range arns {
		_, noGroup := e.group(&arn)
		_, noBalancer := e.balancer(&arn)
		_, noListener := e.listener(&arn)
		if noGroup != nil && noBalancer != nil && noListener != nil {
			return noBalancer
		}
	}
	return nil
}

func (e *ELB) setTags(arn string, tags []types.Tag) {
	now := slices.Clone(e.tags[arn])
	for _, t := range tags {
		has := func(o types.Tag) bool { return aws.ToString(o.Key) == aws.ToString(t.Key) }
		tag := types.Tag{Key: copied(t.Key), Value: copied(t.Value)}
		if n := slices.IndexFunc(now, has); n >= 0 {
			now[n] = tag
		} else {
			now = append(now, tag)
		}
	}
	e.tags[arn] = now
}

func (e *ELB) addTags(_ context.Context, in *api.AddTagsInput) (*api.AddTagsOutput, error) {
	if err := e.tagged(in.ResourceArns); err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, required("Tags")
	}
	for _, arn := range in.ResourceArns {
		e.setTags(arn, in.Tags)
	}
	return &api.AddTagsOutput{}, nil
}

func (e *ELB) removeTags(
	_ context.Context, in *api.RemoveTagsInput,
) (*api.RemoveTagsOutput, error) {
	if err := e.tagged(in.ResourceArns); err != nil {
		return nil, err
	}
	if len(in.TagKeys) == 0 {
		return nil, required("TagKeys")
	}
	for _, arn := range in.ResourceArns {
		e.tags[arn] = slices.DeleteFunc(slices.Clone(e.tags[arn]), func(t types.Tag) bool {
			return slices.Contains(in.TagKeys, aws.ToString(t.Key))
		})
	}
	return &api.RemoveTagsOutput{}, nil
}

func (e *ELB) describeTags(
	_ context.Context, in *api.DescribeTagsInput,
) (*api.DescribeTagsOutput, error) {
	if err := e.tagged(in.ResourceArns); err != nil {
		return nil, err
	}
	out := &api.DescribeTagsOutput{
		TagDescriptions: make([]types.TagDescription, len(in.ResourceArns)),
	}
	for n, arn := range in.ResourceArns {
		out.TagDescriptions[n] = types.TagDescription{
			ResourceArn: new(arn), Tags: slices.Clone(e.tags[arn]),
		}
	}
	return out, nil
}
