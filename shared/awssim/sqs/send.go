package sqs

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/wire"
)

// traceHeader is the system attribute for X-Ray's header: what a message says of itself or, where
// it says nothing, the header of the call (SQS developer guide, sqs-message-metadata).
const traceHeader = "AWSTraceHeader"

// The limits of a message (SQS developer guide, "Amazon SQS message quotas"), sizes in bytes.
const (
	maxMessage    = 1 << 20
	maxDelay      = 900
	maxAttributes = 10
)

func (s *SQS) sendMessage(
	ctx context.Context, in *sqs.SendMessageInput,
) (*sqs.SendMessageOutput, error) {
	q, err := s.queue(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	system, err := checkSend(in)
	if err != nil {
		return nil, err
	}
	now := s.env.Now()
	delay := q.Delay
	if in.DelaySeconds > 0 {
		delay = time.Duration(in.DelaySeconds) * time.Second
	}
	m := &message{
		id: s.env.UUID("sqs message"), body: *in.MessageBody,
		attributes: copyAttributes(in.MessageAttributes),
		system:     map[string]string{}, sent: now, visible: now.Add(delay),
	}
	if c := wire.CallerOf(ctx); c.AccessKey != "" {
		m.system["SenderId"] = c.AccessKey
	}
	if in.MessageGroupId != nil {
		m.system["MessageGroupId"] = *in.MessageGroupId
	}
	for name, v := range system {
		m.system[name] = deref(v.StringValue)
	}
	if header := s.trace(); header != "" && m.system[traceHeader] == "" {
		m.system[traceHeader] = header
	}
	s.add(q, m)
	return &sqs.SendMessageOutput{
		MessageId:                    &m.id,
		MD5OfMessageBody:             new(digest(m.body)),
		MD5OfMessageAttributes:       attributesDigest(m.attributes),
		MD5OfMessageSystemAttributes: attributesDigest(system),
	}, nil
}

// checkSend checks a message and returns its system attributes.
func checkSend(in *sqs.SendMessageInput) (map[string]types.MessageAttributeValue, error) {
	if deref(in.MessageBody) == "" {
		return nil, missing("MessageBody")
	}
	if in.DelaySeconds < 0 || in.DelaySeconds > maxDelay {
		return nil, badValue("DelaySeconds", strconv.Itoa(int(in.DelaySeconds)),
			"DelaySeconds must be >= 0 and <= 900.")
	}
	if in.MessageDeduplicationId != nil {
		return nil, badValue("MessageDeduplicationId", *in.MessageDeduplicationId, "The request "+
			"include parameter that is not valid for this queue type")
	}
	if err := checkAttributes(in.MessageAttributes); err != nil {
		return nil, err
	}
	size := len(*in.MessageBody) + attributesSize(in.MessageAttributes)
	if size > maxMessage {
		return nil, tooLong()
	}
	system := map[string]types.MessageAttributeValue{}
	for _, name := range slices.Sorted(maps.Keys(in.MessageSystemAttributes)) {
		v := in.MessageSystemAttributes[name]
		if name != traceHeader || deref(v.DataType) != "String" {
			return nil, wire.Error("InvalidParameterValue",
				"Message system attribute name '%s' is invalid.", name)
		}
		system[name] = types.MessageAttributeValue{
			DataType: v.DataType, StringValue: v.StringValue,
		}
	}
	return system, checkBody(*in.MessageBody)
}

// checkBody refuses what a message must not contain: control characters and what is no UTF-8.
func checkBody(body string) error {
	if len(body) > maxMessage {
		return tooLong()
	}
	if strings.ContainsFunc(body, notAllowed) {
		return &types.InvalidMessageContents{
			Message:           new("The message contains characters outside the allowed set."),
			ErrorCodeOverride: new("InvalidMessageContents"),
		}
	}
	return nil
}

// notAllowed follows the SQS API reference, SendMessage: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to
// #xFFFD and above #xFFFF.
func notAllowed(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}
