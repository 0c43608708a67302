package sqs

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// The limits of a receive call (SQS API reference, ReceiveMessage), times in seconds.
const (
	maxReceive    = 10
	maxVisibility = 43200
	maxWait       = 20
)

func (s *SQS) receiveMessage(
	_ context.Context, in *sqs.ReceiveMessageInput,
) (*sqs.ReceiveMessageOutput, error) {
	q, err := s.queue(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	names, err := checkReceive(in)
	if err != nil {
		return nil, err
	}
	hide := q.Visibility
	if in.VisibilityTimeout > 0 {
		hide = time.Duration(in.VisibilityTimeout) * time.Second
	}
	limit := max(1, int(in.MaxNumberOfMessages))
	out := &sqs.ReceiveMessageOutput{}
	for _, m := range s.take(q, limit, hide) {
		out.Messages = append(out.Messages, q.shown(m, names, in.MessageAttributeNames))
	}
	return out, nil
}

// take receives messages, and buries those that were received too often.
func (s *SQS) take(q *queue, limit int, hide time.Duration) []*message {
	taken := q.receive(limit, s.env.Now(), hide, func(m *message) { s.bury(q, m) })
	for _, m := range taken {
		s.wake(q, m)
	}
	return taken
}

// shown is a message as its receiver gets it, with the attributes that it names.
func (q *queue) shown(m *message, system, names []string) types.Message {
	attributes := wanted(m.attributes, names)
	return types.Message{
		MessageId:              new(m.id),
		ReceiptHandle:          new(q.receipt(m)),
		Body:                   new(m.body),
		MD5OfBody:              new(digest(m.body)),
		Attributes:             m.systemAttributes(system),
		MessageAttributes:      attributes,
		MD5OfMessageAttributes: attributesDigest(attributes),
	}
}

// checkReceive checks a receive call and returns the system attributes that it names.
func checkReceive(in *sqs.ReceiveMessageInput) ([]string, error) {
	switch n := in.MaxNumberOfMessages; {
	case n < 0 || n > maxReceive:
		return nil, badValue("MaxNumberOfMessages", strconv.Itoa(int(n)),
			"Must be between 1 and 10, if provided.")
	case in.WaitTimeSeconds < 0 || in.WaitTimeSeconds > maxWait:
		return nil, badValue("WaitTimeSeconds", strconv.Itoa(int(in.WaitTimeSeconds)),
			"Must be >= 0 and <= 20, if provided.")
	case in.VisibilityTimeout < 0 || in.VisibilityTimeout > maxVisibility:
		return nil, badValue("VisibilityTimeout", strconv.Itoa(int(in.VisibilityTimeout)),
			"Must be between 0 and 43200, if provided.")
	}
	var names []string
	for _, name := range in.AttributeNames {
		names = append(names, string(name))
	}
	for _, name := range in.MessageSystemAttributeNames {
		names = append(names, string(name))
	}
	known := types.MessageSystemAttributeName("").Values()
	for _, name := range names {
		if !slices.Contains(known, types.MessageSystemAttributeName(name)) {
			return nil, badAttribute(name)
		}
	}
	return names, nil
}

func (m *message) systemAttributes(names []string) map[string]string {
	all := map[string]string{
		"ApproximateReceiveCount":          strconv.Itoa(m.receives),
		"ApproximateFirstReceiveTimestamp": strconv.FormatInt(m.first.UnixMilli(), 10),
		"SentTimestamp":                    strconv.FormatInt(m.sent.UnixMilli(), 10),
	}
	for name, v := range m.system {
		all[name] = v
	}
	if slices.Contains(names, "All") {
		return all
	}
	var out map[string]string
	for _, name := range names {
		if v, ok := all[name]; ok {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = v
		}
	}
	return out
}

// bury moves a message that was received too often to the queue's dead letters. Its age goes on
// counting; where that queue is gone, the message is lost.
func (s *SQS) bury(from *queue, m *message) {
	for _, q := range s.queues {
		if q.arn == from.DeadLetters {
			m.receives, m.visible = 0, s.env.Now()
			s.add(q, m)
			s.env.Journal.Add("state", "sqs message "+m.id+" moved from "+from.name+" to "+q.name)
		}
	}
}

func (s *SQS) deleteMessage(
	_ context.Context, in *sqs.DeleteMessageInput,
) (*sqs.DeleteMessageOutput, error) {
	q, err := s.queue(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	receipt := deref(in.ReceiptHandle)
	if receipt == "" {
		return nil, missing("ReceiptHandle")
	}
	if !q.remove(receipt) {
		return nil, &types.ReceiptHandleIsInvalid{
			Message: new("The input receipt handle \"" + receipt +
				"\" is not a valid receipt handle."),
			ErrorCodeOverride: new("ReceiptHandleIsInvalid"),
		}
	}
	return &sqs.DeleteMessageOutput{}, nil
}
