// Package sns is Amazon SNS in the simulated account: standard topics that hand messages to
// functions and queues. FIFO topics, filter policies and the protocols that leave the account
// (email, HTTP, SMS) are refused by name; an email subscription is kept and never confirmed.
package sns

import (
	"strings"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// SNS is the topics of one account and Region.
type SNS struct {
	// Service answers the API.
	Service *wire.Service
	// Invoke hands a notification to a function by its ARN, asynchronously, with the tracing header
	// of the call that published it.
	Invoke func(functionARN string, payload []byte, cause, trace string) error
	// Send puts a message into a queue by its ARN, with the tracing header.
	Send func(queueARN, body, trace string) error
	// Trace is the tracing header of the call that is served, "" for none; nil: none.
	Trace func() string

	env    *kernel.Env
	topics []*topic // in the order of creation
}

// topic is one topic.
type topic struct {
	arn           string
	attributes    map[string]string
	tags          map[string]string
	subscriptions []*subscription
}

// subscription is one subscriber of a topic.
type subscription struct {
	arn, protocol, endpoint string
	raw                     bool // queues get the message without its envelope
	pending                 bool // an endpoint outside of the account has to confirm
}

// New returns an account without topics.
func New(env *kernel.Env) *SNS {
	s := &SNS{env: env, Service: wire.NewService(wire.Spec{
		ID: "SNS", Scope: "sns", Protocol: wire.Query,
		Namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
	})}
	wire.On(s.Service, "CreateTopic", s.createTopic)
	wire.On(s.Service, "DeleteTopic", s.deleteTopic)
	wire.On(s.Service, "ListTopics", s.listTopics)
	wire.On(s.Service, "GetTopicAttributes", s.getTopicAttributes)
	wire.On(s.Service, "SetTopicAttributes", s.setTopicAttributes)
	wire.On(s.Service, "Subscribe", s.subscribe)
	wire.On(s.Service, "Unsubscribe", s.unsubscribe)
	wire.On(s.Service, "ListSubscriptions", s.listSubscriptions)
	wire.On(s.Service, "ListSubscriptionsByTopic", s.listSubscriptionsByTopic)
	wire.On(s.Service, "Publish", s.publish)
	return s
}

// find is the topic of an ARN.
func (s *SNS) find(arn string) (*topic, error) {
	for _, t := range s.topics {
		if t.arn == arn {
			return t, nil
		}
	}
	if !strings.HasPrefix(arn, "arn:aws:sns:") {
		return nil, invalid("Invalid parameter: TopicArn")
	}
	return nil, wire.Error("NotFound", "Topic does not exist")
}

func invalid(format string, args ...any) error {
	return wire.Error("InvalidParameter", format, args...)
}
