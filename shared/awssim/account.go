// Package awssim is a simulated AWS account: services that behave, fail and answer as AWS's do, on
// virtual time, for the real SDK clients, the AWS CLI and built Lambda binaries.
//
// It deploys the project's own template and runs the functions as coroutines, so that what is
// tested is what ships. It imports nothing of the code that it judges.
package awssim

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdkautoscaling "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	sdkcloudwatch "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	sdkelb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/cloudtrail"
	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/dynamodb"
	"sashweight/shared/awssim/ec2"
	"sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/elbv2"
	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/health"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/limits"
	"sashweight/shared/awssim/logs"
	"sashweight/shared/awssim/scheduler"
	"sashweight/shared/awssim/sns"
	"sashweight/shared/awssim/sqs"
	"sashweight/shared/awssim/ssm"
	"sashweight/shared/awssim/sts"
	"sashweight/shared/awssim/wire"
)

// Options makes an account.
type Options struct {
	// Seed decides everything that is drawn.
	Seed uint64
	// Start is the virtual time at which the account begins.
	Start time.Time
	// ID is the 12-digit account id, Region its Region; empty: 123456789012 and us-east-1.
	ID, Region string
	// Rates are the faults drawn per event and call; nil: none.
	Rates faults.Rates
	// Typed gives functions clients that are answered in process without the wire protocols.
	Typed bool
	// Instant lets nothing of a life cycle take time: tasks run, machines end and groups reach their
	// size within the call that asks for it.
	Instant bool
	// Limits throttles calls above the documented rates of their class of actions.
	Limits bool
}

// Account is one account in one Region.
type Account struct {
	*kernel.Env
	Faults      *faults.Faults
	Machines    *host.Machines
	Health      *health.Health
	EC2         *ec2.EC2
	ECS         *ecs.ECS
	AutoScaling *autoscaling.AutoScaling
	ELB         *elbv2.ELB
	SSM         *ssm.SSM
	DynamoDB    *dynamodb.DynamoDB
	EventBridge *eventbridge.EventBridge
	SQS         *sqs.SQS
	SNS         *sns.SNS
	Lambda      *lambda.Lambda
	Scheduler   *scheduler.Scheduler
	IAM         *iam.IAM
	CloudWatch  *cloudwatch.CloudWatch
	Logs        *logs.Logs
	Limits      *limits.Limits
	Trail       *cloudtrail.Trail
	// Server answers calls, on the wire and typed.
	Server *wire.Server

	typed    bool
	limited  bool
	answers  map[string]told // for stale reads
	before   []func(*wire.Call)
	watchers []func(Made)
}

// New returns an empty account.
func New(o Options) *Account {
	if o.ID == "" {
		o.ID = "123456789012"
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	k := kernel.New(o.Seed, o.Start)
	env := &kernel.Env{Kernel: k, Account: o.ID, Region: o.Region, Instant: o.Instant}
	a := &Account{
		Env: env, typed: o.Typed, limited: o.Limits, answers: map[string]told{},
		Faults: faults.New(o.Rates, k.Stream("faults")), Limits: limits.New(env),
		Trail: cloudtrail.New(env),
	}
	a.EventBridge = eventbridge.New(env, a.Faults)
	a.Machines = host.New(env)
	a.Health = health.New(env, a.Machines)
	a.EC2 = ec2.New(env, a.Machines)
	a.ECS = ecs.New(env, a.Machines)
	a.AutoScaling = autoscaling.New(env, a.Machines)
	a.AutoScaling.Instant = o.Instant
	a.ELB = elbv2.New(env, a.Machines)
	a.SSM, a.DynamoDB, a.SQS = ssm.New(env), dynamodb.New(env), sqs.New(env)
	a.Lambda, a.Scheduler, a.IAM = lambda.New(env), scheduler.New(env), iam.New(env)
	a.CloudWatch, a.Logs = cloudwatch.New(env), logs.New(env)
	a.Lambda.Logged = a.Logs.Since
	a.EventBridge.Deliver, a.Scheduler.Invoke = a.Lambda.InvokeAsync, a.Lambda.InvokeAsync
	a.EventBridge.Send, a.Scheduler.Send, a.Lambda.Send = a.SQS.Send, a.SQS.Send, a.SQS.Send
	a.wireQueues()
	a.wireSystems()
	a.SNS = sns.New(env)
	a.wireAlarms()
	a.SNS.Invoke, a.SNS.Send, a.SNS.Trace = a.Lambda.InvokeTraced, a.SQS.SendTraced, a.Lambda.Trace
	a.Server = wire.NewServer(a.EC2.Service, a.ECS.Service, a.AutoScaling.Service, a.ELB.Service,
		a.SSM.Service, a.DynamoDB.Service, a.EventBridge.Service, a.SQS.Service, a.SNS.Service,
		a.CloudWatch.Service, a.Logs.Service, a.Scheduler.Service, a.Lambda.Service,
		sts.New(env).Service)
	a.wireServices()
	a.ELB.Watch(a.ECS.TargetsChanged)
	a.ELB.Watch(a.AutoScaling.TargetsChanged)
	publish := env.Publish
	env.Publish = func(x kernel.Event) {
		publish(x)
		a.ECS.Hear(x)
	}
	a.Server.Gate, a.Server.Callers, a.Server.RequestID = a.gate, a.callerOf, env.RequestID
	a.watchAccidents(o.Rates)
	return a
}

// wireServices gives services of AWS the clients with which they act on the customer's behalf. What
// fails is not tried again within the call: each has its own time for that.
func (a *Account) wireServices() {
	once := aws.NopRetryer{}
	ecsRole := a.Server.Typed(serviceRole("AWSServiceRoleForECS", a.Env.Account), a.Env.Region)
	a.ECS.AutoScaling = sdkautoscaling.NewFromConfig(ecsRole,
		func(o *sdkautoscaling.Options) { o.Retryer = once })
	a.ECS.ELB = sdkelb.NewFromConfig(ecsRole, func(o *sdkelb.Options) { o.Retryer = once })
	a.ECS.CloudWatch = sdkcloudwatch.NewFromConfig(ecsRole,
		func(o *sdkcloudwatch.Options) { o.Retryer = once })
	groups := a.Server.Typed(
		serviceRole("AWSServiceRoleForAutoScaling", a.Env.Account), a.Env.Region)
	a.AutoScaling.CloudWatch = sdkcloudwatch.NewFromConfig(groups,
		func(o *sdkcloudwatch.Options) { o.Retryer = once })
	a.AutoScaling.ELB = sdkelb.NewFromConfig(groups, func(o *sdkelb.Options) { o.Retryer = once })
}

// serviceRole is who makes the calls of a service on the account's behalf.
func serviceRole(name, account string) wire.Caller {
	return wire.Caller{
		Name: name, AccessKey: "ASIASIMULATEDSERVICE",
		ARN: fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/ecs-service-scheduler", account, name),
	}
}

// User is who makes calls that come from no function: the account's operator.
func (a *Account) User() wire.Caller {
	return wire.Caller{
		Name: "user", AccessKey: "AKIAIOSFODNN7SIMULATED",
		ARN: fmt.Sprintf("arn:aws:iam::%s:user/operator", a.Env.Account),
	}
}

// UserConfig is the configuration of the operator's SDK clients.
func (a *Account) UserConfig() aws.Config { return a.config(a.User()) }

// FunctionConfig is the configuration of the SDK clients of the function with the short name.
func (a *Account) FunctionConfig(name string) aws.Config {
	return a.config(wire.Caller{
		Name: name, AccessKey: accessKey(name),
		ARN: fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", a.Env.Account, name, name),
	})
}

func (a *Account) config(c wire.Caller) aws.Config {
	if a.typed {
		return a.Server.Typed(c, a.Env.Region)
	}
	return a.Server.Config(c, a.Env.Region)
}

// accessKey is what a function signs with: it names the function on the wire, for a built binary
// that runs outside of this process too.
func accessKey(function string) string {
	return "ASIASIMULATED" + strings.ToUpper(strings.ReplaceAll(function, "-", ""))
}
