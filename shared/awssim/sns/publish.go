package sns

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
)

// maxMessage bounds a message with its attributes, in bytes (SNS API reference, Publish).
const maxMessage = 256 << 10

// Message is what is published.
type Message struct {
	// Subject is optional, at most 100 characters; Text is the message itself.
	Subject, Text string
	// Attributes are the message's attributes, by name.
	Attributes map[string]types.MessageAttributeValue

	// trace is the tracing header of the call.
	trace string
}

// publish sends a message to all subscribers of a topic.
func (s *SNS) publish(_ context.Context, in *api.PublishInput) (*api.PublishOutput, error) {
	switch {
	case in.PhoneNumber != nil || in.TargetArn != nil:
		return nil, notSimulated("a target that is no topic")
	case in.MessageStructure != nil:
		return nil, notSimulated("MessageStructure")
	case in.MessageGroupId != nil:
		return nil, invalid("Invalid parameter: MessageGroupId Reason: The request includes " +
			"MessageGroupId parameter that is not valid for this topic type")
	}
	m := Message{
		Subject: aws.ToString(in.Subject), Text: aws.ToString(in.Message),
		Attributes: in.MessageAttributes,
	}
	if s.Trace != nil {
		m.trace = s.Trace()
	}
	id, err := s.Notify(aws.ToString(in.TopicArn), m)
	if err != nil {
		return nil, err
	}
	return &api.PublishOutput{MessageId: new(id)}, nil
}

// Notify publishes a message and returns its id. CloudWatch's alarms come this way too.
func (s *SNS) Notify(topicARN string, m Message) (id string, err error) {
	t, err := s.find(topicARN)
	switch {
	case err != nil:
		return "", err
	case m.Text == "":
		return "", invalid("Invalid parameter: Empty message")
	case len(m.Text) > maxMessage:
		return "", invalid("Invalid parameter: Message too long")
	case len(m.Subject) > 100:
		return "", invalid("Invalid parameter: Subject")
	}
	id = s.env.UUID("message")
	s.env.Journal.Add("event", "sns", topicARN, id)
	at := s.env.Now()
	for _, sub := range t.subscriptions {
		if !sub.pending {
			s.env.After(s.latency(), func() { s.deliver(t, sub, id, at, m) })
		}
	}
	return id, nil
}

func (s *SNS) latency() time.Duration {
	ms := s.env.Stream("sns").Int64N(int64(time.Second / time.Millisecond))
	return 50*time.Millisecond + time.Duration(ms)*time.Millisecond
}

// notification is the envelope of a message (SNS developer guide,
// sns-message-and-json-formats); functions get it in a record (Lambda developer guide,
// with-sns).
type notification struct {
	Type       string               `json:"Type"`
	MessageID  string               `json:"MessageId"`
	TopicARN   string               `json:"TopicArn"`
	Subject    *string              `json:"Subject"`
	Message    string               `json:"Message"`
	Timestamp  string               `json:"Timestamp"`
	Attributes map[string]attribute `json:"MessageAttributes"`
}

type attribute struct {
	Type  string `json:"Type"`
	Value string `json:"Value"`
}

func (s *SNS) deliver(t *topic, sub *subscription, id string, at time.Time, m Message) {
	n := notification{
		Type: "Notification", MessageID: id, TopicARN: t.arn, Message: m.Text,
		Timestamp:  at.Format("2006-01-02T15:04:05.000Z"),
		Attributes: map[string]attribute{},
	}
	if m.Subject != "" {
		n.Subject = &m.Subject
	}
	for name, v := range m.Attributes {
		n.Attributes[name] = attribute{aws.ToString(v.DataType), aws.ToString(v.StringValue)}
	}
	var err error
	switch {
	case sub.protocol == "lambda":
		err = s.Invoke(sub.endpoint, lambdaEvent(sub.arn, n), "topic "+t.arn+" message "+id, m.trace)
	case sub.raw:
		err = s.Send(sub.endpoint, m.Text, m.trace)
	default:
		err = s.Send(sub.endpoint, string(written(n)), m.trace)
	}
	if err != nil {
		s.env.Journal.Add("deliver", "sns", t.arn, id, "refused by", sub.endpoint+": "+err.Error())
	}
}

// lambdaEvent is the event that a function gets.
func lambdaEvent(subscription string, n notification) []byte {
	return written(map[string]any{"Records": []any{map[string]any{
		"EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": subscription,
		"Sns": n,
	}}})
}

func written(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sns: write a notification: %v", err))
	}
	return b
}
