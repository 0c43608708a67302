package ecs

import (
	"testing"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestRunTaskSaysOfEachInstanceWhyItHasNoRoom(t *testing.T) {
	w := newWorld(t)
	w.define("job", func(c *types.ContainerDefinition) { c.Memory = new(int32(1500)) })
	w.define("greedy", func(c *types.ContainerDefinition) { c.Cpu = 4096 })
	w.define("web", port(80))
	w.define("reserved", port(3389))
	_, err := w.client.RunTask(w.ctx, &api.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("job"),
	})
	wantError(t, err, "InvalidParameterException",
		"No Container Instances were found in your cluster.")
	w.nodes(2)
	w.run("web", 2)
	out := w.run("job", 5)
	if len(out.Tasks) != 4 {
		t.Errorf("%d tasks started, want 4", len(out.Tasks))
	}
	for _, c := range []struct{ family, want string }{
		{"job", "RESOURCE:MEMORY"}, {"greedy", "RESOURCE:CPU"}, {"web", "RESOURCE:PORTS"},
		{"reserved", "RESOURCE:PORTS"},
	} {
		out := w.run(c.family, 1)
		if len(out.Tasks) != 0 || len(out.Failures) != 2 {
			t.Fatalf("%s: %d tasks, %d failures", c.family, len(out.Tasks), len(out.Failures))
		}
		for _, f := range out.Failures {
			if *f.Reason != c.want {
				t.Errorf("%s: %s, want %s", c.family, *f.Reason, c.want)
			}
		}
	}
}

func TestMissingThingsAreFailuresNotErrors(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	services := must(w.client.DescribeServices(w.ctx, &api.DescribeServicesInput{
		Cluster: new("prod"), Services: []string{"none"},
	}))(t).Failures
	clusters := must(w.client.DescribeClusters(w.ctx, &api.DescribeClustersInput{
		Clusters: []string{"none", "prod"},
	}))(t).Failures
	updated := must(w.client.UpdateContainerInstancesState(w.ctx,
		&api.UpdateContainerInstancesStateInput{
			Cluster: new("prod"), Status: "DRAINING",
			ContainerInstances: []string{nobody, *w.firstNode().ContainerInstanceArn},
		}))(t)
	if len(updated.ContainerInstances) != 1 {
		t.Errorf("%d instances were changed, want 1", len(updated.ContainerInstances))
	}
	for i, f := range [][]types.Failure{services, clusters, updated.Failures} {
		if len(f) != 1 || *f[0].Reason != "MISSING" {
			t.Errorf("failures %d are %v, want one MISSING", i, f)
		}
	}
}
