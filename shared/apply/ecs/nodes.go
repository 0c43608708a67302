package ecs

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/fleet"
)

// change is a change of container instances' status.
type change struct {
	verb, cluster string
	from          fleet.NodeStatus
	to            types.ContainerInstanceStatus
}

// Drain sets the nodes of one cluster DRAINING, all registrations of each, in tens, after reading
// their status once more. It returns an error for each node, by instance id, that was not changed:
// a *StaleError where none of its registrations was ACTIVE any more, else ECS's reason. err is for
// the call as a whole; then no node was left out silently: those that are neither in failed nor in
// done were not tried.
func (w *Writer) Drain(ctx context.Context, cluster string, nodes []fleet.Node) (
	done []fleet.Node, failed map[string]error, err error,
) {
	return w.change(ctx, change{
		"drain", cluster, fleet.NodeActive, types.ContainerInstanceStatusDraining,
	}, nodes)
}

// Activate sets the nodes of one cluster ACTIVE again, after reading once more that they are
// DRAINING. What it returns is as for Drain; a node that is ACTIVE already is a *StaleError too.
func (w *Writer) Activate(ctx context.Context, cluster string, nodes []fleet.Node) (
	done []fleet.Node, failed map[string]error, err error,
) {
	return w.change(ctx, change{
		"activate", cluster, fleet.NodeDraining, types.ContainerInstanceStatusActive,
	}, nodes)
}

func (w *Writer) change(ctx context.Context, c change, nodes []fleet.Node) (
	done []fleet.Node, failed map[string]error, err error,
) {
	failed = map[string]error{}
	arns, err := w.unmoved(ctx, c, nodes, failed)
	if err != nil {
		return nil, failed, err
	}
	refused := map[string]error{} // by ARN
	tried := map[string]bool{}
	for some := range slices.Chunk(arns, updateMax) {
		if err = w.update(ctx, c, some, refused); err != nil {
			break
		}
		for _, arn := range some {
			tried[arn] = true
		}
	}
	for _, n := range nodes {
		wanted := slices.DeleteFunc(n.ARNs(), func(arn string) bool {
			return !slices.Contains(arns, arn)
		})
		refusals := make([]error, 0, len(wanted))
		untried := len(wanted) == 0 // it is in failed already
		for _, arn := range wanted {
			refusals = append(refusals, refused[arn])
			untried = untried || !tried[arn]
		}
		if refusal := errors.Join(refusals...); refusal != nil {
			failed[n.Instance] = fmt.Errorf("%s node %s: %w", c.verb, n.Instance, refusal)
		} else if !untried {
			done = append(done, n)
		}
	}
	return done, failed, err
}

// unmoved reads the nodes' status again. It returns the ARNs of the registrations that are as the
// change needs them, in the order of the nodes, and puts the nodes that have none into failed.
func (w *Writer) unmoved(
	ctx context.Context, c change, nodes []fleet.Node, failed map[string]error,
) ([]string, error) {
	var all, out []string
	for _, n := range nodes {
		all = append(all, n.ARNs()...)
	}
	status := map[string]string{}
	for some := range slices.Chunk(all, describeMax) {
		answer, err := w.client.DescribeContainerInstances(ctx,
			&ecs.DescribeContainerInstancesInput{Cluster: &c.cluster, ContainerInstances: some})
		if err == nil {
			err = unexplained(answer.Failures, missing)
		}
		if err != nil {
			return nil, fmt.Errorf("read %d nodes of cluster %s again: %w", len(nodes), c.cluster, err)
		}
		for _, ci := range answer.ContainerInstances {
			status[aws.ToString(ci.ContainerInstanceArn)] = aws.ToString(ci.Status)
		}
	}
	for _, n := range nodes {
		before := len(out)
		for _, arn := range n.ARNs() {
			if status[arn] == string(c.from) {
				out = append(out, arn)
			}
		}
		if len(out) == before {
			failed[n.Instance] = &StaleError{
				Verb: c.verb, Object: "node " + n.Instance, Found: status[n.ARN],
				Wanted: string(c.from),
			}
		}
	}
	return out, nil
}

// update changes up to ten registrations. What ECS refuses of them goes to refused, by ARN.
func (w *Writer) update(
	ctx context.Context, c change, arns []string, refused map[string]error,
) error {
	out, err := w.client.UpdateContainerInstancesState(ctx,
		&ecs.UpdateContainerInstancesStateInput{
			Cluster: &c.cluster, Status: c.to,
			ContainerInstances: slices.Sorted(slices.Values(arns)),
		})
	if err != nil {
		return fmt.Errorf("%s %d nodes of cluster %s: %w", c.verb, len(arns), c.cluster, err)
	}
	for _, f := range out.Failures {
		refused[aws.ToString(f.Arn)] = fmt.Errorf("%s %s", aws.ToString(f.Reason),
			aws.ToString(f.Detail))
	}
	return nil
}

// Deregister takes a container instance out of its cluster, after reading it once more; ok is false
// where it was gone already. With force ECS forgets the tasks that it records there while their
// containers, if any, run on (ECS developer guide, deregister_container_instance): so it is a
// *StaleError where the agent is connected again.
func (w *Writer) Deregister(ctx context.Context, cluster, arn string, force bool) (
	ok bool, err error,
) {
	out, err := w.client.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
		Cluster: &cluster, ContainerInstances: []string{arn},
	})
	if err == nil {
		err = unexplained(out.Failures, missing)
	}
	if err != nil {
		return false, fmt.Errorf("read container instance %s again: %w", arn, err)
	}
	if len(out.ContainerInstances) == 0 ||
		aws.ToString(out.ContainerInstances[0].Status) == string(fleet.NodeInactive) {
		return false, nil
	}
	if force && out.ContainerInstances[0].AgentConnected {
		return false, &StaleError{
			Verb: "deregister", Object: "container instance " + arn, Found: "connected",
			Wanted: "disconnected",
		}
	}
	_, err = w.client.DeregisterContainerInstance(ctx, &ecs.DeregisterContainerInstanceInput{
		Cluster: &cluster, ContainerInstance: &arn, Force: &force,
	})
	if err != nil {
		return false, fmt.Errorf("deregister container instance %s: %w", arn, err)
	}
	return true, nil
}
