package ecs_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	apply "sashweight/shared/apply/ecs"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/fleet"
	observe "sashweight/shared/observe/ecs"
)

// twins is a cluster with one node whose instance is registered twice.
func twins(t *testing.T) (*awssim.Account, fleet.Node) {
	t.Helper()
	a, client, ids := awssimtest.Cluster(t, 1)
	if _, err := client.RegisterContainerInstance(t.Context(), &ecs.RegisterContainerInstanceInput{
		Cluster: new("prod"), InstanceIdentityDocument: new(
			`{"instanceId":"` + ids[0] + `","availabilityZone":"us-east-1a"}`),
		TotalResources: []types.Resource{
			{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: 1024},
			{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: 2048},
		},
	}); err != nil {
		t.Fatal(err)
	}
	found, err := observe.New(a.UserConfig()).Nodes(t.Context(), "prod", ids)
	n := found[ids[0]]
	if err != nil || n.Twin == "" {
		t.Fatalf("found %+v, %v", n, err)
	}
	return a, n
}

func wantBoth(t *testing.T, a *awssim.Account, n fleet.Node, want fleet.NodeStatus) {
	t.Helper()
	all, err := observe.New(a.UserConfig()).Describe(t.Context(), "prod", n.ARNs())
	if err != nil || len(all) != 2 || all[0].Status != want || all[1].Status != want {
		t.Errorf("registrations %+v, %v, want both %s", all, err, want)
	}
}

func TestANodeOfTwoRegistrationsIsDrainedAndActivatedWithBoth(t *testing.T) {
	a, n := twins(t)
	w := apply.New(a.UserConfig())
	done, failed, err := w.Drain(t.Context(), "prod", []fleet.Node{n})
	if err != nil || len(done) != 1 || len(failed) != 0 {
		t.Errorf("drain: %v, %v, %v", done, failed, err)
	}
	wantBoth(t, a, n, fleet.NodeDraining)
	done, failed, err = w.Activate(t.Context(), "prod", []fleet.Node{n})
	if err != nil || len(done) != 1 || len(failed) != 0 {
		t.Errorf("activate: %v, %v, %v", done, failed, err)
	}
	wantBoth(t, a, n, fleet.NodeActive)
}

func TestANodeThatIsActiveIsNotActivatedAgain(t *testing.T) {
	a, n := twins(t)
	_, failed, err := apply.New(a.UserConfig()).Activate(t.Context(), "prod", []fleet.Node{n})
	var stale *apply.StaleError
	if err != nil || !errors.As(failed[n.Instance], &stale) || stale.Found != "ACTIVE" {
		t.Errorf("%v, %v, want it stale", failed, err)
	}
}
