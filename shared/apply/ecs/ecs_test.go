package ecs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	apply "sashweight/shared/apply/ecs"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/ecs"
)

// nodes is an account with a cluster of n nodes, and those nodes.
func nodes(t *testing.T, n int) (*awssim.Account, []fleet.Node) {
	t.Helper()
	a, _, ids := awssimtest.Cluster(t, n)
	found, err := observe.New(a.UserConfig()).Nodes(t.Context(), "prod", ids)
	if err != nil || len(found) != n {
		t.Fatalf("find nodes: %d, %v", len(found), err)
	}
	var out []fleet.Node
	for _, id := range ids {
		out = append(out, found[id])
	}
	return a, out
}

// updates counts the calls to UpdateContainerInstancesState and lets f change their answers.
func updates(a *awssim.Account, f func(*ecs.UpdateContainerInstancesStateOutput)) *int {
	gate, count := a.Server.Gate, 0
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		out, err := gate(ctx, call, next)
		if answer, ok := out.(*ecs.UpdateContainerInstancesStateOutput); ok {
			count++
			changed := *answer
			f(&changed)
			return &changed, err
		}
		return out, err
	}
	return &count
}

func TestNodesAreDrainedInTens(t *testing.T) {
	a, all := nodes(t, 25)
	count := updates(a, func(*ecs.UpdateContainerInstancesStateOutput) {})
	done, failed, err := apply.New(a.UserConfig()).Drain(t.Context(), "prod", all)
	if err != nil || len(failed) != 0 || len(done) != 25 {
		t.Errorf("%d done, %d failed, %v", len(done), len(failed), err)
	}
	if *count != 3 {
		t.Errorf("%d calls, want 3", *count)
	}
}

func TestANodeThatMovedIsLeftAlone(t *testing.T) {
	a, all := nodes(t, 2)
	w := apply.New(a.UserConfig())
	if _, _, err := w.Drain(t.Context(), "prod", all[:1]); err != nil {
		t.Fatal(err)
	}
	done, failed, err := w.Drain(t.Context(), "prod", all)
	if err != nil || len(done) != 1 || done[0].Instance != all[1].Instance {
		t.Errorf("done %v, %v, want the second node", done, err)
	}
	var stale *apply.StaleError
	if !errors.As(failed[all[0].Instance], &stale) || stale.Found != "DRAINING" {
		t.Errorf("failed %v, want the first node stale", failed)
	}
}

func TestAPartialFailureNamesItsNodeAndKeepsTheOthers(t *testing.T) {
	a, all := nodes(t, 3)
	updates(a, func(out *ecs.UpdateContainerInstancesStateOutput) {
		out.Failures = []types.Failure{{Arn: &all[1].ARN, Reason: aws.String("INACTIVE")}}
	})
	done, failed, err := apply.New(a.UserConfig()).Drain(t.Context(), "prod", all)
	if err != nil || len(done) != 2 || len(failed) != 1 || failed[all[1].Instance] == nil {
		t.Errorf("%d done, failed %v, %v, want only the second failed", len(done), failed, err)
	}
}

func TestAReadThatFailsInPartChangesNothing(t *testing.T) {
	a, all := nodes(t, 2)
	count := updates(a, func(*ecs.UpdateContainerInstancesStateOutput) {})
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		out, err := gate(ctx, call, next)
		if answer, ok := out.(*ecs.DescribeContainerInstancesOutput); ok {
			changed := *answer
			changed.Failures = []types.Failure{{Arn: &all[1].ARN, Reason: new("INTERNAL")}}
			return &changed, err
		}
		return out, err
	}
	if _, _, err := apply.New(a.UserConfig()).Drain(t.Context(), "prod", all); err == nil {
		t.Error("no error")
	}
	if *count != 0 {
		t.Errorf("%d updates after half a read", *count)
	}
}
