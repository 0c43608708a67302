package ecs

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Deployment alarms: while a deployment goes on, and for a bake time after the service is steady,
// ECS asks CloudWatch for the state of the service's alarms, and one that goes off fails the
// deployment (ECS developer guide, deployment-alarm-failure).

// alarmPoll is how often ECS asks; AWS tells that it does, not how often.
const alarmPoll = time.Minute

// alarmWatch is how a deployment stands to its alarms.
type alarmWatch struct {
	// config is nil for a deployment without alarms.
	config *types.DeploymentAlarms
	// watching is false once the alarms were found in ALARM at the beginning.
	watching  bool
	triggered []string
	// bake is how long they are watched once the service is steady; until is when that ends.
	bake  time.Duration
	until time.Time
}

// checkAlarms checks the alarms of a deployment configuration.
func (e *ECS) checkAlarms(a *types.DeploymentAlarms) error {
	switch {
	case a == nil || !a.Enable:
		return nil
	case len(a.AlarmNames) == 0:
		return invalid("The deployment alarms need at least one alarm name.")
	case e.CloudWatch == nil:
		return later("deploymentConfiguration.alarms without CloudWatch")
	}
	return nil
}

// watchAlarms begins to watch the alarms for a new deployment. While one is in ALARM at the
// beginning, they are not watched for this deployment.
func (s *service) watchAlarms(d *deployment) {
	config := s.rules.Alarms
	if config == nil || !config.Enable {
		return
	}
	d.alarms = alarmWatch{config: config, watching: true}
	s.cluster.e.env.After(0, func() {
		out, off, err := s.askAlarms(d)
		if err == nil {
			d.alarms.bake = bakeTime(out)
			d.alarms.watching = len(off) == 0
		}
		s.cluster.e.env.After(alarmPoll, func() { s.pollAlarms(d) })
	})
}

// pollAlarms looks at the alarms once a minute while the deployment goes on. What cannot be read,
// as when CloudWatch throttles, may be missed.
func (s *service) pollAlarms(d *deployment) {
	if s.status != active || d != s.primary() || d.rollback || !d.alarms.watching ||
		d.state != types.DeploymentRolloutStateInProgress {
		return
	}
	if _, off, err := s.askAlarms(d); err == nil && len(off) > 0 {
		d.alarms.triggered = off
		s.fail(alarmFailure, d.alarms.config.Rollback)
		s.wake()
		return
	}
	s.cluster.e.env.After(alarmPoll, func() { s.pollAlarms(d) })
}

// askAlarms describes the deployment's alarms; off are the names of those in ALARM.
func (s *service) askAlarms(d *deployment) (
	out *cloudwatch.DescribeAlarmsOutput, off []string, err error,
) {
	out, err = s.cluster.e.CloudWatch.DescribeAlarms(context.Background(),
		&cloudwatch.DescribeAlarmsInput{
			AlarmNames: d.alarms.config.AlarmNames, MaxRecords: new(int32(100)),
			AlarmTypes: []cwtypes.AlarmType{
				cwtypes.AlarmTypeMetricAlarm, cwtypes.AlarmTypeCompositeAlarm,
			},
		})
	if err != nil {
		return nil, nil, err
	}
	for _, a := range out.MetricAlarms {
		if a.StateValue == cwtypes.StateValueAlarm {
			off = append(off, *a.AlarmName)
		}
	}
	for _, a := range out.CompositeAlarms {
		if a.StateValue == cwtypes.StateValueAlarm {
			off = append(off, *a.AlarmName)
		}
	}
	return out, off, nil
}

// bakeTime is how long the slowest of the alarms looks back. AWS computes it from the alarms'
// configuration and does not tell how.
func bakeTime(out *cloudwatch.DescribeAlarmsOutput) time.Duration {
	longest := time.Duration(0)
	for _, a := range out.MetricAlarms {
		period := aws.ToInt32(a.Period)
		for _, q := range a.Metrics {
			if q.MetricStat != nil {
				period = max(period, aws.ToInt32(q.MetricStat.Period))
			}
		}
		n := time.Duration(aws.ToInt32(a.EvaluationPeriods))
		longest = max(longest, n*time.Duration(period)*time.Second)
	}
	return longest
}

// baking reports whether the alarms of a steady deployment have to be watched for longer.
func (s *service) baking(d *deployment) bool {
	a := &d.alarms
	if !a.watching || d.rollback {
		return false
	}
	now := s.cluster.e.env.Now()
	if a.until.IsZero() {
		a.until = now.Add(a.bake)
		s.cluster.e.env.At(a.until, s.wake)
	}
	return now.Before(a.until)
}

// alarmsOf is how the alarms stand to a deployment.
func alarmsOf(d *deployment) *types.ServiceDeploymentAlarms {
	a := d.alarms
	out := &types.ServiceDeploymentAlarms{
		Status: types.ServiceDeploymentRollbackMonitorsStatusDisabled,
	}
	if a.config == nil {
		return out
	}
	out.AlarmNames = slices.Clone(a.config.AlarmNames)
	switch {
	case len(a.triggered) > 0:
		out.TriggeredAlarmNames = slices.Clone(a.triggered)
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusTriggered
	case !a.watching:
	case d.state == types.DeploymentRolloutStateInProgress:
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoring
	default:
		out.Status = types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete
	}
	return out
}
