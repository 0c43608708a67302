package ecs

import (
	"fmt"
	"slices"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// collect follows a list's pages, one row each, until there is no token, and checks that every
// page but the last is full.
func collect(t *testing.T, next func(token *string) ([]string, *string, error)) []string {
	t.Helper()
	var out []string
	var token *string
	for {
		rows, more, err := next(token)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 {
			t.Fatalf("a page has %d rows, want 1", len(rows))
		}
		out = append(out, rows...)
		if more == nil {
			return out
		}
		token = more
	}
}

func TestListsPageByPageTellTheSameAsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.nodes(3)
	for i := range 3 {
		name := fmt.Sprintf("s%d", i)
		w.define(name)
		w.serve(name, 1, 100, 200)
		must(w.client.CreateCluster(w.ctx, &api.CreateClusterInput{ClusterName: &name}))(t)
	}
	w.kernel.Advance(time.Minute)
	one := new(int32(1))
	lists := []func(size *int32, token *string) ([]string, *string, error){
		func(size *int32, token *string) ([]string, *string, error) {
			out, err := w.client.ListTasks(w.ctx, &api.ListTasksInput{
				Cluster: new("prod"), MaxResults: size, NextToken: token})
			return out.TaskArns, out.NextToken, err
		},
		func(size *int32, token *string) ([]string, *string, error) {
			out, err := w.client.ListContainerInstances(w.ctx, &api.ListContainerInstancesInput{
				Cluster: new("prod"), MaxResults: size, NextToken: token})
			return out.ContainerInstanceArns, out.NextToken, err
		},
		func(size *int32, token *string) ([]string, *string, error) {
			out, err := w.client.ListServices(w.ctx, &api.ListServicesInput{
				Cluster: new("prod"), MaxResults: size, NextToken: token})
			return out.ServiceArns, out.NextToken, err
		},
		func(size *int32, token *string) ([]string, *string, error) {
			out, err := w.client.ListClusters(w.ctx, &api.ListClustersInput{
				MaxResults: size, NextToken: token})
			return out.ClusterArns, out.NextToken, err
		},
		func(size *int32, token *string) ([]string, *string, error) {
			out, err := w.client.ListTaskDefinitions(w.ctx, &api.ListTaskDefinitionsInput{
				MaxResults: size, NextToken: token})
			return out.TaskDefinitionArns, out.NextToken, err
		},
	}
	for i, l := range lists {
		want, _, err := l(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := collect(t, func(token *string) ([]string, *string, error) { return l(one, token) })
		if len(got) < 3 || !slices.Equal(got, want) {
			t.Errorf("list %d in pages is %v, at once %v", i, got, want)
		}
	}
}

func TestPageHoldsAHundred(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("tiny", func(c *types.ContainerDefinition) { c.Cpu, c.Memory = 1, new(int32(4)) })
	for range 15 {
		w.run("tiny", 10)
	}
	first := must(w.client.ListTasks(w.ctx, &api.ListTasksInput{Cluster: new("prod")}))(t)
	if len(first.TaskArns) != 100 || first.NextToken == nil {
		t.Fatalf("the first page has %d tasks", len(first.TaskArns))
	}
	// What goes between two pages does not shift the next one.
	must(w.client.StopTask(w.ctx, &api.StopTaskInput{
		Cluster: new("prod"), Task: &first.TaskArns[3],
	}))(t)
	second := must(w.client.ListTasks(w.ctx, &api.ListTasksInput{
		Cluster: new("prod"), NextToken: first.NextToken,
	}))(t)
	if len(second.TaskArns) != 50 || second.NextToken != nil {
		t.Errorf("the second page has %d tasks, want 50 and no more", len(second.TaskArns))
	}
}

func TestListContainerInstancesFilters(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(3)
	w.drain(nodes[2])
	a, b := nodes[0].InstanceID, nodes[1].InstanceID
	for _, c := range []struct {
		filter string
		status types.ContainerInstanceStatus
		want   int
	}{
		{"ec2InstanceId in ['" + a + "', '" + b + "', 'i-0']", "", 2},
		{"ec2InstanceId in [" + a + "]", "", 1},
		{"ec2InstanceId == " + a, "", 1},
		{"ec2InstanceId == " + a + " and attribute:tier == db", "", 0},
		{"ec2InstanceId != " + a, "", 2},
		{"attribute:tier == web", "", 3},
		{"attribute:tier == web && agentConnected == true", "DRAINING", 1},
		{"attribute:ecs.os-type == windows", "ACTIVE", 2},
		{"attribute:ecs.os-family =~ WINDOWS_SERVER_2022_.*", "", 3},
		{"attribute:ecs.availability-zone == us-east-1b", "", 1},
		{"attribute:none exists", "", 0},
		{"attribute:none !exists", "", 3},
		{"attribute:none == x", "", 0},
		{"attribute:none != x", "", 3},
		{"runningTasksCount == 0", "", 3},
		{"", "DRAINING", 1},
	} {
		out := must(w.client.ListContainerInstances(w.ctx, &api.ListContainerInstancesInput{
			Cluster: new("prod"), Filter: new(c.filter), Status: c.status,
		}))(t)
		if got := len(out.ContainerInstanceArns); got != c.want {
			t.Errorf("%q %s: %d instances, want %d", c.filter, c.status, got, c.want)
		}
	}
}
