package ecs

import (
	"context"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/ecs/query"
	"sashweight/shared/awssim/wire"
)

// stateChangeMax is how many container instances one UpdateContainerInstancesState takes (ECS API
// reference).
const stateChangeMax = 10

func (e *ECS) onInstances() {
	wire.On(e.Service, "RegisterContainerInstance", e.registerContainerInstance)
	wire.On(e.Service, "DeregisterContainerInstance", e.deregisterContainerInstance)
	wire.On(e.Service, "ListContainerInstances", e.listContainerInstances)
	wire.On(e.Service, "DescribeContainerInstances", e.describeContainerInstances)
	wire.On(e.Service, "UpdateContainerInstancesState", e.updateContainerInstancesState)
}

func (e *ECS) deregisterContainerInstance(
	ctx context.Context, in *api.DeregisterContainerInstanceInput,
) (*api.DeregisterContainerInstanceOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	c.forget()
	i, err := c.lookUp(text(in.ContainerInstance))
	if err != nil {
		return nil, err
	}
	if i.status == inactive {
		return nil, invalid("Referenced container instance %s is not active.", i.id)
	}
	if len(i.live) > 0 && (in.Force == nil || !*in.Force) {
		return nil, invalid("Found running tasks on the instance.")
	}
	i.stopAll(order{
		reason: "Container instance deregistration forced by user", by: callerName(ctx),
	})
	i.leave()
	return &api.DeregisterContainerInstanceOutput{ContainerInstance: i.output()}, nil
}

func callerName(ctx context.Context) string {
	if name := wire.CallerOf(ctx).Name; name != "" {
		return name
	}
	return "user"
}

func (e *ECS) listContainerInstances(
	_ context.Context, in *api.ListContainerInstancesInput,
) (*api.ListContainerInstancesOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	c.forget()
	var q *query.Query
	if f := text(in.Filter); f != "" {
		if q, err = query.Parse(f); err != nil {
			return nil, invalid("Invalid filter expression: %v.", err)
		}
	}
	switch in.Status {
	case "", types.ContainerInstanceStatusActive, types.ContainerInstanceStatusDraining,
		types.ContainerInstanceStatusRegistering, types.ContainerInstanceStatusDeregistering,
		types.ContainerInstanceStatusRegistrationFailed:
	default:
		return nil, invalid("Container instance status %s is not valid.", in.Status)
	}
	names, next, err := page(c.candidates(q),
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(i *instance) bool {
			if in.Status == "" && i.status == inactive ||
				in.Status != "" && i.status != string(in.Status) {
				return false
			}
			return q == nil || q.Holds(i)
		})
	if err != nil {
		return nil, err
	}
	return &api.ListContainerInstancesOutput{ContainerInstanceArns: names, NextToken: next}, nil
}

// candidates are the instances that a query may match: those of the EC2 instances that it names,
// else all.
func (c *cluster) candidates(q *query.Query) list[*instance] {
	if q == nil {
		return c.instances
	}
	ids, ok := q.EC2Instances()
	if !ok {
		return c.instances
	}
	var out list[*instance]
	for _, ec2 := range ids {
		for _, i := range c.e.byEC2[ec2] {
			if i.cluster == c {
				out.add(i)
			}
		}
	}
	return out
}

func (e *ECS) describeContainerInstances(
	_ context.Context, in *api.DescribeContainerInstancesInput,
) (*api.DescribeContainerInstancesOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if n := len(in.ContainerInstances); n == 0 {
		return nil, invalid("Container instances cannot be empty.")
	} else if n > pageMax {
		return nil, invalid("Container instances cannot have more than %d elements.", pageMax)
	}
	ids, err := c.identifiers("container-instance", in.ContainerInstances)
	if err != nil {
		return nil, err
	}
	c.forget()
	out := &api.DescribeContainerInstancesOutput{
		ContainerInstances: make([]types.ContainerInstance, 0, len(in.ContainerInstances)),
		Failures:           []types.Failure{},
	}
	for _, id := range ids {
		if i := c.instanceByID[id]; i != nil {
			out.ContainerInstances = append(out.ContainerInstances, i.described(in.Include))
			continue
		}
		out.Failures = append(out.Failures, failure(c.arnOf("container-instance", id), missing))
	}
	return out, nil
}

func (e *ECS) updateContainerInstancesState(
	_ context.Context, in *api.UpdateContainerInstancesStateInput,
) (*api.UpdateContainerInstancesStateOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch n := len(in.ContainerInstances); {
	case n == 0:
		return nil, invalid("instanceIds can not be empty.")
	case n > stateChangeMax:
		return nil, invalid("instanceIds can have at most %d items.", stateChangeMax)
	case in.Status != active && in.Status != draining:
		return nil, invalid("Container instance status should be one of [ACTIVE, DRAINING].")
	}
	ids, err := c.identifiers("container-instance", in.ContainerInstances)
	if err != nil {
		return nil, err
	}
	c.forget()
	out := &api.UpdateContainerInstancesStateOutput{
		ContainerInstances: []types.ContainerInstance{}, Failures: []types.Failure{},
	}
	for _, id := range ids {
		switch i := c.instanceByID[id]; {
		case i == nil:
			out.Failures = append(out.Failures, failure(c.arnOf("container-instance", id), missing))
		case i.status == inactive:
			out.Failures = append(out.Failures, failure(i.arn, inactive))
		default:
			i.setStatus(string(in.Status))
			out.ContainerInstances = append(out.ContainerInstances, *i.output())
		}
	}
	return out, nil
}
