package sns

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"sashweight/shared/awssim/page"
	"sashweight/shared/awssim/wire"
)

// topicName is what a topic may be called (SNS API reference, CreateTopic).
var topicName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// settable are the attributes of a topic that a caller may set; they are told back.
var settable = []string{"DisplayName", "Policy", "DeliveryPolicy", "KmsMasterKeyId",
	"SignatureVersion", "TracingConfig"}

// createTopic returns the topic of that name if there is one with the same attributes.
func (s *SNS) createTopic(
	_ context.Context, in *api.CreateTopicInput,
) (*api.CreateTopicOutput, error) {
	name := aws.ToString(in.Name)
	if !topicName.MatchString(name) {
		return nil, invalid("Invalid parameter: Topic Name")
	}
	for key := range in.Attributes {
		if !slices.Contains(settable, key) {
			return nil, invalid("Invalid parameter: Attributes Reason: Unknown attribute %s", key)
		}
	}
	t := &topic{
		arn: s.env.ARN("sns", name), attributes: map[string]string{}, tags: map[string]string{},
	}
	maps.Copy(t.attributes, in.Attributes)
	for _, tag := range in.Tags {
		t.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	if old, err := s.find(t.arn); err == nil {
		for key, value := range t.attributes {
			if old.attributes[key] != value {
				return nil, invalid("Invalid parameter: Attributes Reason: Topic already exists " +
					"with different attributes")
			}
		}
		return &api.CreateTopicOutput{TopicArn: new(old.arn)}, nil
	}
	s.topics = append(s.topics, t)
	s.env.Journal.Add("state", "sns", t.arn, "created")
	return &api.CreateTopicOutput{TopicArn: new(t.arn)}, nil
}

// deleteTopic deletes a topic with its subscriptions. One that does not exist is no error (SNS API
// reference, DeleteTopic).
func (s *SNS) deleteTopic(
	_ context.Context, in *api.DeleteTopicInput,
) (*api.DeleteTopicOutput, error) {
	arn := aws.ToString(in.TopicArn)
	s.topics = slices.DeleteFunc(s.topics, func(t *topic) bool { return t.arn == arn })
	return &api.DeleteTopicOutput{}, nil
}

// pageSize is how many topics or subscriptions one answer lists (SNS API reference, ListTopics).
const pageSize = 100

func (s *SNS) listTopics(
	_ context.Context, in *api.ListTopicsInput,
) (*api.ListTopicsOutput, error) {
	page, next, err := pageOf(s.topics, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.ListTopicsOutput{NextToken: next}
	for _, t := range page {
		out.Topics = append(out.Topics, types.Topic{TopicArn: new(t.arn)})
	}
	return out, nil
}

func pageOf[T any](all []T, token *string) ([]T, *string, error) {
	part, next, ok := page.Cut(all, pageSize, token)
	if !ok {
		return nil, nil, invalid("Invalid parameter: NextToken")
	}
	return part, next, nil
}

func (s *SNS) getTopicAttributes(
	_ context.Context, in *api.GetTopicAttributesInput,
) (*api.GetTopicAttributesOutput, error) {
	t, err := s.find(aws.ToString(in.TopicArn))
	if err != nil {
		return nil, err
	}
	confirmed := 0
	for _, sub := range t.subscriptions {
		if !sub.pending {
			confirmed++
		}
	}
	out := maps.Clone(t.attributes)
	out["TopicArn"], out["Owner"] = t.arn, s.env.Account
	out["SubscriptionsConfirmed"] = strconv.Itoa(confirmed)
	out["SubscriptionsPending"] = strconv.Itoa(len(t.subscriptions) - confirmed)
	out["SubscriptionsDeleted"] = "0"
	return &api.GetTopicAttributesOutput{Attributes: out}, nil
}

func (s *SNS) setTopicAttributes(
	_ context.Context, in *api.SetTopicAttributesInput,
) (*api.SetTopicAttributesOutput, error) {
	t, err := s.find(aws.ToString(in.TopicArn))
	if err != nil {
		return nil, err
	}
	name := aws.ToString(in.AttributeName)
	if !slices.Contains(settable, name) {
		return nil, invalid("Invalid parameter: AttributeName")
	}
	t.attributes[name] = aws.ToString(in.AttributeValue)
	return &api.SetTopicAttributesOutput{}, nil
}

// notSimulated refuses what this account does not do, by name.
func notSimulated(what string) error {
	return wire.Error("InvalidParameter", "Invalid parameter: %s is not simulated yet", what)
}
