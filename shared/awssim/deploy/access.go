package deploy

import (
	"strconv"

	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/logs"
)

// role creates an AWS::IAM::Role with inline policies; managed policies are not simulated.
func (b *builder) role(r *resource, p *object) {
	p.ignore("Tags", "Path", "PermissionsBoundary", "MaxSessionDuration")
	role := iam.Role{
		Name:        b.nameOr(p, "RoleName", r.id),
		Description: p.text("Description"),
		Trust:       b.policy(p, "AssumeRolePolicyDocument"),
		Policies:    map[string]iam.Document{},
	}
	for _, o := range p.objects("Policies") {
		role.Policies[o.needText("PolicyName")] = b.policy(o, "PolicyDocument")
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.IAM.Create(role)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = role.Name, map[string]string{"Arn": arn}
}

func (b *builder) logGroup(r *resource, p *object) {
	p.ignore("Tags")
	g := logs.Group{
		Name: b.nameOr(p, "LogGroupName", r.id), RetentionDays: p.number("RetentionInDays", 0),
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.Logs.Create(g)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = g.Name, map[string]string{"Arn": arn}
}

// alarm creates a metric alarm on one metric; metric math is not simulated.
func (b *builder) alarm(r *resource, p *object) {
	p.ignore("Tags")
	if !p.boolean("ActionsEnabled", true) {
		p.fail("ActionsEnabled", "false is not simulated")
	}
	a := cloudwatch.Alarm{
		Name:        b.nameOr(p, "AlarmName", r.id),
		Description: p.text("AlarmDescription"),
		Namespace:   p.needText("Namespace"),
		Metric:      p.needText("MetricName"),
		Statistic: p.oneOf("Statistic", "SampleCount", "Average", "Sum", "Minimum",
			"Maximum"),
		Period:            p.number("Period", 60),
		EvaluationPeriods: p.number("EvaluationPeriods", 1),
		ComparisonOperator: p.oneOf("ComparisonOperator", "GreaterThanOrEqualToThreshold",
			"GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"),
		TreatMissingData: p.oneOf("TreatMissingData", "missing", "breaching", "notBreaching",
			"ignore"),
		AlarmActions:            p.texts("AlarmActions"),
		OKActions:               p.texts("OKActions"),
		InsufficientDataActions: p.texts("InsufficientDataActions"),
	}
	a.DatapointsToAlarm = p.number("DatapointsToAlarm", a.EvaluationPeriods)
	for _, required := range []string{"Statistic", "ComparisonOperator"} {
		p.needText(required)
	}
	var err error
	if a.Threshold, err = strconv.ParseFloat(p.needText("Threshold"), 64); err != nil {
		p.fail("Threshold", "is no number")
	}
	for _, d := range p.objects("Dimensions") {
		a.Dimensions = append(a.Dimensions,
			cloudwatch.Dimension{Name: d.needText("Name"), Value: d.needText("Value")})
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.CloudWatch.Put(a)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = a.Name, map[string]string{"Arn": arn}
}
