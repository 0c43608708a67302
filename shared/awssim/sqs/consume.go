package sqs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Visibility is how long a queue hides what was received; ok is false when there is no such queue.
func (s *SQS) Visibility(arn string) (hides time.Duration, ok bool) {
	q := s.byARN(arn)
	if q == nil {
		return 0, false
	}
	return q.Visibility, true
}

// Watch calls ready, as a step of its own, whenever a message of a queue may be received: so a
// poller that waits in a receive call is answered.
func (s *SQS) Watch(arn string, ready func()) {
	q := s.byARN(arn)
	if q == nil {
		return
	}
	q.ready = ready
	for _, m := range q.messages {
		s.wake(q, m)
	}
}

// Take receives up to limit messages with all their attributes.
func (s *SQS) Take(arn string, limit int) []types.Message {
	q := s.byARN(arn)
	if q == nil {
		return nil
	}
	all := []string{"All"}
	var out []types.Message
	for _, m := range s.take(q, limit, q.Visibility) {
		out = append(out, q.shown(m, all, all))
	}
	return out
}

// Done deletes a message by its receipt; that of an earlier reception deletes nothing.
func (s *SQS) Done(arn, receipt string) {
	if q := s.byARN(arn); q != nil {
		q.remove(receipt)
	}
}

func (s *SQS) byARN(arn string) *queue {
	for _, q := range s.order {
		if q.arn == arn {
			return q
		}
	}
	return nil
}

// add puts a message into a queue. SQS may deliver one twice and in any order, but loses none (SQS
// developer guide, standard-queues); both only where somebody waits who has to cope.
func (s *SQS) add(q *queue, m *message) {
	delays := []time.Duration{0}
	if q.ready != nil && s.Copies != nil {
		delays = s.Copies(q.name)
	}
	for i, d := range delays {
		copied := *m
		copied.copy, copied.visible = i, m.visible.Add(d)
		q.messages = append(q.messages, &copied)
		s.wake(q, &copied)
	}
}

// wake tells whoever waits for messages when this one is visible.
func (s *SQS) wake(q *queue, m *message) {
	m.wake.Stop()
	if q.ready != nil {
		m.wake = s.env.At(m.visible, q.ready)
	}
}

func (s *SQS) trace() string {
	if s.Trace == nil {
		return ""
	}
	return s.Trace()
}
