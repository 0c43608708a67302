package ecs

import (
	"errors"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TASK-7: a client token gives the same tasks for the same request, and a conflict for another.
func TestClientTokenStartsItsTasksOnce(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	run := func(cluster string, count int32) (*api.RunTaskOutput, error) {
		return w.client.RunTask(w.ctx, &api.RunTaskInput{
			Cluster: &cluster, TaskDefinition: new("web"), Count: &count, ClientToken: new("a"),
		})
	}
	first := must(run("prod", 2))(t)
	w.kernel.Advance(time.Minute)
	again := must(run(*first.Tasks[0].ClusterArn, 2))(t)
	if len(again.Tasks) != 2 || *again.Tasks[0].TaskArn != *first.Tasks[0].TaskArn ||
		*again.Tasks[0].LastStatus != running {
		t.Errorf("the second call says %v", again.Tasks)
	}
	_, err := run("prod", 1)
	wantError(t, err, "ConflictException", "token is already in use")
	var conflict *types.ConflictException
	if !errors.As(err, &conflict) || len(conflict.ResourceIds) != 2 ||
		conflict.ResourceIds[0] != *first.Tasks[0].TaskArn {
		t.Errorf("the conflict is %v", err)
	}
	w.wantStates(nil, "[RUNNING/RUNNING:2]")
}

// TASK-7: likewise a service is created once.
func TestClientTokenCreatesItsServiceOnce(t *testing.T) {
	w := newWorld(t)
	w.define("web")
	create := func(desired int32) error {
		_, err := w.client.CreateService(w.ctx, &api.CreateServiceInput{
			Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
			DesiredCount: &desired, ClientToken: new("a"),
		})
		return err
	}
	for range 2 {
		if err := create(2); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, create(3), "InvalidParameterException", "was not idempotent")
}
