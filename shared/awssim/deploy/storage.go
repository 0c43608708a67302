package deploy

import (
	"time"

	"sashweight/shared/awssim/iam"
)

// table creates an AWS::DynamoDB::Table with string keys and no indexes.
func (b *builder) table(r *resource, p *object) {
	p.oneOf("BillingMode", "PAY_PER_REQUEST")
	p.ignore("PointInTimeRecoverySpecification", "SSESpecification", "Tags",
		"DeletionProtectionEnabled")
	t := Table{Name: b.nameOr(p, "TableName", r.id)}
	types := map[string]string{}
	for _, a := range p.objects("AttributeDefinitions") {
		types[a.needText("AttributeName")] = a.oneOf("AttributeType", "S")
	}
	for _, k := range p.objects("KeySchema") {
		name := k.needText("AttributeName")
		if types[name] == "" {
			k.fail("AttributeName", "%s is not defined", name)
		}
		if k.oneOf("KeyType", "HASH", "RANGE") == "HASH" {
			t.Hash = name
		} else {
			t.Range = name
		}
	}
	if t.Hash == "" {
		p.fail("KeySchema", "there is no HASH key")
	}
	if ttl := p.object("TimeToLiveSpecification"); ttl.boolean("Enabled", false) {
		t.TTL = ttl.needText("AttributeName")
	} else {
		ttl.ignore("AttributeName")
	}
	if b.err != nil {
		return
	}
	arn, err := b.to.CreateTable(t)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref, r.attributes = t.Name, map[string]string{"Arn": arn}
}

// queue creates a standard AWS::SQS::Queue (defaults: SQS API reference, CreateQueue).
func (b *builder) queue(r *resource, p *object) {
	p.ignore("SqsManagedSseEnabled", "Tags")
	q := Queue{
		Name:       b.nameOr(p, "QueueName", r.id),
		Retention:  seconds(p, "MessageRetentionPeriod", 4*24*time.Hour),
		Visibility: seconds(p, "VisibilityTimeout", 30*time.Second),
		Delay:      seconds(p, "DelaySeconds", 0),
		Wait:       seconds(p, "ReceiveMessageWaitTimeSeconds", 0),
	}
	if p.has("RedrivePolicy") {
		redrive := p.object("RedrivePolicy")
		q.DeadLetters = b.queueARN(redrive, "deadLetterTargetArn")
		q.MaxReceives = redrive.number("maxReceiveCount", 10)
	}
	if b.err != nil {
		return
	}
	url, arn, err := b.to.CreateQueue(q)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
	}
	r.ref = url
	r.attributes = map[string]string{"Arn": arn, "QueueName": q.Name, "QueueUrl": url}
}

// queuePolicy notes who may send to queues.
func (b *builder) queuePolicy(r *resource, p *object) {
	d := b.policy(p, "PolicyDocument")
	for _, url := range p.texts("Queues") {
		known := false
		for _, q := range b.resources {
			if q.kind == "AWS::SQS::Queue" && q.ref == url {
				known = true
				arn := q.attributes["Arn"]
				b.queuePolicies[arn] = append(b.queuePolicies[arn], d)
			}
		}
		if !known {
			p.fail("Queues", "%s is the URL of no queue of this template", url)
		}
	}
	r.ref = b.name(r.id)
}

func (b *builder) queueAllows(arn, service string) bool {
	for _, d := range b.queuePolicies[arn] {
		if d.Allows(service, "sqs:SendMessage") {
			return true
		}
	}
	return false
}

// policy reads a policy document.
func (b *builder) policy(p *object, key string) iam.Document {
	src := p.json(key)
	if b.err != nil {
		return iam.Document{}
	}
	d, err := iam.ParseDocument(src)
	if err != nil {
		p.fail(key, "%w", err)
	}
	return d
}
