package ecs

import (
	"context"
	"regexp"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// attributesMax is how many custom attributes one resource has, and how many one call takes (ECS
// API reference, PutAttributes and DeleteAttributes).
const attributesMax = 10

func (e *ECS) onAttributes() {
	wire.On(e.Service, "PutAttributes", e.putAttributes)
	wire.On(e.Service, "DeleteAttributes", e.deleteAttributes)
	wire.On(e.Service, "ListAttributes", e.listAttributes)
}

// The forms of names and values (ECS API reference, Attribute).
var (
	attributeName  = regexp.MustCompile(`^[a-zA-Z0-9_/\\.-]{1,128}$`)
	attributeValue = regexp.MustCompile(`^[a-zA-Z0-9_./@:\\-]([a-zA-Z0-9_./@:\\ -]{0,126}` +
		`[a-zA-Z0-9_./@:\\-])?$`)
)

// custom reports whether an attribute is the customer's own, none of ECS or of its agent.
func custom(name string) bool {
	return !strings.HasPrefix(name, "ecs.") && !strings.HasPrefix(name, "com.amazonaws.ecs.")
}

func (e *ECS) putAttributes(
	_ context.Context, in *api.PutAttributesInput,
) (*api.PutAttributesOutput, error) {
	c, targets, err := e.targets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	added := map[*instance]map[string]bool{}
	for n, a := range in.Attributes {
		if a.Value != nil && *a.Value != "" && !attributeValue.MatchString(*a.Value) {
			return nil, invalid("Invalid attribute value: %s.", *a.Value)
		}
		if added[targets[n]] == nil {
			added[targets[n]] = targets[n].customNames()
		}
		if added[targets[n]][*a.Name] = true; len(added[targets[n]]) > attributesMax {
			return nil, &types.AttributeLimitExceededException{Message: new(
				"You can specify up to 10 custom attributes for each resource.")}
		}
	}
	for n, a := range in.Attributes {
		i := targets[n]
		i.attributes = slices.Clone(i.attributes)
		i.setAttribute(a)
		i.touch()
	}
	c.attributesChanged()
	return &api.PutAttributesOutput{Attributes: shown(in.Attributes, targets)}, nil
}

func (e *ECS) deleteAttributes(
	_ context.Context, in *api.DeleteAttributesInput,
) (*api.DeleteAttributesOutput, error) {
	c, targets, err := e.targets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	for n, a := range in.Attributes {
		if !custom(*a.Name) {
			return nil, invalid("The attribute %s cannot be deleted.", *a.Name)
		}
		targets[n].removeAttribute(*a.Name)
	}
	c.attributesChanged()
	return &api.DeleteAttributesOutput{Attributes: shown(in.Attributes, targets)}, nil
}

// targets checks the attributes of a call and finds the container instance of each.
func (e *ECS) targets(ref *string, in []types.Attribute) (*cluster, []*instance, error) {
	c, err := e.cluster(ref)
	if err != nil {
		return nil, nil, err
	}
	if len(in) == 0 || len(in) > attributesMax {
		return nil, nil, invalid("Attributes must have between 1 and %d elements.", attributesMax)
	}
	out := make([]*instance, len(in))
	for n, a := range in {
		if !attributeName.MatchString(text(a.Name)) {
			return nil, nil, invalid("Invalid attribute name: %s.", text(a.Name))
		}
		id, err := c.identifier("container-instance", text(a.TargetId))
		if err != nil {
			return nil, nil, err
		}
		i := c.instanceByID[id]
		if i == nil || i.status == inactive {
			return nil, nil, &types.TargetNotFoundException{Message: new(
				"Could not find the specified target.")}
		}
		out[n] = i
	}
	return c, out, nil
}

// attributesChanged lets tasks that wait for an attribute look again.
func (c *cluster) attributesChanged() {
	c.reclassify()
	c.capacityChanged()
	c.retryProvisioning()
}

func (i *instance) customNames() map[string]bool {
	out := map[string]bool{}
	for name := range i.values {
		if custom(name) {
			out[name] = true
		}
	}
	return out
}

func (i *instance) removeAttribute(name string) {
	if _, ok := i.values[name]; !ok {
		return
	}
	delete(i.values, name)
	kept := make([]types.Attribute, 0, len(i.attributes))
	for _, a := range i.attributes {
		if *a.Name != name {
			kept = append(kept, a)
		}
	}
	i.attributes = kept
	i.touch()
}

func shown(in []types.Attribute, targets []*instance) []types.Attribute {
	out := make([]types.Attribute, len(in))
	for n, a := range in {
		out[n] = targets[n].listed(a)
	}
	return out
}

// listed is an attribute with its target.
func (i *instance) listed(a types.Attribute) types.Attribute {
	return types.Attribute{Name: a.Name, Value: a.Value, TargetId: new(i.arn),
		TargetType: types.TargetTypeContainerInstance}
}

// attributeRow is a row of ListAttributes, numbered by its place among all.
type attributeRow struct {
	n uint64
	a types.Attribute
}

func (r attributeRow) place() uint64 { return r.n }
func (r attributeRow) name() string  { return text(r.a.Name) }

func (e *ECS) listAttributes(
	_ context.Context, in *api.ListAttributesInput,
) (*api.ListAttributesOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch {
	case in.TargetType != types.TargetTypeContainerInstance:
		return nil, invalid("targetType must be container-instance.")
	case in.AttributeValue != nil && in.AttributeName == nil:
		return nil, invalid("An attribute value needs an attribute name.")
	}
	var all list[attributeRow]
	for _, i := range c.instances {
		if i.status == inactive {
			continue
		}
		for _, a := range i.attributes {
			all = append(all, attributeRow{uint64(len(all) + 1), i.listed(a)})
		}
	}
	rows, next, err := pageOf(all,
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(r attributeRow) bool {
			return (in.AttributeName == nil || text(r.a.Name) == *in.AttributeName) &&
				(in.AttributeValue == nil || text(r.a.Value) == *in.AttributeValue)
		})
	if err != nil {
		return nil, err
	}
	out := &api.ListAttributesOutput{Attributes: make([]types.Attribute, len(rows)), NextToken: next}
	for n, r := range rows {
		out.Attributes[n] = r.a
	}
	return out, nil
}
