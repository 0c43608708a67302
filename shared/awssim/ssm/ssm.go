// Package ssm is AWS Systems Manager in the simulated account: Parameter Store with AWS's public
// parameters, and which machines its agent reports from. There are no
// labels, no parameter policies and no filters: requests that ask for them are refused by name.
package ssm

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// SSM is the service of one account.
type SSM struct {
	// Service has the operations.
	Service *wire.Service
	// Instances lists the managed machines in a stable order; nil: there are none.
	Instances func() []Managed

	env        *kernel.Env
	parameters map[string]*parameter
	public     map[string]*parameter
}

// parameter is one parameter with its versions, the oldest first.
type parameter struct {
	name        string
	description string
	kind        types.ParameterType
	tier        types.ParameterTier
	versions    []version
}

// version is one value of a parameter.
type version struct {
	number   int64
	value    string
	dataType string
	modified time.Time
}

// New returns the service without parameters.
func New(env *kernel.Env) *SSM {
	s := &SSM{
		Service: wire.NewService(wire.Spec{
			ID: "SSM", Scope: "ssm", Target: "AmazonSSM", Protocol: wire.JSON11,
		}),
		env:        env,
		parameters: map[string]*parameter{},
		public:     map[string]*parameter{},
	}
	wire.On(s.Service, "GetParameter", s.getParameter)
	wire.On(s.Service, "GetParameters", s.getParameters)
	wire.On(s.Service, "GetParametersByPath", s.getParametersByPath)
	wire.On(s.Service, "PutParameter", s.putParameter)
	wire.On(s.Service, "DeleteParameter", s.deleteParameter)
	wire.On(s.Service, "DeleteParameters", s.deleteParameters)
	wire.On(s.Service, "DescribeInstanceInformation", s.describeInstanceInformation)
	return s
}

func (s *SSM) arn(name string) string {
	if strings.HasPrefix(name, publicPath+"/") {
		return "arn:aws:ssm:" + s.env.Region + "::parameter" + name
	}
	if name[0] != '/' {
		name = "/" + name
	}
	return s.env.ARN("ssm", "parameter"+name)
}

// changed journals a change and tells the event bus (Systems Manager user guide, "Monitoring
// Parameter Store changes with Amazon EventBridge": such events are best effort).
func (s *SSM) changed(p *parameter, operation string) {
	s.env.Journal.Add("state", "ssm parameter "+p.name+" "+operation)
	detail := map[string]string{
		"operation": operation, "name": p.name, "type": string(p.kind),
	}
	if p.description != "" {
		detail["description"] = p.description
	}
	s.env.Publish(kernel.Event{
		Source:     "aws.ssm",
		DetailType: "Parameter Store Change",
		Resources:  []string{s.arn(p.name)},
		Detail:     func() any { return detail },
		Label:      operation + " " + p.name,
		BestEffort: true,
	})
}
