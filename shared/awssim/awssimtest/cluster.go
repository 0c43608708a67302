// Package awssimtest makes simulated accounts for the tests of code that reads and writes ECS.
package awssimtest

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/host"
)

// Cluster is an account with the cluster prod and n registered nodes, the client of its operator,
// and the nodes' EC2 ids in the order of their launch.
func Cluster(t *testing.T, n int) (a *awssim.Account, client *ecs.Client, ids []string) {
	t.Helper()
	a = awssim.New(awssim.Options{Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)})
	client = ecs.NewFromConfig(a.UserConfig())
	if _, err := client.CreateCluster(t.Context(), &ecs.CreateClusterInput{
		ClusterName: aws.String("prod"),
	}); err != nil {
		t.Fatal(err)
	}
	for range n {
		m, err := a.Machines.Launch(host.Template{
			InstanceType: "m5.2xlarge", CPU: 8192, Memory: 32768, Cluster: "prod",
			OSFamily: "WINDOWS_SERVER_2022_CORE", AMI: "ami-1", Boot: host.Duration{Median: time.Minute},
		}, "us-east-1a", "win")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.InstanceID)
	}
	a.Advance(5 * time.Minute)
	return a, client, ids
}
