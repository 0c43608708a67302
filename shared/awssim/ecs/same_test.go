package ecs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// counted are idempotency tokens that are the same in every run.
type counted struct{ n int }

func (c *counted) GetIdempotencyToken() (string, error) {
	c.n++
	return fmt.Sprint("token-", c.n), nil
}

// day plays a day of drains, losses and roll-outs with random durations and returns the journal's
// digest. config makes the client's configuration.
func day(t *testing.T, config func(*wire.Server) aws.Config) string {
	t.Helper()
	k := kernel.New(7, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
	env := &kernel.Env{
		Kernel: k, Account: "111122223333", Region: "us-east-1", Publish: func(kernel.Event) {},
	}
	machines := host.New(env)
	e := New(env, machines)
	client := api.NewFromConfig(config(wire.NewServer(e.Service)), func(o *api.Options) {
		o.IdempotencyTokenProvider = &counted{}
	})
	ctx, prod := t.Context(), new("prod")
	must(client.CreateCluster(ctx, &api.CreateClusterInput{ClusterName: prod}))(t)
	nodes := make([]*host.Machine, 6)
	for i := range nodes {
		nodes[i] = must(machines.Launch(host.Template{CPU: 4096, Memory: 16384, Cluster: "prod",
			Boot: host.Duration{Median: 4 * time.Minute, Spread: 0.3},
		}, "us-east-1"+string(rune('a'+i%3)), "group"))(t)
	}
	for _, name := range []string{"api", "web"} {
		must(client.RegisterTaskDefinition(ctx, &api.RegisterTaskDefinitionInput{
			Family:               &name,
			ContainerDefinitions: []types.ContainerDefinition{container(name)},
		}))(t)
		must(client.CreateService(ctx, &api.CreateServiceInput{
			Cluster: prod, ServiceName: &name, TaskDefinition: &name, DesiredCount: new(int32(6)),
		}))(t)
	}
	for hour := range 24 {
		k.Advance(time.Hour)
		liveOneHour(ctx, t, client, hour)
		if hour%5 == 0 {
			machines.Terminate(nodes[hour/5].InstanceID)
		}
	}
	return k.Journal.Digest()
}

func liveOneHour(ctx context.Context, t *testing.T, client *api.Client, hour int) {
	t.Helper()
	prod := new("prod")
	found := must(client.ListContainerInstances(ctx, &api.ListContainerInstancesInput{
		Cluster: prod,
	}))(t).ContainerInstanceArns
	status := types.ContainerInstanceStatusDraining
	if hour%2 == 1 {
		status = types.ContainerInstanceStatusActive
	}
	must(client.UpdateContainerInstancesState(ctx, &api.UpdateContainerInstancesStateInput{
		Cluster: prod, ContainerInstances: found[:1], Status: status,
	}))(t)
	must(client.DescribeContainerInstances(ctx, &api.DescribeContainerInstancesInput{
		Cluster: prod, ContainerInstances: found,
	}))(t)
	must(client.UpdateService(ctx, &api.UpdateServiceInput{
		Cluster: prod, Service: new("web"), DesiredCount: new(int32(4 + hour%5)),
		ForceNewDeployment: hour%7 == 0,
	}))(t)
	must(client.DescribeServices(ctx, &api.DescribeServicesInput{
		Cluster: prod, Services: []string{"web", "api"},
	}))(t)
}

func TestSameSeedGivesTheSameJournalThroughBothFrontEnds(t *testing.T) {
	caller := wire.Caller{Name: "tester", AccessKey: "TESTER"}
	overWire := func(s *wire.Server) aws.Config { return s.Config(caller, "us-east-1") }
	typed := func(s *wire.Server) aws.Config { return s.Typed(caller, "us-east-1") }
	copied := func(s *wire.Server) aws.Config {
		s.CopyOutputs = true
		return s.Typed(caller, "us-east-1")
	}
	want := day(t, overWire)
	for name, config := range map[string]func(*wire.Server) aws.Config{
		"wire": overWire, "typed": typed, "copied": copied,
	} {
		if got := day(t, config); got != want {
			t.Errorf("%s: the journal differs from the first one over the wire", name)
		}
	}
}
