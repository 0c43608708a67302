package sqs

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func (s *SQS) getQueueURL(
	_ context.Context, in *sqs.GetQueueUrlInput,
) (*sqs.GetQueueUrlOutput, error) {
	name := deref(in.QueueName)
	if name == "" {
		return nil, missing("QueueName")
	}
	owner := deref(in.QueueOwnerAWSAccountId)
	q := s.queues[name]
	if q == nil || owner != "" && owner != s.env.Account {
		return nil, noQueue()
	}
	return &sqs.GetQueueUrlOutput{QueueUrl: &q.url}, nil
}

// queue finds the queue that a URL means by its path, whatever the host.
func (s *SQS) queue(url *string) (*queue, error) {
	if deref(url) == "" {
		return nil, missing("QueueUrl")
	}
	parts := strings.Split(*url, "/")
	q := s.queues[parts[len(parts)-1]]
	if q == nil || len(parts) > 1 && parts[len(parts)-2] != s.env.Account {
		return nil, noQueue()
	}
	return q, nil
}

func (s *SQS) getQueueAttributes(
	_ context.Context, in *sqs.GetQueueAttributesInput,
) (*sqs.GetQueueAttributesOutput, error) {
	q, err := s.queue(in.QueueUrl)
	if err != nil {
		return nil, err
	}
	all := q.attributes(s.env.Now())
	out := map[string]string{}
	for _, name := range in.AttributeNames {
		if name == types.QueueAttributeNameAll {
			return &sqs.GetQueueAttributesOutput{Attributes: all}, nil
		}
		if !slices.Contains(name.Values(), name) {
			return nil, badAttribute(string(name))
		}
		if v, ok := all[string(name)]; ok {
			out[string(name)] = v
		}
	}
	return &sqs.GetQueueAttributesOutput{Attributes: out}, nil
}

func (q *queue) attributes(now time.Time) map[string]string {
	waiting, hidden, delayed := q.counts(now)
	out := map[string]string{"QueueArn": q.arn, "SqsManagedSseEnabled": "true"}
	numbers := map[types.QueueAttributeName]int64{
		"ApproximateNumberOfMessages":           int64(waiting),
		"ApproximateNumberOfMessagesNotVisible": int64(hidden),
		"ApproximateNumberOfMessagesDelayed":    int64(delayed),
		"CreatedTimestamp":                      q.created.Unix(),
		"LastModifiedTimestamp":                 q.created.Unix(),
		"DelaySeconds":                          seconds(q.Delay),
		"MaximumMessageSize":                    maxMessage,
		"MessageRetentionPeriod":                seconds(q.Retention),
		"ReceiveMessageWaitTimeSeconds":         seconds(q.Wait),
		"VisibilityTimeout":                     seconds(q.Visibility),
	}
	for name, n := range numbers {
		out[string(name)] = strconv.FormatInt(n, 10)
	}
	if q.DeadLetters != "" {
		policy, err := json.Marshal(map[string]any{
			"deadLetterTargetArn": q.DeadLetters, "maxReceiveCount": q.MaxReceives,
		})
		if err != nil {
			panic("sqs: redrive policy: " + err.Error())
		}
		out["RedrivePolicy"] = string(policy)
	}
	return out
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
