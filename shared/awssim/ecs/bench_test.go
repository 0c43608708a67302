package ecs

import (
	"fmt"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// BenchmarkRollingDrain drains one of 300 instances with 2,000 tasks of 30 services after the
// other, and reports queue entries and virtual seconds per second.
func BenchmarkRollingDrain(b *testing.B) {
	k := kernel.New(1, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "111122223333", Region: "us-east-1"}
	env.Publish = func(kernel.Event) {}
	machines := host.New(env)
	e := New(env, machines)
	ctx := b.Context()
	mustCall(b)(e.createCluster(ctx, &api.CreateClusterInput{ClusterName: new("prod")}))
	for i := range 300 {
		if _, err := machines.Launch(host.Template{CPU: 8192, Memory: 32768, Cluster: "prod"},
			"us-east-1"+string(rune('a'+i%3)), "group"); err != nil {
			b.Fatal(err)
		}
	}
	k.Advance(time.Hour)
	_, err := e.registerTaskDefinition(ctx, &api.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{container("app")},
	})
	if err != nil {
		b.Fatal(err)
	}
	for i := range 30 {
		_, err := e.createService(ctx, &api.CreateServiceInput{
			Cluster: new("prod"), ServiceName: new(fmt.Sprintf("s%d", i)),
			TaskDefinition: new("web"), DesiredCount: new(int32(67)),
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	k.Advance(time.Hour)
	c := e.clusters["prod"]
	start, popped := k.Now(), k.Popped()
	b.ResetTimer()
	for n := range b.N {
		i := c.instances[n%300]
		i.setStatus(draining)
		k.Advance(2 * time.Minute)
		i.setStatus(active)
	}
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(k.Popped()-popped)/seconds, "entries/s")
	b.ReportMetric(k.Now().Sub(start).Seconds()/seconds, "virtual-s/s")
}

func mustCall(b *testing.B) func(*api.CreateClusterOutput, error) {
	return func(_ *api.CreateClusterOutput, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
}
