package ecs

import (
	"context"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

func (e *ECS) onTags() {
	wire.On(e.Service, "TagResource", e.tagResource)
	wire.On(e.Service, "UntagResource", e.untagResource)
	wire.On(e.Service, "ListTagsForResource", e.listTagsForResource)
}

// checkTags follows the restrictions of tags (ECS API reference, Tag).
func checkTags(tags []types.Tag) error {
	if len(tags) > tagsMax {
		return invalid("A resource can have up to %d tags.", tagsMax)
	}
	for n, t := range tags {
		key := text(t.Key)
		switch {
		case key == "" || len(key) > 128 || len(text(t.Value)) > 256:
			return invalid("A tag needs a key of up to 128 characters and can have a value of up " +
				"to 256.")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return invalid("Tag keys that begin with aws: are reserved.")
		case slices.ContainsFunc(tags[:n], func(o types.Tag) bool { return text(o.Key) == key }):
			return invalid("Duplicate tag key %s.", key)
		}
	}
	return nil
}

// merge lays tags over others, in a new slice.
func merge(under, over []types.Tag) []types.Tag {
	out := slices.Clone(under)
	for _, t := range over {
		n := slices.IndexFunc(out, func(o types.Tag) bool { return text(o.Key) == text(t.Key) })
		if n < 0 {
			out = append(out, t)
		} else {
			out[n] = t
		}
	}
	return out
}

// tagged is a resource with tags; set replaces them.
type tagged struct {
	tags []types.Tag
	set  func([]types.Tag)
}

// tagged finds the resource of an ARN.
func (e *ECS) tagged(arn string) (*tagged, error) {
	_, path, ok := strings.Cut(arn, e.env.ARN("ecs", ""))
	kind, rest, slash := strings.Cut(path, "/")
	if !ok || !slash {
		return nil, invalid("Invalid ARN: %s.", arn)
	}
	var found *tagged
	switch kind {
	case "cluster":
		if c := e.clusters[rest]; c != nil {
			found = &tagged{c.tags, func(t []types.Tag) { c.tags = t }}
		}
	case "task-definition":
		if d := e.definition(rest); d != nil {
			found = &tagged{d.tags, func(t []types.Tag) { d.tags = t }}
		}
	case "capacity-provider":
		if p := e.provider(rest); p != nil {
			found = &tagged{p.tags, func(t []types.Tag) { p.tags = t }}
		}
	default:
		title, id, _ := strings.Cut(rest, "/")
		if c := e.clusters[title]; c != nil {
			found = c.tagged(kind, id)
		}
	}
	if found == nil {
		return nil, invalid("The specified resource was not found. Specify a valid ARN and try " +
			"again.")
	}
	return found, nil
}

func (c *cluster) tagged(kind, id string) *tagged {
	switch kind {
	case "service":
		if s := c.serviceByName[id]; s != nil {
			return &tagged{s.tags, func(t []types.Tag) { s.tags = t; s.touch() }}
		}
	case "task":
		if t := c.taskByID[id]; t != nil {
			return &tagged{t.tags, func(tags []types.Tag) { t.tags, t.out = tags, nil }}
		}
	case "container-instance":
		if i := c.instanceByID[id]; i != nil {
			return &tagged{i.tags, func(t []types.Tag) { i.tags, i.out = t, nil }}
		}
	}
	return nil
}

func (e *ECS) tagResource(
	_ context.Context, in *api.TagResourceInput,
) (*api.TagResourceOutput, error) {
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	r, err := e.tagged(text(in.ResourceArn))
	if err != nil {
		return nil, err
	}
	tags := merge(r.tags, in.Tags)
	if len(tags) > tagsMax {
		return nil, invalid("A resource can have up to %d tags.", tagsMax)
	}
	r.set(tags)
	e.changes++
	return &api.TagResourceOutput{}, nil
}

func (e *ECS) untagResource(
	_ context.Context, in *api.UntagResourceInput,
) (*api.UntagResourceOutput, error) {
	r, err := e.tagged(text(in.ResourceArn))
	if err != nil {
		return nil, err
	}
	kept := []types.Tag{}
	for _, t := range r.tags {
		if !slices.Contains(in.TagKeys, text(t.Key)) {
			kept = append(kept, t)
		}
	}
	r.set(kept)
	e.changes++
	return &api.UntagResourceOutput{}, nil
}

func (e *ECS) listTagsForResource(
	_ context.Context, in *api.ListTagsForResourceInput,
) (*api.ListTagsForResourceOutput, error) {
	r, err := e.tagged(text(in.ResourceArn))
	if err != nil {
		return nil, err
	}
	return &api.ListTagsForResourceOutput{Tags: append([]types.Tag{}, r.tags...)}, nil
}
