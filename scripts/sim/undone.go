package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim/check"
)

// drainByHand empties a node in service as people do, and gives it back later.
func (o *operator) drainByHand(ctx context.Context) error {
	id := o.some(o.inService(core))
	if id == "" {
		return nil
	}
	until := o.world.Now().Add(time.Duration(10+o.rng.IntN(30)) * time.Minute)
	o.drained = append(o.drained, handDrain{id, until})
	return o.setState(ctx, id, ecstypes.ContainerInstanceStatusDraining)
}

// undo ends what was done for a while only and is due; at the end of the day, all of it.
func (o *operator) undo(ctx context.Context, now time.Time) error {
	var err error
	if o.reporting && !o.reports.After(now) {
		err = o.setMode(ctx, check.Act)
	}
	return errors.Join(err, o.giveBack(ctx, now))
}

// giveBack sets nodes ACTIVE again whose time is over, unless their group has come to terminate
// them: nobody does that by hand.
func (o *operator) giveBack(ctx context.Context, now time.Time) error {
	for len(o.drained) > 0 {
		i := slices.IndexFunc(o.drained, func(h handDrain) bool { return !h.until.After(now) })
		if i < 0 {
			return nil
		}
		id := o.drained[i].instance
		o.drained = slices.Delete(o.drained, i, i+1)
		if !slices.Contains(o.inService(core), id) {
			continue
		}
		if err := o.setState(ctx, id, ecstypes.ContainerInstanceStatusActive); err != nil {
			return err
		}
	}
	return nil
}

func (o *operator) setState(
	ctx context.Context, id string, status ecstypes.ContainerInstanceStatus,
) error {
	cluster := aws.String(simulated.DemoCluster)
	list, err := o.user.ECS.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{
		Cluster: cluster, Filter: aws.String("ec2InstanceId == " + id),
	})
	if err != nil || len(list.ContainerInstanceArns) == 0 {
		return err
	}
	_, err = o.user.ECS.UpdateContainerInstancesState(ctx, &ecs.UpdateContainerInstancesStateInput{
		Cluster: cluster, ContainerInstances: list.ContainerInstanceArns, Status: status,
	})
	return err
}

// report sets the policy to report mode for a while.
func (o *operator) report(ctx context.Context) error {
	o.reports = o.world.Now().Add(time.Duration(15+o.rng.IntN(30)) * time.Minute)
	if o.reporting {
		return nil
	}
	return o.setMode(ctx, check.Report)
}

func (o *operator) setMode(ctx context.Context, mode string) error {
	o.reporting, o.switched = mode == check.Report, o.world.Now()
	document := fmt.Sprintf("mode: %s\nnodes:\n  groups:\n    - name: win2022-*\n", mode)
	return o.user.PutPolicy(ctx, simulated.DemoCluster, document)
}

// invocationMost is the time-out of drain-nodes: an invocation that has read the policy before it
// was changed goes by it until then.
const invocationMost = time.Minute

// mode is what the invariant checker is told of the policy.
func (o *operator) mode(string) string {
	switch {
	case !o.switched.IsZero() && o.world.Now().Sub(o.switched) <= invocationMost:
		return check.Changing
	case o.reporting:
		return check.Report
	}
	return check.Act
}

// foreignHook gives a group, in one of three seeds, a terminate hook of somebody else, which nobody
// answers: it lapses, and the instance waits for it beyond our answer.
func (o *operator) foreignHook(ctx context.Context) error {
	if o.rng.IntN(3) > 0 {
		return nil
	}
	return o.user.PutHook(ctx, simulated.Group{
		Name: core, Hook: "backup-before-end", Heartbeat: 3 * time.Minute, Default: "CONTINUE",
	})
}
