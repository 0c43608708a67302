package sns

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
)

// awaiting stands for the ARN of a subscription that was not confirmed (SNS API reference,
// Subscribe).
const awaiting = "pending confirmation"

// subscribe adds a subscriber. The same one twice is one subscription.
func (s *SNS) subscribe(
	_ context.Context, in *api.SubscribeInput,
) (*api.SubscribeOutput, error) {
	t, err := s.find(aws.ToString(in.TopicArn))
	if err != nil {
		return nil, err
	}
	sub := &subscription{
		protocol: aws.ToString(in.Protocol), endpoint: aws.ToString(in.Endpoint),
		raw: in.Attributes["RawMessageDelivery"] == "true",
	}
	for key := range in.Attributes {
		if key != "RawMessageDelivery" {
			return nil, notSimulated("attribute " + key)
		}
	}
	switch sub.protocol {
	case "lambda", "sqs":
		if !strings.HasPrefix(sub.endpoint, "arn:aws:"+sub.protocol+":") {
			return nil, invalid("Invalid parameter: %s endpoint ARN", sub.protocol)
		}
	case "email", "email-json":
		sub.pending = true
	default:
		return nil, notSimulated("protocol " + sub.protocol)
	}
	for _, old := range t.subscriptions {
		if old.protocol == sub.protocol && old.endpoint == sub.endpoint {
			return &api.SubscribeOutput{SubscriptionArn: new(old.shownARN())}, nil
		}
	}
	sub.arn = t.arn + ":" + s.env.UUID("subscription")
	t.subscriptions = append(t.subscriptions, sub)
	return &api.SubscribeOutput{SubscriptionArn: new(sub.shownARN())}, nil
}

func (sub *subscription) shownARN() string {
	if sub.pending {
		return awaiting
	}
	return sub.arn
}

func (s *SNS) unsubscribe(
	_ context.Context, in *api.UnsubscribeInput,
) (*api.UnsubscribeOutput, error) {
	arn := aws.ToString(in.SubscriptionArn)
	for _, t := range s.topics {
		t.subscriptions = slices.DeleteFunc(t.subscriptions,
			func(x *subscription) bool { return x.arn == arn })
	}
	return &api.UnsubscribeOutput{}, nil
}

func (s *SNS) listSubscriptions(
	_ context.Context, in *api.ListSubscriptionsInput,
) (*api.ListSubscriptionsOutput, error) {
	var all []types.Subscription
	for _, t := range s.topics {
		all = append(all, s.subscriptionsOf(t)...)
	}
	page, next, err := pageOf(all, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListSubscriptionsOutput{Subscriptions: page, NextToken: next}, nil
}

func (s *SNS) listSubscriptionsByTopic(
	_ context.Context, in *api.ListSubscriptionsByTopicInput,
) (*api.ListSubscriptionsByTopicOutput, error) {
	t, err := s.find(aws.ToString(in.TopicArn))
	if err != nil {
		return nil, err
	}
	page, next, err := pageOf(s.subscriptionsOf(t), in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListSubscriptionsByTopicOutput{Subscriptions: page, NextToken: next}, nil
}

func (s *SNS) subscriptionsOf(t *topic) []types.Subscription {
	out := make([]types.Subscription, 0, len(t.subscriptions))
	for _, sub := range t.subscriptions {
		out = append(out, types.Subscription{
			TopicArn: new(t.arn), SubscriptionArn: new(sub.shownARN()), Owner: new(s.env.Account),
			Protocol: new(sub.protocol), Endpoint: new(sub.endpoint),
		})
	}
	return out
}
