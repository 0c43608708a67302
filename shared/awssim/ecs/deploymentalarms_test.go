package ecs

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// watched5xx is a world whose service "web" runs two tasks with the deployment alarm "5xx": more
// than no error in one of two minutes.
func watched5xx(t *testing.T, rollback bool) *world {
	t.Helper()
	w := newWorld(t)
	server := wire.NewServer(cloudwatch.New(w.ecs.env).Service)
	w.ecs.CloudWatch = sdk.NewFromConfig(
		server.Typed(wire.Caller{Name: "ECS", AccessKey: "ECS"}, "us-east-1"),
		func(o *sdk.Options) { o.Retryer = aws.NopRetryer{} })
	must(w.ecs.CloudWatch.PutMetricAlarm(w.ctx, &sdk.PutMetricAlarmInput{
		AlarmName: new("5xx"), Namespace: new("N"), MetricName: new("M"), Period: new(int32(60)),
		Statistic: cwtypes.StatisticSum, EvaluationPeriods: new(int32(2)),
		DatapointsToAlarm: new(int32(1)), Threshold: new(0.0), TreatMissingData: new("notBreaching"),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold,
	}))(t)
	w.nodes(3)
	w.define("web")
	w.serve("web", 2, 50, 200)
	w.update("web", api.UpdateServiceInput{
		DeploymentConfiguration: &types.DeploymentConfiguration{Alarms: &types.DeploymentAlarms{
			AlarmNames: []string{"5xx", "none"}, Enable: true, Rollback: rollback,
		}},
	})
	w.kernel.Advance(5 * time.Minute)
	return w
}

func (w *world) errs() {
	w.ecs.env.Measure(kernel.Metric{Namespace: "N", Name: "M", Value: 1})
}

// last is the newest service deployment.
func (w *world) last() types.ServiceDeployment {
	w.t.Helper()
	l := must(w.client.ListServiceDeployments(w.ctx, &api.ListServiceDeploymentsInput{
		Cluster: new("prod"), Service: new("web"),
	}))(w.t)
	newest := l.ServiceDeployments[len(l.ServiceDeployments)-1]
	out := must(w.client.DescribeServiceDeployments(w.ctx, &api.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*newest.ServiceDeploymentArn},
	}))(w.t)
	return out.ServiceDeployments[0]
}

func (w *world) wantAlarms(when string, status types.ServiceDeploymentRollbackMonitorsStatus,
	triggered ...string,
) {
	w.t.Helper()
	a := w.last().Alarms
	if a.Status != status || !slices.Equal(a.TriggeredAlarmNames, triggered) ||
		!slices.Equal(a.AlarmNames, []string{"5xx", "none"}) {
		w.t.Errorf("%s the alarms are %+v, want %s, triggered %v", when, *a, status, triggered)
	}
}

// SVC-26: an alarm that goes off rolls the deployment back.
func TestAnAlarmRollsTheDeploymentBack(t *testing.T) {
	w := watched5xx(t, true)
	good := *w.service("web").Deployments[0].Id
	w.roll("web")
	w.kernel.Advance(10 * time.Second)
	w.wantAlarms("at first", types.ServiceDeploymentRollbackMonitorsStatusMonitoring)
	bad := *w.service("web").Deployments[0].Id
	w.errs()
	w.kernel.Advance(3 * time.Minute)
	w.wantAlarms("then", types.ServiceDeploymentRollbackMonitorsStatusTriggered, "5xx")
	w.kernel.Advance(5 * time.Minute)
	s := w.service("web")
	if d := s.Deployments[0]; len(s.Deployments) != 1 || *d.Id != good || s.RunningCount != 2 ||
		d.RolloutState != types.DeploymentRolloutStateCompleted {
		t.Errorf("after the rollback: %d running, deployments %v", s.RunningCount, s.Deployments)
	}
	if got := w.last().Status; got != types.ServiceDeploymentStatusRollbackSuccessful {
		t.Errorf("the service deployment is %s", got)
	}
	for _, part := range []string{
		"(deployment " + bad + ") deployment failed: alarm detected.",
		"rolling back to deployment " + good + ".",
	} {
		if !w.hasEvent("web", part) {
			t.Errorf("no service event says %q", part)
		}
	}
	w.wantDeploymentEvent("ERROR", "SERVICE_DEPLOYMENT_FAILED",
		"ECS deployment alarm: alarm detected.")
}

// SVC-26: without rollback the deployment only fails.
func TestAnAlarmFailsTheDeployment(t *testing.T) {
	w := watched5xx(t, false)
	w.roll("web")
	w.kernel.Advance(10 * time.Second)
	w.errs()
	w.kernel.Advance(5 * time.Minute)
	d := w.service("web").Deployments[0]
	if d.RolloutState != types.DeploymentRolloutStateFailed ||
		*d.RolloutStateReason != "ECS deployment alarm: alarm detected." {
		t.Errorf("rollout state is %s: %s", d.RolloutState, *d.RolloutStateReason)
	}
}

// SVC-27: a steady deployment bakes while its alarms look back, and only then is complete.
func TestADeploymentBakesBeforeItIsComplete(t *testing.T) {
	w := watched5xx(t, true)
	w.roll("web")
	w.kernel.Advance(90 * time.Second)
	s := w.service("web")
	if d := s.Deployments[0]; s.RunningCount != 2 || len(s.Deployments) != 1 ||
		d.RolloutState != types.DeploymentRolloutStateInProgress {
		t.Errorf("steady: %d running, deployments %v", s.RunningCount, s.Deployments)
	}
	w.kernel.Advance(2 * time.Minute)
	if d := w.service("web").Deployments[0]; d.RolloutState !=
		types.DeploymentRolloutStateCompleted {
		t.Errorf("baked: %s", d.RolloutState)
	}
	w.wantAlarms("in the end", types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete)
	w.errs()
	w.kernel.Advance(5 * time.Minute)
	if got := w.last().Status; got != types.ServiceDeploymentStatusSuccessful {
		t.Errorf("an alarm after the bake time makes the service deployment %s", got)
	}
}

// SVC-28: alarms that are in ALARM at the beginning are not watched.
func TestAlarmsThatAreOffAlreadyAreNotWatched(t *testing.T) {
	w := watched5xx(t, true)
	w.errs()
	w.kernel.Advance(70 * time.Second)
	w.roll("web")
	w.kernel.Advance(2 * time.Minute)
	w.wantAlarms("at the end", types.ServiceDeploymentRollbackMonitorsStatusDisabled)
	if got := w.last().Status; got != types.ServiceDeploymentStatusSuccessful {
		t.Errorf("the service deployment is %s", got)
	}
}
