package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
)

const (
	drainCluster = "bench"
	drainGroup   = "bench-nodes"
	drainTasks   = 10
	// drainLimit bounds the virtual time that the drain may take.
	drainLimit = time.Hour
)

// drainPolicy lets drain-nodes act on the group.
const drainPolicy = "mode: act\nnodes:\n  groups:\n    - name: bench-*\n"

// counted are the calls of the functions from the terminate hook's event to its answer. The
// invocation that answers counts to its end.
type counted struct {
	world *simulated.World
	// all are those that events began, state those of them to SSM and DynamoDB, sweeps those of
	// the schedule and what it asks for.
	all, state, sweeps int
	answered           bool
}

func (c *counted) made(m awssim.Made) {
	i, ok := c.world.Lambda.Current()
	if !ok {
		return
	}
	if m.Call.Operation == "CompleteLifecycleAction" && m.Err == nil {
		c.answered = true
	}
	switch {
	case strings.Contains(i.Cause, "Sweep") || strings.Contains(i.Cause, "Tick"):
		c.sweeps++
	case m.Call.Scope == "ssm" || m.Call.Scope == "dynamodb":
		c.all++
		c.state++
	default:
		c.all++
	}
}

// drainCalls drains one node with ten tasks and counts the AWS calls that it takes.
func drainCalls(ctx context.Context, _ string) ([]figure, error) {
	w, node, err := drainWorld(ctx)
	if err != nil {
		return nil, err
	}
	c := &counted{world: w}
	w.Watch(c.made)
	began := w.Now()
	_, err = w.Operator().Groups.TerminateInstanceInAutoScalingGroup(ctx,
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &node, ShouldDecrementDesiredCapacity: aws.Bool(false),
		})
	if err != nil {
		return nil, fmt.Errorf("terminate %s: %w", node, err)
	}
	for !c.answered {
		if w.Now().Sub(began) > drainLimit {
			return nil, fmt.Errorf("drain %s: its hook is not answered after %v", node, drainLimit)
		}
		w.Advance(time.Second)
	}
	took := w.Now().Sub(began)
	w.Advance(5 * time.Second) // the end of the invocation that answered
	about := fmt.Sprintf("one node with %d tasks in %v; %d calls of sweeps apart", drainTasks,
		took, c.sweeps)
	return []figure{
		{name: "drain.calls", value: float64(c.all - c.state), unit: "calls", most: new(25.0),
			about: "without SSM and DynamoDB: " + about},
		{name: "drain.calls_all", value: float64(c.all), unit: "calls", most: new(40.0),
			about: "with them"},
	}, nil
}

// drainWorld is a deployed world with a node that has exactly ten tasks, and room for them on
// another.
func drainWorld(ctx context.Context) (w *simulated.World, node string, err error) {
	if w, err = simulated.New(awssim.Options{Seed: 1}); err != nil {
		return nil, "", err
	}
	o := w.Operator()
	err = errors.Join(
		o.CreateCluster(ctx, drainCluster),
		o.PutPolicy(ctx, drainCluster, drainPolicy),
		o.CreateGroup(ctx, simulated.Group{
			Name: drainGroup, Cluster: drainCluster, Least: 1, Most: 4, Want: 1,
			Hook: "sashweight-drain", Heartbeat: 10 * time.Minute, Default: "CONTINUE",
		}),
		o.CreateService(ctx, simulated.Service{
			Name: "web", Cluster: drainCluster, Want: drainTasks, CPU: 256, Memory: 1024,
		}),
	)
	if err != nil {
		return nil, "", err
	}
	w.Advance(30 * time.Minute)
	out, err := o.ECS.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{
		Cluster: aws.String(drainCluster),
	})
	if err != nil {
		return nil, "", fmt.Errorf("find the node: %w", err)
	}
	_, err = o.Groups.SetDesiredCapacity(ctx, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String(drainGroup), DesiredCapacity: aws.Int32(2),
	})
	if err != nil {
		return nil, "", fmt.Errorf("add a node: %w", err)
	}
	w.Advance(30 * time.Minute)
	node, err = fullNode(ctx, o, out.ContainerInstanceArns)
	return w, node, err
}

// fullNode is the EC2 id of the one node, which must hold all tasks.
func fullNode(ctx context.Context, o *simulated.Operator, arns []string) (string, error) {
	out, err := o.ECS.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
		Cluster: aws.String(drainCluster), ContainerInstances: arns,
	})
	if err != nil {
		return "", fmt.Errorf("describe the node: %w", err)
	}
	for _, i := range out.ContainerInstances {
		if i.RunningTasksCount == drainTasks {
			return aws.ToString(i.Ec2InstanceId), nil
		}
	}
	return "", fmt.Errorf("describe the node: none of %d has %d running tasks", len(arns), drainTasks)
}
