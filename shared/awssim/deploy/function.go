package deploy

import (
	"strings"
	"time"

	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/lambda"
)

// function creates an AWS::Serverless::Function and its event sources.
func (b *builder) function(r *resource, p *object) {
	if !strings.HasSuffix(r.id, "Function") {
		b.fail(r.n.line, "%s: a function's logical id ends in Function", r.id)
	}
	p.ignore("CodeUri", "Tags")
	p.oneOf("Tracing", "PassThrough", "Active")
	memory := p.number("MemorySize", 128)
	if memory < 128 || memory > 10240 {
		p.fail("MemorySize", "%d is not from 128 to 10240", memory)
	}
	spec := lambda.Spec{
		Name:         shortName(r.id),
		Description:  p.text("Description"),
		Runtime:      p.oneOf("Runtime", "provided.al2023"),
		Handler:      p.oneOf("Handler", "bootstrap"),
		Architecture: architecture(p),
		Memory:       memory,
		FunctionName: b.nameOr(p, "FunctionName", r.id),
		Role:         b.functionRole(p),
		Timeout:      time.Duration(p.number("Timeout", 3)) * time.Second,
		Environment:  b.environment(p.object("Environment")),
		RecursiveLoop: lambda.RecursiveLoop(
			p.oneOf("RecursiveLoop", string(lambda.Terminate), string(lambda.Allow))),
	}
	if p.get("ReservedConcurrentExecutions") != nil {
		spec.Reserved = new(p.number("ReservedConcurrentExecutions", 0))
	}
	spec.LogGroup = b.logging(p.object("LoggingConfig"))
	spec.Async = b.async(p, spec.Role)
	if b.err != nil {
		return
	}
	arn, err := b.to.Lambda.Create(spec)
	if err != nil {
		b.fail(r.n.line, "%s: %w", r.id, err)
		return
	}
	r.ref, r.attributes = spec.FunctionName, map[string]string{"Arn": arn}
	b.stack.Functions = append(b.stack.Functions, spec)
	b.events(p.object("Events"), source{function: r, spec: spec})
}

// architecture is the one that the function is built for; x86_64 unless it says otherwise.
func architecture(p *object) string {
	out := "x86_64"
	for _, out = range p.texts("Architectures") {
		if out != "arm64" && out != "x86_64" {
			p.fail("Architectures", "%s is no architecture", out)
		}
	}
	return out
}

// functionRole is the role that the template names; roles that SAM would make up are not simulated.
func (b *builder) functionRole(p *object) string {
	role := p.needText("Role")
	if b.err == nil && !b.to.IAM.Trusts(role, "lambda.amazonaws.com") {
		p.fail("Role", "%s cannot be assumed by lambda.amazonaws.com", role)
	}
	return role
}

func (b *builder) environment(o *object) map[string]string {
	out := map[string]string{}
	variables := o.object("Variables")
	for _, key := range variables.n.keys {
		out[key] = variables.text(key)
	}
	return out
}

// logging is the log group that the function writes to; empty is Lambda's own.
func (b *builder) logging(o *object) string {
	o.oneOf("LogFormat", "Text", "JSON")
	o.oneOf("ApplicationLogLevel", "INFO", "TRACE", "DEBUG", "WARN", "ERROR", "FATAL")
	o.oneOf("SystemLogLevel", "INFO", "DEBUG", "WARN")
	group := o.text("LogGroup")
	if _, ok := b.to.Logs.Group(group); group != "" && !ok {
		o.fail("LogGroup", "there is no log group %s", group)
	}
	return group
}

// async reads the limits of asynchronous invocation and where what fails goes. Lambda refuses a
// destination that the role may not send to.
func (b *builder) async(p *object, role string) lambda.Async {
	out := lambda.DefaultAsync()
	config := p.object("EventInvokeConfig")
	out.Retries = config.number("MaximumRetryAttempts", out.Retries)
	out.MaxAge = seconds(config, "MaximumEventAgeInSeconds", out.MaxAge)
	if destinations := config.object("DestinationConfig"); destinations.has("OnFailure") {
		failed := destinations.object("OnFailure")
		failed.oneOf("Type", "SQS")
		out.OnFailure = b.queueARN(failed, "Destination")
		b.maySend(failed, role, out.OnFailure)
	}
	if p.has("DeadLetterQueue") {
		dead := p.object("DeadLetterQueue")
		dead.oneOf("Type", "SQS")
		out.DeadLetters = b.queueARN(dead, "TargetArn")
		b.maySend(dead, role, out.DeadLetters)
	}
	return out
}

func (b *builder) maySend(o *object, role, queue string) {
	send := iam.Request{Action: "sqs:SendMessage", Resource: queue}
	if b.err == nil && !b.to.IAM.Allows(role, send) {
		o.fail("Type", "the role %s does not allow sqs:SendMessage", role)
	}
}

// queueARN reads the ARN of a queue of this stack.
func (b *builder) queueARN(o *object, key string) string {
	arn := o.needText(key)
	for _, r := range b.resources {
		if r.kind == "AWS::SQS::Queue" && r.attributes["Arn"] == arn {
			return arn
		}
	}
	o.fail(key, "%q is the ARN of no queue of this template", arn)
	return ""
}

func seconds(o *object, key string, otherwise time.Duration) time.Duration {
	return time.Duration(o.number(key, int(otherwise/time.Second))) * time.Second
}
