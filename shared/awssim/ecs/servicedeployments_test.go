package ecs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// pastStatuses are the statuses of all service deployments of "web", oldest first, listed with
// pages of the size (0: the usual).
func (w *world) pastStatuses(size int32) string {
	w.t.Helper()
	in := &api.ListServiceDeploymentsInput{Cluster: new("prod"), Service: new("web")}
	if size > 0 {
		in.MaxResults = &size
	}
	var out []types.ServiceDeploymentStatus
	for {
		page := must(w.client.ListServiceDeployments(w.ctx, in))(w.t)
		for _, d := range page.ServiceDeployments {
			out = append(out, d.Status)
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return fmt.Sprint(out)
		}
	}
}

// SVC-24: service deployments stay, with how they ended.
func TestServiceDeploymentsTellHowTheyEnded(t *testing.T) {
	w := breaker(t, types.DeploymentCircuitBreaker{Enable: true, Rollback: true})
	for _, size := range []int32{0, 1} {
		if got := w.pastStatuses(size); got != "[SUCCESSFUL IN_PROGRESS]" {
			t.Errorf("pages of %d: %s", size, got)
		}
	}
	w.kernel.Advance(5 * time.Minute)
	if got := w.pastStatuses(1); got != "[SUCCESSFUL ROLLBACK_SUCCESSFUL]" {
		t.Errorf("after the rollback: %s", got)
	}
	w.roll("web")
	w.kernel.Advance(time.Second)
	w.roll("web")
	w.kernel.Advance(5 * time.Minute)
	want := "[SUCCESSFUL ROLLBACK_SUCCESSFUL STOPPED SUCCESSFUL]"
	if got := w.pastStatuses(1); got != want {
		t.Errorf("statuses are %s, want %s", got, want)
	}
	list := must(w.client.ListServiceDeployments(w.ctx, &api.ListServiceDeploymentsInput{
		Cluster: new("prod"), Service: new("web"),
		Status: []types.ServiceDeploymentStatus{types.ServiceDeploymentStatusRollbackSuccessful},
	}))(t)
	arn := *list.ServiceDeployments[0].ServiceDeploymentArn
	out := must(w.client.DescribeServiceDeployments(w.ctx, &api.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{arn, arn + "0"},
	}))(t)
	d := out.ServiceDeployments[0]
	if len(out.Failures) != 1 || d.Rollback == nil || len(d.SourceServiceRevisions) != 1 ||
		d.DeploymentCircuitBreaker.FailureCount != 3 || d.DeploymentCircuitBreaker.Threshold != 3 ||
		d.DeploymentCircuitBreaker.Status != types.ServiceDeploymentRollbackMonitorsStatusTriggered {
		t.Errorf("failures %v, rollback %v, breaker %v", out.Failures, d.Rollback,
			d.DeploymentCircuitBreaker)
	}
	r := must(w.client.DescribeServiceRevisions(w.ctx, &api.DescribeServiceRevisionsInput{
		ServiceRevisionArns: []string{*d.TargetServiceRevision.Arn, *d.Rollback.ServiceRevisionArn},
	}))(t).ServiceRevisions
	if len(r) != 2 || !strings.HasSuffix(*r[0].TaskDefinition, "web:2") ||
		*r[0].ContainerImages[0].Image != "repo/bad" || !strings.HasSuffix(*r[1].TaskDefinition, ":1") {
		t.Errorf("revisions are %v", r)
	}
}

// SVC-24: services without a namespace are not listed by one.
func TestNamespacesAreRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.client.ListServicesByNamespace(w.ctx, &api.ListServicesByNamespaceInput{
		Namespace: new("local"),
	})
	wantError(t, err, "InvalidParameterException", "namespace is not simulated yet")
}
