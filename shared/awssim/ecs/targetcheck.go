package ecs

import (
	"context"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// balancersMax is how many target groups a service can have (ECS developer guide, service-quotas).
const balancersMax = 5

// checkBalancers checks the load balancers of a service against the task definition and Elastic
// Load Balancing.
func (e *ECS) checkBalancers(d *definition, in []types.LoadBalancer) error {
	if len(in) > balancersMax {
		return invalid("load balancers can have at most %d items.", balancersMax)
	}
	for _, b := range in {
		switch {
		case b.LoadBalancerName != nil || b.AdvancedConfiguration != nil:
			return later("loadBalancers.loadBalancerName and advancedConfiguration")
		case e.ELB == nil:
			return later("loadBalancers without Elastic Load Balancing")
		case b.TargetGroupArn == nil:
			return invalid("Target group ARN cannot be blank.")
		case b.ContainerPort == nil:
			return invalid("Container port cannot be blank.")
		}
		if err := d.checkContainerPort(text(b.ContainerName), *b.ContainerPort); err != nil {
			return err
		}
		out, err := e.ELB.DescribeTargetGroups(context.Background(),
			&elb.DescribeTargetGroupsInput{TargetGroupArns: []string{*b.TargetGroupArn}})
		if err != nil || len(out.TargetGroups) == 0 {
			return invalid("Unable to assume role and validate the specified targetGroupArn. " +
				"Please verify that the ECS service role being passed has the proper permissions.")
		}
		if err := d.checkTargetType(out.TargetGroups[0]); err != nil {
			return err
		}
		if len(out.TargetGroups[0].LoadBalancerArns) == 0 {
			return invalid("The target group with targetGroupArn %s does not have an associated "+
				"load balancer.", *b.TargetGroupArn)
		}
	}
	return nil
}

// checkTargetType: tasks with an address of their own are targets by IP, others by their instance
// (ECS developer guide, service-load-balancing).
func (d *definition) checkTargetType(g elbtypes.TargetGroup) error {
	wanted, mode := elbtypes.TargetTypeEnumInstance, types.NetworkModeBridge
	if d.need.eni {
		wanted, mode = elbtypes.TargetTypeEnumIp, types.NetworkModeAwsvpc
	}
	if g.TargetType == wanted {
		return nil
	}
	return invalid("The provided target group %s has target type %s, which is incompatible with "+
		"the %s network mode specified in the task definition.", *g.TargetGroupArn, g.TargetType,
		mode)
}

func (d *definition) checkContainerPort(name string, port int32) error {
	for _, c := range d.output.ContainerDefinitions {
		if text(c.Name) != name {
			continue
		}
		for _, p := range c.PortMappings {
			if p.ContainerPort != nil && *p.ContainerPort == port {
				return nil
			}
		}
		return invalid("The container %s did not have a container port %d defined.", name, port)
	}
	return invalid("The container %s does not exist in the task definition.", name)
}
