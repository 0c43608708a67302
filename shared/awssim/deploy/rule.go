package deploy

import (
	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/scheduler"
)

// rule creates an AWS::Events::Rule. Its functions need an AWS::Lambda::Permission each.
func (b *builder) rule(r *resource, p *object) {
	p.ignore("Description")
	p.oneOf("EventBusName", "default")
	rule := eventbridge.Rule{
		Name:     b.nameOr(p, "Name", r.id),
		Pattern:  b.pattern(p, "EventPattern"),
		Disabled: p.oneOf("State", "ENABLED", "DISABLED") == "DISABLED",
	}
	info := RuleInfo{Rule: r.id}
	for _, t := range p.objects("Targets") {
		t.ignore("Id")
		arn := t.needText("Arn")
		rule.Targets = append(rule.Targets, b.target(t, arn))
		function := b.functionName(arn)
		if function == "" {
			continue
		}
		info.Function = function
		b.checks = append(b.checks, func() {
			if !b.permitted[permit{arn, "events.amazonaws.com"}] {
				t.fail("Arn", "no AWS::Lambda::Permission lets events.amazonaws.com invoke %s", arn)
			}
		})
	}
	arn := b.putRule(rule, info)
	r.ref, r.attributes = rule.Name, map[string]string{"Arn": arn}
}

// functionName is the short name of a function of this stack by its ARN; empty for other ARNs.
func (b *builder) functionName(arn string) string {
	for id, r := range b.resources {
		if r.kind == "AWS::Serverless::Function" && r.attributes["Arn"] == arn {
			return shortName(id)
		}
	}
	return ""
}

// schedule creates an AWS::Scheduler::Schedule, whose role must be allowed to invoke the function.
func (b *builder) schedule(r *resource, p *object) {
	t := p.object("Target")
	role := t.needText("RoleArn")
	c := scheduler.Schedule{
		Name:   b.nameOr(p, "Name", r.id),
		Target: t.needText("Arn"),
		Role:   role,
		Input:  textOr(t, "Input", "{}"),
		Retry:  b.retryPolicy(t),
	}
	switch {
	case b.err != nil:
		return
	case b.functionName(c.Target) == "":
		t.fail("Arn", "%s is no function of this template", c.Target)
	case !b.to.IAM.Trusts(role, "scheduler.amazonaws.com"),
		!b.to.IAM.Allows(role, iam.Request{Action: "lambda:InvokeFunction", Resource: c.Target}):
		t.fail("RoleArn", "%s does not let scheduler.amazonaws.com invoke a function", role)
	}
	arn := b.createSchedule(p, c, t)
	r.ref, r.attributes = c.Name, map[string]string{"Arn": arn}
}

// permit is who may invoke a function.
type permit struct{ function, principal string }

// permission notes an AWS::Lambda::Permission.
func (b *builder) permission(r *resource, p *object) {
	p.oneOf("Action", "lambda:InvokeFunction")
	p.ignore("SourceArn", "SourceAccount")
	name, principal := p.needText("FunctionName"), p.needText("Principal")
	found := false
	for _, f := range b.resources {
		arn := f.attributes["Arn"]
		if f.kind == "AWS::Serverless::Function" && (name == f.ref || name == arn) {
			found = true
			b.permitted[permit{arn, principal}] = true
		}
	}
	if !found {
		p.fail("FunctionName", "%s is no function of this template", name)
	}
	r.ref = b.name(r.id)
}
