// Package sqs sends messages to Amazon SQS queues.
package sqs

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// DelayMax is the longest delay of a message (SQS developer guide, sqs-delay-queues).
const DelayMax = 15 * time.Minute

// Writer sends to queues of one account and Region.
type Writer struct{ client *sqs.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: sqs.NewFromConfig(cfg)} }

// Send puts a message into a queue, where it is seen after the delay: whole seconds, rounded up,
// and at most DelayMax: who needs more sends it on then. A delay of zero or less is the queue's
// own. Nothing is overwritten, so nothing is read again: sent twice it arrives twice.
func (w *Writer) Send(ctx context.Context, queueURL, body string, delay time.Duration) error {
	delay = min(max(delay, 0), DelayMax)
	seconds := int32((delay + time.Second - 1) / time.Second)
	_, err := w.client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &queueURL, MessageBody: &body, DelaySeconds: seconds,
	})
	if err != nil {
		return fmt.Errorf("send to queue %s: %w", queueURL, err)
	}
	return nil
}
