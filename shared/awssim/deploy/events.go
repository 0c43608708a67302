package deploy

import (
	"time"

	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/scheduler"
)

// source is the function whose event sources are read.
type source struct {
	function *resource
	spec     lambda.Spec
}

// events creates what invokes a function. SAM adds the permission and, for a schedule, the role.
func (b *builder) events(o *object, s source) {
	for _, name := range o.n.keys {
		e := o.object(name)
		p := e.object("Properties")
		switch kind := e.needText("Type"); kind {
		case "EventBridgeRule":
			b.patternEvent(name, p, s)
		case "ScheduleV2":
			b.scheduleEvent(name, p, s)
		case "SQS":
			b.queueEvent(p, s)
		default:
			e.fail("Type", "event source %s is not simulated", kind)
		}
	}
}

func (b *builder) patternEvent(name string, p *object, s source) {
	id := s.function.id + name
	rule := eventbridge.Rule{
		Name:     b.nameOr(p, "RuleName", id),
		Pattern:  b.pattern(p, "Pattern"),
		Disabled: p.oneOf("State", "ENABLED", "DISABLED") == "DISABLED",
		Targets:  []eventbridge.Target{b.target(p, s.function.attributes["Arn"])},
	}
	p.oneOf("EventBusName", "default")
	b.putRule(rule, RuleInfo{Function: s.spec.Name, Rule: name})
}

func (b *builder) putRule(rule eventbridge.Rule, info RuleInfo) (arn string) {
	if b.err != nil {
		return ""
	}
	info.Name, info.Pattern = rule.Name, rule.Pattern
	b.stack.Rules = append(b.stack.Rules, info)
	return b.to.Events.PutRule(rule)
}

func (b *builder) pattern(p *object, key string) *eventbridge.Pattern {
	src := p.json(key)
	if b.err != nil {
		return nil
	}
	pattern, err := eventbridge.ParsePattern(src)
	if err != nil {
		p.fail(key, "%w", err)
	}
	return pattern
}

// target reads a rule's retry policy and dead-letter queue, which must let rules send.
func (b *builder) target(p *object, arn string) eventbridge.Target {
	t := eventbridge.Target{ARN: arn, Retry: b.retryPolicy(p)}
	if p.has("DeadLetterConfig") {
		dead := p.object("DeadLetterConfig")
		t.DeadLetters = b.queueARN(dead, "Arn")
		b.checks = append(b.checks, func() {
			if !b.queueAllows(t.DeadLetters, "events.amazonaws.com") {
				dead.fail("Arn", "no AWS::SQS::QueuePolicy lets events.amazonaws.com send to %s",
					t.DeadLetters)
			}
		})
	}
	return t
}

// retryPolicy reads the limits of a rule's or schedule's deliveries (EventBridge API reference,
// RetryPolicy).
func (b *builder) retryPolicy(p *object) retry.Policy {
	o := p.object("RetryPolicy")
	out := retry.Default()
	out.MaxAttempts = o.number("MaximumRetryAttempts", out.MaxAttempts)
	out.MaxAge = seconds(o, "MaximumEventAgeInSeconds", out.MaxAge)
	if out.MaxAttempts < 0 || out.MaxAttempts > 185 {
		o.fail("MaximumRetryAttempts", "%d is not from 0 to 185", out.MaxAttempts)
	}
	if out.MaxAge < time.Minute || out.MaxAge > 24*time.Hour {
		o.fail("MaximumEventAgeInSeconds", "%s is not from 60 to 86400 seconds", out.MaxAge)
	}
	return out
}

// scheduleEvent creates a schedule. Its role has the name that SAM gives the one it adds.
func (b *builder) scheduleEvent(name string, p *object, s source) {
	account := b.to.Env.Account
	b.createSchedule(p, scheduler.Schedule{
		Name:   textOr(p, "Name", s.function.id+name),
		Target: s.function.attributes["Arn"],
		Role:   "arn:aws:iam::" + account + ":role/" + s.function.id + name + "Role",
		Input:  textOr(p, "Input", "{}"),
		Retry:  b.retryPolicy(p),
	}, p)
}

// createSchedule adds what a schedule says of itself, and at its target, about dead letters.
func (b *builder) createSchedule(p *object, c scheduler.Schedule, target *object) (arn string) {
	p.ignore("Description")
	p.oneOf("GroupName", "default")
	p.object("FlexibleTimeWindow").oneOf("Mode", "OFF")
	c.Expression = p.needText("ScheduleExpression")
	c.Disabled = p.oneOf("State", "ENABLED", "DISABLED") == "DISABLED"
	if target.has("DeadLetterConfig") {
		c.DeadLetters = b.queueARN(target.object("DeadLetterConfig"), "Arn")
	}
	if b.err != nil {
		return ""
	}
	arn, err := b.to.Scheduler.Create(c)
	if err != nil {
		p.fail("ScheduleExpression", "%w", err)
	}
	return arn
}

func textOr(p *object, key, otherwise string) string {
	if s := p.text(key); s != "" {
		return s
	}
	return otherwise
}
