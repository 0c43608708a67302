package autoscaling

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	watch "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// How target tracking's alarms decide (EC2 Auto Scaling user guide, as-scaling-target-tracking):
// out after three minutes, in after fifteen and more than a tenth below the target. For the metric
// of ECS managed scaling one minute is enough, and anything below the target.
const (
	highPeriods, lowPeriods = 3, 15
	lowPart                 = 0.9
	trackedPeriod           = 60 // seconds

	managedNamespace = "AWS/ECS/ManagedScaling"
)

// agree is how long a low alarm's call stands while those of other policies are waited for.
const agree = 90 * time.Second

// putAlarms makes the alarms of a target tracking policy, or changes them.
func (a *AutoScaling) putAlarms(ctx context.Context, p *policy) error {
	if a.CloudWatch == nil {
		return nil
	}
	scalesIn := !*p.tracking.DisableScaleIn
	if !scalesIn && len(p.alarms) > 1 {
		if err := a.deleteAlarm(ctx, *p.alarms[1].AlarmName); err != nil {
			return err
		}
		p.alarms = p.alarms[:1:1]
	}
	high := p.alarm(trackedMetric(p))
	managed := *high.Namespace == managedNamespace
	high.ComparisonOperator = watch.ComparisonOperatorGreaterThanThreshold
	high.EvaluationPeriods, high.Threshold = new(int32(highPeriods)), new(*p.tracking.TargetValue)
	if managed {
		high.EvaluationPeriods = new(int32(1))
	}
	if err := a.putAlarm(ctx, p, 0, "AlarmHigh", high); err != nil || !scalesIn {
		return err
	}
	low := p.alarm(trackedMetric(p))
	low.ComparisonOperator = watch.ComparisonOperatorLessThanThreshold
	low.EvaluationPeriods = new(int32(lowPeriods))
	low.Threshold = new(*p.tracking.TargetValue * lowPart)
	if managed {
		low.Threshold = new(*p.tracking.TargetValue)
	}
	return a.putAlarm(ctx, p, 1, "AlarmLow", low)
}

// alarm is what both alarms have in common.
func (p *policy) alarm(m types.CustomizedMetricSpecification) *cloudwatch.PutMetricAlarmInput {
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmDescription: new("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " +
			p.arn + "."),
		AlarmActions: []string{p.arn}, Namespace: m.Namespace, MetricName: m.MetricName,
		Statistic: watch.Statistic(m.Statistic),
		Period:    new(override(trackedPeriod, m.Period)),
	}
	if m.Statistic == "" {
		in.Statistic = watch.StatisticAverage
	}
	if m.Unit != nil {
		in.Unit = watch.StandardUnit(*m.Unit)
	}
	for _, d := range m.Dimensions {
		in.Dimensions = append(in.Dimensions, watch.Dimension{Name: d.Name, Value: d.Value})
	}
	return in
}

func (a *AutoScaling) putAlarm(
	ctx context.Context, p *policy, n int, kind string, in *cloudwatch.PutMetricAlarmInput,
) error {
	if n < len(p.alarms) {
		in.AlarmName = p.alarms[n].AlarmName
	} else {
		name := "TargetTracking-" + p.group.name + "-" + kind + "-" + a.env.UUID("tracking alarm")
		in.AlarmName = new(name)
		p.alarms = append(p.alarms[:n:n], types.Alarm{
			AlarmName: new(name), AlarmARN: new(a.env.ARN("cloudwatch", "alarm:"+name)),
		})
	}
	_, err := a.CloudWatch.PutMetricAlarm(ctx, in)
	return err
}

// deleteAlarms removes what putAlarms has made.
func (a *AutoScaling) deleteAlarms(ctx context.Context, p *policy) error {
	for _, x := range p.alarms {
		if err := a.deleteAlarm(ctx, *x.AlarmName); err != nil {
			return err
		}
	}
	return nil
}

func (a *AutoScaling) deleteAlarm(ctx context.Context, name string) error {
	_, err := a.CloudWatch.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{
		AlarmNames: []string{name},
	})
	return err
}

// trackedMetric is the metric that a policy keeps near its target (Auto Scaling API reference,
// PredefinedMetricSpecification).
func trackedMetric(p *policy) types.CustomizedMetricSpecification {
	if m := p.tracking.CustomizedMetricSpecification; m != nil {
		return *copyTracking(p.tracking).CustomizedMetricSpecification
	}
	ready := p.tracking.PredefinedMetricSpecification
	m := types.CustomizedMetricSpecification{
		Namespace: new("AWS/EC2"), Statistic: types.MetricStatisticAverage,
		Dimensions: []types.MetricDimension{{
			Name: new("AutoScalingGroupName"), Value: new(p.group.name),
		}},
	}
	switch ready.PredefinedMetricType {
	case types.MetricTypeASGAverageNetworkIn:
		m.MetricName = new("NetworkIn")
	case types.MetricTypeASGAverageNetworkOut:
		m.MetricName = new("NetworkOut")
	case types.MetricTypeALBRequestCountPerTarget:
		m.Namespace, m.MetricName = new("AWS/ApplicationELB"), new("RequestCountPerTarget")
		m.Statistic, m.Dimensions = types.MetricStatisticSum, resourceDimensions(*ready.ResourceLabel)
	default:
		m.MetricName = new("CPUUtilization")
	}
	return m
}

// resourceDimensions are those of app/NAME/ID/targetgroup/NAME/ID.
func resourceDimensions(label string) []types.MetricDimension {
	balancer, target, ok := strings.Cut(label, "/targetgroup/")
	if !ok {
		return []types.MetricDimension{{Name: new("LoadBalancer"), Value: new(label)}}
	}
	return []types.MetricDimension{
		{Name: new("TargetGroup"), Value: new("targetgroup/" + target)},
		{Name: new("LoadBalancer"), Value: new(balancer)},
	}
}

// track brings the metric of a policy near its target: out in proportion, counting what has warmed
// up only; in only as far as the metric stays below the target, when nothing warms up and every
// other tracking policy wants that too (EC2 Auto Scaling user guide, as-scaling-target-tracking).
func (a *AutoScaling) track(p *policy, m AlarmMetric, cause string) {
	g, target := p.group, *p.tracking.TargetValue
	if m.Value > target {
		capacity := max(1, a.warm(p)) // nothing yet: the metric is of the work that waits
		to := int32(math.Ceil(float64(capacity) * m.Value / target))
		a.move(g, max(g.desired, to), m.Alarm, cause)
		return
	}
	if aws.ToBool(p.tracking.DisableScaleIn) || m.Value >= m.Threshold || a.warming(p) {
		return
	}
	p.low = a.env.Now()
	p.lowTo = int32(math.Ceil(float64(len(g.instances)-g.aside()) * m.Value / target))
	if to, ok := a.agreed(g); ok {
		a.move(g, min(g.desired, to), m.Alarm, cause)
	}
}

// agreed is the largest capacity that the group's tracking policies want, when all of them that
// may scale in have just asked for less.
func (a *AutoScaling) agreed(g *group) (to int32, ok bool) {
	for _, p := range a.policies {
		switch {
		case p.group != g || p.kind != targetTracking || !p.enabled || *p.tracking.DisableScaleIn:
		case p.low.IsZero() || a.env.Now().Sub(p.low) > agree:
			return 0, false
		default:
			to = max(to, p.lowTo)
		}
	}
	return to, true
}
