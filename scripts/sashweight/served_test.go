package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sashweight/shared/clock"
)

// serveTest serves an account over HTTP and returns its address.
func serveTest(t *testing.T, cmd serveCmd) string {
	t.Helper()
	cmd.Speed, cmd.Account, cmd.Region, cmd.Seed = 1, "123456789012", "us-east-1", 1
	s := &served{clock: clock.Real{}, cmd: &cmd}
	if err := s.reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

func clientOf(addr, region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &addr,
		Credentials: credentials.NewStaticCredentialsProvider("x", "x", ""),
	}
}

// clustersOf lists the clusters of a Region, as their ARNs with spaces between.
func clustersOf(t *testing.T, addr, region string) string {
	t.Helper()
	out, err := ecs.NewFromConfig(clientOf(addr, region)).ListClusters(t.Context(),
		&ecs.ListClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out.ClusterArns, " ")
}

func TestEachRegionHasItsOwnState(t *testing.T) {
	addr := serveTest(t, serveCmd{})
	const fleet = "arn:aws:ecs:us-east-1:123456789012:cluster/prod"
	if got := clustersOf(t, addr, "us-east-1"); got != fleet {
		t.Errorf("the Region of the fleet has the clusters %q, want %q", got, fleet)
	}
	if got := clustersOf(t, addr, "eu-west-1"); got != "" {
		t.Errorf("another Region begins with the clusters %q, want none", got)
	}
	_, err := ecs.NewFromConfig(clientOf(addr, "eu-west-1")).CreateCluster(t.Context(),
		&ecs.CreateClusterInput{ClusterName: aws.String("prod")})
	if err != nil {
		t.Fatal(err)
	}
	const other = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"
	for region, want := range map[string]string{
		"us-east-1": fleet, "eu-west-1": other, "us-gov-west-1": "",
	} {
		if got := clustersOf(t, addr, region); got != want {
			t.Errorf("%s has the clusters %q, want %q", region, got, want)
		}
	}

	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, addr+"/_sashweight/reset", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusNoContent {
		t.Errorf("reset answers %s, %v", resp.Status, err)
	}
	for region, want := range map[string]string{"us-east-1": fleet, "eu-west-1": ""} {
		if got := clustersOf(t, addr, region); got != want {
			t.Errorf("%s has the clusters %q after a reset, want %q", region, got, want)
		}
	}
}

// LAM-1: who invokes a function of a served account gets its answer at once, though it takes
// virtual time; the clock goes on from there.
func TestAServedFunctionIsInvokedAndAnswers(t *testing.T) {
	addr := serveTest(t, serveCmd{})
	client := lambda.NewFromConfig(clientOf(addr, "us-east-1"))
	list, err := client.ListFunctions(t.Context(), &lambda.ListFunctionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var name *string
	for _, f := range list.Functions {
		if strings.Contains(*f.FunctionName, "DrainNodes") {
			name = f.FunctionName
		}
	}
	if name == nil {
		t.Fatalf("no function of %d is drain-nodes", len(list.Functions))
	}
	out, err := client.Invoke(t.Context(), &lambda.InvokeInput{
		FunctionName: name, LogType: types.LogTypeTail, Payload: []byte(
			`{"version":"0","source":"aws.events","detail-type":"Scheduled Event","detail":{}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.StatusCode != 200 || out.FunctionError != nil || string(out.Payload) != "null" ||
		aws.ToString(out.LogResult) == "" {
		t.Errorf("%d %s %s", out.StatusCode, aws.ToString(out.FunctionError), out.Payload)
	}
}
