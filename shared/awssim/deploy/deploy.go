// Package deploy reads a SAM or CloudFormation template and creates what it describes in a
// simulated account. It is strict: a resource type, property, intrinsic, event source, pattern
// operator or schedule expression that it does not know fails the deployment with its name and
// line, so nothing that ships is silently left out of what is tested.
package deploy

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/logs"
	"sashweight/shared/awssim/scheduler"
	"sashweight/shared/awssim/sqs"
)

// Services is where a template is deployed to.
type Services struct {
	// Env is the account.
	Env *kernel.Env
	// Stack is the stack's name, the first part of the names that are made up.
	Stack string

	Events     *eventbridge.EventBridge
	Lambda     *lambda.Lambda
	Scheduler  *scheduler.Scheduler
	IAM        *iam.IAM
	CloudWatch *cloudwatch.CloudWatch
	Logs       *logs.Logs
	// CreateTable makes a DynamoDB table and returns its ARN.
	CreateTable func(Table) (arn string, err error)
	// CreateQueue makes an SQS queue and returns its URL and ARN.
	CreateQueue func(Queue) (url, arn string, err error)
}

// Table is a DynamoDB table with string keys, billed on demand.
type Table struct {
	// Name is the table's; Hash, Range and TTL name attributes, and the last two may be empty.
	Name, Hash, Range, TTL string
}

// Queue is a standard SQS queue.
type Queue struct {
	// Name is the queue's.
	Name string
	// Retention is how long a message is kept, Visibility how long a received one is hidden, Delay
	// how long a new one waits, and Wait how long a receive call waits for one.
	Retention, Visibility, Delay, Wait time.Duration
	// DeadLetters is the ARN of the queue for messages received more than MaxReceives times; empty
	// for none.
	DeadLetters string
	MaxReceives int
}

// Stack is what was deployed.
type Stack struct {
	// Functions are in the order in which they were created: the template's, but each after what
	// it refers to.
	Functions []lambda.Spec
	// Rules are the rules with a pattern, in the order in which they were created.
	Rules []RuleInfo
	// Resources are the template's resources by logical id.
	Resources map[string]Resource
	// Outputs are the template's outputs by name.
	Outputs map[string]string
}

// Resource is a resource that was created.
type Resource struct {
	// Type is such as AWS::SQS::Queue.
	Type string
	// Ref is what Ref gives: a name, or a queue's URL.
	Ref string
	// Attributes are what Fn::GetAtt gives, such as Arn.
	Attributes map[string]string
}

// RuleInfo is a rule and the function that it is for.
type RuleInfo struct {
	// Function is the short name, such as drain-nodes. It is empty for a rule with other targets.
	Function string
	// Rule is the name of the function's event, such as TerminateHook, or the rule's logical id.
	Rule string
	// Name is the rule's name in the account.
	Name string
	// Pattern says which events it is for.
	Pattern *eventbridge.Pattern
}

// Template deploys a template. params are values for its parameters. The error names what is not
// understood and its line; what was created before it stays.
func Template(src []byte, to Services, params map[string]string) (Stack, error) {
	root, err := parse(src)
	if err != nil {
		return Stack{}, err
	}
	b := &builder{
		to: to, parameters: map[string]string{}, conditions: map[string]*node{},
		asking: map[string]bool{}, resources: map[string]*resource{},
		queuePolicies: map[string][]iam.Document{}, permitted: map[permit]bool{},
		stack: Stack{Resources: map[string]Resource{}, Outputs: map[string]string{}},
	}
	b.template(root, params)
	if b.err != nil {
		return Stack{}, fmt.Errorf("deploy template: %w", b.err)
	}
	return b.stack, nil
}

// Rules reads which rules a template has and what they match, without an account: parameters keep
// their defaults.
func Rules(src []byte) ([]RuleInfo, error) {
	stack, err := Template(src, scratch(), nil)
	if err != nil {
		return nil, err
	}
	return stack.Rules, nil
}

// scratch is an account that is thrown away.
func scratch() Services {
	env := &kernel.Env{
		Kernel: kernel.New(1, time.Unix(0, 0)), Account: "123456789012", Region: "us-east-1",
	}
	functions, queues, roles := lambda.New(env), sqs.New(env), iam.New(env)
	functions.Queues = queues
	functions.Allows = func(role, action, resource string) bool {
		return roles.Allows(role, iam.Request{Action: action, Resource: resource})
	}
	return Services{
		Env: env, Stack: "scratch", Events: eventbridge.New(env, nil), Lambda: functions,
		Scheduler: scheduler.New(env), IAM: roles, CloudWatch: cloudwatch.New(env),
		Logs: logs.New(env),
		CreateTable: func(t Table) (string, error) {
			return env.ARN("dynamodb", "table/"+t.Name), nil
		},
		CreateQueue: func(q Queue) (string, string, error) {
			url, arn := queues.Create(q.Name, sqs.Options{Visibility: q.Visibility})
			return url, arn, nil
		},
	}
}

// builder deploys one template. It goes on after the first error without effect, and keeps it.
type builder struct {
	to         Services
	err        error
	parameters map[string]string
	conditions map[string]*node
	asking     map[string]bool
	globals    *node
	resources  map[string]*resource
	building   []string
	stack      Stack
	// queuePolicies are those of each queue, by its ARN; permitted is who may invoke functions.
	queuePolicies map[string][]iam.Document
	permitted     map[permit]bool
	// checks look at the whole once everything is there.
	checks []func()
}

func (b *builder) fail(line int, format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf("line %d: "+format, append([]any{line}, args...)...)
	}
}

// template reads the sections in the order in which they depend on each other.
func (b *builder) template(root *node, params map[string]string) {
	top := b.object(root, "template")
	top.oneOf("AWSTemplateFormatVersion", "2010-09-09")
	top.oneOf("Transform", "AWS::Serverless-2016-10-31")
	top.ignore("Description", "Metadata")
	b.readParameters(top.object("Parameters"), params)
	b.readConditions(top.get("Conditions"))
	globals := top.object("Globals")
	b.globals = globals.get("Function")
	resources := top.get("Resources")
	outputs := top.get("Outputs")
	top.done()
	b.readResources(resources)
	b.readOutputs(outputs)
	for _, check := range b.checks {
		if b.err == nil {
			check()
		}
	}
}

// readParameters takes each parameter's given value or its default, and checks it.
func (b *builder) readParameters(section *object, params map[string]string) {
	for _, name := range section.n.keys {
		p := section.object(name)
		kind := p.oneOf("Type", "String", "Number")
		p.ignore("Description", "ConstraintDescription")
		value, given := params[name]
		if !given {
			value = p.text("Default")
		}
		p.read["Default"] = true
		if !given && !p.has("Default") {
			p.fail("Default", "the parameter has no value")
		}
		allowed := p.texts("AllowedValues")
		if p.has("AllowedValues") && !slices.Contains(allowed, value) {
			p.fail("AllowedValues", "%q is not among them", value)
		}
		if kind == "Number" && !isNumber(value) {
			p.fail("Type", "%q is no number", value)
		}
		b.parameters[name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if _, ok := b.parameters[name]; !ok {
			b.fail(section.n.line, "there is no parameter %s", name)
		}
	}
}

func (b *builder) readConditions(section *node) {
	if section == nil {
		return
	}
	b.conditions = section.fields
	for _, name := range section.keys {
		b.condition(section.fields[name].line, name)
	}
}

func (b *builder) readOutputs(section *node) {
	outputs := b.object(section, "Outputs")
	for _, name := range outputs.n.keys {
		o := outputs.object(name)
		o.ignore("Description", "Export")
		if c := o.text("Condition"); c != "" && !b.condition(o.n.line, c) {
			continue
		}
		b.stack.Outputs[name] = o.needText("Value")
	}
	outputs.done()
}
