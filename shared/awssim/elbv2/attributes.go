package elbv2

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

const (
	deregistrationDelay = "deregistration_delay.timeout_seconds"
	slowStart           = "slow_start.duration_seconds"
)

// defaults are the attributes of a target group with their defaults (Elastic Load Balancing API
// reference, TargetGroupAttribute). Only the deregistration delay has an effect: nothing is routed.
var defaults = []struct{ key, value string }{
	{"stickiness.enabled", "false"},
	{deregistrationDelay, "300"},
	{"stickiness.type", "lb_cookie"},
	{slowStart, "0"},
	{"load_balancing.algorithm.type", "round_robin"},
	{"load_balancing.cross_zone.enabled", "use_load_balancer_configuration"},
}

func (g *group) value(key string) string {
	if v, ok := g.values[key]; ok {
		return v
	}
	for _, d := range defaults {
		if d.key == key {
			return d.value
		}
	}
	return ""
}

func (g *group) attributes() []types.TargetGroupAttribute {
	out := make([]types.TargetGroupAttribute, len(defaults))
	for n, d := range defaults {
		out[n] = types.TargetGroupAttribute{Key: new(d.key), Value: new(g.value(d.key))}
	}
	return out
}

func (e *ELB) describeAttributes(
	_ context.Context, in *api.DescribeTargetGroupAttributesInput,
) (*api.DescribeTargetGroupAttributesOutput, error) {
	g, err := e.group(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	return &api.DescribeTargetGroupAttributesOutput{Attributes: g.attributes()}, nil
}

func (e *ELB) modifyAttributes(
	_ context.Context, in *api.ModifyTargetGroupAttributesInput,
) (*api.ModifyTargetGroupAttributesOutput, error) {
	g, err := e.group(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	if len(in.Attributes) == 0 {
		return nil, required("Attributes")
	}
	for _, a := range in.Attributes {
		if err := checkAttribute(aws.ToString(a.Key), aws.ToString(a.Value)); err != nil {
			return nil, err
		}
	}
	for _, a := range in.Attributes {
		g.values[*a.Key] = *a.Value
		e.note("target group", g.name, *a.Key, *a.Value)
	}
	return &api.ModifyTargetGroupAttributesOutput{Attributes: g.attributes()}, nil
}

// checkAttribute knows the ranges of the two that are durations in seconds.
func checkAttribute(key, value string) error {
	known := false
	for _, d := range defaults {
		known = known || d.key == key
	}
	if !known {
		return later("target group attribute " + key)
	}
	n, err := strconv.Atoi(value)
	switch {
	case key == deregistrationDelay && (err != nil || n < 0 || n > 3600):
		return invalid("'%s' must be between 0 and 3600 inclusive", key)
	case key == slowStart && (err != nil || n != 0 && (n < 30 || n > 900)):
		return invalid("'%s' must be 0, or between 30 and 900 inclusive", key)
	case value == "":
		return invalid("The value of attribute '%s' cannot be empty", key)
	}
	return nil
}
