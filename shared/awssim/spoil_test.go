package awssim_test

import (
	"errors"
	"path"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	simulatedecs "sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/faults"
)

// once is a client whose calls are not tried again.
func once(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }

// nodes are the ids of the account's container instances.
func nodes(a *awssim.Account) (ids []string) {
	a.ECS.EachInstance(func(v simulatedecs.InstanceView) { ids = append(ids, path.Base(v.ARN)) })
	return ids
}

func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func TestACallThatFailsHasDoneNothingAndALostAnswerEverything(t *testing.T) {
	a, _, ids := awssimtest.Cluster(t, 1)
	client := ecs.NewFromConfig(a.UserConfig(), once)
	node := nodes(a)[0]
	in := &ecs.UpdateContainerInstancesStateInput{
		Cluster: new("prod"), ContainerInstances: []string{node},
		Status: types.ContainerInstanceStatusDraining,
	}
	status := func() string {
		out, err := client.DescribeContainerInstances(t.Context(),
			&ecs.DescribeContainerInstancesInput{
				Cluster: new("prod"), ContainerInstances: []string{node},
			})
		if err != nil {
			t.Fatal(err)
		}
		return *out.ContainerInstances[0].Status
	}
	for _, c := range []struct{ fault, want string }{
		{faults.ServerError, "ACTIVE"}, {faults.AnswerLost, "DRAINING"},
	} {
		a.Faults.TellCall(c.fault, "", "ecs UpdateContainerInstancesState", 0, 1)
		_, err := client.UpdateContainerInstancesState(t.Context(), in)
		if code(err) != "InternalFailure" {
			t.Errorf("%s: %v", c.fault, err)
		}
		if got := status(); got != c.want {
			t.Errorf("after %q node %s is %s, want %s", c.fault, ids[0], got, c.want)
		}
	}
}

func TestAPartialFailureLeavesOneElementUndone(t *testing.T) {
	a, client, _ := awssimtest.Cluster(t, 2)
	nodes := nodes(a)
	a.Faults.TellCall(faults.PartialFailure, "", "", 0, 1)
	out, err := client.UpdateContainerInstancesState(t.Context(),
		&ecs.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), ContainerInstances: nodes,
			Status: types.ContainerInstanceStatusDraining,
		})
	if err != nil || len(out.ContainerInstances) != 1 || len(out.Failures) != 1 ||
		*out.Failures[0].Arn != nodes[1] {
		t.Errorf("got %+v, %v", out, err)
	}
	if len(nodes) != 2 {
		t.Error("the caller's list was written")
	}
}

func TestAStaleReadIsWhatWasTrueSecondsAgo(t *testing.T) {
	a, client, _ := awssimtest.Cluster(t, 1)
	a.Faults.TellCall(faults.StaleRead, "", "ecs ListContainerInstances", 1, 2)
	drained := func() int {
		out, err := client.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{
			Cluster: new("prod"), Status: types.ContainerInstanceStatusDraining,
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.ContainerInstanceArns)
	}
	before := drained()
	_, err := client.UpdateContainerInstancesState(t.Context(),
		&ecs.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), ContainerInstances: []string{nodes(a)[0]},
			Status: types.ContainerInstanceStatusDraining,
		})
	if err != nil {
		t.Fatal(err)
	}
	stale := drained()
	a.Advance(time.Minute)
	if fresh := drained(); before != 0 || stale != 0 || fresh != 1 {
		t.Errorf("%d, then %d stale, then %d; want 0, 0, 1", before, stale, fresh)
	}
}

// EVENTS-3: PutEvents succeeds while single entries of it fail.
func TestSingleEntriesOfPutEventsFail(t *testing.T) {
	a, _, _ := awssimtest.Cluster(t, 0)
	client := eventbridge.NewFromConfig(a.UserConfig())
	entry := ebtypes.PutEventsRequestEntry{
		Source: new("own"), DetailType: new("Said"), Detail: new("{}"),
	}
	a.Faults.TellCall(faults.PartialFailure, "", "events PutEvents", 0, 1)
	for _, want := range []int32{1, 0} {
		out, err := client.PutEvents(t.Context(), &eventbridge.PutEventsInput{
			Entries: []ebtypes.PutEventsRequestEntry{entry, entry, entry},
		})
		if err != nil || out.FailedEntryCount != want || len(out.Entries) != 3 ||
			(out.Entries[2].ErrorCode != nil) != (want == 1) || out.Entries[1].EventId == nil {
			t.Errorf("%+v, %v, want %d failed", out, err, want)
		}
	}
}
