package conformance

import (
	"context"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdkautoscaling "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	sdkcloudwatch "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	sdklogs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	sdkdynamodb "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	sdkecs "github.com/aws/aws-sdk-go-v2/service/ecs"
	sdkelbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	sdkeventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	sdksns "github.com/aws/aws-sdk-go-v2/service/sns"
	sdksqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	sdkssm "github.com/aws/aws-sdk-go-v2/service/ssm"
	sdksts "github.com/aws/aws-sdk-go-v2/service/sts"
	transport "github.com/aws/smithy-go/endpoints"

	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/cloudwatch"
	"sashweight/shared/awssim/dynamodb"
	"sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/elbv2"
	"sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/logs"
	"sashweight/shared/awssim/sns"
	"sashweight/shared/awssim/sqs"
	"sashweight/shared/awssim/ssm"
	"sashweight/shared/awssim/sts"
	"sashweight/shared/awssim/wire"
)

// subject is one simulated service and the SDK's client of it.
type subject struct {
	module  string
	service *wire.Service
	client  func(aws.Config) any
}

// subjects are all services, of one new account.
func subjects() []subject {
	k := kernel.New(1, time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	bus := eventbridge.New(env, faults.New(nil, k.Stream("faults")))
	machines := host.New(env)
	return []subject{
		{"autoscaling", autoscaling.New(env, machines).Service,
			func(c aws.Config) any { return sdkautoscaling.NewFromConfig(c) }},
		{"cloudwatch", cloudwatch.New(env).Service,
			func(c aws.Config) any { return sdkcloudwatch.NewFromConfig(c) }},
		{"cloudwatchlogs", logs.New(env).Service,
			func(c aws.Config) any { return sdklogs.NewFromConfig(c) }},
		{"dynamodb", dynamodb.New(env).Service,
			func(c aws.Config) any { return sdkdynamodb.NewFromConfig(c) }},
		{"ecs", ecs.New(env, machines).Service,
			func(c aws.Config) any { return sdkecs.NewFromConfig(c) }},
		{"elasticloadbalancingv2", elbv2.New(env, machines).Service,
			func(c aws.Config) any { return sdkelbv2.NewFromConfig(c) }},
		{"eventbridge", bus.Service, eventBridgeClient},
		{"sns", sns.New(env).Service,
			func(c aws.Config) any { return sdksns.NewFromConfig(c) }},
		{"sqs", sqs.New(env).Service, sqsClient},
		{"ssm", ssm.New(env).Service,
			func(c aws.Config) any { return sdkssm.NewFromConfig(c) }},
		{"sts", sts.New(env).Service,
			func(c aws.Config) any { return sdksts.NewFromConfig(c) }},
	}
}

// sqsClient does not compare checksums: those in the fixtures are made up.
func sqsClient(c aws.Config) any {
	return sdksqs.NewFromConfig(c, func(o *sdksqs.Options) {
		o.DisableMessageChecksumValidation = true
	})
}

// eventBridgeClient takes any endpoint: the one in the fixture of PutEvents is no host name.
func eventBridgeClient(c aws.Config) any {
	return sdkeventbridge.NewFromConfig(c, func(o *sdkeventbridge.Options) {
		o.EndpointResolverV2 = anyEndpoint{}
	})
}

type anyEndpoint struct{}

// ResolveEndpoint names the host that nothing is sent to.
func (anyEndpoint) ResolveEndpoint(
	context.Context, sdkeventbridge.EndpointParameters,
) (transport.Endpoint, error) {
	return transport.Endpoint{URI: url.URL{Scheme: "http", Host: "localhost"}}, nil
}
