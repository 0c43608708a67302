package deploy

import (
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// alarm makes a metric alarm, on one metric or on metric math.
func (b *builder) alarm(r *resource, p *object) {
	p.ignore("Tags")
	in := &api.PutMetricAlarmInput{
		AlarmName:               new(b.nameOr(p, "AlarmName", r.id)),
		AlarmDescription:        optional(p, "AlarmDescription"),
		ActionsEnabled:          new(p.boolean("ActionsEnabled", true)),
		EvaluationPeriods:       new(int32(p.number("EvaluationPeriods", 1))),
		ComparisonOperator:      types.ComparisonOperator(p.needText("ComparisonOperator")),
		TreatMissingData:        optional(p, "TreatMissingData"),
		AlarmActions:            p.texts("AlarmActions"),
		OKActions:               p.texts("OKActions"),
		InsufficientDataActions: p.texts("InsufficientDataActions"),
		Threshold:               decimal(p, "Threshold"),
	}
	if p.has("DatapointsToAlarm") {
		in.DatapointsToAlarm = new(int32(p.number("DatapointsToAlarm", 1)))
	}
	if p.has("Metrics") {
		for _, o := range p.objects("Metrics") {
			in.Metrics = append(in.Metrics, alarmQuery(o))
		}
	} else {
		in.Namespace, in.MetricName = new(p.needText("Namespace")), new(p.needText("MetricName"))
		in.Statistic = types.Statistic(p.needText("Statistic"))
		in.Period = new(int32(p.number("Period", 60)))
		in.Unit = types.StandardUnit(p.text("Unit"))
		in.Dimensions = dimensions(p)
	}
	if b.err != nil {
		return
	}
	b.keepAlarm(r, *in.AlarmName, func() (string, error) { return b.to.CloudWatch.PutMetricAlarm(in) })
}

// compositeAlarm makes an alarm on the states of others.
func (b *builder) compositeAlarm(r *resource, p *object) {
	p.ignore("Tags")
	in := &api.PutCompositeAlarmInput{
		AlarmName:               new(b.nameOr(p, "AlarmName", r.id)),
		AlarmDescription:        optional(p, "AlarmDescription"),
		AlarmRule:               new(p.needText("AlarmRule")),
		ActionsEnabled:          new(p.boolean("ActionsEnabled", true)),
		AlarmActions:            p.texts("AlarmActions"),
		OKActions:               p.texts("OKActions"),
		InsufficientDataActions: p.texts("InsufficientDataActions"),
	}
	if b.err != nil {
		return
	}
	b.keepAlarm(r, *in.AlarmName, func() (string, error) {
		return b.to.CloudWatch.PutCompositeAlarm(in)
	})
}

// keepAlarm makes an alarm whose name must be free: CloudFormation does not take others' over.
func (b *builder) keepAlarm(r *resource, name string, put func() (string, error)) {
	if b.to.CloudWatch.Has(name) {
		b.fail(r.n.line, "%s: create alarm %s: it exists", r.id, name)
		return
	}
	arn, err := put()
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = name, map[string]string{"Arn": arn}
}

func alarmQuery(o *object) types.MetricDataQuery {
	q := types.MetricDataQuery{
		Id: new(o.needText("Id")), Label: optional(o, "Label"),
		Expression: optional(o, "Expression"), ReturnData: new(o.boolean("ReturnData", true)),
	}
	if o.has("Period") {
		q.Period = new(int32(o.number("Period", 60)))
	}
	if o.has("MetricStat") {
		stat := o.object("MetricStat")
		metric := stat.object("Metric")
		q.MetricStat = &types.MetricStat{
			Metric: &types.Metric{
				Namespace:  new(metric.needText("Namespace")),
				MetricName: new(metric.needText("MetricName")), Dimensions: dimensions(metric),
			},
			Period: new(int32(stat.number("Period", 60))), Stat: new(stat.needText("Stat")),
			Unit: types.StandardUnit(stat.text("Unit")),
		}
	}
	return q
}

func dimensions(p *object) (out []types.Dimension) {
	for _, d := range p.objects("Dimensions") {
		out = append(out, types.Dimension{
			Name: new(d.needText("Name")), Value: new(d.needText("Value")),
		})
	}
	return out
}

// optional is a text, nil when it is not there.
func optional(p *object, key string) *string {
	if !p.has(key) {
		return nil
	}
	return new(p.text(key))
}

func decimal(p *object, key string) *float64 {
	x, err := strconv.ParseFloat(p.needText(key), 64)
	if err != nil {
		p.fail(key, "is no number")
	}
	return &x
}
