package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

func TestZeroNumbersStandInJSONAnswers(t *testing.T) {
	s := wire.NewService(wire.Spec{
		ID: "ECS", Scope: "ecs", Target: "AmazonEC2ContainerServiceV20141113",
		Protocol: wire.JSON11, LowerCamel: true,
	})
	wire.On(s, "DescribeServices",
		func(context.Context, *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
			return &ecs.DescribeServicesOutput{Services: []types.Service{{
				ServiceName: new("idle"), DesiredCount: 2,
				DeploymentConfiguration: &types.DeploymentConfiguration{
					DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
				},
			}}}, nil
		})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://here/",
		strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.DescribeServices")
	r.Header.Set("Authorization",
		"AWS4-HMAC-SHA256 Credential=x/20261102/us-east-1/ecs/aws4_request")
	resp, err := wire.NewServer(s).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	want := `{"services":[{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,` +
		`"rollback":false}},"desiredCount":2,"enableECSManagedTags":false,` +
		`"enableExecuteCommand":false,"pendingCount":0,"runningCount":0,"serviceName":"idle"}]}`
	if string(got) != want {
		t.Errorf("answer is\n%s\nwant\n%s", got, want)
	}
}
